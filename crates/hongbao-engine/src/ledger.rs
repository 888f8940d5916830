//! Where money moves. Every fen goes from one account to another by a row that is never changed:
//! what a merchant pays into a campaign, what a user draws from it, what goes back at the end.
//!
//! The rows of a home, and the campaigns it creates, are numbered without a gap, so that a lost one
//! shows. A draw's row is its transfer, its receipt and its event in one.

use std::sync::Arc;

use crate::{Books, Campaign, CrowdNo, Fault, Fen, Home, Record, Stop, Timestamp, UserId, mint};

/// What tells one draw of a campaign from another: the caller's number, or the user where none is
/// given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(Arc<str>);

/// What stands before a user's number in a slot; no caller's number holds it.
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
    /// The how many-th draw of the campaign it is, from 1: what its chance was reckoned from.
    pub n: u64,
    /// When.
    pub at: Timestamp,
}

impl Draw {
    /// The transfer's number, as the platform writes it.
    #[must_use]
    pub fn biz_no(&self) -> String {
        mint::biz_no(self.home, self.seq, self.at)
    }
}

/// A movement between a merchant and a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The book it stands in.
    pub home: Home,
    /// Its number in the book.
    pub seq: u64,
    /// Which way it goes.
    pub course: Course,
    /// The campaign.
    pub crowd_no: CrowdNo,
    /// How much.
    pub amount: Fen,
    /// When.
    pub at: Timestamp,
}

/// Which way a transfer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Course {
    /// The merchant pays: funding to pool.
    Fund,
    /// What is left goes back: pool to funding.
    Return,
}

/// A movement that a command asks for.
#[derive(Debug)]
pub(crate) enum Move {
    /// The whole budget, from the merchant.
    Fund,
    /// All that is left, to the merchant.
    Return,
    /// A packet, to a user.
    Draw { slot: Slot, user_id: UserId, amount: Fen, named: bool },
}

impl Books {
    /// Moves money, and gives the campaign with its new balance, which the caller writes back with
    /// whatever else it changes. Nothing else in the engine moves money.
    ///
    /// # Errors
    ///
    /// [`Fault::Unbalanced`] for what would leave less than nothing: the caller must have asked first.
    pub(crate) fn post(&mut self, campaign: &Campaign, movement: Move) -> Result<Campaign, Stop> {
        let mut after = campaign.clone();
        let funds = &mut after.funds;
        let (home, crowd_no, at) = (campaign.home, campaign.crowd_no.clone(), self.now());
        let (amount, record) = match movement {
            Move::Fund => {
                let amount = funds.total;
                funds.pool = funds.pool.plus(amount);
                let course = Course::Fund;
                let seq = self.next()?;
                (amount, Record::Transfer(Transfer { home, seq, course, crowd_no, amount, at }))
            }
            Move::Return => {
                let amount = funds.pool;
                funds.pool = Fen::ZERO;
                funds.returned = funds.returned.plus(amount);
                let course = Course::Return;
                let seq = self.next()?;
                (amount, Record::Transfer(Transfer { home, seq, course, crowd_no, amount, at }))
            }
            Move::Draw { slot, user_id, amount, named } => {
                funds.pool = funds.pool.minus(amount);
                funds.sent = funds.sent.plus(amount);
                funds.draws = funds.draws.saturating_add(1);
                let (n, seq) = (funds.draws, self.next()?);
                let draw = Draw { home, seq, crowd_no, slot, user_id, amount, named, n, at };
                (amount, Record::Draw(Arc::new(draw)))
            }
        };
        let balanced = funds.pool.plus(funds.sent).plus(funds.returned) == funds.total;
        if amount <= Fen::ZERO || funds.pool < Fen::ZERO || !balanced {
            return Err(Stop::Faulty(Fault::Unbalanced));
        }
        self.put(record)?;
        Ok(after)
    }
}
