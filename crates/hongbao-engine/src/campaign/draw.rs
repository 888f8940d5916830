//! One user draws one packet: what must hold first, in which order, and how large the packet is.

use std::sync::Arc;

use crate::ledger::movement::Packet;
use crate::{
    Books, Campaign, Compared, CrowdNo, Draw, Fen, Frequency, Home, Key, Prize, Refusal, Slot,
    State, Stop, Tally, Timestamp, UserId, fixed_packet, random_packet,
};

/// The largest packet that a caller may name.
const LARGEST: Fen = Fen::new(20_000);

/// What a caller asks for, resolved: users by id, money in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRequest {
    /// The campaign.
    pub crowd_no: CrowdNo,
    /// Who draws.
    pub user_id: UserId,
    /// Which draw it is; a retry gets the original draw.
    pub slot: Slot,
    /// The packet's amount, where the caller names it.
    pub amount: Option<Fen>,
}

/// A draw, and whether it had happened before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The campaign, after the draw.
    pub campaign: Arc<Campaign>,
    /// The draw.
    pub draw: Arc<Draw>,
    /// Whether an earlier call drew it.
    pub repeated: bool,
}

impl DrawRequest {
    /// What drawing it asks for, all at once.
    #[must_use]
    pub fn hint(&self) -> Vec<Key> {
        vec![
            Key::Campaign(self.crowd_no.clone()),
            Key::Draw((self.crowd_no.clone(), self.slot.clone())),
            Key::Tally((self.crowd_no.clone(), self.user_id.clone())),
            Key::User(self.user_id.clone()),
            Key::Lane(()),
        ]
    }
}

impl Books {
    /// Draws a packet for the merchant whose home is `caller`.
    ///
    /// An order that was served before is answered before anything else is asked: a retry after the
    /// last packet must not hear that the campaign is over.
    ///
    /// # Errors
    ///
    /// The refusals of the method, in the order of the lines below.
    pub fn draw(
        &mut self,
        order: &DrawRequest,
        caller: Home,
        rules: &Rules,
    ) -> Result<Drawn, Stop> {
        let drawn = self.draw_of_loaded(order, caller, rules);
        if let Err(Stop::Missing(_)) = &drawn {
            // All at once. Mostly nothing is missing, and what happens most does not ask twice.
            self.need(&order.hint())?;
        }
        drawn
    }

    fn draw_of_loaded(
        &mut self,
        order: &DrawRequest,
        caller: Home,
        rules: &Rules,
    ) -> Result<Drawn, Stop> {
        let campaign = self.campaign_of(&order.crowd_no, caller)?;
        if let Some(draw) = self.draw_in(&order.crowd_no, &order.slot)? {
            return if draw.user_id == order.user_id {
                Ok(Drawn { campaign, draw, repeated: true })
            } else {
                Err(Refusal::SlotOfAnother.into())
            };
        }
        self.check_open(&campaign)?;
        self.check_user(&order.user_id, rules)?;
        let tally = self.tally(&order.crowd_no, &order.user_id)?.unwrap_or_default();
        let tally = tally.one_more(&campaign.frequency, self.now())?;
        let amount = packet(&campaign, order.amount)?;
        let (slot, user_id) = (order.slot.clone(), order.user_id.clone());
        let packet = Packet { slot, user_id, amount, named: order.amount.is_some() };
        let (campaign, draw) = self.hand_out(Campaign::clone(&campaign), tally, packet)?;
        Ok(Drawn { campaign, draw, repeated: false })
    }

    fn check_open(&self, campaign: &Campaign) -> Result<(), Stop> {
        let (timing, now) = (&campaign.timing, self.now());
        let held = |refusal: Refusal, bound| Err(refusal.comparing(Compared::Time { bound, now }));
        match timing.state(now) {
            // The platform speaks of a campaign that was not paid as of one that is not there.
            State::Created => Err(Refusal::CampaignUnknown.into()),
            State::Closed | State::Settle => held(Refusal::CampaignOver, timing.over_at),
            State::Paid => held(Refusal::CampaignNotStarted, timing.start_at),
            State::Pause => Err(Refusal::CampaignNotStarted.into()),
            State::Ready if campaign.stopped => Err(Refusal::CampaignStopped.into()),
            State::Ready => Ok(()),
        }
    }

    fn check_user(&self, id: &UserId, rules: &Rules) -> Result<(), Stop> {
        if rules.merchant_user.as_ref() == Some(id) {
            return Err(Refusal::UserIsCreator.into());
        }
        let Some(user) = self.user(id)? else {
            return if rules.users_are_open { Ok(()) } else { Err(Refusal::UserUnknown.into()) };
        };
        match user {
            user if user.enterprise => Err(Refusal::UserIsEnterprise.into()),
            user if user.uncertified => Err(Refusal::UserUncertified.into()),
            user if user.risky => Err(Refusal::UserRisky.into()),
            _ => Ok(()),
        }
    }
}

impl Tally {
    /// The tally after one more draw at this moment; which draw it is, the caller says.
    pub(crate) fn one_more(self, limits: &Frequency, now: Timestamp) -> Result<Self, Stop> {
        if self.lifetime >= limits.lifetime {
            let compared =
                Compared::Count { bound: limits.lifetime.into(), given: self.lifetime.into() };
            return Err(Refusal::LifetimeLimit.comparing(compared));
        }
        let lifetime = self.lifetime.saturating_add(1);
        let Some((window, most)) = limits.window else {
            return Ok(Self { lifetime, ..self });
        };
        let number = window.number(now);
        // Time in a lane never goes back, so a later window than this one was written down on purpose,
        // to keep a user at the limit until then.
        let before = if self.window >= number { self.in_window } else { 0 };
        if before >= most {
            let compared = Compared::Count { bound: most.into(), given: before.into() };
            return Err(Refusal::WindowLimit.comparing(compared));
        }
        Ok(Self { lifetime, window: number, in_window: before.saturating_add(1), ..self })
    }
}

/// What an operator decides about drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether every well-formed user id is a user's.
    pub users_are_open: bool,
    /// The merchant's own user id, which may not draw from its own campaigns.
    pub merchant_user: Option<UserId>,
}

/// How large the next packet of a campaign is. A fixed campaign has as many as were planned, whatever
/// amounts callers named; settlement refunds what is then left in its pool. A random one has
/// packets as long as it has money.
fn packet(campaign: &Campaign, named: Option<Fen>) -> Result<Fen, Stop> {
    let funds = &campaign.funds;
    let planned = u64::from(funds.count);
    if campaign.prize == Prize::Fixed && funds.draws >= planned {
        let compared = Compared::Count { bound: planned, given: funds.draws };
        return Err(Refusal::BudgetInsufficient.comparing(compared));
    }
    let wanted = match (named, campaign.prize) {
        (Some(given), _) if given > LARGEST => {
            let compared = Compared::Amount { bound: LARGEST, given };
            return Err(Refusal::BudgetInsufficient.comparing(compared));
        }
        (Some(amount), _) => amount,
        (None, Prize::Fixed) => fixed_packet(funds.total, funds.count),
        (None, Prize::Random) => {
            let n = funds.draws.saturating_add(1);
            let chance = (&campaign.crowd_no, n);
            random_packet(funds.total, funds.count, &campaign.seed, chance).min(funds.pool)
        }
    };
    if wanted <= Fen::ZERO || wanted > funds.pool {
        let compared = Compared::Balance { left: funds.pool, asked: wanted };
        return Err(Refusal::BudgetInsufficient.comparing(compared));
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests;
