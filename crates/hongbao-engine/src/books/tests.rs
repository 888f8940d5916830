//! What a work sees of loaded, kept and overlaid records.

use super::{Books, Fault, Key, Record, Stop};
use crate::campaign::tests::campaign;
use crate::{CrowdNo, Fixture, Home, Lane, Timestamp};

fn no(text: &str) -> CrowdNo {
    CrowdNo::parse(text).unwrap()
}

fn books() -> Books {
    Books::open(Home::new(1), Timestamp::from_secs(0))
}

#[test]
fn what_is_not_loaded_is_named() {
    let (a, b) = (Key::Campaign(no("a")), Key::Campaign(no("b")));
    let mut books = books();
    assert_eq!(books.campaign(&no("a")), Err(Stop::Missing(vec![a.clone()])));
    books.load(a.clone(), None);
    assert_eq!(books.campaign(&no("a")), Ok(None), "absence is an answer");
    let need = books.need(&[a, b.clone()]);
    assert_eq!(need, Err(Stop::Missing(vec![b])), "only what is missing is asked for");
}

#[test]
fn a_discarded_work_leaves_no_trace_and_a_kept_one_is_seen_by_the_next() {
    let record = Record::Campaign(campaign("a", Home::new(1)));
    let mut books = books();
    books.load(record.key(), None);
    books.put(record.clone()).unwrap();
    assert!(books.campaign(&no("a")).unwrap().is_some(), "a work sees what it wrote");
    books.discard();
    assert_eq!(books.campaign(&no("a")), Ok(None));

    books.put(record.clone()).unwrap();
    books.keep();
    books.discard();
    assert!(books.campaign(&no("a")).unwrap().is_some());
    books.rewind();
    assert_eq!(books.campaign(&no("a")), Ok(None), "what is loaded stays, what is kept goes");
}

/// Books whose lane has seen the moment 100 and given out the number 7.
fn busy(now: i64) -> Books {
    let home = Home::new(1);
    let mut books = Books::open(home, Timestamp::from_secs(now));
    let lane = Lane { counter: 7, ..Lane::new(home, Timestamp::from_secs(100)) };
    books.load(Key::Lane(()), Some(Record::Lane(lane)));
    books
}

#[test]
fn numbers_have_no_gaps() {
    assert_eq!(books().next(), Err(Stop::Missing(vec![Key::Lane(())])));
    let mut books = busy(0);
    assert_eq!((books.next(), books.next()), (Ok(8), Ok(9)));
    books.discard();
    assert_eq!(books.next(), Ok(8), "a work that does not succeed gives its numbers back");
    books.keep();
    assert_eq!(books.next(), Ok(9));
    let last = Lane { counter: 9_999_999_999, ..Lane::new(Home::new(1), books.now()) };
    books.load(Key::Lane(()), Some(Record::Lane(last)));
    books.rewind();
    assert_eq!(books.next(), Err(Stop::Faulty(Fault::Exhausted)), "none comes twice");
}

#[test]
fn the_lane_takes_the_time_of_what_happened_in_it() {
    for (clock, time) in [(99, 100), (101, 101)] {
        let mut books = busy(clock);
        assert_eq!(books.now().secs(), time, "time does not go backwards");
        let record = Record::Campaign(campaign("a", Home::new(1)));
        books.load(record.key(), None);
        books.put(record.clone()).unwrap();
        books.keep();
        let last = Timestamp::from_secs(time);
        let lane = Record::Lane(Lane { counter: 7, ..Lane::new(Home::new(1), last) });
        assert_eq!(books.into_changes().unwrap().collect::<Vec<_>>(), [lane, record]);
    }
    assert_eq!(busy(101).into_changes().unwrap().count(), 0, "nothing happened");
}

#[test]
fn a_work_writes_only_in_its_own_home() {
    let mut books = books();
    for record in [
        Record::Campaign(campaign("a", Home::new(2))),
        Record::Fixture(Fixture { id: "x".to_owned(), home: Home::new(1) }),
    ] {
        assert_eq!(books.put(record), Err(Stop::Faulty(Fault::WroteAbroad)));
    }
}
