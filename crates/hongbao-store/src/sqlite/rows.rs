//! How rows are read and written here. Tables say what their statements are; a connection keeps each once it
//! has made it.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Params, ToSql, params_from_iter};

use super::before_commit;
use crate::Failure;
use crate::tables::{Cell, Damaged, Described, Row};

impl Row for rusqlite::Row<'_> {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        match self.get_ref(at).ok()? {
            ValueRef::Null => Some(Cell::Null),
            ValueRef::Integer(number) => Some(Cell::Number(number)),
            ValueRef::Text(text) => Some(Cell::Text(str::from_utf8(text).ok()?.into())),
            ValueRef::Blob(bytes) => Some(Cell::Bytes(bytes.into())),
            ValueRef::Real(_) => None,
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Excess(number) => return number.to_sql(),
            Self::Flag(flag) => ValueRef::Integer((*flag).into()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Writes a row.
pub(super) fn put<'a>(
    db: &Connection,
    table: &dyn Described,
    cells: impl Iterator<Item = Cell<'a>>,
) -> Result<(), Failure> {
    let changed = execute(db, &table.statements().write, params_from_iter(cells))?;
    if changed == 1 {
        return Ok(());
    }
    let table = table.layout().name;
    Err(Failure::broken(format!("a row of {table} would change what is fixed in another")))
}

/// Runs a statement, and gives how many rows it changed.
pub(super) fn execute(db: &Connection, sql: &str, params: impl Params) -> Result<usize, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    statement.execute(params).map_err(before_commit)
}

/// What is read from a statement's one row, if it has any.
pub(super) fn one<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> Result<T, Failure>,
) -> Result<Option<T>, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    let mut rows = statement.query(params).map_err(before_commit)?;
    rows.next().map_err(before_commit)?.map(read).transpose()
}

/// What is read from each row of a statement.
pub(super) fn all<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    let mut rows = statement.query(params).map_err(before_commit)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(before_commit)? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// What a row that no program wrote means.
pub(super) fn damaged(error: Damaged) -> Failure {
    Failure::broken(error)
}
