//! Booking what is due: once, by the first to come. What cannot be booked waits, each time for longer; and
//! what has effects outside the database can be claimed before, for a time.
//!
//! It does not know what is booked: its caller says.

use crate::{Backoff, Books, Due, DueKey, Fault, Record, Stop, Timestamp};

/// Books by `run` what is due with a record, if it is still due; whether it was. An entry that says otherwise
/// than its record is corrected.
///
/// # Errors
///
/// Those of `run`; [`Fault::StillDue`] if it has left the record due.
pub fn book(
    books: &mut Books,
    of: &DueKey,
    run: impl FnOnce(&mut Books) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let (now, key) = (books.now(), of.key());
    let due =
        |books: &Books| books.record(&key).map(|record| record.as_ref().and_then(Record::due));
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let at = due(books)?;
    if !is_due(at) {
        let home = books.home();
        if books.get::<Due>(of.clone())?.is_some_and(|entry| entry.at != at) {
            books.put(Due::new(home, of.clone(), at))?;
        }
        return Ok(false);
    }
    run(books)?;
    if is_due(due(books)?) { Err(Stop::Faulty(Fault::StillDue)) } else { Ok(true) }
}

/// Lets an entry wait whose booking has failed, unless something has changed it since.
///
/// # Errors
///
/// [`Stop::Missing`] if it is not loaded.
pub fn put_off(books: &mut Books, entry: &Due, backoff: Backoff) -> Result<(), Stop> {
    if books.get::<Due>(entry.of.clone())? != Some(entry) {
        return Ok(());
    }
    books.put(entry.clone().put_off(books.wire(), backoff))
}

/// Claims an entry for so many seconds of wire time. Whether it is the caller's from now on: it is not if it
/// is not due, or another's claim has not ended.
///
/// # Errors
///
/// [`Stop::Missing`] if it is not loaded.
pub fn claim(books: &mut Books, of: &DueKey, secs: u32) -> Result<bool, Stop> {
    let (now, wire) = (books.now(), books.wire());
    let Some(entry) = books.get::<Due>(of.clone())?.cloned() else { return Ok(false) };
    let is_due = entry.at.is_some_and(|at| at <= now);
    if !is_due || entry.claimed_until.is_some_and(|until| until > wire) {
        return Ok(false);
    }
    let claimed_until = Some(wire.plus_secs(secs.into()));
    books.put(Due { claimed_until, ..entry })?;
    Ok(true)
}

#[cfg(test)]
mod tests;
