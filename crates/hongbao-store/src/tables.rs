//! Records as rows: one file for each kind says which table it lies in, and how its columns are written and
//! read. Statements follow from that, and no driver is known here.

pub(crate) mod campaign;
mod description;
pub(crate) mod directory;
pub(crate) mod draw;
pub(crate) mod due;
pub(crate) mod event;
pub(crate) mod gap;
pub(crate) mod lane;
pub(crate) mod payment;
pub(crate) mod payout;
pub(crate) mod receipt;
pub(crate) mod tally;
pub(crate) mod transfer;
pub(crate) mod voucher;

use hongbao_engine::{Home, KINDS, Key, Record};

pub(crate) use self::description::cell::{Cell, Row};
#[cfg(test)]
pub(crate) use self::description::layout::Writing;
pub(crate) use self::description::statement::{SQLITE, numbered, select};
pub(crate) use self::description::table::{Damaged, Described, KeyCells, RecordTable};
use self::directory::{
    app, change, clock, fixture, login, merchant, number_key, platform_key, stamp, user,
};

/// How SQLite's tables came about, the oldest step first. What was released is never edited, only added to.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_founding.sqlite.sql"),
    include_str!("../migrations/0002_lane.sqlite.sql"),
    include_str!("../migrations/0003_cash.sqlite.sql"),
    include_str!("../migrations/0004_limits.sqlite.sql"),
    include_str!("../migrations/0005_clock.sqlite.sql"),
    include_str!("../migrations/0006_draws.sqlite.sql"),
    include_str!("../migrations/0007_receipt.sqlite.sql"),
    include_str!("../migrations/0008_numbered.sqlite.sql"),
    include_str!("../migrations/0009_walked.sqlite.sql"),
    include_str!("../migrations/0010_number_key.sqlite.sql"),
    include_str!("../migrations/0011_once.sqlite.sql"),
    include_str!("../migrations/0012_gap.sqlite.sql"),
    include_str!("../migrations/0013_price_style.sqlite.sql"),
    include_str!("../migrations/0014_directory.sqlite.sql"),
    include_str!("../migrations/0015_due.sqlite.sql"),
    include_str!("../migrations/0016_accounts.sqlite.sql"),
    include_str!("../migrations/0017_event.sqlite.sql"),
    include_str!("../migrations/0018_own_clock.sqlite.sql"),
];

/// The tables of all kinds, in the order in which the engine lists these. A table to which others refer
/// stands before them.
pub(crate) static ALL: [&dyn RecordTable; KINDS.len()] = [
    &lane::TABLE,
    &clock::TABLE,
    &stamp::TABLE,
    &number_key::TABLE,
    &platform_key::TABLE,
    &merchant::TABLE,
    &app::TABLE,
    &fixture::TABLE,
    &due::TABLE,
    &campaign::TABLE,
    &voucher::TABLE,
    &transfer::TABLE,
    &tally::TABLE,
    &payout::TABLE,
    &draw::TABLE,
    &event::TABLE,
    &gap::TABLE,
    &payment::TABLE,
    &receipt::TABLE,
    &user::TABLE,
    &login::TABLE,
    &change::TABLE,
];

/// Where the record of a key lies.
pub(crate) struct Wanted<'a> {
    pub(crate) table: &'static dyn RecordTable,
    pub(crate) key: KeyCells<'a>,
}

/// Where the record of a key lies, as a work of this home sees it; `None` if it lies in no table.
pub(crate) fn wanted(home: Home, key: &Key) -> Option<Wanted<'_>> {
    let table = *ALL.get(key.ordinal()?)?;
    Some(Wanted { table, key: table.key(home, key)? })
}

/// The table of a record.
pub(crate) fn table_of(record: &Record) -> &'static dyn RecordTable {
    ALL[record.ordinal()]
}

#[cfg(test)]
pub(crate) mod tests;
