//! How older copies of a database are told, and what becomes of their numbers.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use hongbao_engine::{Gap, Record, Work};
use rusqlite::Connection;

use super::super::{Copies, MIGRATIONS, migrations, take};
use super::{Database, HOME, SetClock, SqliteStore, database, now, work};
use crate::limits::{LEFT_OUT, LEFT_OUT_UNSEEN, UNNOTED};
use crate::{Answer, Cursor, OpenError, Store, Trouble, Walk, leave_out};

/// The database's file, and the one that says how far it has come.
fn files(database: &Database) -> [PathBuf; 2] {
    [database.path(), database.path().with_file_name("suite.db-batches")]
}

fn open(path: &Path) -> Result<SqliteStore, OpenError> {
    let store = SqliteStore::open(path, SetClock::new())?;
    now(store.migrate()).unwrap();
    Ok(store)
}

fn check_older(path: &Path) {
    let opened = SqliteStore::open(path, SetClock::new()).map(drop);
    assert!(matches!(opened, Err(OpenError::Older { .. })), "{opened:?}");
}

/// The next number of the home.
fn number(store: &SqliteStore) -> u64 {
    let next: Work = work(HOME, |books| Ok(books.next()?.to_be_bytes().to_vec()));
    match now(store.transact(next)).unwrap() {
        Answer::Done(bytes) => u64::from_be_bytes(bytes.try_into().unwrap()),
        Answer::Refused(refusal, _) => panic!("{refusal:?}"),
    }
}

fn gaps(store: &SqliteStore) -> Vec<Record> {
    now(store.walk(Walk::of_home::<Gap>(HOME), Cursor::default(), 9)).unwrap().records
}

/// Opens it as a copy, and lets its homes go on; the last number that is left out.
fn accept(path: &Path) -> (SqliteStore, u64) {
    let store = SqliteStore::open_older(path, SetClock::new()).unwrap();
    now(store.migrate()).unwrap();
    let last = store.left_out().unwrap();
    now(leave_out(&store, last)).unwrap();
    (store, last)
}

#[test]
fn an_older_copy_is_told_and_goes_on_beyond_what_was_given() {
    let database = database();
    let [file, _] = files(&database);
    let copy = file.with_extension("copy");
    let store = open(&file).unwrap();
    assert_eq!([number(&store), number(&store)], [1, 2]);
    drop(store);
    fs::copy(&file, &copy).unwrap();
    let store = open(&file).unwrap();
    assert_eq!([number(&store), number(&store)], [3, 4]);
    drop(store);
    fs::copy(&copy, &file).unwrap();
    check_older(&file);
    // Opened so, but not gone on with: it is still one.
    let store = SqliteStore::open_older(&file, SetClock::new()).unwrap();
    assert_eq!(store.left_out(), Some(4 + LEFT_OUT));
    drop(store);
    check_older(&file);

    let (store, last) = accept(&file);
    assert_eq!(gaps(&store), [Record::Gap(Gap { home: HOME, first: 3, last })]);
    assert_eq!(number(&store), last + 1);
    drop(store);
    let store = open(&file).unwrap();
    assert_eq!((number(&store), store.left_out()), (last + 2, None));
    drop(store);
    // The same copy once more is of an earlier generation, however many batches it has committed.
    fs::copy(&copy, &file).unwrap();
    check_older(&file);
    let (store, beyond) = accept(&file);
    assert!(beyond > last + 2);
    drop(store);
    assert_eq!(number(&open(&file).unwrap()), beyond + 1);
}

#[test]
fn a_database_that_was_copied_alone_is_told() {
    let database = database();
    let [file, beside] = files(&database);
    let store = open(&file).unwrap();
    assert_eq!(number(&store), 1);
    drop(store);
    let alone = file.with_file_name("alone.db");
    fs::copy(&file, &alone).unwrap();
    check_older(&alone);
    let (store, last) = accept(&alone);
    assert_eq!((last, number(&store)), (1 + LEFT_OUT_UNSEEN, last + 1));
    drop(store);
    assert_eq!(number(&open(&alone).unwrap()), last + 2);
    fs::write(&beside, "generation 0\nbatches many\n").unwrap();
    check_older(&file);
}

#[test]
fn a_log_that_was_lost_is_told() {
    let database = database();
    let [file, _] = files(&database);
    let lost = database.path().with_file_name("killed.db");
    let store = open(&file).unwrap();
    for _ in 0..3 {
        number(&store);
    }
    // As a kill leaves it, without its log; how far it had come was written down.
    fs::copy(&file, &lost).unwrap();
    drop(store);
    fs::copy(file.with_file_name("suite.db-batches"), lost.with_file_name("killed.db-batches"))
        .unwrap();
    check_older(&lost);
}

#[test]
fn a_database_of_an_older_program_is_none() {
    let database = Database::new();
    let [file, beside] = files(&database);
    let mut older = Connection::open(&file).unwrap();
    migrations(&MIGRATIONS[..8]).to_latest(&mut older).unwrap();
    older
        .execute_batch("INSERT INTO lane (home, last, counter, marker) VALUES (1, 1, 7, 9)")
        .unwrap();
    drop(older);
    let store = open(&file).unwrap();
    assert_eq!(fs::read_to_string(&beside).unwrap(), "generation 0\nbatches 9\nnumbers 7\n");
    assert_eq!(number(&store), 8);
    drop(store);
    assert_eq!(fs::read_to_string(&beside).unwrap(), "generation 0\nbatches 10\nnumbers 8\n");
}

#[test]
fn no_more_batches_are_committed_than_may_go_unwritten() {
    let database = database();
    let [file, beside] = files(&database);
    let store = open(&file).unwrap();
    assert_eq!(number(&store), 1);
    drop(store);
    let (store, mut stepper) = SqliteStore::open_stepped(&file, SetClock::new()).unwrap();
    let noted = store.noter.as_ref().unwrap().noted();
    let put = || {
        let next = work(HOME, |books| Ok(books.next()?.to_be_bytes().to_vec()));
        let answer = store.transact(next);
        (stepper.step(1), now(answer).is_ok())
    };
    let mut put = put;
    let written = || fs::read_to_string(&beside).unwrap().contains("numbers 2");
    assert_eq!(put(), (1, true));
    assert!(!written());
    (0..UNNOTED).for_each(|_| noted.count());
    let block = file.with_file_name("suite.db-batches.new");
    fs::create_dir_all(block.join("x")).unwrap();
    assert_eq!(put(), (1, false));
    assert_eq!(store.trouble(), Some(Trouble::Unwritable));
    fs::remove_dir_all(&block).unwrap();
    assert_eq!(put(), (1, true));
    assert!(written());
    assert_eq!(store.trouble(), None);
    let taken = take(&file, Copies::Refused).map(drop);
    assert!(matches!(taken, Err(OpenError::InUse(_))));
}

/// Copies are made and put back at random, of any generation and over any other.
#[test]
fn no_number_is_given_twice_whatever_copies_are_put_back() {
    let (mut restored, mut refused) = (0, 0);
    for seed in 1..=12_u64 {
        let database = database();
        let [file, _] = files(&database);
        let (mut given, mut copies, mut random) = (BTreeSet::new(), Vec::new(), seed);
        let mut store = open(&file).unwrap();
        // A copy knows of a home that has a lane or a merchant.
        given.insert(number(&store));
        for step in 0..40 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (what, which) = ((random >> 33) % 8, usize::try_from(random >> 40).unwrap());
            if what < 5 {
                let number = number(&store);
                assert!(given.insert(number), "seed {seed}, step {step}: {number} once more");
                continue;
            }
            drop(store);
            if what == 5 {
                copies.push(file.with_file_name(format!("copy-{step}")));
                fs::copy(&file, copies.last().unwrap()).unwrap();
            } else if what == 6 && !copies.is_empty() {
                restored += 1;
                fs::copy(&copies[which % copies.len()], &file).unwrap();
            }
            store = match open(&file) {
                Ok(store) => store,
                Err(OpenError::Older { .. }) => {
                    refused += 1;
                    accept(&file).0
                }
                Err(error) => panic!("seed {seed}, step {step}: {error}"),
            };
        }
    }
    assert!(refused > 10 && restored >= refused, "{refused} of {restored} were older");
}
