//! The contract and its behaviour: one table for each method, and everything that follows from it.
//!
//! Validation, dispatch, documentation and the command line read the same registration. This crate
//! does no I/O; it holds no rule of the domain (the engine does) and no byte format (the wire does).
#![deny(clippy::wildcard_enum_match_arm)]

mod behaviour;
mod biz_content;
mod campaign_view;
mod clock_view;
mod due;
mod method;
pub mod methods;
mod operation;
pub mod operations;
mod page;
mod paging;
mod price_style;
mod problem;
mod refusal_row;
mod response;
mod spec;
mod status;
mod wire_value;
mod wording;

pub use behaviour::{Caller, Context, Operator};
pub use campaign_view::CampaignState;
pub use clock_view::ClockState;
pub use due::{BOOKED, due, put_off};
pub use method::{Call, ErrorRow, Family, Method, MethodEntry, MethodSpec, When};
pub use methods::{METHODS, find};
pub use operation::{Left, Operation, OperationEntry, OperationRequest, OperationSpec, Task, Verb};
pub use operations::OPERATIONS;
pub use page::{operations_page, page};
pub use problem::Problem;
pub use refusal_row::RefusalRow;
pub use response::read_response;
pub use spec::{Kind, Presence, Row};
pub use status::{camp_status, prize_type, voucher_status};
pub use wording::is_invisible;

#[cfg(test)]
mod tests;
