//! What a table is: its columns in order, the cells of a row, and the statements that follow.

pub(super) mod cell;
pub(super) mod example;
pub(super) mod layout;
#[cfg_attr(not(test), expect(dead_code, reason = "the store that runs it is not built yet"))]
pub(super) mod postgres;
pub(super) mod statement;
pub(super) mod table;
