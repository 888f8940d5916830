//! The proof of the ledger: what must hold of its records, however they were written.
//!
//! It reads nothing. The reader hands the records in, in the order that each check asks for; they need
//! not be of one moment, and users may go on drawing meanwhile.

mod book;
mod campaign;
mod sum;
mod suspect;

use std::fmt::Display;

use crate::Record;

pub use book::BookAudit;
pub use campaign::CampaignAudit;
pub use suspect::Suspect;

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// Each record can be read. The reader sees this one.
    Readable,
    /// Each record of money lies in a home that has a lane, and belongs to a campaign that is there.
    Known,
    /// The numbers of a book are given once each, without a gap, up to the lane's counter.
    Numbered,
    /// A lane counts its campaigns, and those of them that are paid and not settled.
    Counted,
    /// Of a paid campaign, total = pool + sent + returned; of an unpaid one, nothing has moved.
    Balanced,
    /// What the merchant has paid in is the total, once it is paid.
    Funded,
    /// What has gone back is what the campaign says.
    Returned,
    /// When a campaign is settled all that was not drawn goes back, and nothing before.
    Settled,
    /// What was sent is the sum of the draws, and not more than the total.
    Sent,
    /// A campaign's draws are numbered from 1, each number once.
    Drawn,
    /// A fixed campaign gives no more packets than were planned.
    Planned,
    /// Each movement is of more than nothing.
    Positive,
    /// A draw for which the caller gave no number is in its user's slot.
    Slotted,
    /// A user's tally counts the user's draws.
    Tallied,
    /// No user has drawn more often than the campaign allows.
    Limited,
    /// A lane's accounts are the sums of the movements in its book.
    Accounted,
    /// A user's wallet is the sum of the user's draws.
    Earned,
    /// What a user was paid out is the sum of the payouts, and no more than was drawn.
    PaidOut,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Readable,
        Self::Known,
        Self::Numbered,
        Self::Counted,
        Self::Balanced,
        Self::Funded,
        Self::Returned,
        Self::Settled,
        Self::Sent,
        Self::Drawn,
        Self::Planned,
        Self::Positive,
        Self::Slotted,
        Self::Tallied,
        Self::Limited,
        Self::Accounted,
        Self::Earned,
        Self::PaidOut,
    ];
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// What should hold.
    pub invariant: Invariant,
    /// The record that breaks it: its kind and its key, such as `draw 1/7`.
    pub record: String,
    /// What was found; money in fen.
    pub found: String,
    /// What was expected; money in fen.
    pub expected: String,
}

/// What does not hold, up to so many things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The first ones.
    pub broken: Vec<Broken>,
    /// Whether there are more.
    pub more: bool,
    most: usize,
}

impl Findings {
    /// Nothing yet, of which so many are kept.
    #[must_use]
    pub fn up_to(most: usize) -> Self {
        Self { broken: Vec::new(), more: false, most }
    }

    /// One more.
    pub fn add(
        &mut self,
        invariant: Invariant,
        record: impl Into<String>,
        found: impl Display,
        expected: impl Display,
    ) {
        if self.broken.len() >= self.most {
            self.more = true;
            return;
        }
        let (record, found, expected) = (record.into(), found.to_string(), expected.to_string());
        self.broken.push(Broken { invariant, record, found, expected });
    }

    /// One more, unless the two are the same.
    fn hold<T: PartialEq + Display>(
        &mut self,
        invariant: Invariant,
        record: &str,
        found: T,
        expected: T,
    ) {
        if found != expected {
            self.add(invariant, record, found, expected);
        }
    }

    /// A record that belongs nowhere.
    pub fn orphan(&mut self, record: &Record) {
        self.add(Invariant::Known, record.title(), "an orphan", "its lane and its campaign");
    }

    /// Those of others, too.
    pub fn absorb(&mut self, others: Self) {
        self.more |= others.more;
        for Broken { invariant, record, found, expected } in others.broken {
            self.add(invariant, record, found, expected);
        }
    }

    /// Whether all held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.broken.is_empty() && !self.more
    }
}

#[cfg(test)]
mod tests;
