//! What a merchant and the clock do with a campaign: create, pay, pause, resume, close, stop, settle.

use std::sync::Arc;

use crate::ledger::numbering::{campaign_secrets, crowd_no, origin_crowd_no};
use crate::{
    Books, Campaign, Changes, Compared, Creator, CrowdNo, Fault, Fen, Frequency, Funds, Home, Key,
    Paying, Payment, Prize, Refusal, State, Stop, Timestamp, Timing,
};

/// How long a campaign can be paid after it was created, in seconds.
const PAYABLE: i64 = 86_400;
/// How long a campaign may run: six months, as 184 days.
const LONGEST: i32 = 184;
/// How many packets a campaign may have, at least and at most.
const FEWEST: u32 = 1;
const MOST: u32 = 10_000_000;
/// How large a campaign's budget may be, at least and at most.
const CHEAPEST: Fen = Fen::new(100);
const DEAREST: Fen = Fen::new(1_000_000_000);

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
    /// The target state.
    pub target: Target,
    /// Seconds from its end until what is left goes back, if this ends it.
    pub delay: i64,
    /// How often a campaign may be changed in a day.
    pub most: Option<u32>,
}

impl Plan {
    /// Its end must leave room for all that follows, or it could never be paid.
    fn check(&self, now: Timestamp, delay: i64) -> Result<(), Stop> {
        let start = self.start_at.unwrap_or(now);
        let latest = start.plus_days(LONGEST);
        let late = self.start_at.is_some_and(|start| start <= now);
        let endless = self.end_at.plus_secs(delay) > Timestamp::LAST;
        if late || self.end_at <= start || self.end_at > latest || endless {
            return Err(Refusal::TimesWrong.comparing(Compared::Time { bound: start, now }));
        }
        let count = |bound: u32| Compared::Count { bound: bound.into(), given: self.count.into() };
        if self.count < FEWEST {
            return Err(Refusal::CountTooSmall.comparing(count(FEWEST)));
        }
        if self.count > MOST {
            return Err(Refusal::CountTooLarge.comparing(count(MOST)));
        }
        let amount = |bound| Compared::Amount { bound, given: self.total };
        if self.total < CHEAPEST {
            return Err(Refusal::AmountTooSmall.comparing(amount(CHEAPEST)));
        }
        if self.total > DEAREST {
            return Err(Refusal::AmountTooLarge.comparing(amount(DEAREST)));
        }
        // The average is held to the bounds of a packet, without a rounding that could hide a fen.
        let (total, count) = (i128::from(self.total.get()), i128::from(self.count));
        if total < count.saturating_mul(20) {
            return Err(Refusal::PacketTooSmall.into());
        }
        if total > count.saturating_mul(20_000) {
            return Err(Refusal::PacketTooLarge.into());
        }
        Ok(())
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
        plan.check(now, creator.delay)?;
        let seq = self.next_campaign()?;
        let ((random, seed), number) = (campaign_secrets(entropy), (home, seq));
        let exhausted = Stop::Faulty(Fault::Exhausted);
        let campaign = Arc::new(Campaign {
            crowd_no: crowd_no(creator.key, number, &random)
                .ok_or(Stop::Faulty(Fault::WrongKind))?,
            home,
            seq,
            origin_crowd_no: origin_crowd_no(creator.key, number, now).ok_or(exhausted)?,
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
        self.put(Arc::clone(&campaign))?;
        Ok(campaign)
    }

    /// Records that the merchant has paid. The same reference again is the same payment.
    ///
    /// # Errors
    ///
    /// [`Refusal::PaidOtherwise`], [`Refusal::TooLateToPay`], [`Refusal::ReferenceUsed`], or
    /// [`Refusal::CreatorLimit`]: a campaign is open from now on, and only so many may be.
    pub fn pay(&mut self, no: &CrowdNo, paying: &Paying<'_>) -> Result<Arc<Campaign>, Stop> {
        self.need(&paying.hint(no))?;
        let (campaign, now) = (self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?, self.now());
        if campaign.timing.paid_at.is_some() {
            return if campaign.reference.as_deref() == Some(paying.text()) {
                Ok(campaign)
            } else {
                Err(Refusal::PaidOtherwise.into())
            };
        }
        let payable_until = campaign.timing.created_at.plus_secs(PAYABLE);
        if now > payable_until || now >= campaign.timing.end_at {
            let bound = payable_until.min(campaign.timing.end_at);
            return Err(Refusal::TooLateToPay.comparing(Compared::Time { bound, now }));
        }
        self.take_reference(&campaign, paying)?;
        self.count_paid(paying.most)?;
        let settle_at = Some(settles(campaign.timing.end_at, paying.delay));
        let timing = Timing { paid_at: Some(now), settle_at, ..campaign.timing };
        let reference = Some(paying.text().to_owned());
        self.fund(Campaign { timing, reference, ..Campaign::clone(&campaign) })
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
                timing.settle_at = Some(settles(now, change.delay));
            }
            (State::Created, _) => return Err(Refusal::StateFixed.into()),
            (State::Paid, _) => {
                let bound = timing.start_at;
                return Err(Refusal::StateFixed.comparing(Compared::Time { bound, now }));
            }
            (State::Closed | State::Settle, _) => {
                let bound = timing.over_at;
                return Err(Refusal::StateFixed.comparing(Compared::Time { bound, now }));
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
        self.need(&[Key::Campaign(no.clone()), Key::Lane(())])?;
        let (campaign, now) = (self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?, self.now());
        match campaign.timing.state(now) {
            State::Settle => return Ok(campaign),
            State::Closed => {}
            State::Created | State::Paid | State::Ready | State::Pause => {
                let bound = campaign.timing.over_at;
                return Err(Refusal::NotOver.comparing(Compared::Time { bound, now }));
            }
        }
        self.count_settled()?;
        let timing = Timing { settled_at: Some(now), ..campaign.timing };
        let settled = Campaign { timing, ..Campaign::clone(&campaign) };
        match settled.funds.pool {
            Fen::ZERO => self.keep_campaign(settled),
            _ => self.give_back(settled),
        }
    }

    /// Writes down which campaign a payment's reference has paid, once.
    fn take_reference(&mut self, campaign: &Campaign, paying: &Paying<'_>) -> Result<(), Stop> {
        let Some(key) = paying.key() else { return Ok(()) };
        if self.has_paid(&key)? {
            return Err(Refusal::ReferenceUsed.into());
        }
        let (home, crowd_no) = (campaign.home, campaign.crowd_no.clone());
        let reference = paying.text().to_owned();
        self.put(Payment { home, reference, crowd_no })
    }

    fn keep_campaign(&mut self, campaign: Campaign) -> Result<Arc<Campaign>, Stop> {
        let campaign = Arc::new(campaign);
        self.put(Arc::clone(&campaign))?;
        Ok(campaign)
    }
}

/// When what is left of a campaign that ends at this moment goes back. A plan was held to have such a
/// moment by the delay of its day; by a longer one it may be no later than the last that there is.
fn settles(end: Timestamp, delay: i64) -> Timestamp {
    end.plus_secs(delay).min(Timestamp::LAST)
}

#[cfg(test)]
mod tests;
