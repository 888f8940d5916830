//! Records as they lie in a store, at one moment.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use hongbao_engine::{Books, Home, Key, NumberKey, Record, Timestamp, Work};
use hongbao_store::{Answer, Store};

/// The moment, and those records of these keys that exist.
pub(crate) fn read(store: &dyn Store, home: Home, keys: Vec<Key>) -> (Timestamp, Vec<Record>) {
    let sink = Arc::new(Mutex::new(None));
    let found = Arc::clone(&sink);
    let run = move |books: &mut Books| {
        books.need(&keys)?;
        let records = keys.iter().filter_map(|key| books.record(key).transpose());
        *found.lock().unwrap() = Some((books.now(), records.collect::<Result<_, _>>()?));
        Ok(Vec::new())
    };
    let work = Work { home, writes: false, hint: Vec::new(), run: Box::new(run) };
    let answer = store.read(work).now_or_never().unwrap();
    assert!(matches!(answer, Ok(Answer::Done(_))), "{answer:?}");
    sink.lock().unwrap().take().unwrap()
}

/// What a database's numbers follow from.
pub(crate) fn number_key(store: &dyn Store) -> NumberKey {
    match read(store, Home::DIRECTORY, vec![Key::NumberKey(())]).1.pop() {
        Some(Record::NumberKey(key)) => key,
        other => panic!("{other:?}"),
    }
}
