//! What methods and operations are: their tables, and how one is called.

pub(crate) mod behaviour;
pub(crate) mod method;
pub(crate) mod operation;
pub(crate) mod problem;
pub(crate) mod refusal_row;
pub(crate) mod spec;
pub(crate) mod units;
