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
mod calendar;
mod campaign;
mod campaign_life;
mod clock;
mod directory;
mod draw;
mod frequency;
mod gap;
mod id;
mod lane;
mod ledger;
mod limits;
mod mint;
mod money;
mod number_key;
mod packet;
mod payment;
mod receipt;
mod record;
mod refusal;
#[cfg(test)]
mod scenario;
mod tally;
mod time;
mod view;
mod voucher;

pub use audit::{BookAudit, Broken, CampaignAudit, Findings, Invariant, Suspect};
pub use books::{Books, Fault, Run, Stop, Work};
pub use calendar::Window;
pub use campaign::{Campaign, Funds, Prize, Requires, State, Timing};
pub use campaign_life::{Change, Plan, Target};
pub use clock::{BusinessTime, Dial, Turn};
pub use directory::{
    App, Fixture, Login, Merchant, PlatformKey, PriceStyle, Product, Purpose, Stamp, User,
};
pub use draw::{Drawn, Order, Rules};
pub use frequency::Frequency;
pub use gap::Gap;
pub use id::{AppId, CrowdNo, Form, Home, Id, MerchantId, UserId, VoucherId};
pub use lane::Lane;
pub use ledger::{Course, Draw, Slot, Transfer};
pub use limits::{CampaignLimits, Changes, Creator};
pub use money::Fen;
pub use number_key::NumberKey;
pub use packet::{Seed, fixed_packet, random_packet};
pub use payment::{Paying, Payment};
pub use receipt::{Known, Once, Receipt, ReceiptKey};
pub use record::{Key, Kind, Record};
pub use refusal::{Compared, Refusal, RefusalClass};
pub use tally::{Tallied, Tally};
pub use time::Timestamp;
pub use view::{Draws, DrawsOf, Found, Page, PageOf, Seen, View};
pub use voucher::{Bill, BillKind, Marks, Partner, Terms, Voucher, VoucherFacts, VoucherState};
