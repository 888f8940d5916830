//! Receipts: their columns. One that is past its time is replaced by the next under its key.

use hongbao_engine::{Home, Receipt, ReceiptKey};

use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, bytes, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

pub(crate) static TABLE: Table<Receipt> =
    Table::new(Layout::of("receipt", &["home", "key"]), COLUMNS, read);

const COLUMNS: &[Column<Receipt>] = &[
    number("home").like(example::home).from(|r| r.home.into()),
    text("key").from(|r| r.key.as_str().into()),
    text("command").from(|r| r.command.as_str().into()),
    bytes("answer").from(|r| r.answer.as_slice().into()),
    number("at").from(|r| r.at.into()),
    number("until").from(|r| r.until.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Receipt, Damage> {
    Ok(Receipt {
        home: cells.next()?,
        key: cells.text(|text| Some(ReceiptKey::stored(text)))?,
        command: cells.next()?,
        answer: cells.next()?,
        at: cells.next()?,
        until: cells.next()?,
    })
}

impl Kept for Receipt {
    fn key(home: Home, key: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), key.as_str().into()])
    }
}
