//! How a connection stands: whose turn it is on it, and since when, compared with all others. It knows
//! no limit and no clock.
//!
//! All of it is one word of memory, so that a connection can be made to give way only while it still
//! stands as it was seen to: an answer that has just begun is never cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

/// What happens on a connection. The order is the one in which connections give way to new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// The client may send its next request, or is in its TLS handshake.
    Waiting,
    /// The client has begun a request's head.
    Head,
    /// A request's body is being read.
    Body,
    /// A request is being answered: from here on it never gives way.
    Answer,
    /// The answer is given, and perhaps not written yet.
    Written,
    /// It has given way and is being cut off.
    Gone,
}

const PHASES: [Phase; 6] =
    [Phase::Waiting, Phase::Head, Phase::Body, Phase::Answer, Phase::Written, Phase::Gone];
/// The phase stands in the upper bits, the ordinal below: moments are ordered as they give way.
const ORDINAL_BITS: u32 = 60;

/// A phase and the ordinal of the change that began it, among the changes of all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

impl Moment {
    pub(crate) fn phase(self) -> Phase {
        let place = usize::try_from(self.0 >> ORDINAL_BITS).unwrap_or(usize::MAX);
        PHASES.get(place).copied().unwrap_or(Phase::Gone)
    }
}

/// What counts the changes of all connections.
pub(crate) type Changes = Arc<AtomicU64>;

/// One connection's standing, shared by all that read, answer and count it.
#[derive(Debug, Clone)]
pub(crate) struct Standing(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    moment: AtomicU64,
    changes: Changes,
    gone: Notify,
}

impl Standing {
    /// Of a new connection: it waits.
    pub(crate) fn new(changes: Changes) -> Self {
        let moment = AtomicU64::new(begun(Phase::Waiting, &changes));
        Self(Arc::new(Shared { moment, changes, gone: Notify::new() }))
    }

    pub(crate) fn now(&self) -> Moment {
        Moment(self.0.moment.load(Ordering::Acquire))
    }

    /// Begins a phase; false if the connection has given way, and nothing may begin on it.
    pub(crate) fn enter(&self, phase: Phase) -> bool {
        let next = begun(phase, &self.0.changes);
        let change = |now| (Moment(now).phase() != Phase::Gone).then_some(next);
        self.0.moment.fetch_update(Ordering::AcqRel, Ordering::Acquire, change).is_ok()
    }

    /// Cuts the connection off if it still stands as it was seen to; whether it did.
    pub(crate) fn give_way(&self, seen: Moment) -> bool {
        let gone = begun(Phase::Gone, &self.0.changes);
        let changed =
            self.0.moment.compare_exchange(seen.0, gone, Ordering::AcqRel, Ordering::Acquire);
        if changed.is_ok() {
            self.0.gone.notify_one();
        }
        changed.is_ok()
    }

    /// Completes when the connection has given way.
    pub(crate) async fn gone(&self) {
        self.0.gone.notified().await;
    }
}

fn begun(phase: Phase, changes: &Changes) -> u64 {
    (phase as u64) << ORDINAL_BITS | changes.fetch_add(1, Ordering::Relaxed)
}
