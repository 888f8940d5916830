//! The commands besides the server, and clients in other languages.

pub(crate) mod call_command;
pub(crate) mod client;
pub(crate) mod environment;
pub(crate) mod interop;
pub(crate) mod keys;
pub(crate) mod sandbox;
pub(crate) mod sign;
pub(crate) mod terminal;
pub(crate) mod verify;
pub(crate) mod verify_answer;
pub(crate) mod verify_ways;
