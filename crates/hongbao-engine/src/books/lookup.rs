//! What works ask their books for most: records by their ids, views by what is seen.

use std::sync::Arc;

use crate::{
    Books, Campaign, Compared, CrowdNo, Draw, Draws, DrawsOf, Fault, Home, Login, Merchant,
    MerchantId, Page, PageOf, Refusal, Seen, Slot, Stop, Tallied, Tally, User, UserId, View,
    Voucher, VoucherId, Wallet,
};

impl Books {
    /// The campaign with this id in this home; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn campaign(&self, no: &CrowdNo) -> Result<Option<Arc<Campaign>>, Stop> {
        Ok(self.get::<Campaign>(no.clone())?.cloned())
    }

    /// The voucher with this id in this home; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn voucher(&self, id: &VoucherId) -> Result<Option<Arc<Voucher>>, Stop> {
        Ok(self.get::<Voucher>(id.clone())?.cloned())
    }

    /// The draw of a campaign in this slot, if there was one.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn draw_in(&self, no: &CrowdNo, slot: &Slot) -> Result<Option<Arc<Draw>>, Stop> {
        Ok(self.get::<Draw>((no.clone(), slot.clone()))?.cloned())
    }

    /// How often a user has drawn from a campaign; `None` is never.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn tally(&self, no: &CrowdNo, user: &UserId) -> Result<Option<Tally>, Stop> {
        Ok(self.get::<Tallied>((no.clone(), user.clone()))?.map(|tallied| tallied.tally))
    }

    /// What is known of a user beside the number; `None` is nothing.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn user(&self, id: &UserId) -> Result<Option<&User>, Stop> {
        self.get::<User>(id.clone())
    }

    /// A page of the home's campaigns.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn page(&self, of: &PageOf) -> Result<&Page, Stop> {
        if let Seen::Page(page) = self.view(View::Page(*of))? {
            Ok(page)
        } else {
            Err(Stop::Faulty(Fault::WrongKind))
        }
    }

    /// A page of a campaign's draws.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn draws(&self, of: &DrawsOf) -> Result<&Draws, Stop> {
        if let Seen::Draws(draws) = self.view(View::Draws(of.clone()))? {
            Ok(draws)
        } else {
            Err(Stop::Faulty(Fault::WrongKind))
        }
    }

    /// What a user drew from the home's campaigns, and was paid out.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn wallet(&self, of: &UserId) -> Result<&Wallet, Stop> {
        if let Seen::Wallet(wallet) = self.view(View::Wallet(of.clone()))? {
            Ok(wallet)
        } else {
            Err(Stop::Faulty(Fault::WrongKind))
        }
    }

    /// How many campaigns were created in the other homes.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn campaigns_of_others(&self) -> Result<u64, Stop> {
        if let Seen::CampaignsOfOthers(count) = self.view(View::CampaignsOfOthers)? {
            Ok(*count)
        } else {
            Err(Stop::Faulty(Fault::WrongKind))
        }
    }

    /// How many entries of all homes are due now, and not booked.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn backlog(&self) -> Result<u64, Stop> {
        if let Seen::Backlog(count) = self.view(View::Backlog)? {
            Ok(*count)
        } else {
            Err(Stop::Faulty(Fault::WrongKind))
        }
    }

    /// The campaign with this id, if the caller created it.
    ///
    /// # Errors
    ///
    /// [`Refusal::CampaignUnknown`], [`Refusal::CampaignForeign`], or what is not loaded yet.
    pub fn campaign_of(&self, no: &CrowdNo, caller: Home) -> Result<Arc<Campaign>, Stop> {
        let campaign = self.campaign(no)?.ok_or(Refusal::CampaignUnknown)?;
        let owner = campaign.home;
        if owner == caller {
            Ok(campaign)
        } else {
            Err(Refusal::CampaignForeign.comparing(Compared::Homes { owner, caller }))
        }
    }

    /// The voucher with this id, if the caller issued it. A foreign one is as unknown as one
    /// that does not exist, so that asking reveals nothing.
    ///
    /// # Errors
    ///
    /// [`Refusal::VoucherUnknown`], or what is not loaded yet.
    pub fn voucher_of(&self, id: &VoucherId, caller: Home) -> Result<Arc<Voucher>, Stop> {
        let voucher = self.voucher(id)?.ok_or(Refusal::VoucherUnknown)?;
        let owner = voucher.home;
        if owner == caller {
            Ok(voucher)
        } else {
            Err(Refusal::VoucherUnknown.comparing(Compared::Homes { owner, caller }))
        }
    }

    /// The merchant with this id; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn merchant(&self, id: &MerchantId) -> Result<Option<&Merchant>, Stop> {
        self.get::<Merchant>(id.clone())
    }

    /// The merchant with this id, if these are its books. A directory that has changed leads elsewhere.
    ///
    /// # Errors
    ///
    /// [`Refusal::MerchantUnknown`], or what is not loaded yet.
    pub fn merchant_here(&self, id: &MerchantId) -> Result<&Merchant, Stop> {
        let known = self.merchant(id)?.filter(|known| known.home == self.home());
        known.ok_or(Refusal::MerchantUnknown.into())
    }

    /// The user who has this login; `None` if nobody has.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn user_of(&self, login_id: &str) -> Result<Option<UserId>, Stop> {
        Ok(self.get::<Login>(login_id.to_owned())?.and_then(|login| login.user_id.clone()))
    }
}
