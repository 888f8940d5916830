//! The tables of the directory, one file for each.

pub(crate) mod app;
pub(crate) mod change;
pub(crate) mod clock;
pub(crate) mod fixture;
pub(crate) mod login;
pub(crate) mod merchant;
pub(crate) mod number_key;
pub(crate) mod platform_key;
pub(crate) mod stamp;
pub(crate) mod user;
