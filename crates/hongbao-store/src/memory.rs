//! A store in memory: the same behaviour as the durable ones, gone with the process. Tests use it
//! where others would use mocks.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use hongbao_engine::{Home, Key, Record, Work};

use crate::rounds::{accepted, batch, read};
use crate::{Answer, BoxFuture, Chunk, Clock, Cursor, Failure, Store, Walk};

type Records = BTreeMap<(Home, Key), Record>;

/// A store in memory.
#[derive(Debug)]
pub struct MemoryStore {
    clock: Arc<dyn Clock>,
    records: RwLock<Records>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, records: RwLock::default() }
    }

    fn commit(&self, works: &[Work], all: bool) -> Result<Vec<Answer>, Failure> {
        // A panic in a work is caught inside, so a poisoned lock still guards whole records.
        let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
        let (answers, books) = batch(works, self.clock.now(), &mut |home, key| {
            Ok(records.get(&place(home, key.clone())).cloned())
        })?;
        if all {
            accepted(&answers)?;
        }
        for record in books.iter().flat_map(|books| books.changes()) {
            records.insert((record.home(), record.key()), record.clone());
        }
        Ok(answers)
    }

    fn stretch(&self, what: Walk, after: &Cursor, limit: u32) -> Chunk {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found: Vec<(String, Record)> = records
            .range((Bound::Included((Home::DIRECTORY, Key::Stamp)), Bound::Unbounded))
            .filter_map(|((_, key), record)| Some((identifier(what, key)?, record.clone())))
            .filter(|(id, _)| id.as_str() > after.0.as_str())
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(id, _)| Cursor(id.clone()));
        Chunk { records: found.into_iter().map(|(_, record)| record).collect(), next }
    }
}

/// Where a record of this key lies when a work of this home asks for it.
fn place(home: Home, key: Key) -> (Home, Key) {
    match key {
        Key::Campaign(_) | Key::Voucher(_) => (home, key),
        Key::Stamp | Key::PlatformKey(_) | Key::Merchant(_) | Key::App(_) | Key::Fixture(_) => {
            (Home::DIRECTORY, key)
        }
    }
}

/// The key's identifier, if it names a record of the kind that is walked over.
fn identifier(what: Walk, key: &Key) -> Option<String> {
    match (what, key) {
        (Walk::Stamp, Key::Stamp) => Some("stamp".to_owned()),
        (Walk::PlatformKeys, Key::PlatformKey(fingerprint)) => Some(fingerprint.clone()),
        (Walk::Merchants, Key::Merchant(id)) => Some(id.to_string()),
        (Walk::Apps, Key::App(id)) => Some(id.to_string()),
        (Walk::Fixtures, Key::Fixture(id)) => Some(id.clone()),
        _ => None,
    }
}

impl Store for MemoryStore {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        let answer = read(&work, self.clock.now(), &mut |home, key| {
            Ok(records.get(&place(home, key.clone())).cloned())
        });
        Box::pin(std::future::ready(answer))
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        let answers = self.commit(&[work], false);
        Box::pin(std::future::ready(answers.map(|mut answers| answers.remove(0))))
    }

    fn found(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.commit(&works, true).map(drop)))
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(std::future::ready(Ok(self.stretch(what, &after, limit))))
    }
}
