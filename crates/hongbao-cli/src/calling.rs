//! The commands that call a gateway, and what a call needs: credentials, parameters, how it went.

pub(crate) mod biz_content;
pub(crate) mod call;
pub(crate) mod call_outcome;
pub(crate) mod call_steps;
pub(crate) mod credentials;
pub(crate) mod environment;
pub(crate) mod profile;
