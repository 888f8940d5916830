//! The registry of the admin side: two adjacent lines for each operation, as for methods.

use crate::Entry;

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
pub mod user_set;

/// All operations of the admin side.
pub const OPERATIONS: &[Entry] = &[
    Entry::task::<audit::Audit>(audit::task),
    Entry::of::<campaign_draws::CampaignDraws>(),
    Entry::of::<campaign_list::CampaignList>(),
    Entry::of::<campaign_pay::CampaignPay>(),
    Entry::of::<campaign_settle::CampaignSettle>(),
    Entry::of::<campaign_show::CampaignShow>(),
    Entry::of::<campaign_stop::CampaignStop>(),
    Entry::task::<clock_accept::ClockAccept>(clock_accept::task),
    Entry::of::<clock_set::ClockSet>(),
    Entry::of::<clock_show::ClockShow>(),
    Entry::of::<merchant_set::MerchantSet>(),
    Entry::of::<user_set::UserSet>(),
];
