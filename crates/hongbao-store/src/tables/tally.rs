//! Tallies: their columns.

use hongbao_engine::{Record, Tally, UserId};

use super::cell::{Cells, Damage};
use super::table::{Column, Kept, Layout, Table, number, text};
use super::{campaign, example};

const LAYOUT: Layout =
    Layout { rows: "tallied", ..Layout::of("tally", &["home", "campaign_seq", "user_id"]) };

pub(crate) static TABLE: Table<Record> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Record>] = &[
    number("home").like(example::home).from(|r| r.home().into()),
    number("campaign_seq")
        .refers(&campaign::NUMBERED)
        .like(example::crowd_no)
        .from(|r| r.crowd_no().into()),
    text("user_id").like(example::user_id).from(|r| tally(r).map(|(user, _)| user).into()),
    number("lifetime").from(|r| tally(r).map(|(_, tally)| tally.lifetime).into()),
    number("window").from(|r| tally(r).map(|(_, tally)| tally.window).into()),
    number("in_window").from(|r| tally(r).map(|(_, tally)| tally.in_window).into()),
    number("last").from(|r| tally(r).map(|(_, tally)| tally.last).into()),
];

fn tally(record: &Record) -> Option<(&UserId, &Tally)> {
    if let Record::Tally(_, _, user, tally) = record { Some((user, tally)) } else { None }
}

fn read(cells: &mut Cells<'_>) -> Result<Record, Damage> {
    let (home, crowd_no, user) = (cells.next()?, cells.next()?, cells.next()?);
    let tally = Tally {
        lifetime: cells.next()?,
        window: cells.next()?,
        in_window: cells.next()?,
        last: cells.next()?,
    };
    Ok(Record::Tally(home, crowd_no, user, tally))
}

/// A tally is a record in parts.
impl Kept for Record {
    fn record(self) -> Record {
        self
    }

    fn of(record: &Record) -> Option<&Self> {
        tally(record).map(|_| record)
    }
}
