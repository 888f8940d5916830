//! How works run: round after round, until none lacks a record. It is the same for every store, whether it
//! waits for its database or blocks: what is wanted is given out, and what was found is handed in.
//!
//! It knows neither queues nor commits, and does no I/O. A batch's outcome is that of its works run one after
//! the other, in their order: while any work lacks a record, what all of them wrote is dropped and all run
//! again on more records, and in the round that counts, none did.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hongbao_engine::{Books, Found, Home, Key, Record, Stop, Timestamp, Work};

use crate::limits::{RECORDS, ROUNDS};
use crate::{Answer, Failure};

/// What one work came to.
pub(crate) type Outcome = Result<Answer, Failure>;

/// Finds what is wanted, each once and in order; what does not exist is left out.
pub(crate) type Load<'a> = dyn FnMut(&Lookup) -> Result<Vec<Found>, Failure> + 'a;

/// What a batch came to.
#[derive(Debug)]
pub(crate) struct Decided {
    /// Of each work, in their order.
    pub(crate) outcomes: Vec<Outcome>,
    /// What they changed, each record once.
    pub(crate) changes: Vec<Record>,
}

/// What a home's works ask for, as it is at this moment.
#[derive(Debug)]
pub(crate) struct Lookup {
    pub(crate) home: Home,
    /// Business time there, and wire time.
    pub(crate) now: Timestamp,
    pub(crate) wire: Timestamp,
    /// Each once, in order.
    pub(crate) keys: Vec<Key>,
}

/// What is to be done next.
#[derive(Debug)]
pub(crate) enum Step {
    /// Find this, and give it.
    Load(Lookup),
    /// Nothing: it is over.
    Ended(Decided),
}

/// What works may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A home's books, and what its works have asked them for in vain.
#[derive(Debug)]
struct HomeBooks {
    home: Home,
    books: Books,
    wanted: Vec<Key>,
}

/// Works under way, each home's on one set of books.
#[derive(Debug)]
pub(crate) struct Rounds<'a> {
    works: &'a [&'a Work],
    answered: Answered,
    /// In their order, each once.
    homes: Vec<HomeBooks>,
    /// Rounds that have run, and keys that were asked for.
    rounds: usize,
    touched: usize,
}

/// Runs a work that must not write.
pub(crate) fn read(work: &Work, clock: Timestamp, load: &mut Load<'_>) -> Outcome {
    let works = [work];
    let decided = drive(Rounds::open(&works, clock, Answered::Pages), load)?;
    let Decided { mut outcomes, changes } = decided;
    match changes.last() {
        None => outcomes.remove(0),
        Some(record) => {
            Err(Failure::broken(format!("a work that only reads wrote {:?}", record.key())))
        }
    }
}

/// Runs works of any homes.
pub(crate) fn batch(
    works: &[&Work],
    clock: Timestamp,
    load: &mut Load<'_>,
) -> Result<Decided, Failure> {
    drive(Rounds::open(works, clock, Answered::Records), load)
}

/// Drives rounds to their end with what blocks.
fn drive(mut rounds: Rounds<'_>, load: &mut Load<'_>) -> Result<Decided, Failure> {
    loop {
        match rounds.step()? {
            Step::Ended(decided) => return Ok(decided),
            Step::Load(wanted) => {
                let found = load(&wanted)?;
                rounds.give(wanted, found);
            }
        }
    }
}

impl<'a> Rounds<'a> {
    /// Empty books that want what the works will ask for first.
    fn open(works: &'a [&'a Work], clock: Timestamp, answered: Answered) -> Self {
        let mut homes: Vec<Home> = works.iter().map(|work| work.home).collect();
        homes.sort_unstable();
        homes.dedup();
        let books = |home| HomeBooks {
            home,
            books: Books::open(home, clock),
            wanted: vec![Key::Lane(()), Key::Clock(())],
        };
        let homes = homes.into_iter().map(books).collect();
        let mut rounds = Self { works, answered, homes, rounds: 0, touched: 0 };
        for work in works {
            let hint = work.hint.iter().filter(|key| answered.allows(key));
            if let Some(home_books) = of_home(&mut rounds.homes, work.home) {
                home_books.wanted.extend(hint.cloned());
            }
        }
        rounds
    }

    /// Goes on until something is wanted, or until no work lacks a record.
    ///
    /// # Errors
    ///
    /// [`Failure::Broken`] if the works touch too much, or ask for ever more.
    pub(crate) fn step(&mut self) -> Result<Step, Failure> {
        loop {
            if let Some(wanted) = self.homes.iter_mut().find_map(HomeBooks::wanted) {
                self.touched += wanted.keys.len();
                return Ok(Step::Load(wanted));
            }
            let (touched, rounds) = (self.touched, self.rounds);
            if touched > RECORDS && self.works.len() > 1 {
                return Err(Failure::broken(format!("a batch touches {touched} records")));
            }
            if rounds == ROUNDS {
                let lacks = format!("a work still lacks records after {rounds} rounds");
                return Err(Failure::broken(lacks));
            }
            self.rounds += 1;
            // One that lacks a record has come to nothing yet; the others still say what they lack.
            let ran: Vec<Option<Outcome>> =
                self.works.iter().map(|work| run(&mut self.homes, self.answered, work)).collect();
            if let Some(outcomes) = ran.into_iter().collect() {
                return Ok(Step::Ended(Decided { outcomes, changes: self.changes()? }));
            }
            self.homes.iter_mut().for_each(|home_books| home_books.books.rewind());
        }
    }

    /// Takes what was found of what was wanted.
    pub(crate) fn give(&mut self, wanted: Lookup, found: Vec<Found>) {
        let Some(HomeBooks { books, .. }) = of_home(&mut self.homes, wanted.home) else { return };
        for key in wanted.keys {
            books.load(key, None);
        }
        for found in found {
            match found {
                Found::Record(record) => books.load(record.key(), Some(record)),
                Found::Seen(seen) => books.show(seen),
            }
        }
    }

    fn changes(&mut self) -> Result<Vec<Record>, Failure> {
        let mut changes = Vec::new();
        for home_books in std::mem::take(&mut self.homes) {
            let of_home = home_books.books.into_changes();
            changes.extend(of_home.map_err(|stop| Failure::broken(format!("{stop:?}")))?);
        }
        Ok(changes)
    }
}

impl HomeBooks {
    /// What is wanted next. Lane and clock come first, by themselves: with them comes the moment at which
    /// the others are looked at.
    fn wanted(&mut self) -> Option<Lookup> {
        self.wanted.sort_unstable();
        self.wanted.dedup();
        let first =
            self.wanted.partition_point(|key| matches!(key, Key::Lane(()) | Key::Clock(())));
        let keys: Vec<Key> = match first {
            0 => std::mem::take(&mut self.wanted),
            first => self.wanted.drain(..first).collect(),
        };
        (!keys.is_empty()).then(|| Lookup {
            home: self.home,
            now: self.books.now(),
            wire: self.books.wire(),
            keys,
        })
    }
}

fn of_home(homes: &mut [HomeBooks], home: Home) -> Option<&mut HomeBooks> {
    let at = homes.binary_search_by_key(&home, |it| it.home).ok()?;
    homes.get_mut(at)
}

/// Runs one work on its home's books, and keeps what it wrote only if it succeeds; `None` if it lacks a
/// record.
fn run(homes: &mut [HomeBooks], answered: Answered, work: &Work) -> Option<Outcome> {
    let HomeBooks { books, wanted, .. } = of_home(homes, work.home)?;
    let end = catch_unwind(AssertUnwindSafe(|| (work.run)(books)));
    if matches!(end, Ok(Ok(_))) {
        books.keep();
    } else {
        books.discard();
    }
    Some(match end {
        Ok(Ok(bytes)) => Ok(Answer::Done(bytes)),
        Ok(Err(Stop::Refused(refusal, compared))) => Ok(Answer::Refused(refusal, compared)),
        Ok(Err(Stop::Faulty(fault))) => Err(Failure::broken(format!("a work: {fault:?}"))),
        Ok(Err(Stop::Missing(keys))) if !keys.iter().all(|key| answered.allows(key)) => {
            Err(Failure::broken("a work that may write asks for a page"))
        }
        Ok(Err(Stop::Missing(keys))) => {
            wanted.extend(keys.into_iter().filter(|key| !books.knows(key)));
            return None;
        }
        Err(_) => Err(Failure::broken("a work panicked")),
    })
}
