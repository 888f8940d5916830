//! Views: what is seen of many records at once. A work asks for one by its key as for a record, and the store
//! finds it; but it is not a record, and nobody can write it. Pages are answered only to works that read: one
//! that writes would not see its own batch in them.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::{Campaign, CrowdNo, Draw, State, Tallied, UserId};

/// Which view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// A page of the home's campaigns.
    Page(PageOf),
    /// Draws of a campaign, in their order.
    Draws(DrawsOf),
    /// What a user drew from the home's campaigns, and was paid out.
    Wallet(UserId),
    /// How many campaigns were created in the other homes.
    CampaignsOfOthers,
    /// How many entries of all homes are due now, and not booked.
    Backlog,
}

impl View {
    /// Whether it shows many records, which a work that writes may be changing.
    #[must_use]
    pub const fn is_page(&self) -> bool {
        match self {
            Self::Page(_) | Self::Draws(_) | Self::Wallet(_) | Self::Backlog => true,
            Self::CampaignsOfOthers => false,
        }
    }
}

/// What a view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// See [`View::Page`].
    Page(Page),
    /// See [`View::Draws`].
    Draws(Draws),
    /// See [`View::Wallet`].
    Wallet(Wallet),
    /// See [`View::CampaignsOfOthers`].
    CampaignsOfOthers(u64),
    /// See [`View::Backlog`].
    Backlog(u64),
}

impl Seen {
    /// Which view it is.
    #[must_use]
    pub fn view(&self) -> View {
        match self {
            Self::Page(page) => View::Page(page.of),
            Self::Draws(draws) => View::Draws(draws.of.clone()),
            Self::Wallet(wallet) => View::Wallet(wallet.user_id.clone()),
            Self::CampaignsOfOthers(_) => View::CampaignsOfOthers,
            Self::Backlog(_) => View::Backlog,
        }
    }
}

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

/// What a user drew from the campaigns of a home, and was paid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    /// Whose it is.
    pub user_id: UserId,
    /// Campaign by campaign, in the order of their ids.
    pub tallies: Vec<Tallied>,
}
