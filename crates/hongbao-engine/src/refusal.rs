//! Why the engine says no. A refusal carries data and no text: each method's table words it.

/// A business refusal, with what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// No campaign has this number.
    CampaignUnknown,
    /// The campaign belongs to another merchant.
    CampaignForeign,
    /// No voucher of the caller's has this number.
    VoucherUnknown,
}

/// A refusal without its data: what the tables are keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// See [`Refusal::CampaignUnknown`].
    CampaignUnknown,
    /// See [`Refusal::CampaignForeign`].
    CampaignForeign,
    /// See [`Refusal::VoucherUnknown`].
    VoucherUnknown,
}

impl Refusal {
    /// Which kind of refusal it is.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::CampaignUnknown => Cause::CampaignUnknown,
            Self::CampaignForeign => Cause::CampaignForeign,
            Self::VoucherUnknown => Cause::VoucherUnknown,
        }
    }
}
