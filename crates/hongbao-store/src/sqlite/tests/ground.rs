//! What becomes of a store whose file, log or folder goes, or whose disk is full or damaged.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hongbao_engine::Lane;

use super::super::access::Access;
use super::super::writer::Writer;
use super::super::{Copies, take};
use super::{
    Database, HOME, SetClock, SqliteStore, batch, campaign, database, get, now, put, short,
};
use crate::{Cursor, Failure, OpenError, Store, Trouble, Walk};

/// The database's file, its log, its folder.
fn places(database: &Database) -> [PathBuf; 3] {
    let (file, folder) = (database.path(), database.path().parent().unwrap().to_owned());
    [file, folder.join("suite.db-wal"), folder]
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, SetClock::new()).unwrap()
}

/// What putting this campaign comes to.
fn answer(store: &SqliteStore, crowd_no: &str) -> String {
    short(&[now(store.transact(put(&campaign(crowd_no, HOME))))])
}

#[test]
fn nothing_is_acknowledged_once_file_log_or_folder_has_gone() {
    for lost in 0..3 {
        let database = database();
        let store = open(&database.path());
        assert_eq!(answer(&store, "a"), "put");
        assert_eq!(store.trouble(), None);
        let (place, campaigns_of_others) =
            (&places(&database)[lost], database.path().with_extension("away"));
        let campaigns_of_others = match lost {
            2 => place.with_extension("away"),
            _ => campaigns_of_others,
        };
        fs::rename(place, &campaigns_of_others).unwrap();
        assert_eq!(answer(&store, "b"), "?", "written, and to be lost: {place:?}");
        assert_eq!(answer(&store, "c"), "U", "not even tried: {place:?}");
        assert_eq!(store.trouble(), Some(Trouble::Gone));
        let read = now(store.walk(Walk::all::<Lane>(), Cursor::default(), 1));
        assert!(matches!(read, Err(Failure::Unavailable(_))), "{read:?}");
        fs::rename(&campaigns_of_others, place).unwrap();
        assert_eq!(store.trouble(), None, "{place:?}");
        assert_eq!(answer(&store, "e"), "put", "{place:?}");
        drop(store);
        let store = open(&database.path());
        let kept = ["a", "b", "c", "e"].map(|crowd_no| get(&store, HOME, crowd_no).is_some());
        assert_eq!(kept, [true, true, false, true]);
    }
}

#[test]
fn a_file_that_took_the_place_is_neither_read_nor_written() {
    for lost in 0..2 {
        let (database, other) = (database(), database());
        let store = open(&database.path());
        assert_eq!(answer(&store, "a"), "put");
        let keeper = open(&other.path());
        assert_eq!(answer(&keeper, "other"), "put");
        let (to, from) = (&places(&database)[lost], &places(&other)[lost]);
        let bytes = fs::read(from).unwrap();
        fs::remove_file(to).unwrap();
        fs::write(to, &bytes).unwrap();
        assert_eq!(store.trouble(), Some(Trouble::Gone));
        assert_eq!(answer(&store, "b"), "U");
        assert_eq!(fs::read(to).unwrap(), bytes);
    }
}

#[test]
fn a_file_is_locked_whatever_it_is_called() {
    let database = database();
    let _store = open(&database.path());
    let [file, _, folder] = places(&database);
    let [link, hard, copy] = ["link.db", "hard.db", "copy.db"].map(|name| folder.join(name));
    symlink(&file, &link).unwrap();
    fs::hard_link(&file, &hard).unwrap();
    fs::copy(&file, &copy).unwrap();
    let folder_link = folder.with_extension("link");
    symlink(&folder, &folder_link).unwrap();
    let through_folder = folder_link.join("suite.db");
    for path in [&file, &link, &hard, &through_folder] {
        let [serve, look] = [
            SqliteStore::open(path, SetClock::new()).map(drop),
            SqliteStore::open_to_read(path, SetClock::new()).map(drop),
        ];
        assert!(matches!(serve, Err(OpenError::InUse(_))), "{path:?}: {serve:?}");
        assert!(matches!(look, Err(OpenError::InUse(_))), "{path:?}: {look:?}");
    }
    fs::remove_file(&folder_link).unwrap();
    assert!(SqliteStore::open_to_read(&copy, SetClock::new()).is_ok(), "a copy is another file");
}

#[test]
fn a_link_to_a_database_leads_to_its_log_as_well() {
    let database = database();
    let [file, log, folder] = places(&database);
    let link = folder.join("link.db");
    symlink(&file, &link).unwrap();
    let store = open(&link);
    assert_eq!(answer(&store, "a"), "put");
    assert!(log.exists());
    fs::remove_file(&link).unwrap();
    assert_eq!(answer(&store, "b"), "put", "the link is not needed any more");
}

#[test]
fn a_full_disk_is_told_and_ends_with_a_commit() {
    let database = database();
    let (noted, writer) = take(&database.path(), Copies::Refused).unwrap();
    let (ground, access) = (noted.ground(), Access::to_write(noted.ground()));
    let roomy = Writer::open(access, Arc::clone(&noted)).unwrap();
    let pages = "PRAGMA max_page_count = 1"; // no fewer than there are
    writer.connection.query_row(pages, [], |_| Ok(())).unwrap();
    let many: Vec<String> = (0..200).map(|number| format!("c{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let answers = batch(writer, &many);
    assert!(answers.split(' ').all(|answer| answer == "U"), "{answers}");
    assert_eq!(ground.trouble(), Some(Trouble::Full));
    assert_eq!(batch(roomy, &["a"]), "put");
    assert_eq!(ground.trouble(), None);
}

#[test]
fn a_damaged_lane_is_told_and_stays_so() {
    let database = database();
    let store = open(&database.path());
    assert_eq!(answer(&store, "a"), "put");
    let hand = rusqlite::Connection::open(database.path()).unwrap();
    let damage = "PRAGMA ignore_check_constraints = 1; UPDATE lane SET counter = -1";
    hand.execute_batch(damage).unwrap();
    assert_eq!(answer(&store, "b"), "B");
    assert_eq!(store.trouble(), Some(Trouble::Damaged));
    hand.execute_batch("UPDATE lane SET counter = 0").unwrap();
    assert_eq!(answer(&store, "b"), "put");
    assert_eq!(store.trouble(), Some(Trouble::Damaged), "an operator has to look");
}

/// A link that leads nowhere in the place of SQLite's index can be opened as little as on a read-only
/// medium, by root neither.
#[test]
fn a_database_can_be_looked_at_where_nothing_can_be_written() {
    let database = database();
    let store = open(&database.path());
    assert_eq!(answer(&store, "a"), "put");
    let [file, log, folder] = places(&database);
    let unfinished = folder.join("unfinished.db");
    fs::copy(&file, &unfinished).unwrap();
    fs::copy(&log, folder.join("unfinished.db-wal")).unwrap();
    drop(store);
    let finished = folder.join("a finished ü%20.db");
    fs::rename(&file, &finished).unwrap();
    for file in ["a finished ü%20.db-shm", "unfinished.db-shm"] {
        symlink("/no/such/folder/x", folder.join(file)).unwrap();
    }
    let look = |path: &Path| SqliteStore::open_to_read(path, SetClock::new());
    assert!(get(&look(&finished).unwrap(), HOME, "a").is_some());
    let told = look(&unfinished).map(drop);
    assert!(
        matches!(told, Err(OpenError::Unreachable { .. })),
        "what its log holds is missing: {told:?}"
    );
}
