//! Looks for a newer version are shared, and what is damaged is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt;
use futures_util::future::join_all;
use hongbao_engine::{
    App, AppId, Books, Fixture, Home, Merchant, MerchantId, Record, Timestamp, Work,
};
use hongbao_store::{
    Answer, BoxFuture, Chunk, Clock, Cursor, Failure, MemoryStore, Store, Trouble, Walk,
};
use tokio::sync::Semaphore;

use super::{Directory, DirectoryError};
use crate::bootstrap::number_key;

#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_000)
    }
}

/// A store whose reads, from the next one on, answer only once they are let go.
#[derive(Debug)]
struct Slow {
    store: MemoryStore,
    reads: AtomicU64,
    gate: Semaphore,
}

impl Slow {
    fn new() -> Self {
        let store = MemoryStore::new(Arc::new(Still));
        let slow = Self { store, reads: AtomicU64::new(0), gate: Semaphore::new(100) };
        slow.bootstrap(vec![number_key([3; 32])]).now_or_never().unwrap().unwrap();
        slow
    }

    fn write(&self, records: Vec<Record>) {
        self.bootstrap(vec![written(records)]).now_or_never().unwrap().unwrap();
    }
}

fn written(records: Vec<Record>) -> Work {
    let run = move |books: &mut Books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(Vec::new())
    };
    Work { home: Home::DIRECTORY, writes: true, hint: Vec::new(), run: Box::new(run) }
}

impl Store for Slow {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.migrate()
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.reads.fetch_add(1, Ordering::SeqCst);
        // What it sees is from before the wait.
        let answer = self.store.read(work).now_or_never().unwrap();
        Box::pin(async move {
            self.gate.acquire().await.unwrap().forget();
            answer
        })
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.store.transact(work)
    }

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.bootstrap(works)
    }

    fn trouble(&self) -> Option<Trouble> {
        self.store.trouble()
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        self.store.walk(what, after, limit)
    }
}

fn fixture(id: &str) -> Record {
    Record::Fixture(Fixture { id: id.to_owned(), home: Home::new(1) })
}

#[test]
fn those_that_ask_while_one_looks_share_a_look_that_begins_after_they_came() {
    let store = Slow::new();
    let directory = Directory::load(&store).now_or_never().unwrap().unwrap();
    store.gate.forget_permits(100);
    store.reads.store(0, Ordering::SeqCst);
    let mut first = Box::pin(directory.newest(&store));
    assert!(first.as_mut().now_or_never().is_none(), "it looks");
    store.write(vec![fixture("a")]);
    let mut others = Box::pin(join_all((0..100).map(|_| directory.newest(&store))));
    assert!(others.as_mut().now_or_never().is_none(), "they wait");
    store.gate.add_permits(2);
    assert_eq!(first.now_or_never().unwrap().unwrap(), 0);
    let others = others.now_or_never().unwrap();
    assert!(others.iter().all(|newest| matches!(newest, Ok(1))), "{others:?}");
    assert_eq!(store.reads.load(Ordering::SeqCst), 2);
}

#[test]
fn a_look_that_nobody_waits_for_any_more_holds_up_nobody() {
    let store = Slow::new();
    let directory = Directory::load(&store).now_or_never().unwrap().unwrap();
    store.gate.forget_permits(100);
    let mut gone = Box::pin(directory.newest(&store));
    assert!(gone.as_mut().now_or_never().is_none());
    drop(gone);
    store.write(vec![fixture("a"), fixture("b")]);
    store.gate.add_permits(1);
    assert_eq!(directory.newest(&store).now_or_never().unwrap().unwrap(), 2);
}

#[test]
fn what_is_damaged_is_told_and_leaves_the_version_as_it_was() {
    let store = Slow::new();
    let directory = Directory::load(&store).now_or_never().unwrap().unwrap();
    let merchant = MerchantId::parse("2088001159940003").unwrap();
    let app = |public_key| {
        let (id, merchant) = (AppId::parse("2014072300007148").unwrap(), merchant.clone());
        Record::App(App { id, merchant, public_key, online: true, price_style: None })
    };
    let check = |newest, expected: u64| {
        let result = directory.catch_up(&store, newest).now_or_never().unwrap();
        assert_eq!(directory.version(), expected);
        match result {
            Ok(()) => assert_eq!(newest, expected),
            Err(DirectoryError::App(id)) => assert_eq!(id, "2014072300007148"),
            Err(other) => panic!("{other:?}"),
        }
        directory.client(b"2014072300007148").is_some()
    };
    store.write(vec![app(None)]);
    assert!(!check(1, 0), "an app without its merchant");
    let (id, home, name) = (merchant.clone(), Home::new(1), String::new());
    let merchant = Merchant { id, home, name, products: Vec::new(), uncertified: false };
    store.write(vec![Record::Merchant(merchant)]);
    assert!(check(2, 2));
    store.write(vec![app(Some(b"no key".to_vec()))]);
    assert!(check(3, 2), "an app with a key that is not one: what is known stays");
    store.write(vec![app(None)]);
    assert!(check(4, 4), "and is mended");
}
