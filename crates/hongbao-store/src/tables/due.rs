//! What is due: its columns. A record's kind and its id stand as texts, as they are one index for all kinds.

use hongbao_engine::{Due, DueKey, Home};

use super::description::cell::{Cells, Damage};
use super::description::example;
use super::description::layout::{Layout, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout::of("due", &["home", "kind", "id"]);

pub(crate) static TABLE: Table<Due> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Due>] = &[
    number("home").like(example::home).from(|d| d.home.into()),
    text("kind").like(|_| "campaign".into()).from(|d| d.of.texts().0.into()),
    // Of campaigns that no other row tells of.
    text("id").like(|row| example::crowd_no(row + 100)).from(|d| d.of.texts().1.into()),
    number("at").from(|d| d.at.into()),
    number("tries").from(|d| d.tries.into()),
    number("claimed_until").optional().from(|d| d.claimed_until.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Due, Damage> {
    let home = cells.next()?;
    let kind: String = cells.next()?;
    Ok(Due {
        home,
        of: cells.text(|id| DueKey::parse(&kind, id))?,
        at: Some(cells.next()?),
        tries: cells.next()?,
        claimed_until: cells.next()?,
    })
}

impl Kept for Due {
    fn key(home: Home, of: &Self::Id) -> KeyCells<'_> {
        let (kind, id) = of.texts();
        key_of([home.into(), kind.into(), id.into()])
    }
}
