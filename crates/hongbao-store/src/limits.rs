//! Every limit of a store, and nowhere else.

use std::time::Duration;

/// Works that wait in a lane; above it [`Limited`](crate::Failure::Limited).
pub(crate) const QUEUE: usize = 10_000;

/// Records that a batch may touch, unless one work alone touches more. It bounds how long the last
/// of a batch waits for the first; the number of works would not.
pub(crate) const RECORDS: usize = 4_096;

/// A work that still lacks a record after so many rounds is broken.
pub(crate) const ROUNDS: usize = 16;

/// How often a batch that nobody is to blame for is tried as it is.
pub(crate) const TRIES: usize = 3;

/// A lane that finds fewer works than this, of as many calls in flight, waits for more of them …
pub(crate) const FEW: usize = 8;

/// … but not longer than this.
pub(crate) const LINGER: Duration = Duration::from_millis(1);

/// Receipts past their time that go when one is made: more than one, so that they all go in the end, and few,
/// so that no batch waits for them.
pub(crate) const FORGOTTEN: u32 = 8;

/// Idle reading connections that are kept.
pub(crate) const IDLE_READERS: usize = 8;

/// Threads that read walks and pages, and so the cores that these take at most.
pub(crate) const READERS: usize = 2;

/// Prepared statements that a connection keeps: more than there are.
pub(crate) const STATEMENTS: usize = 128;

/// Pages of the database that the writing connection keeps in memory, in KiB; it takes what it uses.
pub(crate) const CACHE_KIB: i64 = 64 << 10;

/// Pages in the write-ahead log after which a commit copies them into the database: 32 MiB. A page
/// that many commits touch is copied once, so more is faster, and the commit that copies is slower.
pub(crate) const LOG_PAGES: i64 = 8_192;

/// How often it is written down how far a database has come, if something was committed …
pub(crate) const NOTED: Duration = Duration::from_secs(1);

/// … and how many batches may be committed before it has to be.
pub(crate) const UNNOTED: u64 = 4_096;

/// Numbers that a home leaves out beyond the greatest that was written down, when an older copy takes a
/// database's place: more than those batches can have given, each number being a record.
pub(crate) const LEFT_OUT: u64 = 1 << 24;

/// The same for a copy of which nothing was written down: a thousand numbers a second for eleven days.
pub(crate) const LEFT_OUT_UNSEEN: u64 = 1 << 30;

/// Records that an audit reads at once: it holds no more of them in memory, and what it does between two of
/// its rests takes about a millisecond.
pub(crate) const AUDIT_CHUNK: u32 = 128;

/// Findings that an audit keeps; of those beyond it says only that there are some.
pub(crate) const AUDIT_BROKEN: usize = 100;

/// How often a campaign is read in all that looks broken, and changed while it was read: it can be paid
/// once and settled once meanwhile.
pub(crate) const AUDIT_TRIES: usize = 3;

/// How often a database's lock is tried before the database counts as in use: for half a second.
pub(crate) const LOCK_TRIES: u32 = 10;

/// How long it waits between two of these tries.
pub(crate) const LOCK_PAUSE: Duration = Duration::from_millis(50);
