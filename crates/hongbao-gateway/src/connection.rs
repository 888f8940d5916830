//! Connections: how they are taken, what they may hold, and how a request comes off one.

pub(crate) mod address;
pub(crate) mod bodies;
pub(crate) mod intake;
pub(crate) mod listener;
pub(crate) mod pace;
pub(crate) mod places;
pub(crate) mod standing;
