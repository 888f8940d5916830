//! What every store must do alike: each test runs on each of them. This file sets them up, and has
//! the works that the tests hand in.

mod batches;
mod clock;
mod directory;
mod due;
mod kinds;
mod mishaps;
mod pages;
mod records;
mod walks;

use std::cell::RefCell;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use hongbao_engine::{
    Books, Campaign, Changes, CrowdNo, Fen, Frequency, Funds, Home, PageOf, Prize, Record, Refusal,
    Seed, State, Stop, Timestamp, Timing, Window, Work,
};

use crate::rounds::Outcome;
use crate::{
    Answer, Clock, Cursor, Failure, Faults, MemoryStore, SqliteStore, Stepper, Store, Walk,
};

/// A clock that shows what it is set to.
#[derive(Debug)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_000)))
    }

    fn set(&self, secs: i64) {
        self.0.store(secs, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// A database file that goes with its test.
pub(crate) struct Database(PathBuf);

impl Database {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("hongbao-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.join("suite.db")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a store must stand without anybody's noticing.
const UNNOTICED: Faults = Faults {
    seed: 1,
    rerun: 500,
    lost_after: 500,
    conflict: 0,
    failure: 0,
    lost_before: 0,
    look_up: 0,
};

fn sqlite(path: &Path) -> SqliteStore {
    SqliteStore::open(path, SetClock::new()).unwrap()
}

/// Runs a test on every store, migrated and empty.
fn on_every_store(test: impl Fn(&dyn Store)) {
    let database = Database::new();
    let stores: [&dyn Store; 3] = [
        &MemoryStore::new(SetClock::new()),
        &MemoryStore::faulty(SetClock::new(), UNNOTICED),
        &sqlite(&database.path()),
    ];
    for store in stores {
        now(store.migrate()).unwrap();
        test(store);
    }
}

/// A store without a thread.
struct Stepped {
    store: Box<dyn Store>,
    stepper: RefCell<Stepper>,
    clock: Arc<SetClock>,
}

impl Stepped {
    fn memory(faults: Faults) -> Self {
        let clock = SetClock::new();
        let (store, stepper) = MemoryStore::stepped(Arc::clone(&clock) as _, faults);
        Self { store: Box::new(store), stepper: stepper.into(), clock }
    }

    fn sqlite(path: &Path) -> Self {
        let clock = SetClock::new();
        let (store, stepper) = SqliteStore::open_stepped(path, Arc::clone(&clock) as _).unwrap();
        Self { store: Box::new(store), stepper: stepper.into(), clock }
    }

    fn step(&self, most: usize) -> usize {
        self.stepper.borrow_mut().step(most)
    }

    /// Runs works as one batch.
    fn batch(&self, works: Vec<Work>) -> Vec<Outcome> {
        let answers: Vec<_> = works.into_iter().map(|work| self.store.transact(work)).collect();
        assert_eq!(self.step(usize::MAX), answers.len());
        answers.into_iter().map(now).collect()
    }
}

/// Runs a test on every store, migrated, empty and driven by hand.
fn on_every_stepped(test: impl Fn(&Stepped)) {
    let database = Database::new();
    let memory = [Faults::default(), UNNOTICED].map(Stepped::memory);
    for store in memory.into_iter().chain([Stepped::sqlite(&database.path())]) {
        now(store.store.migrate()).unwrap();
        test(&store);
    }
}

/// The value of a store's future.
pub(crate) fn now<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future)
}

pub(crate) fn work(
    home: Home,
    run: impl Fn(&mut Books) -> Result<Vec<u8>, Stop> + Send + Sync + 'static,
) -> Work {
    Work { home, writes: true, hint: Vec::new(), run: Box::new(run) }
}

pub(crate) fn no(text: &str) -> CrowdNo {
    CrowdNo::parse(text).unwrap()
}

pub(crate) fn page_of(state: Option<State>, index: u32, size: u32) -> PageOf {
    let number = |n| NonZeroU32::new(n).unwrap();
    PageOf::new(state, number(index), number(size))
}

/// A campaign in which every field has a value of its own.
pub(crate) fn campaign(crowd_no: &str, home: Home) -> Campaign {
    let at = Timestamp::from_secs;
    Campaign {
        crowd_no: no(crowd_no),
        home,
        // Each number's own: no two campaigns of a home share one.
        seq: crowd_no.bytes().fold(0, |seq, byte| seq * 31 + u64::from(byte)),
        merchant_link: Some("https://x/".to_owned()),
        seed: Seed::new([9; 32]),
        frequency: Frequency { lifetime: 9, window: Some((Window::Week, 3)) },
        reference: Some("r".to_owned()),
        stopped: true,
        changes: Changes { day: 20_000, count: 3 },
        origin_crowd_no: "origin".to_owned(),
        coupon_name: "红包 🧧 ' \" \\ \n".to_owned(),
        prize_msg: "msg".to_owned(),
        prize: Prize::Random,
        funds: Funds {
            total: Fen::new(i64::MAX),
            sent: Fen::new(7),
            count: u32::MAX,
            pool: Fen::new(8),
            returned: Fen::new(9),
            draws: 10,
        },
        timing: Timing {
            created_at: at(1),
            paid_at: Some(at(2)),
            start_at: at(3),
            end_at: at(5),
            over_at: at(4),
            paused: true,
            settle_at: Some(at(6)),
            settled_at: Some(at(i64::MIN)),
        },
    }
}

pub(crate) fn put(campaign: &Campaign) -> Work {
    let campaign = campaign.clone();
    work(campaign.home, move |books| {
        books.put(Arc::new(campaign.clone()))?;
        Ok(b"put".to_vec())
    })
}

/// What a home holds under a number.
pub(crate) fn get(store: &dyn Store, home: Home, crowd_no: &str) -> Option<Campaign> {
    let crowd_no = no(crowd_no);
    let found = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&found);
    let read = work(home, move |books| {
        *seen.lock().unwrap() = books.campaign(&crowd_no)?;
        Ok(Vec::new())
    });
    assert_eq!(now(store.read(read)).unwrap(), Answer::Done(Vec::new()));
    let found = found.lock().unwrap().take();
    found.map(|campaign| Campaign::clone(&campaign))
}

/// Changes what a campaign has sent; answers with what it is then.
pub(crate) fn change(crowd_no: &str, by: impl Fn(i64) -> i64 + Send + Sync + 'static) -> Work {
    let crowd_no = no(crowd_no);
    work(Home::new(1), move |books| {
        let found = books.campaign(&crowd_no)?.ok_or(Refusal::CampaignUnknown)?;
        let mut campaign = Campaign::clone(&found);
        campaign.funds.sent = Fen::new(by(campaign.funds.sent.get()));
        let text = campaign.funds.sent.get().to_string();
        books.put(Arc::new(campaign))?;
        Ok(text.into_bytes())
    })
}

/// Takes a number of a home, and ends in some way.
fn number(home: u32, end: fn() -> Result<(), Stop>) -> Work {
    work(Home::new(home), move |books| {
        let number = books.next()?;
        end()?;
        Ok(number.to_string().into_bytes())
    })
}

/// What works came to, in short: their answers, R for refused, B for broken, U for unavailable, ?
/// for unknown, L for limited.
pub(crate) fn short(outcomes: &[Outcome]) -> String {
    let word = |outcome: &Outcome| match outcome {
        Ok(Answer::Done(bytes)) => String::from_utf8(bytes.clone()).unwrap(),
        Ok(Answer::Refused(..)) => "R".to_owned(),
        Err(Failure::Broken(_)) => "B".to_owned(),
        Err(Failure::Unavailable(_)) => "U".to_owned(),
        Err(Failure::Unknown(_)) => "?".to_owned(),
        Err(Failure::Limited) => "L".to_owned(),
        Err(Failure::Untimely) => "T".to_owned(),
    };
    outcomes.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// All of a walk, in chunks of as many; no chunk has more.
fn walked(store: &dyn Store, what: &Walk, limit: u32) -> Vec<Record> {
    let (mut seen, mut next) = (Vec::new(), Some(Cursor::default()));
    while let Some(after) = next {
        let chunk = now(store.walk(what.clone(), after, limit)).unwrap();
        assert!(chunk.records.len() <= limit as usize);
        seen.extend(chunk.records);
        next = chunk.next;
    }
    seen
}
