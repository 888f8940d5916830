//! A lane's columns, the marker beside them, and the gaps of a lane's numbers.

use hongbao_engine::{Gap, Home, Lane, Record, Timestamp};
use rusqlite::{Connection, Row, params};

use super::{Cells, Column, Rows, home, one};
use crate::Failure;

static ROWS: Rows = Rows::of("lane", &["home"]);
static GAPS: Rows = Rows::of("gap", &["home", "first"]);

/// Lanes with their cells in the order in which [`read`] takes them.
macro_rules! lanes {
    () => {
        "(SELECT home, last, counter, campaigns, open, earlier FROM lane)"
    };
}
/// The lane of a home.
pub(super) const ONE: &str = concat!("SELECT * FROM ", lanes!(), " WHERE home = ?1");
pub(super) const ALL: &str = concat!(lanes!(), " WHERE true");

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut cells = Cells::of(row);
    Ok(Record::Lane(Lane {
        home: Home::new(cells.next()?),
        last: Timestamp::from_secs(cells.next()?),
        counter: cells.next()?,
        campaigns: cells.next()?,
        open: cells.next()?,
        earlier: cells.next()?,
    }))
}

pub(super) fn save(db: &Connection, lane: &Lane) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &lane.home.number()),
        ("last", &lane.last.secs()),
        ("counter", &lane.counter),
        ("campaigns", &lane.campaigns),
        ("open", &lane.open),
        ("earlier", &lane.earlier),
    ];
    ROWS.put(db, columns)
}

pub(super) fn gap(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (first, last) = (row.get("first")?, row.get("last")?);
    Ok(Record::Gap(Gap { home: home(row)?, first, last }))
}

pub(super) fn save_gap(db: &Connection, gap: &Gap) -> Result<(), Failure> {
    let (home, Gap { first, last, .. }) = (gap.home.number(), gap);
    GAPS.put(db, &[("home", &home), ("first", first), ("last", last)])
}

/// How many campaigns were created in the other homes: a sum over one small row for each merchant.
pub(super) fn elsewhere(db: &Connection, home: Home) -> Result<Option<Record>, Failure> {
    let sql = "SELECT coalesce(sum(campaigns), 0) FROM lane WHERE home <> ?1";
    one(db, sql, [home.number()], |row| row.get(0).map(Record::Elsewhere))
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
