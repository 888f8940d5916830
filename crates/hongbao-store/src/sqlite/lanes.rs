//! What lanes tell beside their records: how many campaigns other homes have, which have clocks of their own,
//! and whether a transaction was committed.

use hongbao_engine::{Home, Timestamp};
use rusqlite::{Connection, params};

use super::before_commit;
use super::rows::{all, damaged, one};
use crate::Failure;
use crate::tables::{Described, SQLITE, lane, select};

/// How many campaigns were created in the other homes: a sum over one small row for each merchant.
pub(super) fn campaigns_of_others(db: &Connection, home: Home) -> Result<u64, Failure> {
    let sql = "SELECT coalesce(sum(campaigns), 0) FROM lane WHERE home <> ?1";
    let sum = one(db, sql, [home.number()], |row| row.get(0).map_err(before_commit))?;
    Ok(sum.unwrap_or_default())
}

/// Business time in the homes that have clocks of their own, at a moment of wire time.
pub(super) fn own_times(
    db: &Connection,
    wire: Timestamp,
) -> Result<Vec<(Home, Timestamp)>, Failure> {
    let own = " INDEXED BY lane_clock
        WHERE home >= 0 AND (clock_ahead IS NOT NULL OR clock_frozen_at IS NOT NULL)";
    let sql = select(lane::TABLE.outline(), &SQLITE, own);
    let lanes = all(db, &sql, [], |row| lane::TABLE.row(row).map_err(damaged))?;
    Ok(lanes.into_iter().filter_map(|lane| Some((lane.home, lane.own_time(wire)?))).collect())
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
