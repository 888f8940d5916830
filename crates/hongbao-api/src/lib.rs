//! The contract and its behaviour: one table for each method, and everything that follows from it.
//!
//! Validation, dispatch, documentation and the command line read the same registration. This crate
//! does no I/O; it holds no rule of the domain (the engine does) and no byte format (the wire does).
#![deny(clippy::wildcard_enum_match_arm)]

mod biz_content;
mod method;
pub mod methods;
pub mod operations;
mod page;
mod price_style;
mod problem;
mod response;
mod spec;
mod status;
mod wording;

pub use method::{Asked, Call, Context, Entry, Method, Operator, Task};
pub use methods::{METHODS, find};
pub use operations::OPERATIONS;
pub use operations::campaign_settle::due;
pub use page::{operations_page, page};
pub use problem::Problem;
pub use response::read_response;
pub use spec::{ErrorRow, Family, Kind, Presence, Row, Spec, Surface, Verb, When};
pub use status::{camp_status, prize_type, voucher_status};
pub use wording::is_invisible;

#[cfg(test)]
mod tests;
