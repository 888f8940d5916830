//! How a batch comes to be committed: as a whole, once more, or in halves; and what becomes of a commit whose
//! answer was lost. It does no I/O: what is to be done is given out, and what came of it is handed in.

use std::ops::Range;

use super::Setback;
use crate::Failure;
use crate::limits::TRIES;
use crate::rounds::Outcome;

/// What is to be done next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Run these works, by their places in the batch, in one transaction.
    Transact(Range<usize>),
    /// Find out whether the last transaction was committed.
    LookUp,
    /// Nothing: these are the outcomes of all works, in their order.
    Ended(Vec<Outcome>),
}

/// A batch on its way. Whose fault a failure is shows when halves are tried, and halves of these.
#[derive(Debug)]
pub(crate) struct Attempts {
    /// What is still to be committed, the next part last.
    parts: Vec<Range<usize>>,
    /// How often the next part was tried.
    tries: usize,
    /// A commit that was sent, and whose answer was lost.
    lost: Option<(Vec<Outcome>, Failure)>,
    outcomes: Vec<Outcome>,
}

impl Attempts {
    pub(crate) fn of(works: usize) -> Self {
        let whole = Some(0..works).filter(|whole| !whole.is_empty());
        Self { parts: whole.into_iter().collect(), tries: 0, lost: None, outcomes: Vec::new() }
    }

    pub(crate) fn next(&mut self) -> Next {
        if self.lost.is_some() {
            return Next::LookUp;
        }
        match self.parts.last() {
            Some(part) => Next::Transact(part.clone()),
            None => Next::Ended(std::mem::take(&mut self.outcomes)),
        }
    }

    /// What a transaction came to, where its works came to these outcomes.
    pub(crate) fn transacted(&mut self, outcomes: Vec<Outcome>, sent: Result<(), Setback>) {
        match sent {
            Ok(()) => self.conclude(outcomes),
            Err(Setback::Lost(failure)) => self.lost = Some((outcomes, failure)),
            Err(Setback::Again(failure)) => self.again(&failure),
            Err(Setback::Down(failure)) => self.fail(&failure),
            Err(Setback::Refused(failure)) => self.halve(&failure),
        }
    }

    /// Whether the last transaction was committed, if that could be found out.
    pub(crate) fn looked_up(&mut self, committed: Result<bool, Failure>) {
        let Some((outcomes, failure)) = self.lost.take() else { return };
        match committed {
            Ok(true) => self.conclude(outcomes),
            Ok(false) => self.again(&failure),
            Err(_) => self.fail(&Failure::unknown(failure)),
        }
    }

    /// The same once more. In the end a database that could not do it has no work to blame; one that would
    /// not do it may have.
    fn again(&mut self, failure: &Failure) {
        self.tries += 1;
        if self.tries < TRIES {
            return;
        }
        match failure {
            Failure::Broken(_) => self.halve(failure),
            Failure::Unavailable(_)
            | Failure::Untimely
            | Failure::Limited
            | Failure::Unknown(_) => self.fail(failure),
        }
    }

    /// A work is to blame: the one, or one of a half.
    fn halve(&mut self, failure: &Failure) {
        let Some(part) = self.parts.last().cloned().filter(|part| part.len() > 1) else {
            return self.fail(failure);
        };
        let middle = part.start.midpoint(part.end);
        self.parts.pop();
        self.parts.extend([middle..part.end, part.start..middle]);
        self.tries = 0;
    }

    fn fail(&mut self, failure: &Failure) {
        let count = self.parts.last().map_or(0, Range::len);
        self.conclude(vec![Err(failure.clone()); count]);
    }

    fn conclude(&mut self, outcomes: Vec<Outcome>) {
        self.parts.pop();
        self.tries = 0;
        self.outcomes.extend(outcomes);
    }
}

#[cfg(test)]
mod tests;
