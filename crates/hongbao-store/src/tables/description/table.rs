//! What a table is: its name, its key, and its columns in order, each with how its cell is written from a
//! record. Statements, look-ups and walks follow from that, in any database.

use std::borrow::Borrow;
use std::sync::OnceLock;

use hongbao_engine::{Home, Key, Listed, Record};

use super::cell::{Cell, Cells, Damage, Row};
use super::layout::{About, Form, Layout, Outline, Writing};
use super::statement::{SQLITE, Statements};

/// A table whose rows are values of this type.
pub(crate) struct Table<R: 'static> {
    layout: Layout,
    columns: &'static [Column<R>],
    read: fn(&mut Cells<'_>) -> Result<R, Damage>,
    /// For SQLite. Made at the first use: making them takes longer than running one.
    statements: OnceLock<Statements>,
}

/// One column of a table.
pub(crate) struct Column<R: 'static> {
    about: About,
    write: for<'a> fn(&'a R) -> Cell<'a>,
}

impl About {
    /// The column that is written so.
    pub(in crate::tables) const fn from<R>(
        self,
        write: for<'a> fn(&'a R) -> Cell<'a>,
    ) -> Column<R> {
        Column { about: self, write }
    }
}

impl<R> Table<R> {
    /// A table of this layout, whose rows are read in the order in which these columns are written.
    pub(in crate::tables) const fn new(
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

/// The cells of a key, in the order of its table's. The table says how many there are.
pub(crate) type KeyCells<'a> = [Cell<'a>; 3];

pub(in crate::tables) fn key_of<const N: usize>(cells: [Cell<'_>; N]) -> KeyCells<'_> {
    let mut key = [Cell::Null, Cell::Null, Cell::Null];
    for (place, cell) in key.iter_mut().zip(cells) {
        *place = cell;
    }
    key
}

/// A kind of record that lies in a table.
pub(crate) trait Kept: Listed {
    /// The cells of the key that its record with this id has, as a work of this home sees it.
    fn key(home: Home, id: &Self::Id) -> KeyCells<'_>;
}

/// A table, whatever its rows are.
pub(crate) trait Described: Sync {
    fn layout(&self) -> &Layout;
    /// All that statements follow from.
    fn outline(&self) -> Outline;
    /// Whether the last column of its key is a number.
    fn is_walked_by_number(&self) -> bool;
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

    fn outline(&self) -> Outline {
        let columns = self.columns.iter().map(|column| &column.about).collect();
        Outline { layout: self.layout, columns }
    }

    fn is_walked_by_number(&self) -> bool {
        let last = self.layout.key.last();
        self.columns.iter().any(|it| Some(&it.about.name) == last && it.about.form == Form::Number)
    }

    fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| Statements::of(self.outline(), &SQLITE))
    }

    #[cfg(test)]
    fn echo(&self, row: &dyn Row) -> Result<Vec<Cell<'static>>, Damaged> {
        let row = self.row(row)?;
        Ok(self.cells(&row).map(Cell::into_owned).collect())
    }
}

/// A table of a kind of record.
pub(crate) trait RecordTable: Described {
    /// What the kind is called.
    #[cfg(test)]
    fn kind(&self) -> &'static str;

    /// The cells of a key, as a work of this home sees it; `None` if the key is of another kind.
    fn key<'a>(&self, home: Home, key: &'a Key) -> Option<KeyCells<'a>>;

    /// The record of a row.
    fn read(&self, row: &dyn Row) -> Result<Record, Damaged>;

    /// A record's cell in the column at this place, from 0; `None` behind the last.
    fn cell<'a>(&self, at: usize, record: &'a Record) -> Option<Cell<'a>>;

    /// Whether a record may take the place of the one under its key.
    fn allows(&self, new: &Record, old: &Record) -> bool;
}

impl<R: Kept> RecordTable for Table<R> {
    #[cfg(test)]
    fn kind(&self) -> &'static str {
        R::NAME
    }

    fn key<'a>(&self, home: Home, key: &'a Key) -> Option<KeyCells<'a>> {
        R::id_of(key).map(|id| R::key(home, id))
    }

    fn read(&self, row: &dyn Row) -> Result<Record, Damaged> {
        self.row(row).map(|row| R::Held::from(row).into())
    }

    fn cell<'a>(&self, at: usize, record: &'a Record) -> Option<Cell<'a>> {
        self.columns.get(at).zip(R::of(record)).map(|(column, row)| (column.write)(row.borrow()))
    }

    fn allows(&self, new: &Record, old: &Record) -> bool {
        let mut fixed = (0..).zip(self.columns).filter(|(_, column)| column.about.fixed);
        self.layout.writing == Writing::Replace
            && fixed.all(|(at, _)| self.cell(at, new) == self.cell(at, old))
    }
}
