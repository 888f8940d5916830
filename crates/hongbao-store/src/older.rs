//! What an older copy of a database needs before it may be served: numbers that were perhaps given after
//! it was made are left out in every home.
//!
//! It does not know how a copy is told; that is its store's.

use std::collections::BTreeSet;

use hongbao_engine::{Books, Home, Key, Lane, Listed, Merchant, Work};

use crate::limits::AUDIT_CHUNK;
use crate::{Cursor, Failure, Store, Walk};

/// Lets every home go on beyond this number, with a record of what it leaves out. The directory comes
/// last: its record says that all have it.
///
/// # Errors
///
/// What keeps the store from committing it; some homes may have gone on then.
pub async fn leave_out(store: &dyn Store, last: u64) -> Result<(), Failure> {
    let mut homes = BTreeSet::new();
    for what in [Walk::all::<Lane>(), Walk::all::<Merchant>()] {
        let mut next = Some(Cursor::default());
        while let Some(after) = next {
            let chunk = store.walk(what.clone(), after, AUDIT_CHUNK).await?;
            homes.extend(chunk.records.iter().filter_map(|record| {
                let merchant = Merchant::of(record).map(|merchant| merchant.home);
                merchant.or(Lane::of(record).map(|lane| lane.home))
            }));
            next = chunk.next;
        }
    }
    homes.remove(&Home::DIRECTORY);
    let homes: Vec<Home> = homes.into_iter().chain([Home::DIRECTORY]).collect();
    for homes in homes.chunks(AUDIT_CHUNK.try_into().unwrap_or(1)) {
        store.bootstrap(homes.iter().map(|home| work(*home, last)).collect()).await?;
    }
    Ok(())
}

fn work(home: Home, last: u64) -> Work {
    let run = move |books: &mut Books| books.leave_out(last).map(|()| Vec::new());
    Work { home, writes: true, hint: vec![Key::Lane(())], run: Box::new(run) }
}
