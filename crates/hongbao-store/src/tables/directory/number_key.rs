//! The secret of numbers: its columns. There is one row at most.

use hongbao_engine::{Home, NumberKey};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::layout::{Layout, bytes, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

/// The one row's key.
pub(crate) const ID: &str = "number_key";

pub(crate) static TABLE: Table<NumberKey> =
    Table::new(Layout::of("number_key", &["id"]), COLUMNS, read);

const COLUMNS: &[Column<NumberKey>] = &[
    text("id").like(|_| ID.into()).from(|_| ID.into()),
    bytes("secret").from(|key| key.bytes().as_slice().into()),
];

fn read(cells: &mut Cells<'_>) -> Result<NumberKey, Damage> {
    let _: String = cells.next()?;
    Ok(NumberKey::new(cells.next()?))
}

impl Kept for NumberKey {
    fn key(_: Home, (): &Self::Id) -> KeyCells<'_> {
        key_of([ID.into()])
    }
}
