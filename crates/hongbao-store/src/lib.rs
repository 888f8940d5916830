//! Where records are kept: one trait, several stores that behave alike, one suite that proves it.
//!
//! A store loads what a work asks for, runs it, and commits what it changed as a whole. It decides
//! nothing: it knows neither the protocol nor the methods, and an answer is bytes to it. This is
//! the only crate that sees a database driver.
#![cfg_attr(not(test), deny(clippy::wildcard_enum_match_arm))]

mod audit;
mod failure;
mod lane;
mod limits;
mod memory;
mod older;
mod rounds;
mod sqlite;
mod tables;
mod walk;

use std::fmt;
use std::pin::Pin;

use hongbao_engine::{Compared, Refusal, Timestamp, Work};

pub use audit::{Audited, Follower, Progress, audit};
pub use failure::{Failure, FailureCause, OpenError, Trouble};
pub use lane::Stepper;
pub use memory::{Faults, MemoryStore};
pub use older::leave_out;
pub use sqlite::SqliteStore;
pub use walk::{Chunk, Cursor, Walk};

/// A future that a store returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Wire time. A store reads it once for each batch, and for each work that only reads; business time is
/// what the database's clock record makes of it, read in the same snapshot.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present moment, to the best of what is known.
    fn now(&self) -> Timestamp;

    /// Whether that may be booked. Where it may not, no work that writes is run.
    fn is_trusted(&self) -> bool {
        true
    }

    /// Somebody has looked: what the clock shows is trusted from now on.
    fn accept(&self) {}
}

/// What a work came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It succeeded, with these bytes.
    Done(Vec<u8>),
    /// The business said no; nothing of it was kept.
    Refused(Refusal, Compared),
}

/// A store of records.
pub trait Store: Send + Sync + fmt::Debug {
    /// Brings the schema up to date. Everything else wants this first.
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>>;

    /// Runs a work that only reads, on a consistent snapshot. Never waits for a writer. A work that
    /// writes here is [`Failure::Broken`]. One that asks for a page hints at it: a page takes long, and
    /// is not read on the thread of this call.
    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>>;

    /// Runs a work and commits what it changed: all or nothing, durable before the answer. Works of
    /// one home happen one after the other, in the order of these calls. The work is handed in by
    /// the call, not by the future, which only waits for the answer.
    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>>;

    /// The one transaction of a first start: runs these works, of any homes, in their order, and
    /// commits all of them or none. One that is refused is [`Failure::Broken`].
    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>>;

    /// What keeps it from committing, as far as can be told without opening or writing anything. A commit
    /// ends some kinds of it, so somebody has to try one from time to time.
    fn trouble(&self) -> Option<Trouble>;

    /// At most `limit` records of a kind, as they are at one moment, in bounded memory and in a time
    /// that the limit bounds, however many there are. More than one record is not read on the thread of
    /// this call.
    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>>;
}

#[cfg(test)]
mod suite;
