//! Pages: of a merchant's campaigns, and of a campaign's draws. A page is a record too: a work asks for it,
//! the store finds it. It is answered only to works that read; one that writes would not see its own batch
//! in it.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::{Campaign, CrowdNo, Draw, State};

/// Which page. There is no page 0, and none without room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageOf {
    state: Option<State>,
    index: NonZeroU32,
    size: NonZeroU32,
}

impl PageOf {
    /// The page with this number, from 1, where a page holds so many campaigns: those in this state at
    /// the moment of asking; `None` is all.
    #[must_use]
    pub const fn new(state: Option<State>, index: NonZeroU32, size: NonZeroU32) -> Self {
        Self { state, index, size }
    }

    /// The state of the campaigns on it; `None` is any.
    #[must_use]
    pub const fn state(self) -> Option<State> {
        self.state
    }

    /// How many campaigns it holds at most.
    #[must_use]
    pub const fn size(self) -> u32 {
        self.size.get()
    }

    /// How many campaigns stand on the pages before it.
    #[must_use]
    pub fn skipped(self) -> u64 {
        // Two numbers of 32 bits: their product has room in 64.
        u64::from(self.index.get()).saturating_sub(1).saturating_mul(self.size().into())
    }
}

/// A page, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Which one it is.
    pub of: PageOf,
    /// The campaigns on it.
    pub campaigns: Vec<Arc<Campaign>>,
    /// How many there are on all pages.
    pub total: u64,
}

/// Which draws of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawsOf {
    /// The campaign.
    pub crowd_no: CrowdNo,
    /// Those after this one; 0 is before the first.
    pub after: u64,
    /// At most so many.
    pub size: u32,
}

/// Draws of a campaign, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draws {
    /// Which ones.
    pub of: DrawsOf,
    /// The draws.
    pub draws: Vec<Arc<Draw>>,
}
