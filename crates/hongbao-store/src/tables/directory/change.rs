//! Changes of the directory: their columns. What has changed never changes.

use hongbao_engine::{AppId, DirectoryChange, Home, MerchantId, Subject};

use crate::tables::description::cell::{Cells, Damage, Words};
use crate::tables::description::example::{self, nth};
use crate::tables::description::layout::{Layout, Writing, number, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

/// A kind of what changes, and what an id of it names.
const KINDS: Words<fn(&str) -> Option<Subject>> = &[
    (MERCHANT, |id| MerchantId::parse(id).map(Subject::Merchant)),
    (APP, |id| AppId::parse(id).map(Subject::App)),
    (FIXTURE, |id| Some(Subject::Fixture(id.to_owned()))),
];
const MERCHANT: &str = "merchant";
const APP: &str = "app";
const FIXTURE: &str = "fixture";

const LAYOUT: Layout =
    Layout { writing: Writing::Append, ..Layout::of("directory_change", &["version"]) };

pub(crate) static TABLE: Table<DirectoryChange> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<DirectoryChange>] = &[
    number("version").from(|change| change.version.into()),
    text("kind").like(|row| nth(KINDS, row)).from(|change| match change.of {
        Subject::Merchant(_) => MERCHANT.into(),
        Subject::App(_) => APP.into(),
        Subject::Fixture(_) => FIXTURE.into(),
    }),
    text("id")
        .like(|row| match row % 3 {
            0 => example::merchant_id(row),
            1 => example::app_id(row),
            _ => example::mixed(row).into(),
        })
        .from(|change| match &change.of {
            Subject::Merchant(id) => id.into(),
            Subject::App(id) => id.into(),
            Subject::Fixture(id) => id.into(),
        }),
];

fn read(cells: &mut Cells<'_>) -> Result<DirectoryChange, Damage> {
    let version = cells.next()?;
    let subject = cells.word(KINDS)?;
    Ok(DirectoryChange { version, of: cells.text(subject)? })
}

impl Kept for DirectoryChange {
    fn key(_: Home, version: &Self::Id) -> KeyCells<'_> {
        key_of([(*version).into()])
    }
}
