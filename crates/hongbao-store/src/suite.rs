//! What every store must do alike. Each test runs on each of them.

mod records;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hongbao_engine::{
    Books, Campaign, Changes, CrowdNo, Fen, Fixture, Frequency, Funds, Home, Key, Prize, Purpose,
    Record, Refusal, Seed, Stamp, Stop, Timestamp, Timing, Window, Work,
};

use crate::{Answer, Clock, Cursor, Failure, MemoryStore, OpenError, SqliteStore, Store, Walk};

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_000)
    }
}

/// A database file that goes with its test.
struct Database(PathBuf);

impl Database {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("hongbao-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.join("suite.db")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn sqlite(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Arc::new(Fixed)).unwrap()
}

/// Runs a test on every store, migrated and empty.
fn on_every_store(test: impl Fn(&dyn Store)) {
    let database = Database::new();
    let stores: [&dyn Store; 2] = [&MemoryStore::new(Arc::new(Fixed)), &sqlite(&database.path())];
    for store in stores {
        now(store.migrate()).unwrap();
        test(store);
    }
}

/// The value of a store's future.
fn now<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(future)
}

fn work(
    home: Home,
    run: impl Fn(&mut Books) -> Result<Vec<u8>, Stop> + Send + Sync + 'static,
) -> Work {
    Work { home, writes: true, hint: Vec::new(), run: Box::new(run) }
}

fn no(text: &str) -> CrowdNo {
    CrowdNo::parse(text).unwrap()
}

/// A campaign in which every field has a value of its own.
fn campaign(crowd_no: &str, home: Home) -> Campaign {
    let at = Timestamp::from_secs;
    Campaign {
        crowd_no: no(crowd_no),
        home,
        seq: 77,
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

fn put(campaign: &Campaign) -> Work {
    let campaign = campaign.clone();
    work(campaign.home, move |books| {
        books.put(Record::Campaign(Arc::new(campaign.clone())))?;
        Ok(b"put".to_vec())
    })
}

/// What a home holds under a number.
fn get(store: &dyn Store, home: Home, crowd_no: &str) -> Option<Campaign> {
    let crowd_no = no(crowd_no);
    let found = Arc::new(std::sync::Mutex::new(None));
    let seen = Arc::clone(&found);
    let read = work(home, move |books| {
        *seen.lock().unwrap() = books.campaign(&crowd_no)?;
        Ok(Vec::new())
    });
    assert_eq!(now(store.read(read)).unwrap(), Answer::Done(Vec::new()));
    let found = found.lock().unwrap().take();
    found.map(|campaign| Campaign::clone(&campaign))
}

#[test]
fn a_record_comes_back_as_it_was_written() {
    on_every_store(|store| {
        let mut written = campaign("a", Home::new(1));
        let answer = now(store.transact(put(&written))).unwrap();
        assert_eq!(answer, Answer::Done(b"put".to_vec()));
        assert_eq!(get(store, Home::new(1), "a"), Some(written.clone()));
        written.timing =
            Timing { paid_at: None, settle_at: None, settled_at: None, ..written.timing };
        written.frequency = Frequency::default();
        written.stopped = false;
        written.prize = Prize::Fixed;
        now(store.transact(put(&written))).unwrap();
        assert_eq!(get(store, Home::new(1), "a"), Some(written), "written over");
    });
}

#[test]
fn homes_do_not_see_each_other() {
    on_every_store(|store| {
        let (one, two) = (campaign("same", Home::new(1)), campaign("same", Home::new(2)));
        now(store.transact(put(&one))).unwrap();
        assert_eq!(get(store, Home::new(2), "same"), None);
        now(store.transact(put(&two))).unwrap();
        assert_eq!(get(store, Home::new(1), "same"), Some(one));
    });
}

#[test]
fn a_work_that_does_not_succeed_leaves_no_trace() {
    type Ending = fn() -> Result<Vec<u8>, Stop>;
    let endings: [(Ending, bool); 3] = [
        (|| Err(Refusal::CampaignUnknown.into()), true),
        (|| panic!("a work panics"), false),
        (|| Err(Stop::Missing(vec![])), false),
    ];
    on_every_store(|store| {
        for (ending, is_refusal) in endings {
            let answer = now(store.transact(work(Home::new(1), move |books| {
                books.put(Record::Campaign(Arc::new(campaign("x", Home::new(1)))))?;
                ending()
            })));
            match answer {
                Ok(Answer::Refused(Refusal::CampaignUnknown)) => assert!(is_refusal),
                Err(Failure::Broken(_)) => assert!(!is_refusal),
                other => panic!("{other:?}"),
            }
            assert_eq!(get(store, Home::new(1), "x"), None);
        }
        now(store.transact(put(&campaign("x", Home::new(1))))).unwrap();
    });
}

#[test]
fn a_read_writes_nothing() {
    on_every_store(|store| {
        let answer = now(store.read(put(&campaign("x", Home::new(1)))));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
        assert_eq!(get(store, Home::new(1), "x"), None);
    });
}

#[test]
fn a_work_gets_what_it_asks_for_round_by_round_but_not_for_ever() {
    let steps = |count: u32| {
        work(Home::new(1), move |books| {
            for step in 0..count {
                books.campaign(&no(&format!("step-{step}")))?;
            }
            Ok(books.now().secs().to_string().into_bytes())
        })
    };
    on_every_store(|store| {
        assert_eq!(now(store.read(steps(15))).unwrap(), Answer::Done(b"1000".to_vec()));
        let answer = now(store.read(steps(16)));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
    });
}

fn stamp() -> Work {
    work(Home::DIRECTORY, |books| {
        books.put(Record::Stamp(Stamp { purpose: Purpose::Sandbox, world: 1 }))?;
        Ok(Vec::new())
    })
}

#[test]
fn a_founding_is_all_or_nothing_across_homes() {
    on_every_store(|store| {
        let stamped = || now(store.walk(Walk::Stamp, Cursor::default(), 9)).unwrap().records.len();
        let refused = work(Home::new(2), |_| Err(Refusal::CampaignUnknown.into()));
        let works = vec![stamp(), put(&campaign("a", Home::new(1))), refused];
        assert!(matches!(now(store.found(works)), Err(Failure::Broken(_))));
        assert_eq!((stamped(), get(store, Home::new(1), "a")), (0, None));

        let (a, b) = (campaign("a", Home::new(1)), campaign("b", Home::new(2)));
        now(store.found(vec![stamp(), put(&a), put(&b)])).unwrap();
        assert_eq!(stamped(), 1);
        assert_eq!(get(store, Home::new(1), "a"), Some(a));
        assert_eq!(get(store, Home::new(2), "b"), Some(b));
    });
}

#[test]
fn a_walk_gives_each_record_once_in_order() {
    let fixture = |n: u32| Fixture { id: format!("fixture-{n:02}"), home: Home::new(n) };
    on_every_store(|store| {
        let write = work(Home::DIRECTORY, move |books| {
            for n in 0..7 {
                books.put(Record::Fixture(fixture(n)))?;
            }
            Ok(Vec::new())
        });
        now(store.found(vec![stamp(), write])).unwrap();
        let expected: Vec<_> = (0..7).map(|n| Record::Fixture(fixture(n))).collect();
        for limit in 1..9 {
            let (mut seen, mut next) = (Vec::new(), Some(Cursor::default()));
            while let Some(after) = next {
                let chunk = now(store.walk(Walk::Fixtures, after, limit)).unwrap();
                assert!(chunk.records.len() <= limit as usize);
                seen.extend(chunk.records);
                next = chunk.next;
            }
            assert_eq!(seen, expected, "in chunks of {limit}");
        }
    });
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let database = Database::new();
    let written = campaign("a", Home::new(1));
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    now(store.transact(put(&written))).unwrap();
    drop(store);
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    assert_eq!(get(&store, Home::new(1), "a"), Some(written));
}

#[test]
fn a_file_is_open_once() {
    let database = Database::new();
    let _store = sqlite(&database.path());
    let again = SqliteStore::open(&database.path(), Arc::new(Fixed));
    assert!(matches!(again, Err(OpenError::InUse(_))), "{again:?}");
    let _neighbour = sqlite(&database.path().with_extension("other"));
}

#[test]
fn a_forgotten_hint_costs_rounds_and_a_given_one_none() {
    let key = Key::Campaign(no("a"));
    let run = |hint: Vec<Key>| {
        let rounds = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&rounds);
        on_every_store(move |store| {
            let counted = Arc::clone(&counted);
            let mut work = work(Home::new(1), move |books| {
                counted.fetch_add(1, Ordering::Relaxed);
                books.campaign(&no("a"))?;
                Ok(Vec::new())
            });
            work.hint = hint.clone();
            now(store.read(work)).unwrap();
        });
        rounds.load(Ordering::Relaxed)
    };
    assert_eq!(run(vec![key]), 2, "one on each store");
    assert_eq!(run(vec![]), 4, "two on each store");
}
