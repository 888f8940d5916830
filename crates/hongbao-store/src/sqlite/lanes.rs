//! What lanes tell beside their records: how many campaigns other homes have, and whether a transaction was
//! committed.

use hongbao_engine::Home;
use rusqlite::{Connection, params};

use super::before_commit;
use super::rows::one;
use crate::Failure;

/// How many campaigns were created in the other homes: a sum over one small row for each merchant.
pub(super) fn campaigns_of_others(db: &Connection, home: Home) -> Result<u64, Failure> {
    let sql = "SELECT coalesce(sum(campaigns), 0) FROM lane WHERE home <> ?1";
    let sum = one(db, sql, [home.number()], |row| row.get(0).map_err(before_commit))?;
    Ok(sum.unwrap_or_default())
}

/// Marks the transaction that is under way; gives the marker, which no other one gets.
pub(super) fn mark(db: &Connection, home: Home) -> Result<Option<i64>, Failure> {
    let sql = "UPDATE lane SET marker = marker + 1 WHERE home = ?1 RETURNING marker";
    one(db, sql, [home.number()], |row| row.get(0).map_err(before_commit))
}

/// Whether a transaction with this marker was committed.
pub(super) fn is_marked(db: &Connection, home: Home, marker: i64) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM lane WHERE home = ?1 AND marker = ?2";
    one(db, sql, params![home.number(), marker], |_| Ok(())).map(|found| found.is_some())
}
