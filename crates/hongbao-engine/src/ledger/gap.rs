//! Gaps: numbers that no record of a home bears, because an older copy of the database took its place
//! and they may have been given already.

use crate::records::kind::padded;
use crate::{Home, Kind};

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
    type Id = u64;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.first
    }

    fn home(&self) -> Home {
        self.home
    }

    fn place(&self) -> String {
        padded(self.first)
    }
}
