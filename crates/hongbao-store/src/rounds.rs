//! How works run: round after round, until none lacks a record. The same for every store.
//!
//! It knows neither queues nor commits. A batch's outcome is that of its works run one after the
//! other, in their order: while any work lacks a record, what all of them wrote is dropped and all
//! run again on more records, and in the round that counts, none did.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hongbao_engine::{Books, Found, Home, Key, Record, Stop, Timestamp, Work};

use crate::limits::{RECORDS, ROUNDS};
use crate::{Answer, Failure};

/// What one work came to.
pub(crate) type Outcome = Result<Answer, Failure>;

/// Finds records of a home at a moment: those of these keys, each once and in order, that exist.
pub(crate) type Load<'a> = dyn FnMut((Home, Timestamp), &[Key]) -> Result<Vec<Found>, Failure> + 'a;

/// What a batch came to.
#[derive(Debug)]
pub(crate) struct Decided {
    /// Of each work, in their order.
    pub(crate) outcomes: Vec<Outcome>,
    /// What they changed, each record once.
    pub(crate) changes: Vec<Record>,
}

/// What works may be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answered {
    /// Records alone: in a batch that may write, a page would not show what its own works wrote.
    Records,
    /// Pages, too.
    Pages,
}

impl Answered {
    fn allows(self, key: &Key) -> bool {
        self == Self::Pages || !key.is_page()
    }
}

/// The books of each home, and the keys that works have asked them for in vain.
struct Homes {
    books: BTreeMap<Home, (Books, Vec<Key>)>,
    answered: Answered,
}

/// Runs a work that must not write.
pub(crate) fn read(work: &Work, clock: Timestamp, load: &mut Load<'_>) -> Outcome {
    let works = [work];
    let homes = Homes::open(&works, clock, Answered::Pages);
    let Decided { mut outcomes, changes } = run(homes, &works, load)?;
    match changes.last() {
        None => outcomes.remove(0),
        Some(record) => {
            Err(Failure::broken(format!("a work that only reads wrote {:?}", record.key())))
        }
    }
}

/// Runs works of any homes, each home on one set of books.
pub(crate) fn batch(
    works: &[&Work],
    clock: Timestamp,
    load: &mut Load<'_>,
) -> Result<Decided, Failure> {
    run(Homes::open(works, clock, Answered::Records), works, load)
}

/// Round after round, until no work lacks a record.
fn run(mut homes: Homes, works: &[&Work], load: &mut Load<'_>) -> Result<Decided, Failure> {
    let mut touched = 0;
    for _ in 0..ROUNDS {
        touched += homes.load(load)?;
        if touched > RECORDS && works.len() > 1 {
            return Err(Failure::broken(format!("a batch touches {touched} records")));
        }
        let outcomes = works.iter().map(|work| homes.run(work)).collect();
        if homes.books.values().all(|(_, wanted)| wanted.is_empty()) {
            return Ok(Decided { outcomes, changes: homes.changes()? });
        }
        homes.books.values_mut().for_each(|(books, _)| books.rewind());
    }
    Err(Failure::broken(format!("a work still lacks records after {ROUNDS} rounds")))
}

impl Homes {
    /// Empty books that want what the works will ask for first.
    fn open(works: &[&Work], clock: Timestamp, answered: Answered) -> Self {
        let mut books = BTreeMap::new();
        for work in works {
            let (_, wanted) = books
                .entry(work.home)
                .or_insert_with(|| (Books::open(work.home, clock), vec![Key::Lane, Key::Clock]));
            wanted.extend(work.hint.iter().filter(|key| answered.allows(key)).cloned());
        }
        Self { books, answered }
    }

    /// Loads what is wanted; gives the number of keys.
    fn load(&mut self, load: &mut Load<'_>) -> Result<usize, Failure> {
        let mut count = 0;
        for (home, (books, wanted)) in &mut self.books {
            let mut keys = std::mem::take(wanted);
            keys.sort_unstable();
            keys.dedup();
            if keys.is_empty() {
                continue;
            }
            count += keys.len();
            // Lane and clock first, by themselves: with them comes the moment at which the others are
            // looked at.
            let rest = keys.split_off(keys.partition_point(|key| *key <= Key::Clock));
            for keys in [keys, rest] {
                let found = load((*home, books.now()), &keys)?;
                for key in keys {
                    books.load(key, None);
                }
                for found in found {
                    match found {
                        Found::Record(record) => books.load(record.key(), Some(record)),
                        Found::Seen(seen) => books.show(seen),
                    }
                }
            }
        }
        Ok(count)
    }

    /// Runs one work on its home's books, and keeps what it wrote only if it succeeds.
    fn run(&mut self, work: &Work) -> Outcome {
        let lost = || Failure::broken("lost");
        let (books, wanted) = self.books.get_mut(&work.home).ok_or_else(lost)?;
        let end = catch_unwind(AssertUnwindSafe(|| (work.run)(books)));
        if matches!(end, Ok(Ok(_))) {
            books.keep();
        } else {
            books.discard();
        }
        match end {
            Ok(Ok(bytes)) => Ok(Answer::Done(bytes)),
            Ok(Err(Stop::Refused(refusal, compared))) => Ok(Answer::Refused(refusal, compared)),
            Ok(Err(Stop::Faulty(fault))) => Err(Failure::broken(format!("a work: {fault:?}"))),
            Ok(Err(Stop::Missing(keys))) if !keys.iter().all(|key| self.answered.allows(key)) => {
                Err(Failure::broken("a work that may write asks for a page"))
            }
            Ok(Err(Stop::Missing(keys))) => {
                wanted.extend(keys.into_iter().filter(|key| !books.knows(key)));
                Err(Failure::broken("a work misses what is loaded"))
            }
            Err(_) => Err(Failure::broken("a work panicked")),
        }
    }

    fn changes(self) -> Result<Vec<Record>, Failure> {
        let mut changes = Vec::new();
        for (books, _) in self.books.into_values() {
            let of_home = books.into_changes();
            changes.extend(of_home.map_err(|stop| Failure::broken(format!("{stop:?}")))?);
        }
        Ok(changes)
    }
}
