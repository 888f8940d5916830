//! Movements: money goes from one account to another, and the row that says so is written.

use std::sync::Arc;

use crate::ledger::account::{Account, Balances, Posting, Unposted};
use crate::{
    Books, Campaign, Compared, CrowdNo, Direction, Draw, Fault, Fen, Funds, Key, Payout, Record,
    Refusal, Slot, Stop, Tallied, Tally, Transfer, UserId,
};

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
            Row::Transfer(transfer) => transfer.into(),
            Row::Draw(draw) => draw.into(),
            Row::Payout(payout) => payout.into(),
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

    /// Pays out all that a user drew from a campaign and was not paid out.
    ///
    /// # Errors
    ///
    /// [`Refusal::CampaignUnknown`]; [`Refusal::WalletEmpty`] if there is nothing to pay out.
    pub fn pay_out(&mut self, no: &CrowdNo, user_id: &UserId) -> Result<Payout, Stop> {
        let wallet = Key::Tally((no.clone(), user_id.clone()));
        self.need(&[Key::Campaign(no.clone()), wallet, Key::Lane(())])?;
        let campaign = self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?;
        let tally = self.tally(no, user_id)?.unwrap_or_default();
        let amount = tally.balance().unwrap_or_default();
        if amount <= Fen::ZERO {
            let compared = Compared::Balance { left: amount, asked: amount };
            return Err(Refusal::WalletEmpty.comparing(compared));
        }
        self.drain(&campaign, (user_id, tally), amount)
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
        self.put(row)?;
        self.put(after.lane)?;
        self.put(Arc::clone(&campaign))?;
        if let Some(wallet) = after.wallet {
            self.put(wallet)?;
        }
        Ok(campaign)
    }
}
