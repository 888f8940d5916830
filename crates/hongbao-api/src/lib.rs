//! The contract and its behaviour: one table for each method, and everything that follows from it.
//!
//! Validation, dispatch, documentation and the command line read the same registration. This crate
//! does no I/O; it holds no rule of the domain (the engine does) and no byte format (the wire does).
#![deny(clippy::wildcard_enum_match_arm)]

mod contract;
mod due;
pub mod methods;
pub mod operations;
mod page;
mod values;
mod views;

pub use contract::behaviour::{Caller, Context, Operator};
pub use contract::method::{Call, ErrorRow, Family, Method, MethodEntry, MethodSpec, When};
pub use contract::operation::{
    Left, Operation, OperationEntry, OperationRequest, OperationSpec, Task, Verb,
};
pub use contract::problem::Problem;
pub use contract::refusal_row::RefusalRow;
pub use contract::spec::{Kind, Presence, Row};
pub use contract::units::{Next, Step, Units};
pub use due::{BOOKED, due, put_off};
pub use methods::{METHODS, find};
pub use operations::OPERATIONS;
pub use page::{operations_page, page};
pub use values::response::read_response;
pub use values::status::{camp_status, prize_type, voucher_status};
pub use values::wording::is_invisible;
pub use views::campaign_view::CampaignState;
pub use views::clock_view::ClockState;

#[cfg(test)]
mod tests;
