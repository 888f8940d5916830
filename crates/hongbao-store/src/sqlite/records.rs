//! Records, found and written: most are one row of their table.

use std::sync::{Arc, LazyLock};

use hongbao_engine::{Found, Home, Key, Receipt, Record, Voucher};
use rusqlite::{Connection, params, params_from_iter};

use super::page;
use super::rows::{all, damaged, execute, one, put};
use crate::Failure;
use crate::limits::FORGOTTEN;
use crate::rounds::Lookup;
use crate::tables::directory::clock;
use crate::tables::voucher::{BILLS, BillRow};
use crate::tables::{Cell, Described, RecordTable, Row, lane, table_of, wanted};

/// Those of these records that exist, as a work of this home sees them. There is no way to this database
/// that would be worth sharing: each record is looked up by itself, save the two that each unit of work
/// begins with.
pub(super) fn load(db: &Connection, lookup: &Lookup) -> Result<Vec<Found>, Failure> {
    if lookup.keys == [Key::Lane(()), Key::Clock(())] {
        return lane_and_clock(db, lookup.home);
    }
    let mut found = Vec::with_capacity(lookup.keys.len());
    for key in &lookup.keys {
        found.extend(if let Key::View(view) = key {
            Some(Found::Seen(page::seen(db, lookup, view)?))
        } else {
            find(db, lookup.home, key)?.map(Found::Record)
        });
    }
    Ok(found)
}

/// The statement that gives a home's lane and the clock in one row, and how many of its cells are the lane's.
static LANE_AND_CLOCK: LazyLock<(String, usize)> = LazyLock::new(|| {
    let columns = |table: &dyn Described| {
        let name = table.layout().name;
        let columns = table.outline().columns.into_iter();
        columns.map(|column| format!("{name}.{}", column.name)).collect::<Vec<_>>()
    };
    let (lane, clock) = (columns(&lane::TABLE), columns(&clock::TABLE));
    let sql = format!(
        "SELECT {}, {} FROM (SELECT 1)
         LEFT JOIN lane ON lane.home = ?1 LEFT JOIN clock ON clock.id = ?2",
        lane.join(", "),
        clock.join(", ")
    );
    (sql, lane.len())
});

/// A row's cells from this place on.
struct Behind<'a>(&'a rusqlite::Row<'a>, usize);

impl Row for Behind<'_> {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        self.0.cell(self.1 + at)
    }
}

/// A home's lane and the clock, as far as they exist.
fn lane_and_clock(db: &Connection, home: Home) -> Result<Vec<Found>, Failure> {
    let (sql, lanes) = &*LANE_AND_CLOCK;
    let tables: [(&dyn RecordTable, usize); 2] = [(&lane::TABLE, 0), (&clock::TABLE, *lanes)];
    let read = |row: &rusqlite::Row<'_>| {
        let mut found = Vec::with_capacity(2);
        for (table, from) in tables {
            let row = Behind(row, from);
            // The first column is the key's, which always holds something.
            if row.cell(0) != Some(Cell::Null) {
                found.push(Found::Record(table.read(&row).map_err(damaged)?));
            }
        }
        Ok(found)
    };
    Ok(one(db, sql, params![home.number(), clock::ID], read)?.unwrap_or_default())
}

/// The record of a key.
pub(super) fn find(db: &Connection, home: Home, key: &Key) -> Result<Option<Record>, Failure> {
    let Some(wanted) = wanted(home, key) else { return Ok(None) };
    let table = wanted.table;
    let key = params_from_iter(wanted.key.iter().take(table.layout().key.len()));
    let found = one(db, &table.statements().find, key, |row| table.read(row).map_err(damaged))?;
    match found {
        Some(Record::Voucher(voucher)) => with_bills(db, voucher).map(Some),
        found => Ok(found),
    }
}

/// Writes a record, as its table takes it; one that goes is removed.
pub(super) fn save(db: &Connection, record: &Record) -> Result<(), Failure> {
    if record.goes() {
        return remove(db, record.home(), &record.key());
    }
    if let Record::Receipt(receipt) = record {
        forget(db, receipt)?;
    }
    let table = table_of(record);
    put(db, table, (0..).map_while(|at| table.cell(at, record)))?;
    if let Record::Voucher(voucher) = record {
        save_bills(db, voucher)?;
    }
    Ok(())
}

fn remove(db: &Connection, home: Home, key: &Key) -> Result<(), Failure> {
    let Some(wanted) = wanted(home, key) else { return Ok(()) };
    let key = params_from_iter(wanted.key.iter().take(wanted.table.layout().key.len()));
    execute(db, &wanted.table.statements().remove, key).map(drop)
}

/// Of the receipts that were kept until this one was made, the oldest go.
fn forget(db: &Connection, made: &Receipt) -> Result<(), Failure> {
    let sql = "DELETE FROM receipt WHERE home = ?1 AND key IN (
        SELECT key FROM receipt WHERE home = ?1 AND until <= ?2 ORDER BY until LIMIT ?3)";
    execute(db, sql, params![made.home.number(), made.at.secs(), FORGOTTEN]).map(drop)
}

fn with_bills(db: &Connection, mut voucher: Arc<Voucher>) -> Result<Record, Failure> {
    let all_of = params![voucher.home.number(), voucher.voucher_id.as_str(), -1, i64::MAX];
    let bill = |row: &rusqlite::Row<'_>| BILLS.row(row).map(|row| row.bill).map_err(damaged);
    let bills = all(db, &BILLS.statements().walk, all_of, bill)?;
    Arc::make_mut(&mut voucher).bills = bills;
    Ok(Record::Voucher(voucher))
}

fn save_bills(db: &Connection, voucher: &Voucher) -> Result<(), Failure> {
    for (number, bill) in (0..).zip(&voucher.bills) {
        let (home, voucher_id) = (voucher.home, voucher.voucher_id.clone());
        put(db, &BILLS, BILLS.cells(&BillRow { home, voucher_id, number, bill: bill.clone() }))?;
    }
    // A held bill that was released stands last, or nowhere.
    let count = i64::try_from(voucher.bills.len()).unwrap_or(i64::MAX);
    let sql = "DELETE FROM voucher_bill WHERE home = ?1 AND voucher_id = ?2 AND number >= ?3";
    let rest = params![voucher.home.number(), voucher.voucher_id.as_str(), count];
    execute(db, sql, rest).map(drop)
}
