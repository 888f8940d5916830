//! What the ticker books: the work for an entry of what is due.
//!
//! Must not know an operation, nor when something is due; the record's kind does.

use crate::contract::units::Units;
use hongbao_engine::{Backoff, Books, Due, DueKey, Key, Stop, Work, booking};

/// What the units of [`due`] answer if they have booked anything.
pub const BOOKED: &[u8] = b"booked";

/// The units that book what is due by an entry, if it still is. Of a record that drives a command, they are
/// those that are left of it.
#[must_use]
pub fn due(entry: &Due) -> Units {
    let of = entry.of.clone();
    let work = Work {
        home: entry.home,
        writes: true,
        hint: vec![of.key(), Key::Lane(())],
        run: Box::new(move |books| {
            let booked = booking::book(books, &of, |books| book(books, &of))?;
            Ok(if booked { BOOKED.to_vec() } else { Vec::new() })
        }),
    };
    work.into()
}

fn book(books: &mut Books, of: &DueKey) -> Result<(), Stop> {
    match of {
        DueKey::Campaign(crowd_no) => books.settle(crowd_no).map(drop),
    }
}

/// The work that lets an entry wait whose booking has failed.
#[must_use]
pub fn put_off(entry: &Due, backoff: Backoff) -> Work {
    let entry = entry.clone();
    Work {
        home: entry.home,
        writes: true,
        hint: vec![Key::Due(entry.of.clone())],
        run: Box::new(move |books| booking::put_off(books, &entry, backoff).map(|()| Vec::new())),
    }
}
