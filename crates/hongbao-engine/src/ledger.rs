//! Where money moves. Every fen goes from one account to another by a row that is never changed:
//! what a merchant pays into a campaign, what a user draws from it, what goes back at the end.
//!
//! The rows of a home, and the campaigns it creates, are numbered without a gap, so that a lost one
//! shows. A draw's row is its transfer, its receipt and its event in one.

pub(crate) mod account;
pub(crate) mod draw;
pub(crate) mod event;
pub(crate) mod gap;
pub(crate) mod lane;
pub(crate) mod movement;
pub(crate) mod number_key;
pub(crate) mod numbering;
pub(crate) mod payout;
pub(crate) mod transfer;

pub use self::account::Account;
pub use self::draw::{Draw, Slot};
pub use self::event::Event;
pub use self::gap::Gap;
pub use self::lane::Lane;
pub use self::number_key::NumberKey;
pub use self::payout::Payout;
pub use self::transfer::{Direction, Transfer};

#[cfg(test)]
mod tests;
