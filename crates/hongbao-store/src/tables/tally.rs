//! Tallies: their columns.

use hongbao_engine::{Home, Tallied, Tally};

use super::campaign;
use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout =
    Layout { rows: "tallied", ..Layout::of("tally", &["home", "campaign_seq", "user_id"]) };

pub(crate) static TABLE: Table<Tallied> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Tallied>] = &[
    number("home").like(example::home).from(|t| t.home.into()),
    number("campaign_seq")
        .refers(&campaign::NUMBERED)
        .like(example::crowd_no)
        .from(|t| (&t.crowd_no).into()),
    text("user_id").like(example::user_id).from(|t| (&t.user_id).into()),
    number("lifetime").from(|t| t.tally.lifetime.into()),
    number("window").from(|t| t.tally.window.into()),
    number("in_window").from(|t| t.tally.in_window.into()),
    number("last").from(|t| t.tally.last.into()),
    number("earned").like(|row| row.saturating_add(100).into()).from(|t| t.tally.earned.into()),
    // No more than was earned.
    number("paid_out").like(Into::into).from(|t| t.tally.paid_out.into()),
    number("last_payout").from(|t| t.tally.last_payout.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Tallied, Damage> {
    let (home, crowd_no, user_id) = (cells.next()?, cells.next()?, cells.next()?);
    let tally = Tally {
        lifetime: cells.next()?,
        window: cells.next()?,
        in_window: cells.next()?,
        last: cells.next()?,
        earned: cells.next()?,
        paid_out: cells.next()?,
        last_payout: cells.next()?,
    };
    Ok(Tallied { home, crowd_no, user_id, tally })
}

impl Kept for Tallied {
    fn key(home: Home, (no, user): &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), no.into(), user.into()])
    }
}
