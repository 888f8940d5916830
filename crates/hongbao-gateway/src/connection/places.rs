//! The places that connections take, of all addresses and of each. At a bound, connections that only
//! wait give way to new ones. It reads no bytes and accepts nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connection::address::Address;
use crate::connection::standing::{Changes, Moment, Phase, Standing};
use crate::operating::metrics::GivenWay;

/// At a bound, one connection of so many gives way, so that looking for them costs little each time.
const OF_SO_MANY: usize = 64;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) all: usize,
    /// Of one address.
    pub(crate) address: usize,
}

/// The places of one side, the gateway's or the admin one.
#[derive(Debug)]
pub(crate) struct Places {
    bounds: Bounds,
    changes: Changes,
    taken: Mutex<Taken>,
    given_way: GivenWay,
}

#[derive(Debug, Default)]
struct Taken {
    /// The number of the next connection.
    next: u64,
    connections: HashMap<u64, (Address, Standing)>,
    addresses: HashMap<Address, usize>,
}

/// A connection's place. It is free again when this is dropped, or when the connection gives way.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    number: u64,
    pub(crate) standing: Standing,
}

impl Places {
    pub(crate) fn new(bounds: Bounds, given_way: GivenWay) -> Self {
        Self { bounds, changes: Changes::default(), taken: Mutex::default(), given_way }
    }

    /// A place for a new connection. At a bound others give way: of this address at the address's
    /// bound, of any at the bound for all; those first that wait for a request, then those that read a
    /// head, then those that read a body, and of each those first that have done so for longest.
    ///
    /// `None` if all that could give way are being answered.
    pub(crate) fn take(self: &Arc<Self>, address: Address) -> Option<Place> {
        let mut taken = self.lock();
        if taken.count(address) >= self.bounds.address {
            self.make_room(&mut taken, Some(address), self.bounds.address);
        }
        if taken.connections.len() >= self.bounds.all {
            self.make_room(&mut taken, None, self.bounds.all);
        }
        let is_full = taken.connections.len() >= self.bounds.all
            || taken.count(address) >= self.bounds.address;
        if is_full {
            self.given_way.refused.inc();
            return None;
        }
        let number = taken.next;
        taken.next += 1;
        let standing = Standing::new(Arc::clone(&self.changes));
        taken.connections.insert(number, (address, standing.clone()));
        *taken.addresses.entry(address).or_default() += 1;
        drop(taken);
        Some(Place { places: Arc::clone(self), number, standing })
    }

    /// Makes some connections give way though no bound is hit: the system gives no more files.
    pub(crate) fn relieve(&self) {
        self.make_room(&mut self.lock(), None, self.bounds.all);
    }

    fn make_room(&self, taken: &mut Taken, of: Option<Address>, bound: usize) {
        let mut rest = bound.div_ceil(OF_SO_MANY);
        for (moment, number) in taken.in_order(of) {
            if rest == 0 {
                break;
            }
            let gave_way =
                taken.connections.get(&number).is_some_and(|(_, it)| it.give_way(moment));
            if gave_way {
                rest -= 1;
                taken.free(number);
                self.given_way.count(moment.phase());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn count(&self, address: Address) -> usize {
        self.addresses.get(&address).copied().unwrap_or_default()
    }

    /// Those that can give way, of one address or of all, in the order in which they do.
    fn in_order(&self, of: Option<Address>) -> Vec<(Moment, u64)> {
        let mut found: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, (address, _))| of.is_none_or(|of| of == *address))
            .map(|(number, (_, standing))| (standing.now(), *number))
            .filter(|(moment, _)| moment.phase() < Phase::Answer)
            .collect();
        found.sort_unstable();
        found
    }

    fn free(&mut self, number: u64) {
        let Some((address, _)) = self.connections.remove(&number) else { return };
        if let Some(count) = self.addresses.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.addresses.remove(&address);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().free(self.number);
    }
}

#[cfg(test)]
mod tests;
