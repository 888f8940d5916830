//! Where reading happens: look-ups on the thread that asks, walks and pages on others.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Waker};
use std::thread::{self, ThreadId};

use hongbao_engine::{Key, Stamp, View, Work};

use super::{HOME, database};
use crate::limits::READERS;
use crate::sqlite::SqliteStore;
use crate::suite::{Database, SetClock, campaign, now, page_of, put, work};
use crate::{BoxFuture, Cursor, Failure, Store, Walk};

fn store(database: &Database) -> SqliteStore {
    SqliteStore::open(&database.path(), SetClock::new()).unwrap()
}

/// The thread on which a work with these hints runs.
fn thread_of(store: &SqliteStore, hint: Vec<Key>) -> ThreadId {
    let seen = Arc::new(Mutex::new(None));
    let note = Arc::clone(&seen);
    let run = work(HOME, move |_| {
        *note.lock().unwrap() = Some(thread::current().id());
        Ok(Vec::new())
    });
    now(store.read(Work { hint, ..run })).unwrap();
    let seen = seen.lock().unwrap().take();
    seen.unwrap()
}

/// Keeps all threads busy until the barrier is waited for.
fn busy<'a>(store: &'a SqliteStore, end: &Arc<Barrier>) -> Vec<BoxFuture<'a, Result<(), Failure>>> {
    let one = |_| {
        let end = Arc::clone(end);
        store.readers.run(move |_| {
            end.wait();
            Ok(())
        })
    };
    (0..READERS).map(one).collect()
}

fn is_pending(future: impl Future) -> bool {
    pin!(future).poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

#[test]
fn a_page_is_not_read_where_requests_are() {
    let database = database();
    let store = store(&database);
    let here = thread::current().id();
    assert_eq!(thread_of(&store, vec![Key::Lane(())]), here);
    assert_ne!(
        thread_of(&store, vec![Key::Lane(()), Key::View(View::Page(page_of(None, 1, 9)))]),
        here
    );
}

#[test]
fn who_looks_up_a_record_waits_for_no_walk() {
    let database = database();
    let store = store(&database);
    now(store.transact(put(&campaign("a", HOME)))).unwrap();
    let end = Arc::new(Barrier::new(READERS + 1));
    let busy = busy(&store, &end);
    let walk = |what| store.walk(what, Cursor::default(), 9);
    let mut waiting = walk(Walk::Book(HOME));
    assert!(is_pending(&mut waiting), "all threads are busy");
    assert!(!is_pending(walk(Walk::all::<Stamp>())), "whether it is ready, a health check asks");
    assert_eq!(thread_of(&store, vec![Key::Lane(())]), thread::current().id());
    end.wait();
    assert_eq!(now(waiting).unwrap().records.len(), 1);
    busy.into_iter().for_each(|busy| now(busy).unwrap());
}

#[test]
fn what_nobody_waits_for_any_more_is_not_begun() {
    let database = database();
    let store = store(&database);
    let end = Arc::new(Barrier::new(READERS + 1));
    let busy = busy(&store, &end);
    let is_begun = Arc::new(AtomicBool::new(false));
    let note = Arc::clone(&is_begun);
    drop(store.readers.run(move |_| {
        note.store(true, Ordering::Relaxed);
        Ok(())
    }));
    end.wait();
    busy.into_iter().for_each(|busy| now(busy).unwrap());
    // When the store has gone, nothing waits any more.
    drop(store);
    assert!(!is_begun.load(Ordering::Relaxed));
}
