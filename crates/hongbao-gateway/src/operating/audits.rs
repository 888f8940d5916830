//! Audits of the ledger, as a guest among calls: one at a time, and beside others at most a quarter of a
//! core. It knows no record, and nothing of what is proved.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hongbao_store::{Audited, BoxFuture, Failure, Follower, Progress, Store, audit};
use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::Mutex;

use crate::limits::AUDIT_REST;
use crate::operating::metrics::Stopwatch;

/// Where audits wait for each other, and see whether others call.
#[derive(Debug, Default)]
pub(crate) struct Audits {
    turn: Mutex<()>,
    traffic: Traffic,
}

impl Audits {
    /// Counts a call as one beside which an audit rests, until what this gives is dropped.
    pub(crate) fn beside(&self) -> Call<'_> {
        self.traffic.begun.fetch_add(1, Ordering::Relaxed);
        Call(&self.traffic)
    }

    /// Proves the ledger when it is this audit's turn. A caller that drops the future gives up its turn.
    pub(crate) async fn prove(
        &self,
        store: &dyn Store,
        salt: [u8; 32],
        gauge: &Gauge,
    ) -> Result<Audited, Failure> {
        let _turn = self.turn.lock().await;
        gauge.set(0);
        let mut guest = Guest { gauge, traffic: &self.traffic, seen: 0, chunk: Stopwatch::start() };
        audit(store, salt, &mut guest).await
    }
}

/// How many calls have begun, and how many have ended.
#[derive(Debug, Default)]
struct Traffic {
    begun: AtomicU64,
    ended: AtomicU64,
}

impl Traffic {
    /// Whether a call is being answered, or was since the last look.
    fn is_there(&self, seen: &mut u64) -> bool {
        let ended = self.ended.load(Ordering::Relaxed);
        let before = std::mem::replace(seen, ended);
        before != ended || self.begun.load(Ordering::Relaxed) != ended
    }
}

/// A call that is being answered.
#[derive(Debug)]
pub(crate) struct Call<'a>(&'a Traffic);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

/// Follows one audit: beside others it rests after each chunk for a multiple of what that took.
struct Guest<'a> {
    gauge: &'a Gauge,
    traffic: &'a Traffic,
    /// The calls that had ended at the last look.
    seen: u64,
    chunk: Stopwatch,
}

impl Guest<'_> {
    /// How long to rest after a chunk that took so long.
    fn pause(&mut self, took: Duration) -> Duration {
        if self.traffic.is_there(&mut self.seen) { took * AUDIT_REST } else { Duration::ZERO }
    }
}

impl Follower for Guest<'_> {
    fn progress(&mut self, progress: Progress) {
        self.gauge.set(progress.percent().into());
    }

    fn rest(&mut self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            let pause = self.pause(self.chunk.elapsed());
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            self.chunk = Stopwatch::start();
        })
    }
}

#[cfg(test)]
mod tests;
