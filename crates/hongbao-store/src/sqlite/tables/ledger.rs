//! The columns of draws, transfers and tallies.

use std::sync::Arc;

use hongbao_engine::{Course, Draw, Fen, Home, Record, Slot, Tally, Transfer};
use rusqlite::{Connection, Row};

use super::{Column, Rows, home, id, spell, time, word};
use crate::Failure;

const COURSES: &[(&str, Course)] = &[("fund", Course::Fund), ("return", Course::Return)];

static DRAWS: Rows = Rows::of("draw", &["home", "seq"]);
static TRANSFERS: Rows = Rows::of("transfer", &["home", "seq"]);
static TALLIES: Rows = Rows::of("tally", &["home", "crowd_no", "user_id"]);

pub(super) fn draw(row: &Row<'_>) -> rusqlite::Result<Record> {
    drawn(row).map(Record::Draw)
}

pub(super) fn drawn(row: &Row<'_>) -> rusqlite::Result<Arc<Draw>> {
    Ok(Arc::new(Draw {
        home: home(row)?,
        seq: row.get("seq")?,
        crowd_no: id(row, "crowd_no")?,
        slot: Slot::stored(row.get("slot")?),
        user_id: id(row, "user_id")?,
        amount: Fen::new(row.get("amount")?),
        named: row.get("named")?,
        n: row.get("n")?,
        biz_no: row.get("biz_no")?,
        at: time(row, "at")?,
    }))
}

pub(super) fn save_draw(db: &Connection, draw: &Draw) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &draw.home.number()),
        ("seq", &draw.seq),
        ("crowd_no", &draw.crowd_no.as_str()),
        ("slot", &draw.slot.as_str()),
        ("user_id", &draw.user_id.as_str()),
        ("amount", &draw.amount.get()),
        ("named", &draw.named),
        ("n", &draw.n),
        ("biz_no", &draw.biz_no),
        ("at", &draw.at.secs()),
    ];
    DRAWS.put(db, columns)
}

pub(super) fn transfer(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::Transfer(Transfer {
        home: home(row)?,
        seq: row.get("seq")?,
        course: word(row, "course", COURSES)?,
        crowd_no: id(row, "crowd_no")?,
        amount: Fen::new(row.get("amount")?),
        at: time(row, "at")?,
    }))
}

pub(super) fn save_transfer(db: &Connection, transfer: &Transfer) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &transfer.home.number()),
        ("seq", &transfer.seq),
        ("course", &spell(COURSES, &transfer.course)),
        ("crowd_no", &transfer.crowd_no.as_str()),
        ("amount", &transfer.amount.get()),
        ("at", &transfer.at.secs()),
    ];
    TRANSFERS.put(db, columns)
}

pub(super) fn tally(row: &Row<'_>) -> rusqlite::Result<Record> {
    let tally = Tally {
        lifetime: row.get("lifetime")?,
        window: row.get("window")?,
        in_window: row.get("in_window")?,
        last: row.get("last")?,
    };
    Ok(Record::Tally(home(row)?, id(row, "crowd_no")?, id(row, "user_id")?, tally))
}

pub(super) fn save_tally(
    db: &Connection,
    home: Home,
    (crowd_no, user_id): (&str, &str),
    tally: &Tally,
) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &home.number()),
        ("crowd_no", &crowd_no),
        ("user_id", &user_id),
        ("lifetime", &tally.lifetime),
        ("window", &tally.window),
        ("in_window", &tally.in_window),
        ("last", &tally.last),
    ];
    TALLIES.put(db, columns)
}
