//! Pages: of a merchant's campaigns, and of a campaign's draws. A page is a record too: a work asks for it,
//! the store finds it. It is answered only to works that read; one that writes would not see its own batch
//! in it.

use std::sync::Arc;

use crate::{Campaign, CrowdNo, Draw, State};

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageOf {
    /// Campaigns in this state at the moment of asking; `None` is all.
    pub state: Option<State>,
    /// From 1.
    pub index: u32,
    /// How many a page holds.
    pub size: u32,
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
