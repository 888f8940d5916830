//! Events: their columns. An event never changes.

use hongbao_engine::{Event, Home};

use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, Writing, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout { writing: Writing::Append, ..Layout::of("event", &["home", "seq"]) };

pub(crate) static TABLE: Table<Event> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Event>] = &[
    number("home").like(example::home).from(|e| e.home.into()),
    number("seq").from(|e| e.seq.into()),
    text("who").from(|e| (&e.who).into()),
    text("command").from(|e| (&e.command).into()),
    text("record").from(|e| (&e.record).into()),
    number("at").from(|e| e.at.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Event, Damage> {
    Ok(Event {
        home: cells.next()?,
        seq: cells.next()?,
        who: cells.next()?,
        command: cells.next()?,
        record: cells.next()?,
        at: cells.next()?,
    })
}

impl Kept for Event {
    fn key(home: Home, seq: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), (*seq).into()])
    }
}
