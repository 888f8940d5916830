//! Business time is wire time and the clock's record, in every batch and in every read.

use hongbao_engine::{
    Books, BusinessTime, ClockChange, ClockRecord, Home, Key, Purpose, Record, Stamp, State, Stop,
    Timestamp, Work,
};

use super::{
    Database, SetClock, campaign, now, on_every_stepped, on_every_store, page_of, put, short,
    sqlite, work,
};
use crate::{SqliteStore, Store};

/// A sandbox's stamp, and its clock.
fn set(time: BusinessTime) -> Work {
    work(Home::DIRECTORY, move |books| {
        books.put(Stamp { purpose: Purpose::Sandbox, world: 1 })?;
        books.put(clock(time))?;
        Ok(b"set".to_vec())
    })
}

fn clock(time: BusinessTime) -> Record {
    Record::Clock(ClockRecord { time, ..ClockRecord::default() })
}

fn text(secs: Timestamp) -> Result<Vec<u8>, Stop> {
    Ok(secs.secs().to_string().into_bytes())
}

fn moment() -> Work {
    work(Home::new(1), |books| text(books.now()))
}

/// The business time that a read sees.
fn read(store: &dyn Store) -> String {
    short(&[now(store.read(moment()))])
}

#[test]
fn batches_and_reads_see_the_time_that_the_clock_shows() {
    let frozen = BusinessTime::Frozen(Timestamp::from_secs(5_000));
    on_every_store(|store| {
        assert_eq!(read(store), "1000", "without a record it is wire time");
        for (time, shown) in [(BusinessTime::Ahead(70), "1070"), (frozen, "5000")] {
            now(store.transact(set(time))).unwrap();
            assert_eq!(read(store), shown);
            assert_eq!(short(&[now(store.transact(moment()))]), shown);
            let record = work(Home::new(1), |books| {
                Ok(format!("{:?}", books.record(&Key::Clock(()))?).into_bytes())
            });
            let expected = format!("{:?}", Some(clock(time)));
            assert_eq!(short(&[now(store.read(record))]), expected);
        }
    });
}

#[test]
fn a_page_is_of_the_moment_that_the_clock_shows() {
    let mut runs_until_5 = campaign("a", Home::new(1));
    runs_until_5.timing.settled_at = None;
    runs_until_5.timing.over_at = Timestamp::from_secs(5_000);
    runs_until_5.timing.paused = false;
    on_every_store(|store| {
        now(store.transact(put(&runs_until_5))).unwrap();
        let total = |state| {
            let of = page_of(Some(state), 1, 9);
            let run = move |books: &mut Books| Ok(books.page(&of)?.total.to_string().into_bytes());
            short(&[now(store.read(work(Home::new(1), run)))])
        };
        assert_eq!((total(State::Ready), total(State::Closed)), ("1".into(), "0".into()));
        now(store.transact(set(BusinessTime::Ahead(4_000)))).unwrap();
        assert_eq!((total(State::Ready), total(State::Closed)), ("0".into(), "1".into()));
    });
}

#[test]
fn a_batch_has_one_time_and_the_next_one_the_new() {
    on_every_stepped(|stepped| {
        stepped.batch(vec![set(BusinessTime::Ahead(0))]);
        let turn = |advance| {
            work(Home::DIRECTORY, move |books| {
                text(books.turn(&ClockChange { advance, ..ClockChange::default() })?.now)
            })
        };
        let works = vec![moment(), turn(30), moment(), turn(12)];
        assert_eq!(short(&stepped.batch(works)), "1000 1030 1000 1042", "two turns add up");
        stepped.clock.set(1_001);
        assert_eq!(short(&stepped.batch(vec![moment()])), "1043");
        stepped.clock.set(900);
        assert_eq!(read(stepped.store.as_ref()), "942", "a home in which nothing was written yet");
    });
}

#[test]
fn the_clock_outlives_a_restart() {
    let database = Database::new();
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    now(store.transact(set(BusinessTime::Ahead(70)))).unwrap();
    drop(store);
    let store = SqliteStore::open(&database.path(), SetClock::new()).unwrap();
    assert_eq!(read(&store), "1070");
}
