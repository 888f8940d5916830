//! What a work sees of loaded, kept and overlaid records.

use super::{Books, Fault, Key, Record, Stop};
use crate::campaign::tests::campaign;
use crate::{CrowdNo, Fixture, Home, Timestamp};

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
    assert_eq!(books.changes().count(), 0);

    books.put(record.clone()).unwrap();
    books.keep();
    books.discard();
    assert!(books.campaign(&no("a")).unwrap().is_some());
    assert_eq!(books.changes().collect::<Vec<_>>(), [&record]);
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
