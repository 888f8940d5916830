//! The columns of draws, transfers, tallies and payments.

use std::sync::Arc;

use hongbao_engine::{
    Course, CrowdNo, Draw, Fen, Home, Payment, Record, Slot, Tally, Timestamp, Transfer,
};
use rusqlite::{Connection, Row};

use super::{CAMPAIGN_SEQ, Cells, Column, Rows, damaged, home, id, spell, time, word};
use crate::Failure;

const COURSES: &[(&str, Course)] = &[("fund", Course::Fund), ("return", Course::Return)];

static DRAWS: Rows = Rows::of("draw", &["home", "seq"]);
static TRANSFERS: Rows = Rows::of("transfer", &["home", "seq"]);
static PAYMENTS: Rows = Rows::of("payment", &["home", "reference"]);
static TALLIES: Rows = Rows::of("tally", &["home", CAMPAIGN_SEQ, "user_id"]);

pub(super) fn draw(row: &Row<'_>) -> rusqlite::Result<Record> {
    drawn(row).map(Record::Draw)
}

pub(super) fn drawn(row: &Row<'_>) -> rusqlite::Result<Arc<Draw>> {
    let mut cells = Cells::of(row);
    Ok(Arc::new(Draw {
        home: Home::new(cells.next()?),
        seq: cells.next()?,
        crowd_no: campaign(&mut cells)?,
        slot: Slot::stored(cells.text("slot")?),
        user_id: cells.id("user_id")?,
        amount: Fen::new(cells.next()?),
        named: cells.next()?,
        n: cells.next()?,
        at: Timestamp::from_secs(cells.next()?),
    }))
}

/// The campaign of a draw or a tally: its name, or if there is no such campaign its number, so that an audit
/// can say whose row it is.
fn campaign(cells: &mut Cells<'_>) -> rusqlite::Result<CrowdNo> {
    let (name, seq): (Option<String>, u64) = (cells.next()?, cells.next()?);
    let name = name.unwrap_or_else(|| seq.to_string());
    CrowdNo::parse(&name).ok_or_else(|| damaged("crowd_no", &name))
}

pub(super) fn save_draw(db: &Connection, draw: &Draw) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &draw.home.number()),
        ("seq", &draw.seq),
        (CAMPAIGN_SEQ, &draw.crowd_no.as_str()),
        ("slot", &draw.slot.as_str()),
        ("user_id", &draw.user_id.as_str()),
        ("amount", &draw.amount.get()),
        ("named", &draw.named),
        ("n", &draw.n),
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

pub(super) fn payment(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (reference, crowd_no) = (row.get("reference")?, id(row, "crowd_no")?);
    Ok(Record::Payment(Payment { home: home(row)?, reference, crowd_no }))
}

pub(super) fn save_payment(db: &Connection, payment: &Payment) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &payment.home.number()),
        ("reference", &payment.reference),
        ("crowd_no", &payment.crowd_no.as_str()),
    ];
    PAYMENTS.put(db, columns)
}

pub(super) fn tally(row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut cells = Cells::of(row);
    let home = Home::new(cells.next()?);
    let (crowd_no, user_id) = (campaign(&mut cells)?, cells.id("user_id")?);
    let tally = Tally {
        lifetime: cells.next()?,
        window: cells.next()?,
        in_window: cells.next()?,
        last: cells.next()?,
    };
    Ok(Record::Tally(home, crowd_no, user_id, tally))
}

pub(super) fn save_tally(
    db: &Connection,
    home: Home,
    (crowd_no, user_id): (&str, &str),
    tally: &Tally,
) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &home.number()),
        (CAMPAIGN_SEQ, &crowd_no),
        ("user_id", &user_id),
        ("lifetime", &tally.lifetime),
        ("window", &tally.window),
        ("in_window", &tally.in_window),
        ("last", &tally.last),
    ];
    TALLIES.put(db, columns)
}
