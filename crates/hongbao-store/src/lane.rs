//! Group commit, once for all stores: works that wait together are committed together.
//!
//! **Why the result is serial.** A lane runs one batch at a time, in one transaction of its
//! backend, and a home has one lane, so nobody else writes what the batch has read. Within a batch
//! works run one after the other in the order in which they arrived, each on what the ones before
//! it left (`rounds.rs`). A batch that could not be committed left nothing, and runs again as a
//! whole or, in the same order, in halves; so every history equals its works run one by one in the
//! order of arrival. Nothing is answered, and so nothing can be built on, before its commit is known.
//!
//! A lane knows no database: that is its [`Backend`]. It has no thread of its own either: one who
//! calls [`Stepper::step`] decides when a batch runs and what is in it.

mod attempts;
mod queue;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use hongbao_engine::{Record, Work};

use self::attempts::{Attempts, Next};
use self::queue::Queue;
use crate::rounds::{Load, Outcome, batch};
use crate::{Answer, BoxFuture, Clock, Failure};

/// Decides what a transaction changes; it may be called several times.
pub(crate) type Decide<'a> = dyn FnMut(&mut Load<'_>) -> Result<Vec<Record>, Failure> + 'a;

/// What a lane commits to: a connection that writes.
pub(crate) trait Backend: Send + fmt::Debug {
    /// One transaction: begins, lets `decide` load and decide, writes the changes and a marker of
    /// this transaction alone, and commits. Without changes there is nothing to commit.
    fn transact(&mut self, decide: &mut Decide<'_>) -> Result<(), Setback>;

    /// Whether the last transaction was committed: whether its marker is there. Asks on a fresh
    /// connection, and lets a commit that is still under way end first.
    fn committed(&mut self) -> Result<bool, Failure>;
}

/// Why a transaction is not known to be committed.
#[derive(Debug)]
pub(crate) enum Setback {
    /// The database wants it once more; nothing happened.
    Again(Failure),
    /// A work, or what it touches, is to blame; nothing happened.
    Refused(Failure),
    /// No work is to blame, and none could be helped by another attempt.
    Down(Failure),
    /// The commit was sent and its answer lost, for this reason.
    Lost(Failure),
}

/// Where works are handed in.
#[derive(Debug)]
pub(crate) struct Lane {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

/// Drives a lane by hand: its holder decides when a batch runs and what is in it.
///
/// Nothing is answered between two steps, and the same works handed in before the same steps come to
/// the same answers. It is what a lane's own thread holds otherwise. When it is dropped, the store
/// takes no more works.
#[derive(Debug)]
pub struct Stepper {
    queue: Arc<Queue>,
    clock: Arc<dyn Clock>,
    backend: Box<dyn Backend>,
}

impl Lane {
    /// A lane that somebody steps.
    pub(crate) fn stepped(backend: Box<dyn Backend>, clock: Arc<dyn Clock>) -> (Self, Stepper) {
        let queue = Arc::<Queue>::default();
        let stepper = Stepper { queue: Arc::clone(&queue), clock, backend };
        (Self { queue, thread: None }, stepper)
    }

    /// A lane with a thread of its own, which ends with it.
    pub(crate) fn threaded(backend: Box<dyn Backend>, clock: Arc<dyn Clock>) -> Self {
        let (mut lane, mut stepper) = Self::stepped(backend, clock);
        let run = move || {
            while stepper.queue.wait() {
                stepper.step(usize::MAX);
            }
        };
        #[expect(clippy::expect_used, reason = "without a thread there is no store")]
        let thread = thread::Builder::new().name("lane".to_owned()).spawn(run).expect("a thread");
        lane.thread = Some(thread);
        lane
    }

    /// A lane that takes no works.
    pub(crate) fn ended() -> Self {
        let queue = Arc::<Queue>::default();
        queue.close();
        Self { queue, thread: None }
    }

    /// Hands a work in, at once; the future is its answer. A caller that drops it learns nothing, and
    /// does no harm.
    pub(crate) fn transact(&self, work: Work) -> BoxFuture<'_, Outcome> {
        let submitted = self.queue.submit(work);
        Box::pin(async move {
            let (answer, _in_flight) = submitted?;
            answer.await.unwrap_or_else(|lost| Err(Failure::unknown(lost)))
        })
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.queue.close();
        // A panic has been told where it happened.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Drop for Stepper {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl Stepper {
    /// Runs one batch of what waits, in the order of arrival: at most so many works, and no more
    /// than touch some 4,000 records. Gives the number of answers: 0 if nothing waits.
    pub fn step(&mut self, most: usize) -> usize {
        let jobs = self.queue.take(most);
        let works: Vec<&Work> = jobs.iter().map(|job| &job.work).collect();
        let mut outcomes = self.commit(&works);
        Failure::join(outcomes.iter_mut().filter_map(|outcome| outcome.as_mut().err()));
        let count = outcomes.len();
        for (job, outcome) in jobs.into_iter().zip(outcomes) {
            // The caller may have dropped its receiver.
            let _ = job.answer.send(outcome);
        }
        count
    }

    /// Runs and commits works; one that cannot be committed does not keep the others from it.
    fn commit(&mut self, works: &[&Work]) -> Vec<Outcome> {
        let mut attempts = Attempts::of(works.len());
        loop {
            match attempts.next() {
                Next::Transact(part) => {
                    let works = works.get(part).unwrap_or_default();
                    let (backend, clock) = (self.backend.as_mut(), self.clock.as_ref());
                    let Sent { outcomes, result } = transact(backend, clock, works, &|_| Ok(()));
                    attempts.transacted(outcomes, result);
                }
                Next::LookUp => attempts.looked_up(self.backend.committed()),
                Next::Ended(outcomes) => return outcomes,
            }
        }
    }
}

/// The one transaction of a first start: all of these works, or none.
pub(crate) fn bootstrap(
    backend: &mut dyn Backend,
    clock: &dyn Clock,
    works: &[Work],
) -> Result<(), Failure> {
    let works: Vec<&Work> = works.iter().collect();
    let accept = |outcomes: &[Outcome]| {
        outcomes.iter().try_for_each(|outcome| match outcome {
            Ok(Answer::Done(_)) => Ok(()),
            Ok(Answer::Refused(refusal, _)) => {
                Err(Failure::broken(format!("a unit of the bootstrap was refused: {refusal:?}")))
            }
            Err(failure) => Err(failure.clone()),
        })
    };
    let Sent { result, .. } = transact(backend, clock, &works, &accept);
    match result {
        Ok(()) => Ok(()),
        Err(Setback::Lost(failure)) => match backend.committed() {
            Ok(true) => Ok(()),
            Ok(false) => Err(failure),
            Err(_) => Err(Failure::unknown(failure)),
        },
        Err(Setback::Again(failure) | Setback::Refused(failure) | Setback::Down(failure)) => {
            Err(failure)
        }
    }
}

/// A transaction that was tried.
struct Sent {
    /// What the works came to, if it is committed.
    outcomes: Vec<Outcome>,
    result: Result<(), Setback>,
}

/// Tries works in one transaction, if what they come to is accepted.
fn transact(
    backend: &mut dyn Backend,
    clock: &dyn Clock,
    works: &[&Work],
    accept: &dyn Fn(&[Outcome]) -> Result<(), Failure>,
) -> Sent {
    let mut outcomes = Vec::new();
    // A lane remembers the moment of its last batch, and never goes back behind it.
    if !clock.is_trusted() {
        return Sent { outcomes, result: Err(Setback::Down(Failure::Untimely)) };
    }
    let mut decide = |load: &mut Load<'_>| {
        // The moment at which the transaction has its lane to itself.
        let decided = batch(works, clock.now(), load)?;
        accept(&decided.outcomes)?;
        outcomes = decided.outcomes;
        Ok(decided.changes)
    };
    let sent = catch_unwind(AssertUnwindSafe(|| backend.transact(&mut decide)));
    let panicked = |_| Err(Setback::Lost(Failure::broken("the store panicked")));
    Sent { result: sent.unwrap_or_else(panicked), outcomes }
}
