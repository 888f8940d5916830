//! Why a gateway is not ready: named reasons, set and cleared where they are noticed, shown by `/readyz`.
//!
//! It does not know how a reason is found out, nor what is refused because of it.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hongbao_store::Trouble;

/// A reason for not being ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// The start is not over.
    Starting,
    /// The store does not answer.
    StoreSilent,
    /// The store commits nothing.
    Store(Trouble),
    /// The machine's clock has jumped ahead.
    ClockJumped,
}

impl Reason {
    /// Its name, words with a hyphen between them, and what it means with the next thing to do.
    pub(crate) const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Starting => ("starting", "the start is not over; wait"),
            Self::StoreSilent => ("store-silent", "the database does not answer; see the log"),
            Self::Store(Trouble::Gone) => (
                "store-gone",
                "the database's file, its log or its folder is not in its place; put it back, or restart",
            ),
            Self::Store(Trouble::Full) => {
                ("store-full", "the database's disk is full; make room, it goes on by itself")
            }
            Self::Store(Trouble::Unwritable) => (
                "store-unwritable",
                "the database cannot be written to; see the log, it goes on by itself",
            ),
            Self::Store(Trouble::Damaged) => (
                "store-damaged",
                "a record of the database cannot be read; run an audit, put a backup in its place",
            ),
            Self::ClockJumped => (
                "clock-jumped",
                "the machine's clock has jumped ahead: set it right, or accept it with `hongbao clock accept`",
            ),
        }
    }
}

/// The reasons that hold now. Without one, the gateway is ready.
#[derive(Debug)]
pub(crate) struct Readiness(Mutex<BTreeSet<Reason>>);

impl Readiness {
    /// That of a gateway whose start is not over.
    pub(crate) fn starting() -> Self {
        Self(Mutex::new(BTreeSet::from([Reason::Starting])))
    }

    /// From now on the reason holds.
    pub(crate) fn set(&self, reason: Reason) {
        self.lock().insert(reason);
    }

    /// From now on the reason does not hold.
    pub(crate) fn clear(&self, reason: Reason) {
        self.lock().remove(&reason);
    }

    /// The reason holds if what was looked at failed, and does not hold if it went well.
    pub(crate) fn note<T, E>(&self, reason: Reason, outcome: &Result<T, E>) {
        match outcome {
            Ok(_) => self.clear(reason),
            Err(_) => self.set(reason),
        }
    }

    /// What keeps the store from committing takes the place of what did before; says whether it is
    /// something else.
    pub(crate) fn note_trouble(&self, trouble: Option<Trouble>) -> bool {
        let mut reasons = self.lock();
        let now = trouble.map(Reason::Store);
        let is_store = |reason: &&Reason| matches!(reason, Reason::Store(_));
        let is_new = reasons.iter().find(is_store).copied() != now;
        reasons.retain(|reason| !is_store(&reason));
        reasons.extend(now);
        is_new
    }

    /// All reasons that hold, as lines of a name, a colon and the meaning; `None` if there is none.
    pub(crate) fn reasons(&self) -> Option<String> {
        let reasons = self.lock();
        let line = |reason: &Reason| {
            let (name, meaning) = reason.row();
            format!("{name}: {meaning}\n")
        };
        (!reasons.is_empty()).then(|| reasons.iter().map(line).collect())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<Reason>> {
        // Nothing panics while it is held, and a set is whole at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
