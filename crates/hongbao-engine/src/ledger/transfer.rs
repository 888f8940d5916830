//! Transfers: what a merchant pays into a campaign, and what goes back. A transfer never changes.

use crate::records::kind::padded;
use crate::{CrowdNo, Fen, Home, Kind, Timestamp};

/// A movement between a merchant and a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The book it stands in.
    pub home: Home,
    /// Its number in the book.
    pub seq: u64,
    /// Which way it goes.
    pub direction: Direction,
    /// The campaign.
    pub crowd_no: CrowdNo,
    /// How much.
    pub amount: Fen,
    /// When.
    pub at: Timestamp,
}

impl Kind for Transfer {
    const NAME: &'static str = "transfer";
    const NUMBERED: bool = true;
    const OF_CAMPAIGN: bool = true;
    type Id = u64;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.seq
    }

    fn home(&self) -> Home {
        self.home
    }

    fn seq(&self) -> Option<u64> {
        Some(self.seq)
    }

    fn crowd_no(&self) -> Option<&CrowdNo> {
        Some(&self.crowd_no)
    }

    fn title(&self) -> String {
        format!("transfer {}/{}", self.home.number(), self.seq)
    }

    fn place(&self) -> String {
        padded(self.seq)
    }
}

/// Which way a transfer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The merchant pays: funding to pool.
    Fund,
    /// What is left goes back: pool to funding.
    Return,
}
