//! What a work sees: one home's records, the directory beside them, and the time.
//!
//! A work runs on what is loaded. It asks for a record; if the store has not loaded it yet, the
//! work stops with [`Stop::Missing`], the store loads it and runs the work again. What a work
//! changes goes into an overlay that is kept only if the work succeeds.

pub mod booking;
mod lookup;
pub(crate) mod once;
mod witness;

use std::collections::BTreeMap;
use std::fmt;

use crate::{
    BusinessTime, Compared, Due, DueKey, Home, Key, Kind, Lane, Listed, Record, Refusal, Seen,
    Timestamp, View,
};

/// Why a work ends without an answer. `?` carries each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// These records are not loaded yet: load them and run the work again.
    Missing(Vec<Key>),
    /// The business says no, after comparing this.
    Refused(Refusal, Compared),
    /// The work itself is wrong; nothing of it is kept.
    Faulty(Fault),
}

/// What a work may never do; each is a bug of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It wrote a record of another home.
    WroteAbroad,
    /// A key was answered with a record of another kind.
    WrongKind,
    /// It would have moved money that is not there.
    Unbalanced,
    /// Its answer cannot be put into words.
    Unspeakable,
    /// A number would not fit any more.
    Exhausted,
    /// It booked what was due with a record, which is due as before.
    StillDue,
}

impl Refusal {
    /// The end of a work that is refused, with what was compared.
    #[must_use]
    pub fn comparing(self, compared: Compared) -> Stop {
        Stop::Refused(self, compared)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        refusal.comparing(Compared::Nothing)
    }
}

/// The function of a work: pure, because it may run several times.
pub type Run = dyn Fn(&mut Books) -> Result<Vec<u8>, Stop> + Send + Sync;

/// One unit of work: it succeeds as a whole or leaves no trace.
pub struct Work {
    /// The home whose records it reads, and may write.
    pub home: Home,
    /// Whether it writes.
    pub writes: bool,
    /// The records it will ask for first; a forgotten one costs a round, never correctness.
    pub hint: Vec<Key>,
    /// What it does; the bytes are its answer, which only its maker understands.
    pub run: Box<Run>,
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work")
            .field("home", &self.home)
            .field("writes", &self.writes)
            .field("hint", &self.hint)
            .finish_non_exhaustive()
    }
}

/// The records of one home that are loaded, what works changed in them, and the time.
#[derive(Debug)]
pub struct Books {
    home: Home,
    wire: Timestamp,
    /// How business time follows from wire time, in all homes; and in this one, if it has its own clock.
    time: BusinessTime,
    own_time: Option<BusinessTime>,
    last: Timestamp,
    records: BTreeMap<Key, Known>,
    seen: BTreeMap<View, Seen>,
    /// What the work under way has written.
    overlay: BTreeMap<Key, Record>,
}

/// What is known of a record. It lies in one place, because each look-up costs comparisons of long keys.
#[derive(Debug, Default)]
struct Known {
    is_loaded: bool,
    /// As the store has it; `None` if it has none, or was not asked.
    loaded: Option<Record>,
    /// As the works before have written it, if they have.
    kept: Option<Record>,
}

impl Known {
    fn record(&self) -> Option<&Record> {
        self.kept.as_ref().or(self.loaded.as_ref())
    }
}

/// For works: reading and writing.
impl Books {
    /// Business time: one moment for all rounds of a work, and never before the home's last batch.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.own_time.unwrap_or(self.time).at(self.wire).max(self.last)
    }

    /// Makes sure that all of these are loaded; asking for several at once saves rounds.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] with those that are not.
    pub fn need(&self, keys: &[Key]) -> Result<(), Stop> {
        let missing: Vec<_> = keys.iter().filter(|key| !self.knows(key)).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(Stop::Missing(missing)) }
    }

    /// The record under this key, whatever its kind; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn record(&self, key: &Key) -> Result<Option<Record>, Stop> {
        self.find(key.clone()).map(Option::<&Record>::cloned)
    }

    /// The record of a kind with this id; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn get<K: Listed>(&self, id: K::Id) -> Result<Option<&K::Held>, Stop> {
        let Some(record) = self.find(K::key_of(id))? else { return Ok(None) };
        K::of(record).map(Some).ok_or(Stop::Faulty(Fault::WrongKind))
    }

    /// Writes a record, new or changed.
    ///
    /// # Errors
    ///
    /// [`Stop::Faulty`] if it belongs to another home.
    pub fn put(&mut self, record: impl Into<Record>) -> Result<(), Stop> {
        let record = record.into();
        if record.home() != self.home {
            return Err(Stop::Faulty(Fault::WroteAbroad));
        }
        self.overlay.insert(record.key(), record);
        Ok(())
    }

    /// Wire time, from which business time follows.
    #[must_use]
    pub fn wire(&self) -> Timestamp {
        self.wire
    }

    /// Business time of the home's last batch.
    pub(crate) fn last(&self) -> Timestamp {
        self.last
    }

    /// Whose books these are.
    #[must_use]
    pub fn home(&self) -> Home {
        self.home
    }

    /// What the work under way has written, each record with the one before it.
    pub(crate) fn written(&self) -> impl Iterator<Item = (&Record, Option<&Record>)> {
        let before = |key| self.records.get(key).and_then(Known::record);
        self.overlay.iter().map(move |(key, record)| (record, before(key)))
    }

    fn find(&self, key: Key) -> Result<Option<&Record>, Stop> {
        self.look(&key).ok_or_else(|| Stop::Missing(vec![key]))
    }

    pub(crate) fn view(&self, view: View) -> Result<&Seen, Stop> {
        self.seen.get(&view).ok_or_else(|| Stop::Missing(vec![view.into()]))
    }

    fn look(&self, key: &Key) -> Option<Option<&Record>> {
        if let Some(written) = self.overlay.get(key) {
            return Some(Some(written));
        }
        let known = self.records.get(key).filter(|known| known.is_loaded || known.kept.is_some());
        known.map(Known::record)
    }
}

/// For stores: loading before, keeping or dropping after.
impl Books {
    /// Empty books of a home at a moment of wire time. Business time is the same until the clock's
    /// record and the home's lane are loaded, which may put it off.
    #[must_use]
    pub fn open(home: Home, wire: Timestamp) -> Self {
        let (time, last) = (BusinessTime::Ahead(0), Timestamp::from_secs(i64::MIN));
        let (records, seen, overlay) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { home, wire, time, own_time: None, last, records, seen, overlay }
    }

    /// Whether the key's record, or its absence, is known.
    #[must_use]
    pub fn knows(&self, key: &Key) -> bool {
        if let Key::View(view) = key {
            return self.seen.contains_key(view);
        }
        self.look(key).is_some()
    }

    /// Tells what a view shows.
    pub fn show(&mut self, seen: Seen) {
        self.seen.insert(seen.view(), seen);
    }

    /// Tells what the store holds under a key; `None` is "no such record".
    pub fn load(&mut self, key: Key, record: Option<Record>) {
        if let Some(Record::Lane(lane)) = &record {
            (self.last, self.own_time) = (lane.last, lane.clock);
        }
        if let Some(Record::Clock(clock)) = &record {
            self.time = clock.time;
        }
        let known = self.records.entry(key).or_default();
        (known.is_loaded, known.loaded) = (true, record);
    }

    /// Keeps what the last work wrote: it succeeded.
    pub fn keep(&mut self) {
        for (key, record) in std::mem::take(&mut self.overlay) {
            self.keep_one(key, record);
        }
    }

    fn keep_one(&mut self, key: Key, record: Record) {
        self.records.entry(key).or_default().kept = Some(record);
    }

    /// Drops what the last work wrote: it did not succeed.
    pub fn discard(&mut self) {
        self.overlay.clear();
    }

    /// Drops what all works wrote, but not what is loaded: they run again from the start.
    pub fn rewind(&mut self) {
        self.discard();
        self.records.values_mut().for_each(|known| known.kept = None);
    }

    /// The entries of what is kept and is not due when it was, as far as that is known.
    fn due(&self) -> impl Iterator<Item = Due> {
        self.records.iter().filter_map(|(key, known)| {
            let at = known.kept.as_ref()?.due();
            let was = known.loaded.as_ref().and_then(Record::due);
            if known.is_loaded && was == at {
                return None;
            }
            Some(Due::new(self.home, DueKey::of(key)?, at))
        })
    }

    /// Everything kept, each record once, and each entry of what is due that changes with them, for the store
    /// to write. The lane takes the time of what happened in it, so it is among them, unless there are none.
    /// What changed of the directory is numbered.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane or, in the directory, the clock is not loaded.
    pub fn into_changes(mut self) -> Result<impl Iterator<Item = Record>, Stop> {
        if self.home == Home::DIRECTORY {
            let kept = self.records.iter().filter(|(_, known)| known.kept.is_some());
            let numbered = self.numbered(kept.map(|(key, _)| key))?;
            numbered.into_iter().for_each(|record| self.keep_one(record.key(), record));
        }
        if self.records.values().any(|known| known.kept.is_some()) {
            let lane = Lane { last: self.now(), ..self.lane()? };
            self.keep_one(Key::Lane(()), lane.into());
            let due: Vec<Due> = self.due().collect();
            due.into_iter().for_each(|due| self.keep_one(Due::key_of(due.id()), due.into()));
        }
        Ok(self.records.into_values().filter_map(|known| known.kept))
    }
}

#[cfg(test)]
mod tests;
