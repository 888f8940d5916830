//! Fixtures: their columns.

use hongbao_engine::{Fixture, Home};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::layout::{Layout, number, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

pub(crate) static TABLE: Table<Fixture> = Table::new(Layout::of("fixture", &["id"]), COLUMNS, read);

const COLUMNS: &[Column<Fixture>] =
    &[text("id").from(|f| f.id.as_str().into()), number("home").from(|f| f.home.into())];

fn read(cells: &mut Cells<'_>) -> Result<Fixture, Damage> {
    Ok(Fixture { id: cells.next()?, home: cells.next()? })
}

impl Kept for Fixture {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
