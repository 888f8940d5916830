//! What is due: each home has its turn, a claim keeps others off, and what does not change is not written.

use std::sync::Arc;

use hongbao_engine::{
    Backoff, Books, BusinessTime, Campaign, Due, DueKey, Home, Key, Lane, Record, Stop, Timestamp,
    View, Work, booking,
};

use super::{Database, campaign, no, now, on_every_store, put, sqlite, walked, work};
use crate::{Answer, Cursor, Failure, Store, Walk};

const ONE: Home = Home::new(1);
const TWO: Home = Home::new(2);

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

fn due_at(crowd_no: &str, home: Home, settle_at: Option<i64>) -> Campaign {
    let mut due = campaign(crowd_no, home);
    due.timing.settle_at = settle_at.map(at);
    due.timing.settled_at = None;
    due
}

fn entry(crowd_no: &str, home: Home, settle_at: i64) -> Due {
    Due::new(home, DueKey::Campaign(no(crowd_no)), Some(at(settle_at)))
}

/// A home's campaigns of these names, each due at its moment.
fn write(store: &dyn Store, home: Home, campaigns: &[(String, i64)]) {
    let records: Vec<Record> = campaigns
        .iter()
        .map(|(name, moment)| Record::Campaign(due_at(name, home, Some(*moment)).into()))
        .collect();
    let write = work(home, move |books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(Vec::new())
    });
    now(store.transact(write)).unwrap();
}

/// What is due where business time is this, and wire time what the stores' clocks show.
fn due_by(now: Timestamp) -> Walk {
    Walk::Due { now, wire: at(1_000) }
}

fn entries(records: Vec<Record>) -> Vec<Due> {
    let entry = |record| match record {
        Record::Due(entry) => entry,
        other => panic!("{other:?}"),
    };
    records.into_iter().map(entry).collect()
}

/// How many are due now.
fn backlog(store: &dyn Store) -> u64 {
    let run = |books: &mut Books| Ok(books.backlog()?.to_be_bytes().to_vec());
    let hint = vec![Key::View(View::Backlog)];
    let work = Work { home: Home::DIRECTORY, writes: false, hint, run: Box::new(run) };
    match now(store.read(work)) {
        Ok(Answer::Done(bytes)) => u64::from_be_bytes(bytes.try_into().unwrap()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_longest_due_come_first_and_where_there_are_many_each_home_has_its_turn() {
    let due = [
        ("z", 1, -70),
        ("y", 2, -7),
        ("aa", 3, 9),
        ("a-", 1, 10),
        ("b", 1, 100),
        ("a", 2, 100),
        ("a-", 2, 100),
        ("aa", 2, 100),
        ("a", 10, 100),
    ];
    let due = due.map(|(crowd_no, home, settle_at)| entry(crowd_no, Home::new(home), settle_at));
    let some = |these: &[usize]| these.iter().map(|&at| due[at].clone()).collect::<Vec<_>>();
    let settled = Campaign { timing: campaign("x", ONE).timing, ..due_at("settled", ONE, None) };
    let others = [due_at("later", ONE, Some(101)), settled, due_at("unpaid", ONE, None)];
    on_every_store(|store| {
        others.iter().for_each(|campaign| drop(now(store.transact(put(campaign))).unwrap()));
        for Due { home, of, at, .. } in due.iter().rev() {
            let campaign = due_at(of.texts().1, *home, at.map(Timestamp::secs));
            now(store.transact(put(&campaign))).unwrap();
        }
        for (limit, expected) in [
            (1, some(&[0, 1, 2, 8])),
            (2, some(&[0, 1, 2, 8])),
            (3, some(&[0, 1, 2, 8])),
            (5, some(&[0, 1, 2, 8])),
            (8, some(&[0, 3, 1, 5, 2, 8])),
            (9, due.to_vec()),
            (10, due.to_vec()),
        ] {
            let seen = entries(walked(store, &due_by(at(100)), limit));
            assert_eq!(seen, expected, "in chunks of {limit}");
        }
        assert_eq!(entries(walked(store, &due_by(at(-8)), 9)), some(&[0]));
        assert_eq!(walked(store, &Walk::Lapsed(at(i64::MAX)), 9), []);
        // It is 1,000.
        assert_eq!(backlog(store), 10);
    });
}

#[test]
fn a_thousand_entries_of_one_home_do_not_keep_anothers_waiting() {
    let many: Vec<_> = (0..1_000).map(|number| (format!("m{number}"), number)).collect();
    on_every_store(|store| {
        write(store, ONE, &many);
        write(store, TWO, &[("late".to_owned(), 5_000)]);
        let chunk = now(store.walk(due_by(at(5_000)), Cursor::default(), 100)).unwrap();
        let expected = many.iter().take(50).map(|(name, moment)| entry(name, ONE, *moment));
        let expected: Vec<_> = expected.chain([entry("late", TWO, 5_000)]).collect();
        assert_eq!(entries(chunk.records), expected);
    });
}

#[test]
fn what_is_claimed_is_left_alone_until_the_claim_ends() {
    let of = DueKey::Campaign(no("a"));
    on_every_store(|store| {
        let claimed = || {
            let of = of.clone();
            let claim = work(ONE, move |books| Ok(vec![booking::claim(books, &of, 60)?.into()]));
            now(store.transact(claim)).unwrap()
        };
        let walked = |what| entries(walked(store, &what, 10));
        now(store.transact(put(&due_at("a", ONE, Some(500))))).unwrap();
        now(store.transact(put(&due_at("b", ONE, Some(501))))).unwrap();
        assert_eq!(claimed(), Answer::Done(vec![1]));
        assert_eq!(claimed(), Answer::Done(vec![0]), "it is another's");
        // Wire time is 1,000.
        let mine = Due { claimed_until: Some(at(1_060)), ..entry("a", ONE, 500) };
        assert_eq!(walked(due_by(at(2_000))), [entry("b", ONE, 501)]);
        assert_eq!(walked(Walk::Lapsed(at(1_059))), []);
        assert_eq!(walked(Walk::Lapsed(at(1_060))), std::slice::from_ref(&mine));
        assert_eq!(backlog(store), 2, "it is due all the same");
        // What fails waits; what is due at another moment is anybody's.
        let backoff = Backoff { first: 10, most: 20 };
        let failed = mine.clone();
        let wait =
            work(ONE, move |books| booking::put_off(books, &failed, backoff).map(|()| Vec::new()));
        now(store.transact(wait)).unwrap();
        let waits = Due { tries: 1, claimed_until: Some(at(1_010)), ..mine };
        assert_eq!(walked(Walk::Lapsed(at(1_010))), [waits]);
        now(store.transact(put(&due_at("a", ONE, Some(502))))).unwrap();
        assert_eq!(walked(due_by(at(2_000))), [entry("b", ONE, 501), entry("a", ONE, 502)]);
        assert_eq!(walked(Walk::Lapsed(at(i64::MAX))), []);
        now(store.transact(put(&due_at("a", ONE, None)))).unwrap();
        assert_eq!(walked(due_by(at(2_000))), [entry("b", ONE, 501)]);
        assert_eq!(backlog(store), 1);
    });
}

#[test]
fn where_a_home_has_its_own_clock_what_is_due_is_due_by_it() {
    let clock = |home, time| {
        let run = move |books: &mut Books| {
            let lane = books.get::<Lane>(())?.copied().unwrap_or(Lane::new(home, at(0)));
            books.put(Lane { clock: Some(time), ..lane })?;
            Ok(Vec::new())
        };
        work(home, run)
    };
    let three = Home::new(3);
    on_every_store(|store| {
        for home in [ONE, TWO, three] {
            write(store, home, &[("a".to_owned(), 900), ("b".to_owned(), 1_100)]);
        }
        let due = || entries(walked(store, &due_by(at(1_000)), 10));
        let of = |home| entry("a", home, 900);
        assert_eq!((due(), backlog(store)), (vec![of(ONE), of(TWO), of(three)], 3));
        // Wire time is 1,000.
        now(store.transact(clock(ONE, BusinessTime::Ahead(100)))).unwrap();
        let ahead = vec![of(TWO), of(three), of(ONE), entry("b", ONE, 1_100)];
        assert_eq!((due(), backlog(store)), (ahead, 4));
        now(store.transact(clock(TWO, BusinessTime::Frozen(at(1_099))))).unwrap();
        assert_eq!((due().len(), backlog(store)), (4, 4));
        now(store.transact(clock(TWO, BusinessTime::Frozen(at(1_100))))).unwrap();
        assert_eq!((due().len(), backlog(store)), (5, 5));
        // By the clock of all, what the third home has is not due yet.
        assert_eq!(entries(walked(store, &due_by(at(800)), 10)).len(), 4);
        for chunk in 2..6 {
            let few = now(store.walk(due_by(at(1_000)), Cursor::default(), chunk)).unwrap();
            assert!(few.records.len() <= chunk.try_into().unwrap());
        }
    });
}

/// Changes what a campaign has sent, and when it is due.
fn change(crowd_no: &str, settle_at: Option<i64>) -> Work {
    let crowd_no = no(crowd_no);
    work(ONE, move |books| {
        let found = books.campaign(&crowd_no)?.ok_or(Stop::Missing(Vec::new()))?;
        let mut changed = Campaign::clone(&found);
        changed.funds.draws += 1;
        changed.timing.settle_at = settle_at.map(at);
        books.put(Arc::new(changed))?;
        Ok(Vec::new())
    })
}

#[test]
fn what_is_due_as_before_is_not_written() {
    let database = Database::new();
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    now(store.transact(put(&due_at("a", ONE, Some(500))))).unwrap();
    now(store.transact(put(&due_at("b", ONE, None)))).unwrap();
    let hand = rusqlite::Connection::open(database.path()).unwrap();
    for what in ["INSERT", "UPDATE", "DELETE"] {
        let sql = format!(
            "CREATE TRIGGER no_{what} BEFORE {what} ON due BEGIN SELECT RAISE(ABORT, 'written'); END"
        );
        hand.execute_batch(&sql).unwrap();
    }
    for unchanged in [change("a", Some(500)), change("b", None)] {
        assert_eq!(now(store.transact(unchanged)).unwrap(), Answer::Done(Vec::new()));
    }
    for changed in [change("a", Some(501)), change("a", None), change("b", Some(500))] {
        let answer = now(store.transact(changed));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
    }
}
