//! Draws: their columns. A draw's row is its transfer, its receipt and its event, and never changes.

use hongbao_engine::{Draw, Home, Slot};

use super::campaign;
use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, Writing, flag, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout {
    rows: "drawn",
    unique: &[&["home", "seq"], &["home", "campaign_seq", "n"]],
    writing: Writing::Append,
    ..Layout::of("draw", &["home", "campaign_seq", "slot"])
};

pub(crate) static TABLE: Table<Draw> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Draw>] = &[
    number("home").like(example::home).from(|d| d.home.into()),
    number("seq").from(|d| d.seq.into()),
    number("campaign_seq")
        .refers(&campaign::NUMBERED)
        .like(example::crowd_no)
        .from(|d| (&d.crowd_no).into()),
    text("slot").from(|d| d.slot.as_str().into()),
    text("user_id").like(example::user_id).from(|d| (&d.user_id).into()),
    number("amount").from(|d| d.amount.into()),
    flag("named").from(|d| d.named.into()),
    number("n").from(|d| d.n.into()),
    number("at").from(|d| d.at.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Draw, Damage> {
    Ok(Draw {
        home: cells.next()?,
        seq: cells.next()?,
        crowd_no: cells.next()?,
        slot: cells.text(|text| Some(Slot::stored(text)))?,
        user_id: cells.next()?,
        amount: cells.next()?,
        named: cells.next()?,
        n: cells.next()?,
        at: cells.next()?,
    })
}

impl Kept for Draw {
    fn key(home: Home, (no, slot): &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), no.into(), slot.as_str().into()])
    }
}
