//! What changes of the directory is numbered, and is found by its number: that, and nothing else.

use hongbao_engine::{Books, Fixture, Home, Key, Purpose, Record, Refusal, Stamp, Work};

use super::{Database, now, on_every_stepped, on_every_store, short, sqlite, walked, work};
use crate::{Answer, Cursor, Store, Walk};

fn fixture(id: &str, home: u32) -> Record {
    Record::Fixture(Fixture { id: id.to_owned(), home: Home::new(home) })
}

fn write(records: &[Record]) -> Work {
    let records = records.to_vec();
    work(Home::DIRECTORY, move |books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(b"written".to_vec())
    })
}

fn version() -> Work {
    work(Home::new(3), |books| Ok(books.directory_version()?.to_string().into_bytes()))
}

/// The version that a read and a batch see.
fn seen(store: &dyn Store) -> u64 {
    let read = short(&[now(store.read(version()))]);
    assert_eq!(short(&[now(store.transact(version()))]), read);
    read.parse().unwrap()
}

#[test]
fn what_has_changed_since_a_version_is_found_as_it_is_now() {
    let stamp = Record::Stamp(Stamp { purpose: Purpose::Sandbox, world: 1 });
    on_every_store(|store| {
        let changed = |since| walked(store, &Walk::Changed(since), 9);
        assert_eq!((seen(store), changed(0)), (0, Vec::new()));
        now(store.transact(write(&[fixture("b", 1), fixture("a", 1), stamp.clone()]))).unwrap();
        assert_eq!((seen(store), changed(0)), (2, vec![fixture("a", 1), fixture("b", 1)]));
        assert_eq!(changed(1), [fixture("b", 1)]);
        assert_eq!(changed(2), []);
        now(store.transact(write(std::slice::from_ref(&stamp)))).unwrap();
        assert_eq!(seen(store), 2, "of that no process keeps a copy");
        now(store.transact(write(&[fixture("a", 5)]))).unwrap();
        assert_eq!((seen(store), changed(2)), (3, vec![fixture("a", 5)]));
        assert_eq!(changed(0), [fixture("a", 5), fixture("b", 1), fixture("a", 5)]);
        assert_eq!(changed(u64::MAX >> 1), []);
    });
}

#[test]
fn changes_are_in_their_order_in_chunks_of_any_size() {
    let fixtures: Vec<_> =
        (1..13).map(|home| fixture(&format!("f{:02}", 20 - home), home)).collect();
    on_every_store(|store| {
        for fixture in &fixtures {
            now(store.transact(write(std::slice::from_ref(fixture)))).unwrap();
        }
        for limit in 1..14 {
            for since in 0..13_usize {
                let what = Walk::Changed(u64::try_from(since).unwrap());
                assert_eq!(walked(store, &what, limit), fixtures[since..], "{limit} from {since}");
            }
        }
        let first = now(store.walk(Walk::Changed(7), Cursor::default(), 2)).unwrap();
        assert_eq!(first.records, fixtures[7..9]);
    });
}

#[test]
fn a_unit_that_was_admitted_under_an_older_version_is_refused_and_leaves_nothing() {
    on_every_stepped(|stepped| {
        let admitted = |version, id: &'static str| write(&[fixture(id, 1)]).admitted_under(version);
        let store = stepped.store.as_ref();
        // One batch runs under the version before it.
        let came = stepped.batch(vec![write(&[fixture("a", 1)]), admitted(0, "b")]);
        assert_eq!(short(&came), "written written");
        let came = stepped.batch(vec![admitted(0, "c"), admitted(1, "c"), admitted(2, "d")]);
        assert_eq!(short(&came), "R R written");
        let Ok(Answer::Refused(refusal, _)) = came[0] else { panic!("{came:?}") };
        assert_eq!(refusal, Refusal::DirectoryChanged);
        let there = work(Home::new(1), |books: &mut Books| {
            let there = ["c", "d"].map(|id| books.record(&Key::Fixture(id.to_owned())));
            let [c, d] = there;
            Ok(format!("{} {}", c?.is_some(), d?.is_some()).into_bytes())
        });
        assert_eq!(short(&[now(store.read(there))]), "false true");
        let read = |admitted| short(&[now(store.read(version().admitted_under(admitted)))]);
        assert_eq!((read(2), read(3)), ("R".to_owned(), "3".to_owned()));
    });
}

#[test]
fn the_version_and_the_changes_outlive_a_restart() {
    let database = Database::new();
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    now(store.transact(write(&[fixture("a", 1)]))).unwrap();
    drop(store);
    let store = sqlite(&database.path());
    now(store.transact(write(&[fixture("b", 1)]))).unwrap();
    assert_eq!(seen(&store), 2);
    assert_eq!(walked(&store, &Walk::Changed(0), 9), [fixture("a", 1), fixture("b", 1)]);
}
