//! What leaves an event, and what does not.

use crate::{Books, BusinessTime, Event, Home, Key, Lane, Listed, Record, Timestamp, User, UserId};

const HOME: Home = Home::DIRECTORY;

fn books() -> Books {
    let now = Timestamp::from_secs(1_000);
    let mut books = Books::open(HOME, now);
    books.load(Key::Lane(()), Some(Record::Lane(Lane { counter: 7, ..Lane::new(HOME, now) })));
    books.load(Key::Clock(()), None);
    books.load(user(false).key(), Some(user(false)));
    books
}

fn user(risky: bool) -> Record {
    let id = UserId::parse("2088102146165572").unwrap();
    let flags = (false, false, risky);
    let (enterprise, uncertified, risky) = flags;
    Record::User(User { id, login_id: None, enterprise, uncertified, risky })
}

/// The events that a work leaves which does this.
fn events(run: impl Fn(&mut Books)) -> Vec<Event> {
    let mut books = books();
    run(&mut books);
    books.witness(&"token admin", "user.set").unwrap();
    books.keep();
    let changes: Vec<Record> = books.into_changes().unwrap().collect();
    changes.iter().filter_map(Event::of).cloned().collect()
}

#[test]
fn a_change_without_a_number_leaves_an_event_with_the_next() {
    let event = Event {
        home: HOME,
        seq: 8,
        who: "token admin".to_owned(),
        command: "user.set".to_owned(),
        record: "user 2088102146165572".to_owned(),
        at: Timestamp::from_secs(1_000),
    };
    assert_eq!(events(|books| books.put(user(true)).unwrap()), [event]);
}

#[test]
fn what_changes_nothing_or_has_a_number_leaves_none() {
    assert_eq!(events(|books| books.put(books.lane().unwrap()).unwrap()), []);
    assert_eq!(events(|_| {}), []);
    assert_eq!(events(|books| books.put(user(false)).unwrap()), []);
    let numbered = events(|books| {
        books.next().unwrap();
        books.put(user(true)).unwrap();
    });
    assert_eq!(numbered, []);
}

#[test]
fn a_clock_of_the_homes_own_leaves_an_event() {
    let clock = Some(BusinessTime::Ahead(60));
    let found = events(|books| books.put(Lane { clock, ..books.lane().unwrap() }).unwrap());
    let titles: Vec<&str> = found.iter().map(|event| event.record.as_str()).collect();
    assert_eq!(titles, ["lane 0"]);
}
