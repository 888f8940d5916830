//! What goes wrong with a commit to SQLite.

use std::sync::Arc;

use hongbao_engine::{
    Draw, Fen, Home, Key, Lane, ReceiptKey, Record, Slot, Tallied, Tally, Timestamp, UserId, Work,
};
use rusqlite::Connection;

use super::writer::Writer;
use super::{MIGRATIONS, SqliteStore, migrations};
use crate::lane::{self, Backend, Decide, Setback};
use crate::suite::{Database, SetClock, campaign, get, no, now, put, short, work};
use crate::{Clock, Cursor, Failure, OpenError, Store, Walk};

mod cost;
mod extent;
mod ground;
mod readers;

const HOME: Home = Home::new(1);

/// An empty, migrated database.
fn database() -> Database {
    let database = Database::new();
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    now(store.migrate()).unwrap();
    database
}

/// The one that writes to it.
fn writer(database: &Database) -> Writer {
    super::take(&database.path(), super::Copies::Refused).unwrap().1
}

/// Runs puts of these campaigns as one batch on a backend, and gives what they came to.
fn batch(backend: impl Backend + 'static, campaigns: &[&str]) -> String {
    let (lane, mut stepper) = lane::Lane::stepped(Box::new(backend), SetClock::new());
    let works = campaigns.iter().map(|crowd_no| match *crowd_no {
        "overdrawn" => overdrawn(),
        crowd_no => put(&campaign(crowd_no, HOME)),
    });
    let answers: Vec<_> = works.map(|work| lane.transact(work)).collect();
    assert_eq!(stepper.step(usize::MAX), campaigns.len());
    short(&answers.into_iter().map(now).collect::<Vec<_>>())
}

/// Which of these campaigns are there.
fn there(database: &Database, campaigns: &[&str]) -> Vec<bool> {
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    campaigns.iter().map(|crowd_no| get(&store, HOME, crowd_no).is_some()).collect()
}

/// Writes a row that the table does not take.
fn overdrawn() -> Work {
    let mut overdrawn = campaign("overdrawn", HOME);
    (overdrawn.funds.total, overdrawn.funds.sent) = (overdrawn.funds.sent, overdrawn.funds.total);
    work(HOME, move |books| {
        books.put(Arc::new(overdrawn.clone()))?;
        Ok(Vec::new())
    })
}

#[test]
fn only_the_guilty_fails_when_rows_are_refused() {
    let database = database();
    let works = ["a", "b", "overdrawn", "c", "d", "overdrawn", "e"];
    assert_eq!(batch(writer(&database), &works), "put put B put put B put");
    assert_eq!(there(&database, &works), [true, true, false, true, true, false, true]);
}

#[test]
fn only_the_guilty_fails_when_a_commit_is_refused() {
    let database = database();
    let connection = Connection::open(database.path()).unwrap();
    let script = "CREATE TABLE parent (id INTEGER PRIMARY KEY);
        CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER late AFTER INSERT ON campaign WHEN new.crowd_no = 'late'
            BEGIN INSERT INTO child VALUES (1); END;";
    connection.execute_batch(script).unwrap();
    let works = ["a", "late", "b"];
    assert_eq!(batch(writer(&database), &works), "put B put", "COMMIT itself fails");
    assert_eq!(there(&database, &works), [true, false, true]);
}

/// A writer whose commits' answers are lost, whether they happen or not.
#[derive(Debug)]
struct Deaf {
    writer: Writer,
    commits: bool,
}

impl Backend for Deaf {
    fn transact(&mut self, decide: &mut Decide<'_>) -> Result<(), Setback> {
        if self.commits {
            self.writer.transact(decide)?;
        } else {
            let _ = self.writer.transact(&mut |load| {
                decide(load)?;
                Err(Failure::unavailable("the connection breaks before the commit"))
            });
        }
        Err(Setback::Lost(Failure::unavailable("the connection breaks")))
    }

    fn committed(&mut self) -> Result<bool, Failure> {
        self.writer.committed()
    }
}

#[test]
fn a_lost_commit_is_found_out_by_its_marker() {
    for (commits, answers) in [(true, "put put put"), (false, "U U U")] {
        let database = database();
        let works = ["a", "b", "c"];
        let mut writer = writer(&database);
        // An earlier transaction has left its own marker, in the database and in the writer.
        let lane = Lane::new(HOME, SetClock::new().now());
        writer.transact(&mut |_| Ok(vec![Record::Lane(lane)])).unwrap();
        assert_eq!(batch(Deaf { writer, commits }, &works), answers);
        assert_eq!(there(&database, &works), [commits; 3]);
    }
}

/// The one migration that carries rows over: everything else is new where it is made.
#[test]
fn an_older_databases_campaigns_draws_and_tallies_are_carried_over() {
    let database = Database::new();
    let mut older = Connection::open(database.path()).unwrap();
    let before = migrations(&MIGRATIONS[..7]);
    before.to_latest(&mut older).unwrap();
    let script = "
        INSERT INTO campaign
            (home, crowd_no, origin_crowd_no, coupon_name, prize_msg, prize, total, sent, count, created_at,
             paid_at, start_at, end_at, over_at, paused, settled_at, seq, merchant_link, seed,
             lifetime, window,
             in_window, pool, returned, draws, settle_at, reference, stopped, change_day, day_changes)
            VALUES (1, 'a', 'origin', '红包 🧧 '' \" \\ \n', 'msg', 'random', 9223372036854775807, 7,
                    4294967295, 1, 2, 3, 5, 4, 1, -9223372036854775808, 97, 'https://x/',
                    x'0909090909090909090909090909090909090909090909090909090909090909', 9, 'week',
                    3, 8, 9, 10, 6, 'r', 1, 20000, 3);
        INSERT INTO draw VALUES (1, 18, 'a', 'x', '2088000000000001', 1, 1, 'biz', 5, 0);
        INSERT INTO draw VALUES (1, 19, 'a', 'y', '2088000000000001', 2, 2, 'biz', 6, 1);
        INSERT INTO tally VALUES (1, 'a', '2088000000000001', 2, 3, 1, 2);";
    older.execute_batch(script).unwrap();
    drop(older);
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    now(store.migrate()).unwrap();
    assert_eq!(get(&store, HOME, "a"), Some(campaign("a", HOME)));
    let walk = |what| now(store.walk(what, Cursor::default(), 9)).unwrap().records;
    let crowd_no = no("a");
    let draw = |seq, slot: &str, amount, named| {
        let user_id = UserId::parse("2088000000000001").unwrap();
        Record::Draw(Arc::new(Draw {
            home: HOME,
            seq,
            crowd_no: no("a"),
            slot: Slot::named(slot).unwrap(),
            user_id,
            amount: Fen::new(amount),
            named,
            n: seq - 17,
            at: Timestamp::from_secs(i64::try_from(seq).unwrap() - 13),
        }))
    };
    let draws = [draw(18, "x", 1, false), draw(19, "y", 2, true)];
    assert_eq!(walk(Walk::of_campaign::<Draw>(HOME, crowd_no.clone())), draws);
    // What was earned is the sum of the draws that were there.
    let earned = Fen::new(3);
    let tally = Tally { lifetime: 2, window: 3, in_window: 1, last: 2, earned, ..Tally::default() };
    let tally = Record::Tally(Tallied {
        home: HOME,
        crowd_no: no("a"),
        user_id: UserId::parse("2088000000000001").unwrap(),
        tally,
    });
    assert_eq!(walk(Walk::of_campaign::<Tallied>(HOME, crowd_no)), [tally]);
}

/// What an older database remembers of callers' keys lies in the time that a clock has moved.
#[test]
fn an_older_databases_receipts_are_kept_for_a_day_of_wire_time() {
    let database = Database::new();
    let mut older = Connection::open(database.path()).unwrap();
    // The eighth migration is the last before that of receipts, whatever has come in between.
    migrations(&MIGRATIONS[..8]).to_latest(&mut older).unwrap();
    let script = "
        INSERT INTO receipt VALUES (0, 'signature:1:2', 'a', x'01', 5, 10);
        INSERT INTO receipt VALUES (1, 'signature:1:2', 'b', x'02', 4102444800, 4102531200);";
    older.execute_batch(script).unwrap();
    let clock = || -> i64 { older.query_row("SELECT unixepoch()", [], |row| row.get(0)).unwrap() };
    let before = clock();
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    now(store.migrate()).unwrap();
    let after = clock();
    for (home, answer) in [(0, 1), (1, 2)] {
        let read = work(Home::new(home), move |books| {
            let key = Key::Receipt(ReceiptKey::given("signature:1:2"));
            let Some(Record::Receipt(receipt)) = books.record(&key)? else { panic!("{key:?}") };
            assert_eq!(receipt.answer, [answer]);
            assert_eq!(receipt.until, receipt.at.plus_secs(86_400));
            assert!((before..=after).contains(&receipt.at.secs()), "{receipt:?}");
            let signed = Key::Receipt(ReceiptKey::signed("1", "2"));
            assert_eq!(books.record(&signed)?, None, "no key that was given is a signature");
            Ok(b"put".to_vec())
        });
        assert_eq!(short(&[now(store.read(read))]), "put");
    }
}

#[test]
fn a_database_that_is_only_looked_at_stays_as_it_is() {
    let database = database();
    let look = || SqliteStore::open_to_read(&database.path(), SetClock::new());
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    now(store.transact(put(&campaign("a", HOME)))).unwrap();
    assert!(matches!(look(), Err(OpenError::InUse(_))));
    drop(store);
    let bytes = std::fs::read(database.path()).unwrap();
    let store = look().unwrap();
    assert!(matches!(look(), Err(OpenError::InUse(_))), "nor does anybody else open it");
    assert!(get(&store, HOME, "a").is_some());
    let answers = [now(store.transact(put(&campaign("b", HOME))))];
    assert_eq!(short(&answers), "U");
    let founded = now(store.bootstrap(vec![put(&campaign("c", HOME))]));
    assert!(matches!(founded, Err(Failure::Unavailable(_))), "{founded:?}");
    assert!(get(&store, HOME, "b").is_none() && get(&store, HOME, "c").is_none());
    drop(store);
    assert_eq!(std::fs::read(database.path()).unwrap(), bytes);
    let nowhere = database.path().with_extension("none");
    let absent = SqliteStore::open_to_read(&nowhere, SetClock::new());
    assert!(matches!(absent, Err(OpenError::Unreachable { .. })), "{absent:?}");
    assert!(!nowhere.exists());
}
