//! The clock: its columns. There is one row at most. Each unit of work reads it.

use hongbao_engine::{BusinessTime, ClockRecord, Home, Timestamp};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::layout::{Layout, number, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

/// The one row's key.
pub(crate) const ID: &str = "clock";

pub(crate) static TABLE: Table<ClockRecord> =
    Table::new(Layout::of("clock", &["id"]), COLUMNS, read);

const COLUMNS: &[Column<ClockRecord>] = &[
    text("id").like(|_| ID.into()).from(|_| ID.into()),
    number("ahead")
        // A clock that stands still is ahead by nothing.
        .like(|row| (row % 2 * row).into())
        .from(|clock| match clock.time {
            BusinessTime::Ahead(secs) => secs.into(),
            BusinessTime::Frozen(_) => 0_i64.into(),
        }),
    number("frozen_at").optional().from(|clock| match clock.time {
        BusinessTime::Ahead(_) => None::<Timestamp>.into(),
        BusinessTime::Frozen(moment) => moment.into(),
    }),
    number("directory").from(|clock| clock.directory.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<ClockRecord, Damage> {
    cells.text(|_| Some(()))?;
    let ahead = cells.next()?;
    let frozen_at: Option<Timestamp> = cells.next()?;
    let time = frozen_at.map_or(BusinessTime::Ahead(ahead), BusinessTime::Frozen);
    Ok(ClockRecord { time, directory: cells.next()? })
}

impl Kept for ClockRecord {
    fn key(_: Home, (): &Self::Id) -> KeyCells<'_> {
        key_of([ID.into()])
    }
}
