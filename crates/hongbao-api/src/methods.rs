//! The registry: two adjacent lines for each method, the module and its entry, in alphabetical order.

use crate::Entry;

mod marketing_campaign_cash_detail_query;

/// All methods.
pub const METHODS: &[Entry] = &[
    Entry::of::<marketing_campaign_cash_detail_query::CashDetailQuery>(), //
];

/// The method with this name.
#[must_use]
pub fn find(name: &[u8]) -> Option<&'static Entry> {
    METHODS.iter().find(|entry| entry.spec.method.as_bytes() == name)
}
