//! The stamp: its columns. There is one row at most.

use hongbao_engine::{Home, Purpose, Stamp};

use crate::tables::description::cell::{Cells, Damage, Words, spell};
use crate::tables::description::example::nth;
use crate::tables::description::layout::{Layout, number, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

const PURPOSES: Words<Purpose> =
    &[("sandbox", Purpose::Sandbox), ("production", Purpose::Production)];

/// The one row's key.
pub(crate) const ID: &str = "stamp";

pub(crate) static TABLE: Table<Stamp> = Table::new(Layout::of("stamp", &["id"]), COLUMNS, read);

const COLUMNS: &[Column<Stamp>] = &[
    text("id").like(|_| ID.into()).from(|_| ID.into()),
    text("purpose").like(|row| nth(PURPOSES, row)).from(|s| spell(PURPOSES, &s.purpose).into()),
    number("world").from(|s| s.world.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Stamp, Damage> {
    let _: String = cells.next()?;
    Ok(Stamp { purpose: cells.word(PURPOSES)?, world: cells.next()? })
}

impl Kept for Stamp {
    fn key(_: Home, (): &Self::Id) -> KeyCells<'_> {
        key_of([ID.into()])
    }
}
