//! The registry: two adjacent lines for each method, the module and its entry, in alphabetical order.

use crate::Entry;

pub mod marketing_campaign_cash_create;
pub mod marketing_campaign_cash_detail_query;
pub mod marketing_campaign_cash_list_query;
pub mod marketing_campaign_cash_status_modify;
pub mod marketing_campaign_cash_trigger;
pub mod marketing_voucher_query;

/// All methods.
pub const METHODS: &[Entry] = &[
    Entry::of::<marketing_campaign_cash_create::CashCreate>(),
    Entry::of::<marketing_campaign_cash_detail_query::CashDetailQuery>(),
    Entry::of::<marketing_campaign_cash_list_query::CashListQuery>(),
    Entry::of::<marketing_campaign_cash_status_modify::CashStatusModify>(),
    Entry::of::<marketing_campaign_cash_trigger::CashTrigger>(),
    Entry::of::<marketing_voucher_query::VoucherQuery>(),
];

/// The method with this name.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static Entry> {
    METHODS.iter().find(|entry| entry.spec.method.as_bytes() == name)
}
