//! Descriptions are held to what they describe: to the records, and to the tables that migrations have made.

mod postgres;

use std::collections::BTreeSet;

use hongbao_engine::KINDS;
use rusqlite::Connection;

use super::description::cell::{Cell, Row};
use super::description::example;
use super::description::layout::{About, Form};
use super::description::table::Described;
use super::voucher::BILLS;
use super::{ALL, MIGRATIONS};
use crate::sqlite::migrations;

/// Rows that are written into each table.
pub(crate) const ROWS: i64 = 6;

impl Row for Vec<Cell<'static>> {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        self.get(at).cloned()
    }
}

/// A row of a table, from 0, in which each cell that can has a value of its own: no two columns hold the same
/// in all rows. What may be nothing is nothing in every second.
pub(crate) fn row(table: &dyn Described, row: i64) -> Vec<Cell<'static>> {
    let cell = |(at, column): (i64, &About)| match (column.example, column.form) {
        _ if column.optional && row % 2 == 1 => Cell::Null,
        (Some(example), _) => example(row),
        (None, Form::Number) => (1 + at + 40 * row).into(),
        (None, Form::Flag) => (at >> row & 1 == 1).into(),
        (None, Form::Text) => format!("{} 红包 🧧 ' \" \\ \n {at}", example::mixed(row)).into(),
        (None, Form::Bytes) => {
            let bytes = [u8::try_from(at).unwrap(), u8::try_from(row).unwrap()];
            Cell::Bytes(bytes.repeat(16).into())
        }
    };
    (0..).zip(table.outline().columns).map(cell).collect()
}

/// The tables of all records, and those of what belongs to them.
fn described() -> impl Iterator<Item = &'static dyn Described> {
    ALL.into_iter().map(|table| table as &dyn Described).chain([&BILLS as &dyn Described])
}

#[test]
fn tables_stand_in_the_order_of_the_kinds() {
    assert_eq!(ALL.map(|table| table.kind()), KINDS.map(|kind| kind.name));
}

#[test]
fn rows_are_read_in_the_order_in_which_they_are_written() {
    for table in described() {
        let rows: Vec<_> = (0..ROWS).map(|number| row(table, number)).collect();
        for row in &rows {
            assert_eq!(table.echo(row).unwrap(), *row, "{:?}", table.layout());
        }
        for (at, column) in table.outline().columns.iter().enumerate() {
            for (other, its) in table.outline().columns.iter().enumerate().take(at) {
                let differ = rows.iter().any(|row| row[at] != row[other]);
                assert!(differ, "{} and {} look alike", column.name, its.name);
            }
        }
    }
}

#[test]
fn a_cell_that_nobody_wrote_is_told_by_its_column() {
    let mut cells = row(&super::draw::TABLE, 0);
    cells[4] = "nobody".into();
    let error = super::draw::TABLE.row(&cells).unwrap_err().to_string();
    assert_eq!(error, "column user_id of table draw holds \"nobody\"");
    let mut cells = row(&super::directory::number_key::TABLE, 0);
    cells[1] = Cell::Bytes([7; 31].as_slice().into());
    let error = super::directory::number_key::TABLE.row(&cells).unwrap_err().to_string();
    assert_eq!(error, "column secret of table number_key holds bytes that do not fit");
}

/// A column in SQLite: its name, its type, whether it holds something always, and whether it has a default.
type Made = (String, String, bool, bool);

fn made(db: &Connection, table: &str) -> Vec<Made> {
    let sql = "SELECT name, type, \"notnull\", dflt_value IS NOT NULL FROM pragma_table_info(?1)";
    let mut statement = db.prepare(sql).unwrap();
    let column = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    statement.query_map([table], column).unwrap().collect::<Result<_, _>>().unwrap()
}

fn names(db: &Connection, sql: &str, of: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([of], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The columns that no two rows of a table share.
fn unique(db: &Connection, table: &str) -> BTreeSet<Vec<String>> {
    let key = "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
    let indexes = "SELECT name FROM pragma_index_list(?1) WHERE \"unique\" AND NOT partial";
    let columns = "SELECT name FROM pragma_index_info(?1) ORDER BY seqno";
    let indexes = names(db, indexes, table);
    let others = indexes.iter().map(|index| names(db, columns, index));
    others.chain([names(db, key, table)]).collect()
}

#[test]
fn each_table_is_described_as_migrations_have_made_it() {
    let mut db = Connection::open_in_memory().unwrap();
    migrations(MIGRATIONS).to_latest(&mut db).unwrap();
    for table in described() {
        let layout = table.layout();
        let of_records = table.outline().columns.into_iter().map(|column| {
            let form = match column.form {
                Form::Number | Form::Flag => "INTEGER",
                Form::Text => "TEXT",
                Form::Bytes => "BLOB",
            };
            (column.name.to_owned(), form.to_owned(), !column.optional)
        });
        let counters = layout.counters.iter();
        let counters = counters.map(|name| ((*name).to_owned(), "INTEGER".to_owned(), true));
        let made = made(&db, layout.name);
        let is_counter = |name: &String| layout.counters.contains(&name.as_str());
        assert!(made.iter().all(|(name, _, _, default)| *default || !is_counter(name)));
        let key = |name: &String| layout.key == [name.as_str()];
        // SQLite says nothing of a key of one column, which always holds something.
        let made = made.into_iter().map(|(name, form, full, _)| {
            let full = full || key(&name);
            (name, form, full)
        });
        let expected: BTreeSet<_> = of_records.chain(counters).collect();
        assert_eq!(expected, made.collect(), "{}", layout.name);
        let own = layout.unique.iter().chain([&layout.key]);
        let own = own.map(|columns| columns.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(own.collect::<BTreeSet<_>>(), unique(&db, layout.name), "{}", layout.name);
    }
    let tables = "SELECT name FROM sqlite_schema WHERE type = ?1";
    let expected: BTreeSet<_> = described().map(|table| table.layout().name.to_owned()).collect();
    assert_eq!(names(&db, tables, "table").into_iter().collect::<BTreeSet<_>>(), expected);
    let views = described().map(|table| table.layout()).filter(|of| of.rows != of.name);
    let views: BTreeSet<_> = views.map(|layout| layout.rows.to_owned()).collect();
    assert_eq!(names(&db, tables, "view").into_iter().collect::<BTreeSet<_>>(), views);
}
