//! The domain: campaigns, their states, the refusals, and the books that a work reads and writes.
//!
//! Everything here is a function of its arguments. This crate does no I/O, is never async, reads
//! neither clock nor randomness, logs nothing, serialises nothing, and knows no other crate of
//! ours; a caller that needs one of these does it before or after.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm
)]

mod audit;
mod books;
mod campaign;
mod directory;
mod id;
mod ledger;
mod money;
mod records;
mod refusal;
#[cfg(test)]
mod scenario;
mod time;
mod voucher;

pub use audit::{BookAudit, Broken, CampaignAudit, Findings, Invariant, Suspect};
pub use books::booking;
pub use books::once::{Known, Once};
pub use books::{Books, Fault, Run, Stop, Work};
pub use campaign::*;
pub use directory::*;
pub use id::{AppId, CrowdNo, Form, Home, Id, MerchantId, UserId, VoucherId};
pub use ledger::*;
pub use money::Fen;
pub use records::*;
pub use refusal::{Compared, Refusal, RefusalClass};
pub use time::Timestamp;
pub use time::calendar::Window;
pub use voucher::{Bill, BillKind, Marks, Partner, Terms, Voucher, VoucherFacts, VoucherState};
