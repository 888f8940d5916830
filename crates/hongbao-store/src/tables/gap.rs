//! Gaps: their columns. Numbers that were left out stay so.

use hongbao_engine::{Gap, Record};

use super::cell::{Cells, Damage};
use super::example;
use super::layout::{Layout, Writing, number};
use super::table::{Column, Kept, Table};

const LAYOUT: Layout = Layout { writing: Writing::Append, ..Layout::of("gap", &["home", "first"]) };

pub(crate) static TABLE: Table<Gap> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Gap>] = &[
    number("home").like(example::home).from(|g| g.home.into()),
    number("first").from(|g| g.first.into()),
    number("last").from(|g| g.last.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Gap, Damage> {
    Ok(Gap { home: cells.next()?, first: cells.next()?, last: cells.next()? })
}

impl Kept for Gap {
    fn record(self) -> Record {
        Record::Gap(self)
    }
}
