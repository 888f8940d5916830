//! An audit lets others go first: other calls, and an audit that came before it.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use hongbao_engine::Work;
use hongbao_store::{Answer, BoxFuture, Chunk, Cursor, Failure, Store, Trouble, Walk};
use prometheus_client::metrics::gauge::Gauge;

use super::{Audits, Guest};
use crate::operating::metrics::Stopwatch;

/// A store whose walks never end.
#[derive(Debug, Default)]
struct Endless {
    walks: AtomicU32,
}

impl Store for Endless {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::pending())
    }

    fn read(&self, _: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(std::future::pending())
    }

    fn transact(&self, _: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(std::future::pending())
    }

    fn bootstrap(&self, _: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::pending())
    }

    fn trouble(&self) -> Option<Trouble> {
        None
    }

    fn walk(&self, _: Walk, _: Cursor, _: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        self.walks.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::pending())
    }
}

/// Polls an audit, more than once: it lets others run first. Whether it has not ended.
fn look<F: Future>(audit: &mut Pin<Box<F>>) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    (0..3).all(|_| audit.as_mut().poll(&mut context).is_pending())
}

#[test]
fn it_rests_three_times_as_long_as_a_chunk_took_and_alone_not_at_all() {
    let (audits, gauge) = (Audits::default(), Gauge::default());
    let mut guest =
        Guest { gauge: &gauge, traffic: &audits.traffic, seen: 0, chunk: Stopwatch::start() };
    let (took, rests) = (Duration::from_micros(700), Duration::from_micros(2_100));
    assert_eq!(guest.pause(took), Duration::ZERO, "alone");
    let call = audits.beside();
    assert_eq!(guest.pause(took), rests, "beside a call");
    assert_eq!(guest.pause(took), rests, "which takes longer");
    drop(call);
    assert_eq!(guest.pause(took), rests, "and has ended since");
    assert_eq!(guest.pause(took), Duration::ZERO, "alone again");
    drop(audits.beside());
    assert_eq!(guest.pause(took), rests, "a call has come and gone since");
}

#[test]
fn one_runs_at_a_time_and_a_caller_that_goes_gives_up_its_turn() {
    let (audits, gauge, store) = (Audits::default(), Gauge::default(), Endless::default());
    let prove = || Box::pin(audits.prove(&store, [7; 32], &gauge));
    let walks = || store.walks.load(Ordering::Relaxed);
    let [mut first, mut leaving, mut second] = [prove(), prove(), prove()];
    assert!(look(&mut first) && walks() == 1);
    assert!(look(&mut leaving) && look(&mut second) && walks() == 1, "they wait");
    drop(leaving);
    drop(first);
    assert!(look(&mut second) && walks() == 2, "its turn has come");
    assert!(look(&mut prove()) && walks() == 2);
}
