//! What is measured, a file each.

pub(crate) mod audits;
pub(crate) mod clients;
pub(crate) mod draws;
pub(crate) mod footprint;
pub(crate) mod instructions;
pub(crate) mod lane;
pub(crate) mod latency;
pub(crate) mod throughput;
