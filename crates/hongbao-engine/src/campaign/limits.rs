//! How much an operator lets merchants do with campaigns. Default: no limit.
//!
//! What is limited is counted in records that the command loads anyway, never by counting rows.

use crate::{
    Books, Changes, Compared, Home, Key, Lane, MerchantId, NumberKey, Refusal, Stop, Timestamp,
    View, Window,
};

/// An operator's limits; `None` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CampaignLimits {
    /// Campaigns of one merchant that are paid and not settled; asked when one is created, and again when
    /// it is paid. Those that nobody pays are not among them: their merchant can neither close nor settle
    /// them, and would be held back for ever.
    pub open: Option<u32>,
    /// Campaigns of all merchants, ever. What other merchants create at the same moment is not seen,
    /// so that this one may be passed by as many.
    pub campaigns: Option<u32>,
    /// Changes of one campaign's state by its merchant, in a day.
    pub changes: Option<u32>,
}

/// Who creates a campaign, within which limits, and what its numbers follow from.
#[derive(Debug, Clone, Copy)]
pub struct Creator<'a> {
    /// The merchant's home.
    pub home: Home,
    /// The merchant.
    pub merchant: &'a MerchantId,
    /// The operator's limits.
    pub limits: CampaignLimits,
    /// Seconds from a campaign's end until what is left goes back.
    pub delay: i64,
    /// The secret that numbers follow from.
    pub key: &'a NumberKey,
}

impl Creator<'_> {
    /// What creating asks for, all at once.
    #[must_use]
    pub fn hint(&self) -> Vec<Key> {
        let mut keys = vec![Key::Lane(()), Key::Merchant(self.merchant.clone())];
        keys.extend(self.limits.campaigns.map(|_| Key::View(View::CampaignsOfOthers)));
        keys
    }
}

impl Changes {
    /// After one more at this moment.
    pub(crate) fn one_more(self, most: Option<u32>, now: Timestamp) -> Result<Self, Stop> {
        let day = Window::Day.number(now);
        let before = if self.day == day { self.count } else { 0 };
        held(Refusal::ChangesLimit, most, before.into())?;
        Ok(Self { day, count: before.saturating_add(1) })
    }
}

/// Refuses one more where there are as many as there may be.
fn held(refusal: Refusal, most: Option<u32>, given: u64) -> Result<(), Stop> {
    match most.map(u64::from) {
        Some(bound) if given >= bound => Err(refusal.comparing(Compared::Count { bound, given })),
        Some(_) | None => Ok(()),
    }
}

impl Books {
    /// Whether this merchant may create a campaign now.
    pub(crate) fn check_creator(&self, creator: &Creator<'_>) -> Result<(), Stop> {
        self.need(&creator.hint())?;
        if self.merchant(creator.merchant)?.is_some_and(|merchant| merchant.uncertified) {
            return Err(Refusal::CreatorUncertified.into());
        }
        let (lane, limits) = (self.lane()?, creator.limits);
        held(Refusal::CreatorLimit, limits.open, lane.open)?;
        if limits.campaigns.is_some() {
            let all = self.campaigns_of_others()?.saturating_add(lane.campaigns);
            held(Refusal::SystemLimit, limits.campaigns, all)?;
        }
        Ok(())
    }

    /// The next number of this home, for a new campaign, which is counted with it.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane is not loaded.
    pub fn next_campaign(&mut self) -> Result<u64, Stop> {
        let seq = self.next()?;
        let lane = self.lane()?;
        self.put(Lane { campaigns: lane.campaigns.saturating_add(1), ..lane })?;
        Ok(seq)
    }

    /// Counts a campaign that is paid now, if one more may be.
    pub(crate) fn count_paid(&mut self, most: Option<u32>) -> Result<(), Stop> {
        let lane = self.lane()?;
        held(Refusal::CreatorLimit, most, lane.open)?;
        self.put(Lane { open: lane.open.saturating_add(1), ..lane })
    }

    /// Counts a campaign that was settled.
    pub(crate) fn count_settled(&mut self) -> Result<(), Stop> {
        let lane = self.lane()?;
        self.put(Lane { open: lane.open.saturating_sub(1), ..lane })
    }
}

#[cfg(test)]
mod tests;
