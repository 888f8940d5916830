//! How an operation declares what it is refused for, and the rows that several operations share.
//!
//! Must not know which operation declares a row.

use hongbao_engine::Refusal;

use crate::contract::problem::status;

/// One refusal of an operation; its name and its HTTP status are the same wherever it is declared.
#[derive(Debug)]
pub struct RefusalRow {
    /// The refusal.
    pub refusal: Refusal,
    /// The field whose value is not one of its words, where that is what is refused.
    pub field: Option<&'static str>,
    /// What it means and what can be done, in Chinese.
    pub meaning: &'static str,
    /// What it means and what can be done, in English.
    pub meaning_en: &'static str,
}

impl RefusalRow {
    /// The same for a value of this field that is not one of its words.
    pub(crate) const fn of_field(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        status(self.refusal)
    }
}

/// A refusal's row.
pub(crate) const fn refused(
    refusal: Refusal,
    meaning: &'static str,
    meaning_en: &'static str,
) -> RefusalRow {
    RefusalRow { refusal, field: None, meaning, meaning_en }
}

/// Of every operation that writes.
pub(crate) const KEY_REUSED: RefusalRow = refused(
    Refusal::KeyReused,
    "这个 idempotency-key 24 小时内用于另一条命令：换一个",
    "The idempotency-key was used for another command within 24 h: take a new one",
);

/// Of operations on a campaign.
pub(crate) const CAMPAIGN_UNKNOWN: RefusalRow =
    refused(Refusal::CampaignUnknown, "没有这个编号的活动", "No campaign has this id");

/// Of operations on a merchant.
pub(crate) const MERCHANT_UNKNOWN: RefusalRow =
    refused(Refusal::MerchantUnknown, "没有这个编号的商户", "No merchant has this id");

/// Of operations on a sandbox's clock.
pub(crate) const NO_SANDBOX: RefusalRow =
    refused(Refusal::NoSandbox, "只有沙箱有时钟可调", "Only a sandbox has a clock of its own");
