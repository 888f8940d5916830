//! From parameters to a signed answer.

pub(crate) mod pipeline;
pub(crate) mod reply;
pub(crate) mod signer;
pub(crate) mod signing_pool;
pub(crate) mod strangers;
pub(crate) mod throttle;
pub(crate) mod trace_id;
