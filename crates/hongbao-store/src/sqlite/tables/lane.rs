//! A lane's columns, and the marker beside them.

use hongbao_engine::{Home, Lane, Record};
use rusqlite::{Connection, Row, params};

use super::{Column, Rows, home, one, time};
use crate::Failure;

static ROWS: Rows = Rows::of("lane", &["home"]);

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let counter: i64 = row.get("counter")?;
    let counter = counter.unsigned_abs(); // the table holds none below 0
    Ok(Record::Lane(Lane { home: home(row)?, last: time(row, "last")?, counter }))
}

pub(super) fn save(db: &Connection, lane: &Lane) -> Result<(), Failure> {
    let counter = i64::try_from(lane.counter).map_err(Failure::broken)?;
    let columns: &[Column<'_>] =
        &[("home", &lane.home.number()), ("last", &lane.last.secs()), ("counter", &counter)];
    ROWS.put(db, columns)
}

/// Marks the transaction that is under way; gives the marker, which no other one gets.
pub(crate) fn mark(db: &Connection, home: Home) -> Result<Option<i64>, Failure> {
    let sql = "UPDATE lane SET marker = marker + 1 WHERE home = ?1 RETURNING marker";
    one(db, sql, [home.number()], |row| row.get(0))
}

/// Whether a transaction with this marker was committed.
pub(crate) fn is_marked(db: &Connection, home: Home, marker: i64) -> Result<bool, Failure> {
    let sql = "SELECT 1 FROM lane WHERE home = ?1 AND marker = ?2";
    one(db, sql, params![home.number(), marker], |_| Ok(())).map(|found| found.is_some())
}
