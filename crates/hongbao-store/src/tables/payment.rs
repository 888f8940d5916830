//! Payments: their columns. What a reference has paid never changes.

use hongbao_engine::{Home, Payment};

use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, Writing, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout =
    Layout { writing: Writing::Append, ..Layout::of("payment", &["home", "reference"]) };

pub(crate) static TABLE: Table<Payment> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Payment>] = &[
    number("home").like(example::home).from(|p| p.home.into()),
    text("reference").from(|p| p.reference.as_str().into()),
    text("crowd_no").like(example::crowd_no).from(|p| (&p.crowd_no).into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Payment, Damage> {
    Ok(Payment { home: cells.next()?, reference: cells.next()?, crowd_no: cells.next()? })
}

impl Kept for Payment {
    fn key(home: Home, reference: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), reference.into()])
    }
}
