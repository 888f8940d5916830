//! What operators see and do: the admin side, health, metrics, audits, and pages of others.

pub(crate) mod admin;
pub(crate) mod audits;
pub(crate) mod hosts;
pub(crate) mod metrics;
pub(crate) mod pages;
pub(crate) mod readiness;
