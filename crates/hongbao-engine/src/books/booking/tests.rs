//! What becomes of entries: when a record moves, when booking fails, when somebody claims one.

use std::sync::Arc;

use super::{book, claim, put_off};
use crate::campaign::tests::campaign;
use crate::{
    Backoff, Books, Campaign, Due, DueKey, Fault, Home, Key, Lane, Record, Refusal, Stop, Timestamp,
};

const HOME: Home = Home::new(1);
const NOW: Timestamp = Timestamp::from_secs(1_000);

fn of() -> DueKey {
    let Record::Campaign(campaign) = due_at(None) else { unreachable!() };
    DueKey::Campaign(campaign.crowd_no.clone())
}

/// The campaign, with a settlement that is due at this moment, or with none.
fn due_at(at: Option<i64>) -> Record {
    let mut moved = Campaign::clone(&campaign("a", HOME));
    (moved.timing.settle_at, moved.timing.settled_at) = (at.map(Timestamp::from_secs), None);
    Record::Campaign(Arc::new(moved))
}

fn entry(at: i64) -> Due {
    Due::new(HOME, of(), Some(Timestamp::from_secs(at)))
}

/// Books in which this record and this entry are loaded, so late in wire time.
fn books(wire: i64, record: Option<Record>, entry: Option<Due>) -> Books {
    let mut books = Books::open(HOME, Timestamp::from_secs(wire));
    books.load(Key::Lane(()), Some(Record::Lane(Lane::new(HOME, NOW))));
    books.load(of().key(), record);
    books.load(Key::Due(of()), entry.map(Record::Due));
    books
}

/// The entries that are written with what the books hold.
fn written(mut books: Books) -> Vec<Due> {
    books.keep();
    let changes = books.into_changes().unwrap();
    changes
        .filter_map(|record| if let Record::Due(due) = record { Some(due) } else { None })
        .collect()
}

fn settle(books: &mut Books) -> Result<(), Stop> {
    books.put(due_at(None))
}

#[test]
fn an_entry_is_written_only_when_its_record_is_due_at_another_moment() {
    for (was, is, expected) in [
        (Some(None), None, None),
        (Some(None), Some(7), Some(Some(7))),
        (Some(Some(7)), Some(7), None),
        (Some(Some(7)), Some(8), Some(Some(8))),
        (Some(Some(7)), None, Some(None)),
        // Nobody knows what it was.
        (None, Some(7), Some(Some(7))),
        (None, None, Some(None)),
    ] {
        let mut books = books(1_000, was.map(due_at), None);
        if was.is_none() {
            books = Books::open(HOME, NOW);
            books.load(Key::Lane(()), None);
        }
        books.put(due_at(is)).unwrap();
        let expected =
            expected.map(|at: Option<i64>| Due::new(HOME, of(), at.map(Timestamp::from_secs)));
        assert_eq!(written(books), Vec::from_iter(expected), "{was:?} to {is:?}");
    }
}

#[test]
fn what_is_due_is_booked_and_what_is_not_is_left_alone() {
    let mut due = books(1_000, Some(due_at(Some(1_000))), Some(entry(1_000)));
    assert_eq!(book(&mut due, &of(), settle), Ok(true));
    assert_eq!(written(due), [Due::new(HOME, of(), None)]);

    let mut later = books(1_000, Some(due_at(Some(1_001))), Some(entry(1_001)));
    let never = |_: &mut Books| -> Result<(), Stop> { panic!("it is not due") };
    assert_eq!(book(&mut later, &of(), never), Ok(false));
    assert_eq!(written(later), []);
}

#[test]
fn an_entry_that_says_otherwise_than_its_record_is_corrected() {
    for (record, at) in [(None, None), (Some(None), None), (Some(Some(2_000)), Some(2_000))] {
        let mut books = books(1_000, record.map(due_at), Some(entry(1_000)));
        assert_eq!(book(&mut books, &of(), |_| panic!("it is not due")), Ok(false));
        let corrected = Due::new(HOME, of(), at.map(Timestamp::from_secs));
        assert_eq!(written(books), [corrected], "{record:?}");
    }
    let mut gone = books(1_000, None, None);
    assert_eq!(book(&mut gone, &of(), |_| panic!("it is not due")), Ok(false));
    assert_eq!(written(gone), []);
}

#[test]
fn what_is_still_due_after_it_was_booked_is_a_fault() {
    let mut books = books(1_000, Some(due_at(Some(1_000))), Some(entry(1_000)));
    let still = Err(Stop::Faulty(Fault::StillDue));
    assert_eq!(book(&mut books, &of(), |_| Ok(())), still);
    let refused = Stop::from(Refusal::NotOver);
    assert_eq!(book(&mut books, &of(), |_| Err(refused.clone())), Err(refused.clone()));
}

#[test]
fn each_failure_makes_an_entry_wait_twice_as_long_up_to_a_bound() {
    let backoff = Backoff { first: 3, most: 20 };
    let mut failed = entry(500);
    for (tries, wait) in [(1, 3), (2, 6), (3, 12), (4, 20), (5, 20)] {
        let mut books = books(5_000, Some(due_at(Some(500))), Some(failed.clone()));
        put_off(&mut books, &failed, backoff).unwrap();
        let claimed_until = Some(Timestamp::from_secs(5_000 + wait));
        failed = Due { tries, claimed_until, ..failed };
        assert_eq!(written(books), [failed.clone()]);
    }
    let last = Due { tries: u32::MAX, ..failed.clone() };
    let mut many = books(5_000, Some(due_at(Some(500))), Some(last.clone()));
    put_off(&mut many, &last, backoff).unwrap();
    assert_eq!(written(many).last().unwrap().tries, u32::MAX);
    // Somebody has booked it, claimed it, or made it due at another moment.
    for now in [None, Some(entry(501)), Some(last)] {
        let mut changed = books(5_000, Some(due_at(Some(500))), now);
        put_off(&mut changed, &failed, backoff).unwrap();
        assert_eq!(written(changed), []);
    }
}

#[test]
fn an_entry_is_claimed_by_one_and_again_when_the_claim_has_ended() {
    let claimed = Due { claimed_until: Some(Timestamp::from_secs(1_060)), ..entry(1_000) };
    for (wire, there, expected) in [
        (1_000, Some(entry(1_000)), true),
        (1_000, Some(entry(1_001)), false),
        (1_059, Some(claimed.clone()), false),
        (1_060, Some(claimed.clone()), true),
        (1_060, None, false),
    ] {
        let mut books = books(wire, Some(due_at(Some(1_000))), there.clone());
        assert_eq!(claim(&mut books, &of(), 60), Ok(expected), "{there:?} at {wire}");
        let again = claim(&mut books, &of(), 60);
        assert_eq!(again, Ok(false), "it is claimed, or not to be claimed");
        let until = Some(Timestamp::from_secs(wire + 60));
        let mine = there.filter(|_| expected).map(|due| Due { claimed_until: until, ..due });
        assert_eq!(written(books), Vec::from_iter(mine));
    }
}

#[test]
fn texts_name_the_record_of_an_entry() {
    let (kind, id) = (of().texts().0, of().texts().1.to_owned());
    assert_eq!((kind, DueKey::parse(kind, &id)), ("campaign", Some(of())));
    assert_eq!(DueKey::parse("draw", &id), None);
    assert_eq!(DueKey::parse(kind, ""), None);
    assert_eq!(DueKey::of(&of().key()), Some(of()));
    assert_eq!(DueKey::of(&Key::Lane(())), None);
}
