//! The domain: campaigns, their states, the refusals, and the books that a work reads and writes.
//!
//! Everything here is a function of its arguments. This crate does no I/O, is never async, reads
//! neither clock nor randomness, logs nothing, serialises nothing, and knows no other crate of
//! ours; whoever needs one of these does it before or after.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod books;
mod campaign;
mod directory;
mod id;
mod lane;
mod money;
mod refusal;
mod time;
mod voucher;

pub use books::{Books, Fault, Key, Record, Run, Stop, Work};
pub use campaign::{Campaign, Funds, Prize, Requires, State, Timing};
pub use directory::{App, Fixture, Merchant, PlatformKey, PriceStyle, Product, Purpose, Stamp};
pub use id::{AppId, CrowdNo, Form, Home, Id, MerchantId, UserId, VoucherId};
pub use lane::Lane;
pub use money::Fen;
pub use refusal::{Cause, Refusal};
pub use time::Timestamp;
pub use voucher::{Bill, BillKind, Marks, Partner, Terms, Voucher, VoucherFacts, VoucherState};
