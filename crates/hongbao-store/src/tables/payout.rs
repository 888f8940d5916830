//! Payouts: their columns. A payout never changes.

use hongbao_engine::{Home, Payout};

use super::campaign;
use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, Writing, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout {
    rows: "paid_out",
    unique: &[&["home", "seq"]],
    writing: Writing::Append,
    ..Layout::of("payout", &["home", "campaign_seq", "seq"])
};

pub(crate) static TABLE: Table<Payout> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Payout>] = &[
    number("home").like(example::home).from(|p| p.home.into()),
    number("seq").from(|p| p.seq.into()),
    number("campaign_seq")
        .refers(&campaign::NUMBERED)
        .like(example::crowd_no)
        .from(|p| (&p.crowd_no).into()),
    text("user_id").like(example::user_id).from(|p| (&p.user_id).into()),
    number("amount").from(|p| p.amount.into()),
    number("total").from(|p| p.total.into()),
    number("at").from(|p| p.at.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Payout, Damage> {
    Ok(Payout {
        home: cells.next()?,
        seq: cells.next()?,
        crowd_no: cells.next()?,
        user_id: cells.next()?,
        amount: cells.next()?,
        total: cells.next()?,
        at: cells.next()?,
    })
}

impl Kept for Payout {
    fn key(home: Home, (no, seq): &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), no.into(), (*seq).into()])
    }
}
