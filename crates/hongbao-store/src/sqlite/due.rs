//! What is due, as statements.

use hongbao_engine::{Home, Record, Timestamp};
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use super::rows::{all, damaged, one};
use super::{before_commit, lanes};
use crate::Failure;
use crate::rounds::Lookup;
use crate::tables::{Described, SQLITE, due, select};
use crate::walk::Entries;

/// Entries of one part of the table.
pub(super) struct InTable<'a> {
    db: &'a Connection,
    /// The index in which homes come in order, and its column behind the home.
    by_home: &'static str,
    moment: &'static str,
    /// Which rows these are.
    part: &'static str,
    /// The index of all homes' moments, if there is one.
    first: Option<&'static str>,
}

impl<'a> InTable<'a> {
    /// Those that nobody has claimed, by when they are due.
    pub(super) fn free(db: &'a Connection) -> Self {
        let (by_home, moment, part) = ("due_home", "at", "claimed_until IS NULL");
        Self { db, by_home, moment, part, first: Some("due_first") }
    }

    /// Those that somebody has claimed, by when the claim ends.
    pub(super) fn claimed(db: &'a Connection) -> Self {
        let (by_home, moment, part) = ("due_claimed", "claimed_until", "claimed_until IS NOT NULL");
        Self { db, by_home, moment, part, first: None }
    }

    fn read(&self, rest: &str, params: impl Params) -> Result<Vec<Record>, Failure> {
        let sql = select(due::TABLE.outline(), &SQLITE, rest);
        let read = |row: &Row<'_>| due::TABLE.row(row).map(Record::Due).map_err(damaged);
        all(self.db, &sql, params, read)
    }
}

impl Entries for InTable<'_> {
    fn few(&self, until: Timestamp, most: u32) -> Result<Option<Vec<Record>>, Failure> {
        let Some(first) = self.first else { return Ok(None) };
        let Self { moment, part, .. } = self;
        let rest = format!(
            " INDEXED BY {first} WHERE {part} AND {moment} <= ?1
              ORDER BY {moment}, home, kind, id LIMIT ?2"
        );
        let found = self.read(&rest, params![until.secs(), u64::from(most) + 1])?;
        Ok(Some(found).filter(|found| u32::try_from(found.len()).is_ok_and(|count| count <= most)))
    }

    fn next_home(&self, behind: Option<Home>) -> Result<Option<(Home, Timestamp)>, Failure> {
        let Self { by_home, moment, part, .. } = self;
        let sql = format!(
            "SELECT home, {moment} FROM due INDEXED BY {by_home} WHERE {part} AND home > ?1
             ORDER BY home, {moment} LIMIT 1"
        );
        let behind = behind.map_or(-1_i64, |home| home.number().into());
        let read = |row: &Row<'_>| Ok((Home::new(row.get(0)?), Timestamp::from_secs(row.get(1)?)));
        one(self.db, &sql, [behind], |row| read(row).map_err(before_commit))
    }

    fn of_home(&self, home: Home, until: Timestamp, most: u32) -> Result<Vec<Record>, Failure> {
        let Self { by_home, moment, part, .. } = self;
        let rest = format!(
            " INDEXED BY {by_home} WHERE {part} AND home = ?1 AND {moment} <= ?2
              ORDER BY {moment}, kind, id LIMIT ?3"
        );
        self.read(&rest, params![home.number(), until.secs(), most])
    }
}

/// How many are due at the moment of a look-up, whether or not somebody has claimed them.
pub(super) fn backlog(db: &Connection, wanted: &Lookup) -> Result<u64, Failure> {
    let Lookup { now, wire, .. } = *wanted;
    let sql = "SELECT
        (SELECT count(*) FROM due INDEXED BY due_first WHERE claimed_until IS NULL AND at <= ?1) +
        (SELECT count(*) FROM due INDEXED BY due_claimed WHERE claimed_until IS NOT NULL AND at <= ?1)";
    let of_home = "SELECT count(*) FROM due WHERE home = ?1 AND at <= ?2";
    let count = |sql, params: &[i64]| {
        let count = one(db, sql, params_from_iter(params), |row| row.get(0).map_err(before_commit));
        count.map(Option::unwrap_or_default)
    };
    let mut due: u64 = count(sql, &[now.secs()])?;
    for (home, own) in lanes::own_times(db, wire)? {
        let until = |moment: Timestamp| count(of_home, &[home.number().into(), moment.secs()]);
        due = (due + until(own)?).saturating_sub(until(now)?);
    }
    Ok(due)
}
