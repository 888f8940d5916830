//! Gaps: numbers that no record of a home bears, because an older copy of the database took its place
//! and they may have been given already.

use crate::books::record::padded;
use crate::{Books, Home, Key, Kind, Lane, Record, Stop};

/// Numbers of a home that are left out, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The home.
    pub home: Home,
    /// The first number that is left out.
    pub first: u64,
    /// The last one. The next number that the home gives lies beyond it.
    pub last: u64,
}

impl Kind for Gap {
    const NAME: &'static str = "gap";
    type Id<'a> = u64;
    type Held = Self;

    fn key_of(first: Self::Id<'_>) -> Key {
        Key::Gap(first)
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Gap(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Gap(self.first)
    }

    fn home(&self) -> Home {
        self.home
    }

    fn place(&self) -> String {
        padded(self.first)
    }
}

impl Books {
    /// Leaves out what this home has not given yet, up to this number. Nothing happens if it is beyond it.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane is not loaded.
    pub fn leave_out(&mut self, last: u64) -> Result<(), Stop> {
        let lane = self.lane()?;
        if last <= lane.counter {
            return Ok(());
        }
        let first = lane.counter.saturating_add(1);
        self.put(Record::Gap(Gap { home: self.home(), first, last }))?;
        self.put(Record::Lane(Lane { counter: last, ..lane }))
    }
}
