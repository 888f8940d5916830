//! What tests share: a running server, requests to it, a command run to its end.

pub(crate) mod call;
pub(crate) mod canned;
pub(crate) mod random;
pub(crate) mod records;
pub(crate) mod server;
pub(crate) mod shell;
pub(crate) mod walked;
