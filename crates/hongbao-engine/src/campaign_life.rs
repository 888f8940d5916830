//! What a merchant and the clock do with a campaign: create, pay, pause, resume, close, stop, settle.

use std::sync::Arc;

use crate::ledger::Move;
use crate::mint::{campaign_secrets, crowd_no, origin_crowd_no};
use crate::{
    Books, Campaign, Changes, Creator, CrowdNo, Fault, Fen, Frequency, Funds, Home, Key, Prize,
    Record, Refusal, State, Stop, Timestamp, Timing,
};

/// How long a campaign can be paid after it was created, in seconds.
const PAYABLE: i64 = 86_400;
/// How long a campaign may run: six months, as 184 days.
const LONGEST: i32 = 184;

/// What a merchant plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The red packet's name.
    pub coupon_name: String,
    /// The text that users see in their bill.
    pub prize_msg: String,
    /// Where the cashier leads back to.
    pub merchant_link: Option<String>,
    /// How packets are sized.
    pub prize: Prize,
    /// The whole budget.
    pub total: Fen,
    /// How many packets.
    pub count: u32,
    /// How often one user may draw.
    pub frequency: Frequency,
    /// From when; `None` is from its creation.
    pub start_at: Option<Timestamp>,
    /// Until when.
    pub end_at: Timestamp,
}

/// A state that a merchant may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Nobody can draw for now.
    Pause,
    /// Again.
    Ready,
    /// For ever.
    Closed,
}

/// A change that a merchant asks for, and what the operator set about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What it shall be.
    pub target: Target,
    /// Seconds from its end until what is left goes back, if this ends it.
    pub delay: i64,
    /// How often a campaign may be changed in a day.
    pub most: Option<u32>,
}

impl Plan {
    fn check(&self, now: Timestamp) -> Result<(), Refusal> {
        let start = self.start_at.unwrap_or(now);
        let latest = start.plus_days(LONGEST);
        let late = self.start_at.is_some_and(|start| start <= now);
        if late || self.end_at <= start || self.end_at > latest {
            return Err(Refusal::TimesWrong);
        }
        match self.count {
            0 => return Err(Refusal::CountTooSmall),
            1..=10_000_000 => {}
            _ => return Err(Refusal::CountTooLarge),
        }
        match self.total.get() {
            ..100 => return Err(Refusal::AmountTooSmall),
            100..=1_000_000_000 => {}
            _ => return Err(Refusal::AmountTooLarge),
        }
        // The average is held to the bounds of a packet, without a rounding that could hide a fen.
        let (total, count) = (i128::from(self.total.get()), i128::from(self.count));
        match (total < count.saturating_mul(20), total > count.saturating_mul(20_000)) {
            (true, _) => Err(Refusal::PacketTooSmall),
            (_, true) => Err(Refusal::PacketTooLarge),
            (false, false) => Ok(()),
        }
    }
}

impl Books {
    /// Creates a campaign. Every call makes a new one: the method has no key to tell a retry by.
    ///
    /// # Errors
    ///
    /// The refusals of a merchant who may create none, and of a plan that breaks a bound.
    pub fn create(
        &mut self,
        plan: &Plan,
        creator: &Creator<'_>,
        entropy: &[u8; 32],
    ) -> Result<Arc<Campaign>, Stop> {
        let (home, now) = (creator.home, self.now());
        self.check_creator(creator)?;
        plan.check(now)?;
        let seq = self.next_campaign()?;
        let (random, seed) = campaign_secrets(entropy);
        let campaign = Arc::new(Campaign {
            crowd_no: crowd_no(home, seq, &random).ok_or(Stop::Faulty(Fault::WrongKind))?,
            home,
            seq,
            origin_crowd_no: origin_crowd_no(home, seq, now),
            coupon_name: plan.coupon_name.clone(),
            prize_msg: plan.prize_msg.clone(),
            merchant_link: plan.merchant_link.clone(),
            prize: plan.prize,
            seed,
            frequency: plan.frequency,
            funds: Funds::new(plan.total, plan.count),
            timing: Timing {
                created_at: now,
                paid_at: None,
                start_at: plan.start_at.unwrap_or(now),
                end_at: plan.end_at,
                over_at: plan.end_at,
                paused: false,
                settle_at: None,
                settled_at: None,
            },
            reference: None,
            stopped: false,
            changes: Changes::default(),
        });
        self.put(Record::Campaign(Arc::clone(&campaign)))?;
        Ok(campaign)
    }

    /// Records that the merchant has paid. The same reference again is the same payment.
    ///
    /// # Errors
    ///
    /// [`Refusal::PaidOtherwise`], [`Refusal::TooLateToPay`].
    pub fn pay(
        &mut self,
        no: &CrowdNo,
        reference: &str,
        delay: i64,
    ) -> Result<Arc<Campaign>, Stop> {
        self.need(&[Key::Campaign(no.clone()), Key::Lane])?;
        let (campaign, now) = (self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?, self.now());
        if campaign.timing.paid_at.is_some() {
            return match campaign.reference.as_deref() == Some(reference) {
                true => Ok(campaign),
                false => Err(Refusal::PaidOtherwise.into()),
            };
        }
        let payable_until = campaign.timing.created_at.plus_secs(PAYABLE);
        if now > payable_until || now >= campaign.timing.end_at {
            return Err(Refusal::TooLateToPay.into());
        }
        let mut campaign = self.post(&campaign, Move::Fund)?;
        campaign.timing.paid_at = Some(now);
        campaign.timing.settle_at = Some(campaign.timing.end_at.plus_secs(delay));
        campaign.reference = Some(reference.to_owned());
        self.count_paid()?;
        self.keep_campaign(campaign)
    }

    /// Changes the state as its merchant wants it.
    ///
    /// # Errors
    ///
    /// [`Refusal::StateFixed`] where nothing can be changed, [`Refusal::ChangesLimit`].
    pub fn modify(
        &mut self,
        no: &CrowdNo,
        caller: Home,
        change: &Change,
    ) -> Result<Arc<Campaign>, Stop> {
        let (campaign, now) = (self.campaign_of(no, caller)?, self.now());
        let mut timing = campaign.timing;
        match (timing.state(now), change.target) {
            (State::Ready, Target::Ready) | (State::Pause, Target::Pause) => return Ok(campaign),
            (State::Pause, Target::Ready) => timing.paused = false,
            (State::Ready, Target::Pause) => timing.paused = true,
            (State::Ready | State::Pause, Target::Closed) => {
                timing.over_at = now;
                timing.settle_at = Some(now.plus_secs(change.delay));
            }
            (State::Created | State::Paid | State::Closed | State::Settle, _) => {
                return Err(Refusal::StateFixed.into());
            }
        }
        let changes = campaign.changes.one_more(change.most, now)?;
        self.keep_campaign(Campaign { timing, changes, ..Campaign::clone(&campaign) })
    }

    /// Stops a campaign in an emergency, or lets it go on: only drawing is concerned.
    ///
    /// # Errors
    ///
    /// [`Refusal::CampaignUnknown`].
    pub fn stop(&mut self, no: &CrowdNo, stopped: bool) -> Result<Arc<Campaign>, Stop> {
        let campaign = self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?;
        self.keep_campaign(Campaign { stopped, ..Campaign::clone(&campaign) })
    }

    /// Returns what was not drawn, if the campaign is over. A second time changes nothing.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotOver`] while it can still be drawn from, or was never paid.
    pub fn settle(&mut self, no: &CrowdNo) -> Result<Arc<Campaign>, Stop> {
        self.need(&[Key::Campaign(no.clone()), Key::Lane])?;
        let (campaign, now) = (self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?, self.now());
        match campaign.timing.state(now) {
            State::Settle => return Ok(campaign),
            State::Closed => {}
            State::Created | State::Paid | State::Ready | State::Pause => {
                return Err(Refusal::NotOver.into());
            }
        }
        let mut campaign = match campaign.funds.pool {
            Fen::ZERO => Campaign::clone(&campaign),
            _ => self.post(&campaign, Move::Return)?,
        };
        campaign.timing.settled_at = Some(now);
        self.count_settled()?;
        self.keep_campaign(campaign)
    }

    fn keep_campaign(&mut self, campaign: Campaign) -> Result<Arc<Campaign>, Stop> {
        let campaign = Arc::new(campaign);
        self.put(Record::Campaign(Arc::clone(&campaign)))?;
        Ok(campaign)
    }
}

#[cfg(test)]
mod tests;
