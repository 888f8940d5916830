//! What statements cost: by the plans that SQLite makes of them, and by the steps that it takes. No clock
//! is looked at.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;

use hongbao_engine::{
    Campaign, Direction, Draw, DrawsOf, Fen, Fixture, Found, Home, Key, Record, Seen, Slot, State,
    Tallied, Tally, Timestamp, Transfer, UserId, View,
};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, StatementStatus};

use super::{Database, HOME};
use crate::rounds::Lookup;
use crate::sqlite::{SqliteStore, records, walk};
use crate::suite::{SetClock, campaign, no, now, page_of, work};
use crate::tables::ALL;
use crate::walk::{Of, of_campaigns};
use crate::{Cursor, Store, Walk};

/// Records of each kind.
const MANY: u64 = 300;
/// Records in a chunk.
const CHUNK: u32 = 30;

/// Of each statement, how it was run first, the steps that it took in all, and how often it was planned
/// again.
type Statements = BTreeMap<String, (String, u64, i32)>;

thread_local! {
    /// What has run on this thread.
    static RUN: RefCell<Statements> = const { RefCell::new(BTreeMap::new()) };
}

fn note(event: TraceEvent<'_>) {
    if let TraceEvent::Profile(statement, _) = event {
        let first = || (statement.expanded_sql().unwrap(), 0, 0);
        // A statement that is kept goes on counting.
        let steps = u64::try_from(statement.get_status(StatementStatus::VmStep)).unwrap();
        RUN.with_borrow_mut(|run| {
            let run = run.entry(statement.sql().into_owned()).or_insert_with(first);
            (run.1, run.2) = (steps, statement.get_status(StatementStatus::RePrepare));
        });
    }
}

/// The statements of a function that is given a connection of its own.
fn traced(database: &Database, run: impl FnOnce(&Connection)) -> Statements {
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    let connection = store.readers.here().connect().unwrap();
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note));
    RUN.take();
    run(&connection);
    RUN.take()
}

fn steps(statements: &Statements) -> u64 {
    statements.values().map(|(_, steps, _)| steps).sum()
}

fn user(number: u64) -> UserId {
    UserId::parse(&format!("2088{number:012}")).unwrap()
}

/// What happened to campaign `n` of a home, numbered from the home's `5 n`.
fn happened(home: Home, n: u64, crowd_no: &str) -> [Record; 4] {
    let (seq, at) = (5 * n, Timestamp::from_secs(1));
    let mut campaign = Campaign { seq, ..campaign(crowd_no, home) };
    // All are due at the same moment.
    (campaign.timing.settled_at, campaign.timing.settle_at) = (None, Some(at));
    let transfer = |seq, direction| {
        let (crowd_no, amount) = (no(crowd_no), Fen::new(1));
        Record::Transfer(Transfer { home, seq, direction, crowd_no, amount, at })
    };
    let tally = Tally { lifetime: 1, window: 0, in_window: 0, last: 1, ..Tally::default() };
    [
        Record::Campaign(campaign.into()),
        transfer(seq + 1, Direction::Fund),
        transfer(seq + 2, Direction::Return),
        Record::Tally(Tallied { home, crowd_no: no(crowd_no), user_id: user(0), tally }),
    ]
}

/// A draw from the first campaign of a home, and its user's tally.
fn drawn(home: Home, n: u64) -> [Record; 2] {
    let draw = Draw {
        home,
        seq: 10 * MANY + n,
        crowd_no: no("c00000"),
        slot: Slot::named(&format!("{n:05}")).unwrap(),
        user_id: user(n),
        amount: Fen::new(1),
        named: false,
        n: n + 1,
        at: Timestamp::from_secs(1),
    };
    let tally = Tally { lifetime: 1, window: 0, in_window: 0, last: n + 1, ..Tally::default() };
    [
        Record::Draw(draw.into()),
        Record::Tally(Tallied { home, crowd_no: no("c00000"), user_id: user(n), tally }),
    ]
}

/// Many fixtures, each a change of the directory.
fn fixtures() -> impl Iterator<Item = Record> {
    let fixture = |n| Fixture { id: format!("f{n:05}"), home: HOME };
    (0..MANY).map(fixture).map(Record::Fixture)
}

/// Many campaigns, in two homes, and many draws of one of them; and what the directory has.
fn database() -> Database {
    let database = super::database();
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    let of_home = |home| {
        let campaigns = (0..MANY).flat_map(move |n| happened(home, n, &format!("c{n:05}")));
        campaigns.chain((0..MANY).flat_map(move |n| drawn(home, n))).collect()
    };
    let homes = [HOME, Home::new(2)].map(|home| (home, of_home(home)));
    let directory: Vec<Record> = fixtures().collect();
    for (home, records) in homes.into_iter().chain([(Home::DIRECTORY, directory)]) {
        let write = work(home, move |books| {
            records.iter().try_for_each(|record| books.put(record.clone()))?;
            Ok(Vec::new())
        });
        now(store.transact(write)).unwrap();
    }
    drop(store);
    database
}

/// Every walk there is.
fn walks() -> Vec<Walk> {
    let at = Timestamp::from_secs(1_000);
    let mut walks = vec![
        Walk::Changed(1),
        Walk::Due { now: at, wire: at },
        Walk::Lapsed(at),
        Walk::Orphans,
        Walk::Campaign(HOME, no("c00000")),
        Walk::Book(HOME),
        Walk::Histories(HOME),
    ];
    for (ordinal, table) in ALL.into_iter().enumerate() {
        match table.layout().key.len() {
            1 => walks.push(Walk::All(Of::at(ordinal))),
            2 => walks.push(Walk::OfHome(Of::at(ordinal), HOME)),
            _ => {}
        }
    }
    walks.extend(of_campaigns().map(|kind| Walk::OfCampaign(kind, HOME, no("c00000"))));
    walks
}

/// The statements of each chunk of a walk.
fn chunks(database: &Database, what: &Walk) -> Vec<Statements> {
    let (mut chunks, mut next) = (Vec::new(), Some(Cursor::default()));
    while let Some(after) = next.take() {
        chunks.push(traced(database, |connection| {
            next = walk::walk(connection, what, &after.0, CHUNK).unwrap().next;
        }));
    }
    chunks
}

fn plan(database: &Database, sql: &str) -> Vec<String> {
    let connection = Connection::open(database.path()).unwrap();
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = statement.query_map([], |row| row.get("detail")).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// What makes a plan dear: sorting, or going through all of a table.
fn check(database: &Database, statements: &Statements, what: &impl Display) {
    for (sql, _, again) in statements.values() {
        assert_eq!(*again, 0, "{what}: planned again, {sql}");
        for detail in plan(database, sql) {
            let is_dear = detail.contains("TEMP B-TREE") || detail.starts_with("SCAN");
            assert!(!is_dear || detail == "SCAN CONSTANT ROW", "{what}: {detail}\n{sql}");
        }
    }
}

#[test]
fn no_walk_sorts_or_goes_through_a_table() {
    let database = database();
    for what in walks() {
        for chunk in chunks(&database, &what).into_iter().take(3) {
            check(&database, &chunk, &what);
        }
    }
}

#[test]
fn a_walk_goes_on_as_cheaply_as_it_began() {
    let database = database();
    for what in walks() {
        let steps: Vec<u64> = chunks(&database, &what).iter().map(steps).collect();
        let most = 200 * u64::from(CHUNK + 1);
        assert!(steps.iter().all(|steps| *steps <= most), "{what}: more than {most} of {steps:?}");
    }
}

fn wanted(keys: Vec<Key>) -> Lookup {
    Lookup { home: HOME, now: Timestamp::from_secs(1_000), wire: Timestamp::from_secs(1_000), keys }
}

#[test]
fn a_page_reads_no_rows_but_those_on_it() {
    let database = database();
    let page = |state, index| {
        let keys = vec![Key::View(View::Page(page_of(state, index, 5)))];
        traced(&database, |connection| {
            let found = records::load(connection, &wanted(keys)).unwrap();
            let [Found::Seen(Seen::Page(page))] = found.as_slice() else { panic!("{found:?}") };
            assert!(page.total == 0 || page.campaigns.len() == 5);
        })
    };
    let last = u32::try_from(MANY / 5).unwrap();
    for state in std::iter::once(None).chain(State::ALL.map(Some)) {
        let [first, deep] = [1, last].map(|index| page(state, index));
        assert!(steps(&deep) <= 3 * steps(&first), "{state:?}: {first:#?} {deep:#?}");
        check(&database, &deep, &format!("{state:?}"));
        for (sql, ..) in deep.values().filter(|(sql, ..)| sql.contains("campaign_newest")) {
            let plan = plan(&database, sql);
            assert!(plan.iter().all(|detail| detail.contains("COVERING INDEX")), "{plan:?}\n{sql}");
        }
    }
}

#[test]
fn a_page_of_draws_costs_what_is_on_it() {
    let database = database();
    let page = |after| {
        let keys = vec![Key::View(View::Draws(DrawsOf { crowd_no: no("c00000"), after, size: 5 }))];
        traced(&database, |connection| {
            assert_eq!(records::load(connection, &wanted(keys)).unwrap().len(), 1);
        })
    };
    let [first, deep] = [0, MANY - 5].map(page);
    assert!(steps(&deep) <= 2 * steps(&first), "{first:#?} {deep:#?}");
    check(&database, &deep, &"draws");
}
