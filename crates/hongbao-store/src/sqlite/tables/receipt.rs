//! A receipt's columns.

use std::sync::Arc;

use hongbao_engine::{Receipt, ReceiptKey, Record};
use rusqlite::{Connection, Row, params};

use super::{Column, Rows, before_commit, home, time};
use crate::Failure;
use crate::limits::FORGOTTEN;

static ROWS: Rows = Rows::of("receipt", &["home", "key"]);

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::Receipt(Arc::new(Receipt {
        home: home(row)?,
        key: ReceiptKey::stored(&row.get::<_, String>("key")?),
        command: row.get("command")?,
        answer: row.get("answer")?,
        at: time(row, "at")?,
        until: time(row, "until")?,
    })))
}

/// Writes a receipt; of those that were kept until it was made, the oldest go.
pub(super) fn save(db: &Connection, receipt: &Receipt) -> Result<(), Failure> {
    let (home, at) = (receipt.home.number(), receipt.at.secs());
    let sql = "DELETE FROM receipt WHERE home = ?1 AND key IN (
        SELECT key FROM receipt WHERE home = ?1 AND until <= ?2 ORDER BY until LIMIT ?3)";
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    statement.execute(params![home, at, FORGOTTEN]).map_err(before_commit)?;
    let columns: &[Column<'_>] = &[
        ("home", &home),
        ("key", &receipt.key.as_str()),
        ("command", &receipt.command),
        ("answer", &receipt.answer),
        ("at", &at),
        ("until", &receipt.until.secs()),
    ];
    ROWS.put(db, columns)
}
