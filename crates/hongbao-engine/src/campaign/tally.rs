//! How often a user has drawn from a campaign, and how much: one small record for all limits and for the
//! user's wallet, never a count of rows.

use crate::{CrowdNo, Fen, Home, Kind, UserId};

/// A user's draws from one campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// In all.
    pub lifetime: u32,
    /// The window that `in_window` counts, up to and with it; meaningless while that is 0.
    pub window: i64,
    /// In that window.
    pub in_window: u32,
    /// Which of the campaign's draws the last one was: an audit that reads while users draw tells by it
    /// whether this tally has moved on.
    pub last: u64,
    /// The sum of the user's draws.
    pub earned: Fen,
    /// How much of it the user was paid out.
    pub paid_out: Fen,
    /// The number of the last payout in the home's book; 0 if there was none.
    pub last_payout: u64,
}

impl Tally {
    /// What the user's wallet holds of this campaign: earned, and not paid out; `None` if it does not fit.
    #[must_use]
    pub const fn balance(&self) -> Option<Fen> {
        self.earned.checked_sub(self.paid_out)
    }
}

/// Whose draws a tally counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tallied {
    /// The campaign's home.
    pub home: Home,
    /// The campaign.
    pub crowd_no: CrowdNo,
    /// The user.
    pub user_id: UserId,
    /// How often.
    pub tally: Tally,
}

impl Kind for Tallied {
    const NAME: &'static str = "tally";
    const OF_CAMPAIGN: bool = true;
    type Id = (CrowdNo, UserId);
    type Held = Self;

    fn id(&self) -> Self::Id {
        (self.crowd_no.clone(), self.user_id.clone())
    }

    fn home(&self) -> Home {
        self.home
    }

    fn crowd_no(&self) -> Option<&CrowdNo> {
        Some(&self.crowd_no)
    }

    fn title(&self) -> String {
        format!("tally {}/{}/{}", self.home.number(), self.crowd_no, self.user_id)
    }

    fn place(&self) -> String {
        self.user_id.to_string()
    }
}
