//! What can happen to a server: crowds, kills, files of others, older databases.

pub(crate) mod crowds;
pub(crate) mod earlier;
pub(crate) mod faults;
pub(crate) mod garbage;
pub(crate) mod ground;
pub(crate) mod kill;
pub(crate) mod log;
pub(crate) mod older;
pub(crate) mod secrets;
pub(crate) mod settings;
pub(crate) mod shutdown;
pub(crate) mod slow;
pub(crate) mod start;
pub(crate) mod strangers;
