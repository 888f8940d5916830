//! A database's first start, whatever it is for, and the question of every later one: is it ours?

use hongbao_engine::{Home, Key, NumberKey, PlatformKey, Record, Stamp, Work};
use hongbao_store::{Answer, Cursor, Failure, Store, Walk};
use hongbao_wire::SigningKey;

/// How many records one read of a kind asks for.
const CHUNK: u32 = 500;

/// The work that stamps a database and makes the platform's key known to it: the first one of its
/// first start, and of a start that adds to its world.
#[must_use]
pub fn bootstrap_unit(stamp: Stamp, key: &SigningKey) -> Work {
    let public_key = key.public_key().to_vec();
    let fingerprint = key.fingerprint();
    Work {
        home: Home::DIRECTORY,
        writes: true,
        hint: Vec::new(),
        run: Box::new(move |books| {
            let (fingerprint, public_key) = (fingerprint.clone(), public_key.clone());
            books.put(stamp)?;
            books.put(PlatformKey { fingerprint, public_key })?;
            Ok(Vec::new())
        }),
    }
}

/// The work that gives a database the secret that its numbers follow from, made of 32 random bytes. One
/// that has a secret keeps it.
#[must_use]
pub fn number_key(entropy: [u8; 32]) -> Work {
    Work {
        home: Home::DIRECTORY,
        writes: true,
        hint: vec![Key::NumberKey(())],
        run: Box::new(move |books| {
            if books.number_key()?.is_none() {
                books.put(NumberKey::new(entropy))?;
            }
            Ok(Vec::new())
        }),
    }
}

/// The secret that a database's numbers follow from; `None` if it has none yet.
///
/// # Errors
///
/// Whatever keeps the store from answering.
pub async fn known_number_key(store: &dyn Store) -> Result<Option<NumberKey>, Failure> {
    let work = Work {
        home: Home::DIRECTORY,
        writes: false,
        hint: vec![Key::NumberKey(())],
        run: Box::new(|books| {
            Ok(books.number_key()?.map_or(Vec::new(), |key| key.bytes().to_vec()))
        }),
    };
    match store.read(work).await? {
        Answer::Done(bytes) => Ok(bytes.try_into().ok().map(NumberKey::new)),
        Answer::Refused(..) => Ok(None),
    }
}

/// What a database is for, and the number of its world; `None` if it has had no first start.
///
/// # Errors
///
/// Whatever keeps the store from answering.
pub async fn stamp(store: &dyn Store) -> Result<Option<Stamp>, Failure> {
    let chunk = store.walk(Walk::all::<Stamp>(), Cursor::default(), 1).await?;
    Ok(chunk.records.into_iter().find_map(|record| {
        let Record::Stamp(stamp) = record else { return None };
        Some(stamp)
    }))
}

/// Whether a database knows the platform's key.
///
/// # Errors
///
/// Whatever keeps the store from answering.
pub async fn knows_key(store: &dyn Store, key: &SigningKey) -> Result<bool, Failure> {
    let (known, key) = (all(store, Walk::all::<PlatformKey>()).await?, key.public_key());
    let is_it = |record: &Record| matches!(record, Record::PlatformKey(it) if it.public_key == key);
    Ok(known.iter().any(is_it))
}

/// All records of a kind.
pub(crate) async fn all(store: &dyn Store, what: Walk) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    let mut next = Some(Cursor::default());
    while let Some(cursor) = next {
        let chunk = store.walk(what.clone(), cursor, CHUNK).await?;
        records.extend(chunk.records);
        next = chunk.next;
    }
    Ok(records)
}
