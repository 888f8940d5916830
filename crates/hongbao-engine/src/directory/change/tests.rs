//! Changes of the directory: which are numbered, and what is refused after one.

use crate::{
    AppId, Books, BusinessTime, ClockRecord, Compared, DirectoryChange, Fault, Fixture, Home, Key,
    Lane, Login, Purpose, Record, Refusal, Stamp, Stop, Subject, Timestamp, User, UserId, Work,
};

const NOW: Timestamp = Timestamp::from_secs(1_000);
const AHEAD: BusinessTime = BusinessTime::Ahead(60);

/// A home's books, in a database whose directory has this version.
fn books(home: Home, directory: u64) -> Books {
    let mut books = Books::open(home, NOW);
    books.load(Key::Lane(()), None);
    books.load(Key::Clock(()), Some(Record::Clock(ClockRecord { time: AHEAD, directory })));
    books
}

fn fixture(id: &str) -> Record {
    Record::Fixture(Fixture { id: id.to_owned(), home: Home::new(1) })
}

/// What is written beside these records, save the lane.
fn beside(directory: u64, records: &[Record]) -> Result<Vec<Record>, Stop> {
    let mut books = books(Home::DIRECTORY, directory);
    records.iter().for_each(|record| books.put(record.clone()).unwrap());
    books.keep();
    let is_beside =
        |record: &Record| !records.contains(record) && !matches!(record, Record::Lane(_));
    Ok(books.into_changes()?.filter(is_beside).collect())
}

#[test]
fn what_processes_copy_is_numbered_and_nothing_else() {
    let app = AppId::parse("2014072300007148").unwrap();
    let record = Record::App(crate::App {
        id: app.clone(),
        merchant: crate::MerchantId::parse("2088001159940003").unwrap(),
        public_key: None,
        online: false,
        price_style: None,
    });
    let change = |version, of| Record::DirectoryChange(DirectoryChange { version, of });
    let expected = [
        Record::Clock(ClockRecord { time: AHEAD, directory: 10 }),
        change(8, Subject::App(app)),
        change(9, Subject::Fixture("a".to_owned())),
        change(10, Subject::Fixture("b".to_owned())),
    ];
    assert_eq!(beside(7, &[fixture("b"), record, fixture("a")]).unwrap(), expected);

    let user_id = UserId::of_platform("2088102146165572").unwrap();
    let (login_id, id) = ("login".to_owned(), user_id.clone());
    let user = User { id, login_id: None, enterprise: false, uncertified: false, risky: true };
    let others = [
        Record::User(user),
        Record::Login(Login { login_id, user_id: Some(user_id) }),
        Record::Stamp(Stamp { purpose: Purpose::Sandbox, world: 1 }),
    ];
    assert_eq!(beside(7, &others).unwrap(), []);
}

#[test]
fn a_clock_that_is_set_beside_a_change_stays_set() {
    let time = BusinessTime::Frozen(NOW);
    let set = Record::Clock(ClockRecord { time, directory: 7 });
    let beside = beside(7, &[set, fixture("a")]).unwrap();
    assert_eq!(beside.first(), Some(&Record::Clock(ClockRecord { time, directory: 8 })));
}

#[test]
fn the_last_version_is_not_passed() {
    assert_eq!(beside(u64::MAX, &[fixture("a")]), Err(Stop::Faulty(Fault::Exhausted)));
}

#[test]
fn a_unit_is_refused_under_a_newer_version_than_its_call_was_checked_under() {
    let check = |admitted, newest| {
        let run = Box::new(|_: &mut Books| Ok(b"done".to_vec()));
        let work = Work { home: Home::new(1), writes: true, hint: vec![Key::Stamp(())], run };
        let work = work.admitted_under(admitted);
        assert_eq!(
            (work.home, work.writes, &work.hint[..]),
            (Home::new(1), true, &[Key::Stamp(())][..])
        );
        (work.run)(&mut books(Home::new(1), newest))
    };
    assert_eq!(check(7, 7), Ok(b"done".to_vec()));
    assert_eq!(check(8, 7), Ok(b"done".to_vec()), "a store that is behind is not newer");
    let compared = Compared::Directory { admitted: 6, newest: 7 };
    assert_eq!(check(6, 7), Err(Refusal::DirectoryChanged.comparing(compared)));
    let mut fresh = Books::open(Home::new(1), NOW);
    fresh.load(Key::Clock(()), None);
    let run = Box::new(|_: &mut Books| Ok(Vec::new()));
    let work = Work { home: Home::new(1), writes: false, hint: Vec::new(), run };
    assert_eq!((work.admitted_under(0).run)(&mut fresh), Ok(Vec::new()), "no change yet");
    let lane = Record::Lane(Lane::new(Home::new(1), NOW));
    fresh.load(Key::Lane(()), Some(lane));
    assert_eq!(fresh.directory_version(), Ok(0));
}
