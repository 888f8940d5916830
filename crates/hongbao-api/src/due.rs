//! What the ticker books: the work for an entry of what is due.
//!
//! Must not know an operation, nor when something is due; the record's kind does.

use hongbao_engine::{Backoff, Books, Due, DueKey, Key, Stop, Work, booking};

/// What the work of [`due`] answers if it has booked anything.
pub const BOOKED: &[u8] = b"booked";

/// The work that books what is due by an entry, if it still is.
#[must_use]
pub fn due(entry: &Due) -> Work {
    let of = entry.of.clone();
    Work {
        home: entry.home,
        writes: true,
        hint: vec![of.key(), Key::Lane(())],
        run: Box::new(move |books| {
            let booked = booking::book(books, &of, |books| book(books, &of))?;
            Ok(if booked { BOOKED.to_vec() } else { Vec::new() })
        }),
    }
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
