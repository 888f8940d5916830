//! The registry: two adjacent lines for each method, the module and its entry, in alphabetical order.

use crate::MethodEntry;

mod cash;
pub mod marketing_campaign_cash_create;
pub mod marketing_campaign_cash_detail_query;
pub mod marketing_campaign_cash_list_query;
pub mod marketing_campaign_cash_status_modify;
pub mod marketing_campaign_cash_trigger;
pub mod marketing_voucher_query;

/// All methods.
pub const METHODS: &[MethodEntry] = &[
    MethodEntry::of::<marketing_campaign_cash_create::CashCreate>(),
    MethodEntry::of::<marketing_campaign_cash_detail_query::CashDetailQuery>(),
    MethodEntry::of::<marketing_campaign_cash_list_query::CashListQuery>(),
    MethodEntry::of::<marketing_campaign_cash_status_modify::CashStatusModify>(),
    MethodEntry::of::<marketing_campaign_cash_trigger::CashTrigger>(),
    MethodEntry::of::<marketing_voucher_query::VoucherQuery>(),
];

/// The method with this name.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static MethodEntry> {
    METHODS.iter().find(|entry| entry.spec.method.as_bytes() == name)
}
