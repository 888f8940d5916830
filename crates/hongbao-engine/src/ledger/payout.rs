//! Payouts: what a user drew from a campaign leaves the wallet, because the operator has paid it out.

use crate::books::record::padded;
use crate::{
    Books, Compared, CrowdNo, Fen, Home, Key, Kind, Record, Refusal, Stop, Timestamp, UserId,
};

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
    type Id<'a> = (&'a CrowdNo, u64);
    type Held = Self;

    fn key_of((crowd_no, seq): Self::Id<'_>) -> Key {
        Key::Payout(crowd_no.clone(), seq)
    }

    fn of(record: &Record) -> Option<&Self::Held> {
        if let Record::Payout(it) = record { Some(it) } else { None }
    }

    fn key(&self) -> Key {
        Key::Payout(self.crowd_no.clone(), self.seq)
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

impl Books {
    /// Pays out all that a user drew from a campaign and was not paid out.
    ///
    /// # Errors
    ///
    /// [`Refusal::CampaignUnknown`]; [`Refusal::WalletEmpty`] if there is nothing to pay out.
    pub fn pay_out(&mut self, no: &CrowdNo, user_id: &UserId) -> Result<Payout, Stop> {
        let wallet = Key::Tally(no.clone(), user_id.clone());
        self.need(&[Key::Campaign(no.clone()), wallet, Key::Lane])?;
        let campaign = self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?;
        let tally = self.tally(no, user_id)?.unwrap_or_default();
        let amount = tally.balance().unwrap_or_default();
        if amount <= Fen::ZERO {
            let compared = Compared::Balance { left: amount, asked: amount };
            return Err(Refusal::WalletEmpty.comparing(compared));
        }
        self.drain(&campaign, (user_id, tally), amount)
    }
}
