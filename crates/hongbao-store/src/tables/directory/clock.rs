//! The clock: its columns. There is one row at most.

use hongbao_engine::{BusinessTime, Record, Timestamp};

use crate::tables::cell::{Cells, Damage};
use crate::tables::layout::{Layout, number, text};
use crate::tables::table::{Column, Kept, Table};

/// The one row's key.
pub(crate) const ID: &str = "clock";

pub(crate) static TABLE: Table<BusinessTime> =
    Table::new(Layout::of("clock", &["id"]), COLUMNS, read);

const COLUMNS: &[Column<BusinessTime>] = &[
    text("id").like(|_| ID.into()).from(|_| ID.into()),
    number("ahead")
        // A clock that stands still is ahead by nothing.
        .like(|row| (row % 2 * row).into())
        .from(|time| match time {
            BusinessTime::Ahead(secs) => (*secs).into(),
            BusinessTime::Frozen(_) => 0_i64.into(),
        }),
    number("frozen_at").optional().from(|time| match time {
        BusinessTime::Ahead(_) => None::<Timestamp>.into(),
        BusinessTime::Frozen(moment) => (*moment).into(),
    }),
];

fn read(cells: &mut Cells<'_>) -> Result<BusinessTime, Damage> {
    let (_, ahead): (String, _) = (cells.next()?, cells.next()?);
    Ok(match cells.next()? {
        Some(moment) => BusinessTime::Frozen(moment),
        None => BusinessTime::Ahead(ahead),
    })
}

impl Kept for BusinessTime {
    fn record(self) -> Record {
        Record::Clock(self)
    }
}
