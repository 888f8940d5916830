//! The platform's public keys: their columns.

use hongbao_engine::{Home, PlatformKey};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::layout::{Layout, bytes, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

pub(crate) static TABLE: Table<PlatformKey> =
    Table::new(Layout::of("platform_key", &["fingerprint"]), COLUMNS, read);

const COLUMNS: &[Column<PlatformKey>] = &[
    text("fingerprint").from(|key| key.fingerprint.as_str().into()),
    bytes("public_key").from(|key| key.public_key.as_slice().into()),
];

fn read(cells: &mut Cells<'_>) -> Result<PlatformKey, Damage> {
    Ok(PlatformKey { fingerprint: cells.next()?, public_key: cells.next()? })
}

impl Kept for PlatformKey {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
