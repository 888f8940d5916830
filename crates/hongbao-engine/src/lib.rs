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
mod refusal;
#[cfg(test)]
mod scenario;
mod time;
mod voucher;

pub use audit::{BookAudit, Broken, CampaignAudit, Findings, Invariant, Suspect};
pub use books::booking;
pub use books::due::{Backoff, Due, DueKey};
pub use books::receipt::{Known, Once, Receipt, ReceiptKey};
pub use books::record::{Key, Kind, Record};
pub use books::view::{Draws, DrawsOf, Found, Page, PageOf, Seen, View, Wallet};
pub use books::{Books, Fault, Run, Stop, Work};
pub use campaign::draw::{DrawRequest, Drawn, Rules};
pub use campaign::frequency::Frequency;
pub use campaign::life::{Change, Plan, Target};
pub use campaign::limits::{CampaignLimits, Changes, Creator};
pub use campaign::packet::{Seed, fixed_packet, random_packet};
pub use campaign::payment::{Paying, Payment};
pub use campaign::tally::{Tallied, Tally};
pub use campaign::{Campaign, Funds, Prize, Requires, State, Timing};
pub use directory::clock::{BusinessTime, ClockChange, ClockReading, ClockRecord};
pub use directory::{
    App, DirectoryChange, Fixture, Login, Merchant, PlatformKey, PriceStyle, Product, Purpose,
    Stamp, Subject, User,
};
pub use id::{AppId, CrowdNo, Form, Home, Id, MerchantId, UserId, VoucherId};
pub use ledger::account::Account;
pub use ledger::gap::Gap;
pub use ledger::lane::Lane;
pub use ledger::number_key::NumberKey;
pub use ledger::payout::Payout;
pub use ledger::{Direction, Draw, Slot, Transfer};
pub use money::Fen;
pub use refusal::{Compared, Refusal, RefusalClass};
pub use time::Timestamp;
pub use time::calendar::Window;
pub use voucher::{Bill, BillKind, Marks, Partner, Terms, Voucher, VoucherFacts, VoucherState};
