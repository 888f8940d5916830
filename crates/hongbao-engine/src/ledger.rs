//! Where money moves. Every fen goes from one account to another by a row that is never changed:
//! what a merchant pays into a campaign, what a user draws from it, what goes back at the end.
//!
//! The rows of a home, and the campaigns it creates, are numbered without a gap, so that a lost one
//! shows. A draw's row is its transfer, its receipt and its event in one.

pub(crate) mod account;
pub(crate) mod gap;
pub(crate) mod lane;
pub(crate) mod number_key;
pub(crate) mod numbering;
pub(crate) mod payout;

use std::sync::Arc;

use self::account::{Account, Balances, Posting, Unposted};
use self::payout::Payout;
use crate::books::record::padded;
use crate::{
    Books, Campaign, CrowdNo, Fault, Fen, Funds, Home, Key, Kind, Record, Stop, Tallied, Tally,
    Timestamp, UserId,
};

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
    /// The ordinal of the draw within its campaign, from 1; a random packet follows from it.
    pub n: u64,
    /// When.
    pub at: Timestamp,
}

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

impl Kind for Draw {
    const NAME: &'static str = "draw";
    type Id<'a> = (&'a CrowdNo, &'a Slot);
    type Held = Arc<Self>;

    fn key_of((crowd_no, slot): Self::Id<'_>) -> Key {
        Key::Draw(crowd_no.clone(), slot.clone())
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Draw(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Draw(self.crowd_no.clone(), self.slot.clone())
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

impl Kind for Transfer {
    const NAME: &'static str = "transfer";
    type Id<'a> = u64;
    type Held = Self;

    fn key_of(seq: Self::Id<'_>) -> Key {
        Key::Transfer(seq)
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Transfer(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Transfer(self.seq)
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

/// A packet that a user is to get.
#[derive(Debug)]
pub(crate) struct Packet {
    pub(crate) slot: Slot,
    pub(crate) user_id: UserId,
    pub(crate) amount: Fen,
    pub(crate) named: bool,
}

/// The row of a movement.
#[derive(Debug)]
enum Row {
    Transfer(Transfer),
    Draw(Arc<Draw>),
    Payout(Payout),
}

impl Row {
    fn posting(&self) -> Posting {
        let (from, to, amount) = match self {
            Self::Transfer(Transfer { direction: Direction::Fund, amount, .. }) => {
                (Account::Funding, Account::Pool, *amount)
            }
            Self::Transfer(Transfer { direction: Direction::Return, amount, .. }) => {
                (Account::Pool, Account::Funding, *amount)
            }
            Self::Draw(draw) => (Account::Pool, Account::Wallet, draw.amount),
            Self::Payout(payout) => (Account::Wallet, Account::PaidOut, payout.amount),
        };
        Posting { from, to, amount }
    }
}

impl From<Row> for Record {
    fn from(row: Row) -> Self {
        match row {
            Row::Transfer(transfer) => Self::Transfer(transfer),
            Row::Draw(draw) => Self::Draw(draw),
            Row::Payout(payout) => Self::Payout(payout),
        }
    }
}

impl Books {
    /// The whole budget, from the merchant into the pool of this campaign, which is written as it is given
    /// here, with its new balance.
    ///
    /// # Errors
    ///
    /// Those of every movement: [`Fault::Unbalanced`] for what would leave less than nothing, because
    /// the caller must have asked before it moves money; [`Fault::Exhausted`] for a number that does not fit.
    pub(crate) fn fund(&mut self, campaign: Campaign) -> Result<Arc<Campaign>, Stop> {
        let amount = campaign.funds.total;
        self.transfer(campaign, Direction::Fund, amount)
    }

    /// All that is left in the pool, back to the merchant; otherwise as [`Books::fund`].
    pub(crate) fn give_back(&mut self, campaign: Campaign) -> Result<Arc<Campaign>, Stop> {
        let amount = campaign.funds.pool;
        self.transfer(campaign, Direction::Return, amount)
    }

    fn transfer(
        &mut self,
        campaign: Campaign,
        direction: Direction,
        amount: Fen,
    ) -> Result<Arc<Campaign>, Stop> {
        let (seq, at) = (self.next()?, self.now());
        let (home, crowd_no) = (campaign.home, campaign.crowd_no.clone());
        let transfer = Transfer { home, seq, direction, crowd_no, amount, at };
        self.post(campaign, None, Row::Transfer(transfer))
    }

    /// A packet, from the pool to the wallet of a user, who is tallied so but for the packet's amount and
    /// number; otherwise as [`Books::fund`].
    pub(crate) fn hand_out(
        &mut self,
        campaign: Campaign,
        tally: Tally,
        packet: Packet,
    ) -> Result<(Arc<Campaign>, Arc<Draw>), Stop> {
        let Packet { slot, user_id, amount, named } = packet;
        let n = campaign.funds.draws.checked_add(1).ok_or(Stop::Faulty(Fault::Exhausted))?;
        let (seq, at) = (self.next()?, self.now());
        let (home, crowd_no) = (campaign.home, campaign.crowd_no.clone());
        let funds = Funds { draws: n, ..campaign.funds };
        let campaign = Campaign { funds, ..campaign };
        let wallet = Tallied {
            home,
            crowd_no: crowd_no.clone(),
            user_id: user_id.clone(),
            tally: Tally { last: n, ..tally },
        };
        let draw = Arc::new(Draw { home, seq, crowd_no, slot, user_id, amount, named, n, at });
        let campaign = self.post(campaign, Some(wallet), Row::Draw(Arc::clone(&draw)))?;
        Ok((campaign, draw))
    }

    /// An amount, from the wallet of a user to what is paid out; otherwise as [`Books::fund`].
    pub(crate) fn drain(
        &mut self,
        campaign: &Campaign,
        (user_id, tally): (&UserId, Tally),
        amount: Fen,
    ) -> Result<Payout, Stop> {
        let total = tally.paid_out.checked_add(amount).ok_or(Stop::Faulty(Fault::Exhausted))?;
        let (seq, at) = (self.next()?, self.now());
        let (home, crowd_no, user_id) = (campaign.home, campaign.crowd_no.clone(), user_id.clone());
        let wallet = Tallied {
            home,
            crowd_no: crowd_no.clone(),
            user_id: user_id.clone(),
            tally: Tally { last_payout: seq, ..tally },
        };
        let payout = Payout { home, seq, crowd_no, user_id, amount, total, at };
        self.post(campaign.clone(), Some(wallet), Row::Payout(payout.clone()))?;
        Ok(payout)
    }

    /// Moves money: writes the row and the balances of both accounts, all or nothing. Nothing else in the
    /// engine moves any.
    fn post(
        &mut self,
        campaign: Campaign,
        wallet: Option<Tallied>,
        row: Row,
    ) -> Result<Arc<Campaign>, Stop> {
        let before = Balances { lane: self.lane()?, campaign, wallet };
        let after = before.post(row.posting()).map_err(|unposted| match unposted {
            Unposted::TooLarge => Stop::Faulty(Fault::Exhausted),
            Unposted::Unbalanced => Stop::Faulty(Fault::Unbalanced),
        })?;
        let campaign = Arc::new(after.campaign);
        self.put(row.into())?;
        self.put(Record::Lane(after.lane))?;
        self.put(Record::Campaign(Arc::clone(&campaign)))?;
        if let Some(wallet) = after.wallet {
            self.put(Record::Tally(wallet))?;
        }
        Ok(campaign)
    }
}

#[cfg(test)]
mod tests;
