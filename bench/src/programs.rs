//! Programs that are measured, and how they are started.

pub(crate) mod canned;
pub(crate) mod client_loop;
pub(crate) mod contestant;
pub(crate) mod peers;
pub(crate) mod sandbox;
pub(crate) mod server;
