//! How a lane commits to memory, and what can be made to go wrong with it.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use hongbao_engine::{Key, Listed, Receipt, ReceiptKey, Record};

use super::{Records, Shared, find};
use crate::Failure;
use crate::lane::{Backend, Decide, Setback};
use crate::limits::FORGOTTEN;
use crate::tables::{numbered, table_of};

/// What goes wrong with a memory store's transactions, and how often: of 1,000, so many. By default
/// nothing. Which ones follows from the seed and the order of the transactions alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Faults {
    /// Where the randomness comes from.
    pub seed: u64,
    /// The works run once more, as pure functions may.
    pub rerun: u16,
    /// The transaction meets another one and has to be repeated.
    pub conflict: u16,
    /// Writing fails.
    pub failure: u16,
    /// The commit happens, and its answer is lost.
    pub lost_after: u16,
    /// The answer to the commit is lost, and it does not happen.
    pub lost_before: u16,
    /// Of 1,000 look-ups of a lost commit, those that fail: nobody knows whether it happened.
    pub look_up: u16,
}

/// The one that writes.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
    faults: Faults,
    committed: bool,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, faults: Faults) -> Self {
        Self { shared, faults, committed: false }
    }

    /// Whether it happens this time (SplitMix64).
    fn happens(&mut self, of_1000: u16) -> bool {
        self.faults.seed = self.faults.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.faults.seed;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % 1_000 < u64::from(of_1000)
    }

    /// Reads without keeping readers out.
    fn decide(&self, decide: &mut Decide<'_>) -> Result<Vec<Record>, Setback> {
        let records = self.shared.read();
        decide(&mut |wanted| Ok(find(&records, wanted))).map_err(Setback::Refused)
    }

    /// Whether each record that refers to a campaign has it, there or among these.
    fn are_whole(&self, changes: &[Record]) -> bool {
        let records = self.shared.read();
        let (mut made, mut missed) = (BTreeSet::new(), BTreeSet::new());
        for record in changes {
            let place = record.crowd_no().map(|no| (record.home(), Key::Campaign(no.clone())));
            match (record, place) {
                (Record::Campaign(_), Some(place)) => drop(made.insert(place)),
                (record, Some(place)) if refers(record) => drop(missed.insert(place)),
                _ => {}
            }
        }
        missed.iter().all(|place| made.contains(place) || records.contains_key(place))
    }

    /// Whether each of these is new, or may take the place of what is there.
    fn are_allowed(&self, changes: &[Record]) -> bool {
        let records = self.shared.read();
        changes.iter().all(|new| {
            let old = records.get(&(new.home(), new.key()));
            old.is_none_or(|old| table_of(new).allows(new, old))
        })
    }

    fn write(&mut self, changes: Vec<Record>) {
        let mut records = self.shared.records.write().unwrap_or_else(PoisonError::into_inner);
        for record in &changes {
            if let Record::Receipt(receipt) = record {
                forget(&mut records, receipt);
            }
        }
        for record in changes {
            let place = (record.home(), record.key());
            let goes = record.goes();
            let _ = if goes { records.remove(&place) } else { records.insert(place, record) };
        }
        self.committed = true;
    }
}

/// Whether a record's row keeps the number of its campaign, so that it cannot be without it.
fn refers(record: &Record) -> bool {
    numbered(&table_of(record).outline()).is_some()
}

/// Of the receipts that were kept until this one was made, drops the oldest.
fn forget(records: &mut Records, made: &Receipt) {
    let first = (made.home, Key::Receipt(ReceiptKey::stored("")));
    let receipts =
        records.range(first..).map_while(|(place, record)| Some((place, Receipt::of(record)?)));
    let of_home = receipts.take_while(|(_, receipt)| receipt.home == made.home);
    let over = of_home.filter(|(_, receipt)| receipt.until <= made.at);
    let mut over: Vec<_> = over.map(|(place, receipt)| (receipt.until, place.clone())).collect();
    over.sort_unstable();
    let most = usize::try_from(FORGOTTEN).unwrap_or(usize::MAX);
    over.iter().take(most).for_each(|(_, place)| drop(records.remove(place)));
}

impl Backend for Writer {
    fn transact(&mut self, decide: &mut Decide<'_>) -> Result<(), Setback> {
        self.committed = false;
        let shared = Arc::clone(&self.shared);
        let _one_at_a_time = shared.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changes = self.decide(decide)?;
        if self.happens(self.faults.rerun) {
            changes = self.decide(decide)?;
        }
        if changes.is_empty() {
            return Ok(());
        }
        if !self.are_whole(&changes) {
            return Err(Setback::Refused(Failure::broken("a record of no campaign")));
        }
        if !self.are_allowed(&changes) {
            return Err(Setback::Refused(Failure::broken("a number that was given twice")));
        }
        let faults = self.faults;
        if self.happens(faults.conflict) {
            return Err(Setback::Again(Failure::unavailable("injected: a conflict")));
        }
        if self.happens(faults.failure) {
            return Err(Setback::Refused(Failure::unavailable("injected: a failure")));
        }
        let lost = Setback::Lost(Failure::unavailable("injected: a lost commit"));
        if self.happens(faults.lost_before) {
            return Err(lost);
        }
        self.write(changes);
        if self.happens(faults.lost_after) { Err(lost) } else { Ok(()) }
    }

    fn committed(&mut self) -> Result<bool, Failure> {
        if self.happens(self.faults.look_up) {
            return Err(Failure::unavailable("injected: a failing look-up"));
        }
        Ok(self.committed)
    }
}
