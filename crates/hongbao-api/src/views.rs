//! Rows and values that several operations share.

pub(crate) mod campaign_view;
pub(crate) mod clock_view;
pub(crate) mod paging;
