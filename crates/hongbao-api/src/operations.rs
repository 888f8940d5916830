//! The registry of the admin side: two adjacent lines for each operation, as for methods.

use crate::OperationEntry;

pub mod audit;
pub mod campaign_draws;
pub mod campaign_list;
pub mod campaign_pay;
pub mod campaign_settle;
pub mod campaign_show;
pub mod campaign_stop;
pub mod clock_accept;
pub mod clock_set;
pub mod clock_show;
pub mod merchant_set;
pub mod user_payout;
pub mod user_set;
pub mod user_wallet;

/// All operations of the admin side.
pub const OPERATIONS: &[OperationEntry] = &[
    OperationEntry::task::<audit::Audit>(audit::task),
    OperationEntry::of::<campaign_draws::CampaignDraws>(),
    OperationEntry::of::<campaign_list::CampaignList>(),
    OperationEntry::of::<campaign_pay::CampaignPay>(),
    OperationEntry::of::<campaign_settle::CampaignSettle>(),
    OperationEntry::of::<campaign_show::CampaignShow>(),
    OperationEntry::of::<campaign_stop::CampaignStop>(),
    OperationEntry::task::<clock_accept::ClockAccept>(clock_accept::task),
    OperationEntry::of::<clock_set::ClockSet>(),
    OperationEntry::of::<clock_show::ClockShow>(),
    OperationEntry::of::<merchant_set::MerchantSet>(),
    OperationEntry::of::<user_payout::UserPayout>(),
    OperationEntry::of::<user_set::UserSet>(),
    OperationEntry::of::<user_wallet::UserWallet>(),
];
