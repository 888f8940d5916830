//! How a work runs: round after round, until it lacks nothing. The same for every store.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use hongbao_engine::{Books, Home, Key, Record, Stop, Timestamp, Work};

use crate::{Answer, Failure};

/// A work that still lacks a record after so many rounds is broken.
const ROUNDS: usize = 16;

/// Finds the records of these keys in a home, `None` for each that does not exist.
pub(crate) type Load<'a> = dyn FnMut(Home, &Key) -> Result<Option<Record>, Failure> + 'a;

/// Runs one work on its home's books, and keeps what it wrote only if it succeeds.
pub(crate) fn run(work: &Work, books: &mut Books, load: &mut Load<'_>) -> Result<Answer, Failure> {
    let mut wanted: Vec<Key> = work.hint.iter().filter(|key| !books.knows(key)).cloned().collect();
    for _ in 0..ROUNDS {
        for key in wanted {
            let record = load(work.home, &key)?;
            books.load(key, record);
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| (work.run)(books)));
        if !matches!(outcome, Ok(Ok(_))) {
            books.discard();
        }
        match outcome {
            Ok(Ok(bytes)) => {
                books.keep();
                return Ok(Answer::Done(bytes));
            }
            Ok(Err(Stop::Refused(refusal))) => return Ok(Answer::Refused(refusal)),
            Ok(Err(Stop::Faulty(fault))) => return Err(broken(format!("a work: {fault:?}"))),
            Ok(Err(Stop::Missing(keys))) => {
                wanted = keys.into_iter().filter(|key| !books.knows(key)).collect();
                if wanted.is_empty() {
                    return Err(broken("a work misses what is loaded".to_owned()));
                }
            }
            Err(_) => return Err(broken("a work panicked".to_owned())),
        }
    }
    Err(broken(format!("a work still lacks records after {ROUNDS} rounds")))
}

/// Runs a work that must not write.
pub(crate) fn read(work: &Work, now: Timestamp, load: &mut Load<'_>) -> Result<Answer, Failure> {
    let mut books = Books::open(work.home, now);
    let answer = run(work, &mut books, load)?;
    match books.changes().next() {
        None => Ok(answer),
        Some(record) => Err(broken(format!("a work that only reads wrote {:?}", record.key()))),
    }
}

/// Runs works of any homes as one batch, each home on one set of books; gives the answers and the
/// changed books.
pub(crate) fn batch(
    works: &[Work],
    now: Timestamp,
    load: &mut Load<'_>,
) -> Result<(Vec<Answer>, Vec<Books>), Failure> {
    let mut homes = BTreeMap::new();
    let mut answers = Vec::with_capacity(works.len());
    for work in works {
        let books = homes.entry(work.home).or_insert_with(|| Books::open(work.home, now));
        answers.push(run(work, books, load)?);
    }
    Ok((answers, homes.into_values().collect()))
}

/// A first start allows no refusal.
pub(crate) fn accepted(answers: &[Answer]) -> Result<(), Failure> {
    for answer in answers {
        if let Answer::Refused(refusal) = answer {
            return Err(broken(format!("a founding work was refused: {refusal:?}")));
        }
    }
    Ok(())
}

pub(crate) fn broken(what: String) -> Failure {
    Failure::Broken(what.into())
}
