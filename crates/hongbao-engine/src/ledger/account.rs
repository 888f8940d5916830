//! Accounts: where a home's money lies. A movement takes from one account and gives to another, and the
//! records that keep their balances are changed together, here and nowhere else.
//!
//! It knows neither rows nor books.

use crate::{Campaign, Fen, Lane, Tallied};

/// An account of one home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// The merchant's, outside: what it paid in and was not refunded, with a minus sign.
    Funding,
    /// A campaign's pool.
    Pool,
    /// What a user drew from a campaign and was not paid out.
    Wallet,
    /// What users were paid out.
    PaidOut,
}

/// A movement of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) from: Account,
    pub(crate) to: Account,
    pub(crate) amount: Fen,
}

/// The records that keep the balances of the accounts that a movement may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balances {
    /// Keeps what is funded and what is paid out.
    pub(crate) lane: Lane,
    /// Keeps the pool, and what has left it, by where it went.
    pub(crate) campaign: Campaign,
    /// Keeps a user's wallet; `None` if no user has part in the movement.
    pub(crate) wallet: Option<Tallied>,
}

/// Why a movement may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unposted {
    /// A balance would not fit.
    TooLarge,
    /// It is of nothing or less, or would leave an account with less than nothing.
    Unbalanced,
}

impl Balances {
    /// The balances after a movement.
    ///
    /// # Errors
    ///
    /// Why it may not be.
    pub(crate) fn post(mut self, posting: Posting) -> Result<Self, Unposted> {
        let Posting { from, to, amount } = posting;
        let sum = self.sum();
        self.take(from, amount).ok_or(Unposted::TooLarge)?;
        self.give(to, amount).ok_or(Unposted::TooLarge)?;
        let is_sound = amount > Fen::ZERO && self.are_covered() && self.sum() == sum;
        if is_sound { Ok(self) } else { Err(Unposted::Unbalanced) }
    }

    /// `None` if it does not fit.
    fn take(&mut self, from: Account, amount: Fen) -> Option<()> {
        match from {
            Account::Funding => add(&mut self.lane.funded, amount),
            Account::Pool => subtract(&mut self.campaign.funds.pool, amount),
            Account::Wallet => add(&mut self.wallet.as_mut()?.tally.paid_out, amount),
            // It has left, and does not come back.
            Account::PaidOut => None,
        }
    }

    /// `None` if it does not fit.
    fn give(&mut self, to: Account, amount: Fen) -> Option<()> {
        let funds = &mut self.campaign.funds;
        match to {
            Account::Funding => {
                add(&mut funds.returned, amount)?;
                subtract(&mut self.lane.funded, amount)
            }
            Account::Pool => add(&mut funds.pool, amount),
            Account::Wallet => {
                add(&mut funds.sent, amount)?;
                add(&mut self.wallet.as_mut()?.tally.earned, amount)
            }
            Account::PaidOut => add(&mut self.lane.paid_out, amount),
        }
    }

    /// Whether no account has less than nothing, and a campaign's parts are its total.
    fn are_covered(&self) -> bool {
        let funds = self.campaign.funds;
        let parts = funds.pool.checked_add(funds.sent);
        let parts = parts.and_then(|parts| parts.checked_add(funds.returned));
        let wallet = self.wallet.as_ref().map(|wallet| wallet.tally);
        funds.pool >= Fen::ZERO
            && parts == Some(funds.total)
            && self.lane.funded >= Fen::ZERO
            && wallet.is_none_or(|wallet| wallet.paid_out <= wallet.earned)
    }

    /// The sum over all accounts, which no movement changes.
    fn sum(&self) -> i128 {
        let wallet = self.wallet.as_ref().map(|wallet| wallet.tally);
        let wallet = wallet.map_or([Fen::ZERO; 2], |wallet| [wallet.earned, wallet.paid_out]);
        let [earned, drained] = wallet.map(wide);
        let Lane { funded, paid_out, .. } = self.lane;
        let inside = [wide(self.campaign.funds.pool), earned, wide(paid_out)];
        let outside = [drained, wide(funded)];
        let sum =
            |amounts: &[i128]| amounts.iter().fold(0_i128, |sum, amount| sum.wrapping_add(*amount));
        sum(&inside).wrapping_sub(sum(&outside))
    }
}

fn add(balance: &mut Fen, amount: Fen) -> Option<()> {
    *balance = balance.checked_add(amount)?;
    Some(())
}

fn subtract(balance: &mut Fen, amount: Fen) -> Option<()> {
    *balance = balance.checked_sub(amount)?;
    Some(())
}

/// Five of these cannot overflow.
fn wide(amount: Fen) -> i128 {
    amount.get().into()
}

#[cfg(test)]
mod tests;
