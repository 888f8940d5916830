//! Draws: what a user gets from a campaign. A draw never changes.

use std::sync::Arc;

use crate::{CrowdNo, Fen, Home, Kind, Timestamp, UserId};

/// What tells one draw of a campaign from another: the caller's number, or the user where none is
/// given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(Arc<str>);

/// What stands before a user's id in a slot; no caller's number holds it.
const USER_SLOT: char = '~';

impl Slot {
    /// The slot of a caller's own number: letters, digits and underscores, at most 96; `None` if it is
    /// none.
    #[must_use]
    pub fn named(out_biz_no: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let fits = !out_biz_no.is_empty() && out_biz_no.len() <= 96;
        (fits && out_biz_no.chars().all(plain)).then(|| Self(out_biz_no.into()))
    }

    /// The one slot that a user has where the caller gives no number.
    #[must_use]
    pub fn of_user(user: &UserId) -> Self {
        Self(format!("{USER_SLOT}{user}").into())
    }

    /// A slot as a store keeps it.
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// Its text, as a store keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The caller's number, where one was given.
    #[must_use]
    pub fn out_biz_no(&self) -> Option<&str> {
        (!self.0.starts_with(USER_SLOT)).then_some(&self.0)
    }
}

/// One packet that a user drew: pool to wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The book it stands in.
    pub home: Home,
    /// Its number in the book.
    pub seq: u64,
    /// The campaign whose pool it came from.
    pub crowd_no: CrowdNo,
    /// Which of the campaign's draws it is.
    pub slot: Slot,
    /// Who drew it.
    pub user_id: UserId,
    /// How much.
    pub amount: Fen,
    /// Whether the caller named the amount; where not, it follows from the campaign.
    pub named: bool,
    /// The ordinal of the draw within its campaign, from 1; a random packet follows from it.
    pub n: u64,
    /// When.
    pub at: Timestamp,
}

impl Kind for Draw {
    const NAME: &'static str = "draw";
    const NUMBERED: bool = true;
    const OF_CAMPAIGN: bool = true;
    type Id = (CrowdNo, Slot);
    type Held = Arc<Self>;

    fn id(&self) -> Self::Id {
        (self.crowd_no.clone(), self.slot.clone())
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
        format!("draw {}/{}", self.home.number(), self.seq)
    }

    fn place(&self) -> String {
        self.slot.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests;
