//! The ticker: what time has made due is booked, on a timer and whenever somebody asks.
//!
//! States are right without it, to the second; it only moves the money. It knows no business: api makes the
//! work that books what is due with a record. Two tickers do no harm, because whatever is booked is no
//! longer due, and booking it again changes nothing.

use std::sync::Arc;

use hongbao_api::due;
use hongbao_engine::{Books, Home, Key, Timestamp, Work};
use hongbao_store::{Answer, Cursor, Failure, Store, Trouble, Walk};
use tokio::sync::watch;

use crate::limits::DUE;
use crate::{App, failures};

const WHAT: &str = "what is due cannot be booked";

/// Ticks until `stopped` closes.
pub(crate) async fn run(app: Arc<App>, mut stopped: watch::Receiver<()>) {
    let ticking = async {
        loop {
            watch(&app).await;
            // Asked each time, so that the clock is held against the last tick, not the last call.
            if app.clock.is_trusted() {
                tick(app.store.as_ref()).await;
            }
            tokio::time::sleep(app.limits.tick).await;
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
/// the first campaign that will be due cannot be read.
pub(crate) async fn trouble(app: &App) -> Option<Trouble> {
    if let Some(known) = app.store.trouble() {
        return Some(known);
    }
    for what in [Walk::Lanes, Walk::Due(Timestamp::from_secs(i64::MAX))] {
        if let Err(Failure::Broken(_)) = app.store.walk(what, Cursor::default(), 1).await {
            return Some(Trouble::Damaged);
        }
    }
    None
}

/// Writes the lane that is there.
fn probe() -> Work {
    let run = |books: &mut Books| {
        if let Some(lane) = books.record(&Key::Lane)? {
            books.put(lane)?;
        }
        Ok(Vec::new())
    };
    Work { home: Home::DIRECTORY, writes: true, hint: Vec::new(), run: Box::new(run) }
}

/// Books all that is due now. What cannot be booked is logged, and due again at the next tick.
pub(crate) async fn tick(store: &dyn Store) {
    if let Err(failure) = book(store).await {
        failures::tell(&failure, WHAT);
    }
}

async fn book(store: &dyn Store) -> Result<(), Failure> {
    let what = Walk::Due(now(store).await?);
    let (mut booked, mut next) = (0, Some(Cursor::default()));
    while let Some(cursor) = next {
        let chunk = store.walk(what.clone(), cursor, DUE).await?;
        let works = chunk.records.iter().filter_map(due);
        // All are handed in before one is waited for, so that they share a commit.
        let answers: Vec<_> = works.map(|work| store.transact(work)).collect();
        for answer in answers {
            match answer.await {
                Ok(Answer::Done(_)) => booked += 1,
                // Somebody was faster.
                Ok(Answer::Refused(..)) => {}
                Err(failure) => failures::tell(&failure, WHAT),
            }
        }
        next = chunk.next;
    }
    if booked > 0 {
        tracing::info!(booked, "booked what was due");
    }
    Ok(())
}

/// Business time, which only a work is told.
async fn now(store: &dyn Store) -> Result<Timestamp, Failure> {
    let run = |books: &mut Books| Ok(books.now().secs().to_be_bytes().to_vec());
    let (home, hint) = (Home::DIRECTORY, Vec::new());
    let work = Work { home, writes: false, hint, run: Box::new(run) };
    match store.read(work).await? {
        Answer::Done(bytes) => {
            let secs = bytes.try_into().map_err(|_| Failure::broken("no time"))?;
            Ok(Timestamp::from_secs(i64::from_be_bytes(secs)))
        }
        Answer::Refused(..) => Err(Failure::broken("no time")),
    }
}

#[cfg(test)]
mod tests;
