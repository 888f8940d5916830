//! The log of strangers, callers who have proved nothing: so many lines in a second, and beyond them
//! their number. What a stranger sends must not fill a disk.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use crate::App;
use crate::answering::throttle::StrangersRate;
use crate::operating::metrics::Unlogged;

/// Which requests of strangers are logged one by one.
#[derive(Debug)]
pub(crate) struct Strangers {
    rate: StrangersRate,
    unlogged: Unlogged,
    /// How many of these the log has told of.
    told: AtomicU64,
}

impl Strangers {
    pub(crate) fn new(rate: StrangersRate, unlogged: Unlogged) -> Self {
        Self { rate, unlogged, told: AtomicU64::new(0) }
    }

    /// Whether one more request from this address has a line of its own; if not, it is counted.
    pub(crate) fn may_log(&self, peer: IpAddr) -> bool {
        let may = self.rate.admits(peer);
        if !may {
            self.unlogged.inc();
        }
        may
    }

    /// One line for all that had none since the last.
    fn sum_up(&self) {
        let unlogged = self.unlogged.get();
        let requests = unlogged - self.told.swap(unlogged, Ordering::Relaxed);
        if requests > 0 {
            tracing::warn!(requests, "requests of strangers were not logged one by one");
        }
    }
}

/// Sums up now and then, until `stopped` closes, and once more at the end.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    let summing = async {
        loop {
            tokio::time::sleep(app.limits.summary).await;
            app.strangers.sum_up();
        }
    };
    tokio::select! {
        _ = stopped.changed() => {}
        () = summing => {}
    }
    app.strangers.sum_up();
}
