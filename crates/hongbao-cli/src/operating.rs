//! The commands of an operator: operations of the admin side, the audit, a campaign recomputed.

pub(crate) mod admin;
pub(crate) mod audit;
pub(crate) mod campaign_verify;
pub(crate) mod server;
