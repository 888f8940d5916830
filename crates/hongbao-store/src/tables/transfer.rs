//! Transfers: their columns. A transfer never changes.

use hongbao_engine::{Direction, Home, Transfer};

use super::description::cell::{Cells, Damage, Words, spell};
use super::description::example::{self, nth};
use super::description::layout::{Layout, Writing, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const DIRECTIONS: Words<Direction> = &[("fund", Direction::Fund), ("return", Direction::Return)];

const LAYOUT: Layout = Layout {
    // Paid once, settled once.
    unique: &[&["home", "crowd_no", "course"]],
    writing: Writing::Append,
    by_campaign: Some("transfer_once"),
    ..Layout::of("transfer", &["home", "seq"])
};

pub(crate) static TABLE: Table<Transfer> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Transfer>] = &[
    number("home").like(example::home).from(|t| t.home.into()),
    number("seq").from(|t| t.seq.into()),
    text("course")
        .like(|row| nth(DIRECTIONS, row))
        .from(|t| spell(DIRECTIONS, &t.direction).into()),
    text("crowd_no").like(example::crowd_no).from(|t| (&t.crowd_no).into()),
    number("amount").from(|t| t.amount.into()),
    number("at").from(|t| t.at.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Transfer, Damage> {
    Ok(Transfer {
        home: cells.next()?,
        seq: cells.next()?,
        direction: cells.word(DIRECTIONS)?,
        crowd_no: cells.next()?,
        amount: cells.next()?,
        at: cells.next()?,
    })
}

impl Kept for Transfer {
    fn key(home: Home, seq: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), (*seq).into()])
    }
}
