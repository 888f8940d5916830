//! Gaps: their columns. Numbers that were left out stay so.

use hongbao_engine::{Gap, Home};

use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, Writing, number};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

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
    fn key(home: Home, first: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), (*first).into()])
    }
}
