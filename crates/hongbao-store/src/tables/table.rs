//! What a table is: its name, its key, and its columns in order, each with how its cell is written from a
//! record. Statements, look-ups and walks follow from that, in any database.

use std::sync::OnceLock;

use hongbao_engine::Record;

use super::cell::{Cell, Cells, Damage, Row};
use super::statement::{SQLITE, Statements};

/// A table whose rows are values of this type.
pub(crate) struct Table<R: 'static> {
    layout: Layout,
    columns: &'static [Column<R>],
    read: fn(&mut Cells<'_>) -> Result<R, Damage>,
    /// For SQLite. Made at the first use: making them takes longer than running one.
    statements: OnceLock<Statements>,
}

/// What a table has beside its columns.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "SQLite's tables are made by migrations, which tests hold to this")
)]
pub(crate) struct Layout {
    /// Its name.
    pub(crate) name: &'static str,
    /// Where rows are read: the table, or a view of it with the names of what a row refers to by number.
    pub(crate) rows: &'static str,
    /// The columns by which a record is found, and walked over in the order of the last of them.
    pub(crate) key: &'static [&'static str],
    /// Other columns that no two rows share.
    pub(super) unique: &'static [&'static [&'static str]],
    /// Whether rows change.
    pub(crate) writing: Writing,
    /// Counters that are not part of a record: columns that begin at 0.
    pub(super) counters: &'static [&'static str],
}

/// Whether rows change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Rows are only added. A key that is there is an error.
    Append,
    /// A row is added, or takes the place of the one under its key.
    Replace,
}

impl Layout {
    /// A table that is read as it is written, and whose rows change.
    pub(super) const fn of(name: &'static str, key: &'static [&'static str]) -> Self {
        Self { name, rows: name, key, unique: &[], writing: Writing::Replace, counters: &[] }
    }
}

/// One column of a table.
pub(crate) struct Column<R: 'static> {
    about: About,
    write: for<'a> fn(&'a R) -> Cell<'a>,
}

/// A column, without the type of the rows.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "types are for databases whose tables are made from this, and for tests"
    )
)]
pub(crate) struct About {
    pub(crate) name: &'static str,
    pub(super) form: Form,
    /// Whether it may hold nothing.
    pub(super) optional: bool,
    /// Whether it stays as it was first written: a row that would change it is refused.
    pub(super) fixed: bool,
    /// What it refers to, if it keeps a number where a record has a name.
    pub(super) reference: Option<&'static Reference>,
    /// What the tests write into it, in the row of this number from 0; otherwise what suits its form.
    pub(super) example: Option<fn(i64) -> Cell<'static>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Number,
    Flag,
    Text,
    Bytes,
}

/// Another table's row, of the same home. A record has its name; the column keeps its number, which is short.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) table: &'static str,
    /// The column of its name.
    pub(crate) name: &'static str,
    /// The column of its number.
    pub(crate) number: &'static str,
}

impl About {
    const fn of(name: &'static str, form: Form) -> Self {
        Self { name, form, optional: false, fixed: false, reference: None, example: None }
    }

    /// The same, which may hold nothing.
    pub(super) const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The same, which stays as it was first written.
    pub(super) const fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// The same, which keeps the number of what a record names.
    pub(super) const fn refers(self, to: &'static Reference) -> Self {
        Self { reference: Some(to), ..self }
    }

    /// The same, into which the tests write this, in the row of a number from 0.
    pub(super) const fn like(self, example: fn(i64) -> Cell<'static>) -> Self {
        Self { example: Some(example), ..self }
    }

    /// The column that is written so.
    pub(super) const fn from<R>(self, write: for<'a> fn(&'a R) -> Cell<'a>) -> Column<R> {
        Column { about: self, write }
    }
}

/// A column of integers.
pub(super) const fn number(name: &'static str) -> About {
    About::of(name, Form::Number)
}

/// A column of yes and no.
pub(super) const fn flag(name: &'static str) -> About {
    About::of(name, Form::Flag)
}

/// A column of texts.
pub(super) const fn text(name: &'static str) -> About {
    About::of(name, Form::Text)
}

/// A column of bytes.
pub(super) const fn bytes(name: &'static str) -> About {
    About::of(name, Form::Bytes)
}

impl<R> Table<R> {
    /// A table of this layout, whose rows are read in the order in which these columns are written.
    pub(super) const fn new(
        layout: Layout,
        columns: &'static [Column<R>],
        read: fn(&mut Cells<'_>) -> Result<R, Damage>,
    ) -> Self {
        Self { layout, columns, read, statements: OnceLock::new() }
    }

    /// The row as it is in the database.
    pub(crate) fn row(&self, row: &dyn Row) -> Result<R, Damaged> {
        (self.read)(&mut Cells::of(row)).map_err(|damage| Damaged {
            table: self.layout.name,
            column: self.columns.get(damage.at).map_or("", |column| column.about.name),
            value: damage.to_string(),
        })
    }

    /// The cells of a row, in the order of the columns.
    pub(crate) fn cells<'a>(&self, row: &'a R) -> impl Iterator<Item = Cell<'a>> {
        self.columns.iter().map(move |column| (column.write)(row))
    }
}

/// A row that does not hold what its table holds.
#[derive(Debug, thiserror::Error)]
#[error("column {column} of table {table} holds {value}")]
pub(crate) struct Damaged {
    table: &'static str,
    column: &'static str,
    value: String,
}

/// A kind of record that lies in a table.
pub(crate) trait Kept: Sized {
    /// The record that it is.
    fn record(self) -> Record;
    /// It, if the record is of its kind.
    fn of(record: &Record) -> Option<&Self>;
}

/// A table, whatever its rows are.
pub(crate) trait Described: Sync {
    fn layout(&self) -> &Layout;
    /// Its columns, in order.
    fn columns(&self) -> Vec<&'static About>;
    /// Its statements for SQLite.
    fn statements(&self) -> &Statements;
    /// The cells of what is read from these.
    #[cfg(test)]
    fn echo(&self, row: &dyn Row) -> Result<Vec<Cell<'static>>, Damaged>;
}

impl<R> Described for Table<R> {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn columns(&self) -> Vec<&'static About> {
        self.columns.iter().map(|column| &column.about).collect()
    }

    fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| Statements::of(self, &SQLITE))
    }

    #[cfg(test)]
    fn echo(&self, row: &dyn Row) -> Result<Vec<Cell<'static>>, Damaged> {
        let row = self.row(row)?;
        Ok(self.cells(&row).map(Cell::into_owned).collect())
    }
}

/// A table of a kind of record.
pub(crate) trait Kind: Described {
    /// The record of a row.
    fn read(&self, row: &dyn Row) -> Result<Record, Damaged>;

    /// A record's cell in the column at this place, from 0; `None` behind the last.
    fn cell<'a>(&self, at: usize, record: &'a Record) -> Option<Cell<'a>>;

    /// Whether a record may take the place of the one under its key.
    fn allows(&self, new: &Record, old: &Record) -> bool;
}

impl<R: Kept> Kind for Table<R> {
    fn read(&self, row: &dyn Row) -> Result<Record, Damaged> {
        self.row(row).map(R::record)
    }

    fn cell<'a>(&self, at: usize, record: &'a Record) -> Option<Cell<'a>> {
        self.columns.get(at).zip(R::of(record)).map(|(column, row)| (column.write)(row))
    }

    fn allows(&self, new: &Record, old: &Record) -> bool {
        let mut fixed = (0..).zip(self.columns).filter(|(_, column)| column.about.fixed);
        self.layout.writing == Writing::Replace
            && fixed.all(|(at, _)| self.cell(at, new) == self.cell(at, old))
    }
}
