//! Who holds how much memory for bodies, and who is dropped when it is used up. It reads no bytes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::connection::address::Address;

#[derive(Debug, Default)]
pub(super) struct Memory {
    pub(super) bytes: usize,
    pub(super) addresses: BTreeMap<Address, usize>,
    /// The number of the next body.
    next: u64,
    pub(super) reading: HashMap<u64, Reading>,
    /// All bytes that were ever taken: how late it is, as far as bodies are concerned.
    pub(super) taken: u64,
}

/// A body that is being read, and may be dropped.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) address: Address,
    pub(super) bytes: usize,
    /// When it took memory last, by `Memory::taken`.
    pub(super) grew: u64,
    pub(super) buffer: Arc<Buffer>,
}

#[derive(Debug)]
pub(super) struct Buffer {
    /// `None` once the body was dropped.
    pub(super) bytes: Mutex<Option<Vec<u8>>>,
    pub(super) dropped: Notify,
}

/// How much memory is to get free.
pub(super) struct Wanted {
    /// With less than this, nothing is gained.
    pub(super) least: usize,
    pub(super) goal: usize,
    /// The address that is to give it, if one has to.
    pub(super) of: Option<Address>,
}

impl Memory {
    /// Begins a body that has sent nothing yet: its number and its buffer.
    pub(super) fn begin(&mut self, address: Address) -> (u64, Arc<Buffer>) {
        let bytes = Mutex::new(Some(Vec::new()));
        let buffer = Arc::new(Buffer { bytes, dropped: Notify::new() });
        let number = self.next;
        self.next += 1;
        let reading = Reading { address, bytes: 0, grew: self.taken, buffer: Arc::clone(&buffer) };
        self.reading.insert(number, reading);
        (number, buffer)
    }

    pub(super) fn count(&self, address: Address) -> usize {
        self.addresses.get(&address).copied().unwrap_or_default()
    }

    pub(super) fn take(
        &mut self,
        reading: Option<u64>,
        address: Address,
        bytes: usize,
    ) -> Option<()> {
        if let Some(number) = reading {
            let reading = self.reading.get_mut(&number)?;
            reading.bytes += bytes;
            reading.grew = self.taken + bytes as u64;
        }
        self.taken += bytes as u64;
        self.bytes += bytes;
        *self.addresses.entry(address).or_default() += bytes;
        Some(())
    }

    pub(super) fn give_back(&mut self, address: Address, bytes: usize) {
        self.bytes -= bytes;
        if let Some(count) = self.addresses.get_mut(&address) {
            *count -= bytes;
            if *count == 0 {
                self.addresses.remove(&address);
            }
        }
    }

    /// Drops bodies that are being read until there is enough free memory; how many it dropped. The
    /// one that asks is not a candidate: it has just gone on.
    pub(super) fn drop_slowest(&mut self, wanted: &Wanted, asking: Option<u64>) -> u64 {
        let candidates = self.reading.iter().filter(|(number, reading)| {
            reading.bytes > 0
                && asking.is_none_or(|asking| asking != **number)
                && wanted.of.is_none_or(|of| of == reading.address)
        });
        let mut candidates: Vec<_> = candidates
            .map(|(number, reading)| {
                let waste = reading.bytes as u128 * u128::from(self.taken - reading.grew);
                (Reverse(waste), *number, reading.bytes)
            })
            .collect();
        if candidates.iter().map(|(_, _, bytes)| bytes).sum::<usize>() < wanted.least {
            return 0;
        }
        candidates.sort_unstable();
        let (mut free, mut dropped) = (0, 0);
        for (_, number, bytes) in candidates {
            if free >= wanted.goal {
                break;
            }
            if let Some(reading) = self.reading.remove(&number) {
                self.give_back(reading.address, bytes);
                reading.buffer.drop_bytes();
                free += bytes;
                dropped += 1;
            }
        }
        dropped
    }
}

impl Buffer {
    /// Frees the memory at once, whenever the reader comes to see it.
    pub(super) fn drop_bytes(&self) {
        *self.lock() = None;
        self.dropped.notify_one();
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Vec<u8>>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
