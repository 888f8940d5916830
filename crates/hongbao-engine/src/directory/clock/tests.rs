//! The clock: what it shows, and how it can be set.

use crate::{
    Books, BusinessTime, ClockChange, ClockReading, ClockRecord, Home, Key, Lane, Purpose, Record,
    Refusal, Stamp, Stop, Timestamp,
};

/// A merchant's home.
const HOME: Home = Home::new(7);
/// A version, which a clock that is set leaves as it is.
const DIRECTORY: u64 = 7;

/// The directory's books at a moment of wire time, with a clock, in a database for a purpose.
fn books(wire: i64, time: Option<BusinessTime>, purpose: Purpose) -> Books {
    let mut books = Books::open(Home::DIRECTORY, Timestamp::from_secs(wire));
    books.load(Key::Stamp(()), Some(Record::Stamp(Stamp { purpose, world: 1 })));
    let record = |time| Record::Clock(ClockRecord { time, directory: DIRECTORY });
    books.load(Key::Clock(()), time.map(record));
    books.load(Key::Lane(()), None);
    books
}

/// `wire clock | now advance frozen | what it shows then, and in 10 seconds of wire time`.
fn check(line: &str) {
    let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "|").collect();
    let [wire, clock, to, advance, frozen, shown @ ..] = &words[..] else {
        panic!("three columns: {line}");
    };
    let number = |text: &str| text.parse::<i64>().unwrap();
    let wire = number(wire);
    let time = match clock.split_at(1) {
        ("+", secs) => Some(BusinessTime::Ahead(number(secs))),
        ("=", secs) => Some(BusinessTime::Frozen(Timestamp::from_secs(number(secs)))),
        _ => None,
    };
    let turn = ClockChange {
        now: to.parse().ok().map(Timestamp::from_secs),
        advance: number(advance),
        frozen: frozen.parse().ok(),
    };
    let mut first = books(wire, time, Purpose::Sandbox);
    let came = match first.turn(&turn) {
        Ok(dial) => {
            assert_eq!(first.dial(), Ok(dial), "{line}: as it is shown next");
            first.keep();
            let set = first.record(&Key::Clock(())).unwrap().unwrap();
            let Record::Clock(set) = set else { panic!("{set:?}") };
            assert_eq!(set.directory, time.map_or(0, |_| DIRECTORY), "{line}");
            let later = books(wire.saturating_add(10), Some(set.time), Purpose::Sandbox);
            let still = if dial.frozen { "=" } else { "" };
            assert_eq!(later.now(), later.dial().unwrap().now, "{line}: business time follows it");
            format!("{still}{} {}", dial.now.secs(), later.now().secs())
        }
        Err(Stop::Refused(refusal, _)) => format!("{refusal:?}"),
        Err(other) => panic!("{line}: {other:?}"),
    };
    assert_eq!(came, shown.join(" "), "{line}");
}

#[test]
fn the_clock_is_set_frozen_and_moved_on_but_never_back() {
    let lines = "
        1000 -     | -    0   -     | 1000 1010
        1000 -     | 1500 0   -     | 1500 1510
        1000 -     | -    90  -     | 1090 1100
        1000 -     | 1500 90  -     | 1590 1600
        1000 -     | -    0   true  | =1000 1000
        1000 -     | 1500 0   true  | =1500 1500
        1000 +500  | -    0   -     | 1500 1510
        1000 +500  | -    60  true  | =1560 1560
        1000 =1500 | -    0   -     | =1500 1500
        1000 =1500 | -    60  -     | =1560 1560
        1000 =1500 | -    0   false | 1500 1510
        1000 =900  | -    0   false | 900 910
        1000 +500  | 1500 0   -     | 1500 1510
        1000 +500  | 1499 0   -     | TimeEarlier
        1000 +500  | 1499 0   true  | TimeEarlier
        1000 =1500 | 1499 0   -     | TimeEarlier
        1000 -     | 999  0   -     | TimeEarlier
        1000 -     | -    221845362200 - | 221845363200 221845363210
        1000 -     | -    221845362201 - | TimeIllegal
        1000 -     | -    9223372036854775807 - | TimeIllegal";
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(check);
}

#[test]
fn only_a_sandbox_has_one() {
    let mut production = books(1_000, None, Purpose::Production);
    assert_eq!(production.dial(), Err(Refusal::NoSandbox.into()));
    assert_eq!(production.turn(&ClockChange::default()), Err(Refusal::NoSandbox.into()));
    let mut unstamped = Books::open(Home::DIRECTORY, Timestamp::from_secs(0));
    unstamped.load(Key::Stamp(()), None);
    unstamped.load(Key::Clock(()), None);
    unstamped.load(Key::Lane(()), None);
    assert_eq!(unstamped.dial(), Err(Refusal::NoSandbox.into()));
}

/// The books of a home at 1,000 of wire time, where the clock of all is 500 ahead.
fn books_of_home(lane: Option<Lane>) -> Books {
    let mut books = Books::open(HOME, Timestamp::from_secs(1_000));
    let stamp = Stamp { purpose: Purpose::Sandbox, world: 1 };
    books.load(Key::Stamp(()), Some(stamp.into()));
    let time = BusinessTime::Ahead(500);
    books.load(Key::Clock(()), Some(ClockRecord { time, directory: DIRECTORY }.into()));
    books.load(Key::Lane(()), lane.map(Record::Lane));
    books
}

#[test]
fn a_home_may_have_a_clock_of_its_own() {
    let at = Timestamp::from_secs;
    let mut books = books_of_home(None);
    assert_eq!(books.dial(), Ok(ClockReading { now: at(1_500), frozen: false }));
    let on = ClockChange { advance: 10, ..ClockChange::default() };
    assert_eq!(books.turn(&on), Ok(ClockReading { now: at(1_510), frozen: false }));
    let back = ClockChange { now: Some(at(1_509)), ..ClockChange::default() };
    assert!(matches!(books.turn(&back), Err(Stop::Refused(Refusal::TimeEarlier, _))));
    let stop = ClockChange { frozen: Some(true), ..on };
    assert_eq!(books.turn(&stop), Ok(ClockReading { now: at(1_520), frozen: true }));
    assert_eq!(books.now(), at(1_500), "works of the same batch see the time before");
    books.keep();
    let kept: Vec<Record> = books.into_changes().unwrap().collect();
    let [Record::Lane(lane)] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!(lane.clock, Some(BusinessTime::Frozen(at(1_520))));
    assert_eq!(books_of_home(Some(*lane)).now(), at(1_520), "and those of the next one this");
    assert_eq!(lane.own_time(at(9_999)), Some(at(1_520)));
    let behind = Lane { clock: Some(BusinessTime::Ahead(0)), ..*lane };
    assert_eq!(behind.own_time(at(1_001)), Some(at(1_500)), "it never goes back");
    assert_eq!(Lane { clock: None, ..*lane }.own_time(at(1_001)), None);
}
