//! Payouts: what a user drew from a campaign leaves the wallet, because the operator has paid it out.

use crate::records::kind::padded;
use crate::{CrowdNo, Fen, Home, Kind, Timestamp, UserId};

/// One payout: wallet to paid out. It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// The book it stands in.
    pub home: Home,
    /// Its number in the book.
    pub seq: u64,
    /// The campaign whose packets it pays out.
    pub crowd_no: CrowdNo,
    /// Who gets it.
    pub user_id: UserId,
    /// How much.
    pub amount: Fen,
    /// What the user was paid out from this campaign in all, with this payout: an audit that reads while
    /// users are paid tells by it which payouts a wallet counts.
    pub total: Fen,
    /// When.
    pub at: Timestamp,
}

impl Kind for Payout {
    const NAME: &'static str = "payout";
    const NUMBERED: bool = true;
    const OF_CAMPAIGN: bool = true;
    type Id = (CrowdNo, u64);
    type Held = Self;

    fn id(&self) -> Self::Id {
        (self.crowd_no.clone(), self.seq)
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
        format!("payout {}/{}", self.home.number(), self.seq)
    }

    fn place(&self) -> String {
        padded(self.seq)
    }
}
