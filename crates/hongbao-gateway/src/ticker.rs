//! The ticker: what time has made due is booked, on a timer and whenever somebody asks.
//!
//! States are right without it, to the second; it only moves the money. It knows no business: api makes the
//! work that books an entry of what is due. Homes have their turns, so that a home with many entries keeps no
//! other waiting. Two tickers do no harm, because whatever is booked is no longer due, and booking it again
//! changes nothing.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hongbao_api::{BOOKED, due, put_off};
use hongbao_engine::{Books, Due, Home, Key, Lane, Listed, Record, Stop, Timestamp, View, Work};
use hongbao_store::{Answer, Cursor, Failure, Store, Trouble, Walk};
use tokio::sync::watch;

use crate::limits::{BACKOFF, DUE};
use crate::units::carry_out;
use crate::{App, failures};

const WHAT: &str = "what is due cannot be booked";

/// Ticks until `stopped` closes.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    let ticking = async {
        loop {
            watch(&app).await;
            // Asked each time, so that the clock is held against the last tick, not the last call.
            let has_come_on = app.clock.is_trusted() && tick(app.store.as_ref()).await;
            if !has_come_on {
                tokio::time::sleep(app.limits.tick).await;
            }
        }
    };
    // Works that are handed in happen, whether or not somebody waits for them.
    tokio::select! {
        _ = stopped.changed() => {}
        () = ticking => {}
    }
}

/// Finds out what keeps the store from committing, and tries a commit of the process's own where one
/// could end it: otherwise a caller's would have to.
async fn watch(app: &App) {
    if matches!(app.store.trouble(), Some(Trouble::Full | Trouble::Unwritable)) {
        // Whether it went well, the next line says.
        let _ = app.store.transact(probe()).await;
    }
    let trouble = trouble(app).await;
    if app.readiness.note_trouble(trouble) {
        match trouble {
            Some(trouble) => tracing::error!(%trouble, "the store commits nothing"),
            None => tracing::info!("the store commits again"),
        }
    }
}

/// What keeps the store from committing: what it knows, or that a lane, which every command needs, or
/// a record that is or will be due cannot be read.
pub(crate) async fn trouble(app: &App) -> Option<Trouble> {
    if let Some(known) = app.store.trouble() {
        return Some(known);
    }
    let looked = look(app.store.as_ref()).await;
    matches!(looked, Err(Failure::Broken(_))).then_some(Trouble::Damaged)
}

async fn look(store: &dyn Store) -> Result<(), Failure> {
    const LAST: Timestamp = Timestamp::LAST;
    store.walk(Walk::all::<Lane>(), Cursor::default(), 1).await?;
    let first = store.walk(Walk::Due { now: LAST, wire: LAST }, Cursor::default(), 1).await?;
    for entry in first.records.iter().filter_map(Due::of) {
        let key = entry.of.key();
        let (home, hint) = (entry.home, vec![key.clone()]);
        let run = move |books: &mut Books| books.record(&key).map(|_| Vec::new());
        store.read(Work { home, writes: false, hint, run: Box::new(run) }).await?;
    }
    Ok(())
}

/// Writes the lane that is there.
fn probe() -> Work {
    let run = |books: &mut Books| {
        if let Some(lane) = books.record(&Key::Lane(()))? {
            books.put(lane)?;
        }
        Ok(Vec::new())
    };
    Work { home: Home::DIRECTORY, writes: true, hint: Vec::new(), run: Box::new(run) }
}

/// What became of entries of what was due.
#[derive(Debug, Clone, Copy, Default)]
struct Passed {
    booked: u64,
    put_off: u64,
}

/// Books what is due: of each home, in turn, what has been due the longest. Says whether it has come on, so
/// that more may be due. An entry that cannot be booked waits, if that is its own fault; otherwise it is due
/// again at the next tick.
pub(crate) async fn tick(store: &dyn Store) -> bool {
    let mut passed = Passed::default();
    if let Err(failure) = pass(store, &mut passed).await {
        failures::tell(&failure, WHAT);
    }
    let Passed { booked, put_off } = passed;
    if booked > 0 {
        tracing::info!(booked, "booked what was due");
    }
    booked + put_off > 0
}

/// Books all that is due, for so long at most; gives how much of it is left.
pub(crate) async fn book_all(store: &dyn Store, most: Duration) -> Result<u64, Failure> {
    let all = async { while tick(store).await {} };
    // Works that were handed in happen all the same.
    let _ = tokio::time::timeout(most, all).await;
    let left = |books: &mut Books| Ok(books.backlog()?.to_be_bytes().to_vec());
    let left = read(store, vec![View::Backlog.into()], left).await?;
    Ok(u64::from_be_bytes(left))
}

/// From home to home, once.
async fn pass(store: &dyn Store, passed: &mut Passed) -> Result<(), Failure> {
    let secs = |at: Timestamp| at.secs().to_be_bytes();
    // Only a work is told what time it is.
    let now = read(store, Vec::new(), move |books| Ok(secs(books.now()).to_vec())).await?;
    let wire = read(store, Vec::new(), move |books| Ok(secs(books.wire()).to_vec())).await?;
    let [now, wire] = [now, wire].map(|secs| Timestamp::from_secs(i64::from_be_bytes(secs)));
    for what in [Walk::Due { now, wire }, Walk::Lapsed(wire)] {
        let mut next = Some(Cursor::default());
        while let Some(cursor) = next {
            let chunk = store.walk(what.clone(), cursor, DUE).await?;
            book(store, &chunk.records, passed).await;
            next = chunk.next;
        }
    }
    Ok(())
}

async fn book(store: &dyn Store, records: &[Record], passed: &mut Passed) {
    // All are handed in before one is waited for, so that they share a commit.
    let entries = records.iter().filter_map(Due::of);
    let answers = entries.map(async |entry| (entry, carry_out(store, due(entry)).await));
    let mut failed = Vec::new();
    for (entry, answer) in join_all(answers).await {
        match answer {
            // If it is not due any more, somebody was faster.
            Ok(Answer::Done(answer)) => passed.booked += u64::from(answer == BOOKED),
            Ok(Answer::Refused(refusal, _)) => {
                tracing::error!(?refusal, ?entry, WHAT);
                failed.push(entry);
            }
            Err(failure) => {
                failures::tell(&failure, WHAT);
                // Of the others, the store is to blame.
                failed.extend(Some(entry).filter(|_| matches!(failure, Failure::Broken(_))));
            }
        }
    }
    let waits = failed.into_iter().map(|entry| store.transact(put_off(entry, BACKOFF)));
    for wait in waits.collect::<Vec<_>>() {
        match wait.await {
            Ok(_) => passed.put_off += 1,
            Err(failure) => failures::tell(&failure, WHAT),
        }
    }
}

/// What a work that reads answers, in eight bytes.
async fn read(
    store: &dyn Store,
    hint: Vec<Key>,
    run: impl Fn(&mut Books) -> Result<Vec<u8>, Stop> + Send + Sync + 'static,
) -> Result<[u8; 8], Failure> {
    let work = Work { home: Home::DIRECTORY, writes: false, hint, run: Box::new(run) };
    match store.read(work).await? {
        Answer::Done(bytes) => bytes.try_into().map_err(|_| Failure::broken("no number")),
        Answer::Refused(..) => Err(Failure::broken("no number")),
    }
}

#[cfg(test)]
mod tests;
