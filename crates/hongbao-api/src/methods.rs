//! The registry: two adjacent lines for each method, the module and its entry, in alphabetical order.

use crate::Entry;

pub mod marketing_campaign_cash_detail_query;
pub mod marketing_voucher_query;

pub(crate) const ENTRIES: &[Entry] = &[
    Entry::of::<marketing_campaign_cash_detail_query::CashDetailQuery>(),
    Entry::of::<marketing_voucher_query::VoucherQuery>(),
];
