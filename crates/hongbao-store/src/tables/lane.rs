//! Lanes: their columns, and beside them the marker by which a commit whose answer was lost is found out.

use hongbao_engine::{BusinessTime, Home, Lane, Timestamp};

use super::description::cell::{Cells, Damage};
use super::description::layout::{Layout, number};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout { counters: &["marker"], ..Layout::of("lane", &["home"]) };

pub(crate) static TABLE: Table<Lane> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Lane>] = &[
    number("home").from(|l| l.home.into()),
    number("last").from(|l| l.last.into()),
    number("clock_ahead")
        .optional()
        // A clock that stands still is not ahead.
        .like(|row| Some(row).filter(|row| row % 2 == 1).into())
        .from(|l| match l.clock {
            Some(BusinessTime::Ahead(secs)) => Some(secs).into(),
            Some(BusinessTime::Frozen(_)) | None => None::<i64>.into(),
        }),
    number("clock_frozen_at").optional().from(|l| match l.clock {
        Some(BusinessTime::Frozen(moment)) => moment.into(),
        Some(BusinessTime::Ahead(_)) | None => None::<Timestamp>.into(),
    }),
    number("counter").from(|l| l.counter.into()),
    number("campaigns").from(|l| l.campaigns.into()),
    number("open").from(|l| l.open.into()),
    number("earlier").from(|l| l.earlier.into()),
    number("funded").from(|l| l.funded.into()),
    number("paid_out").from(|l| l.paid_out.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Lane, Damage> {
    let (home, last) = (cells.next()?, cells.next()?);
    let ahead: Option<i64> = cells.next()?;
    let frozen_at: Option<Timestamp> = cells.next()?;
    let frozen = frozen_at.map(BusinessTime::Frozen);
    Ok(Lane {
        home,
        last,
        clock: frozen.or(ahead.map(BusinessTime::Ahead)),
        counter: cells.next()?,
        campaigns: cells.next()?,
        open: cells.next()?,
        earlier: cells.next()?,
        funded: cells.next()?,
        paid_out: cells.next()?,
    })
}

impl Kept for Lane {
    fn key(home: Home, (): &Self::Id) -> KeyCells<'_> {
        key_of([home.into()])
    }
}
