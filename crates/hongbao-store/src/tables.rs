//! Records as rows: one file for each kind says which table it lies in, and how its columns are written and
//! read. Statements follow from that, and no driver is known here.

pub(crate) mod campaign;
mod cell;
pub(crate) mod directory;
pub(crate) mod draw;
pub(crate) mod due;
mod example;
pub(crate) mod gap;
pub(crate) mod lane;
mod layout;
pub(crate) mod payment;
pub(crate) mod payout;
#[cfg_attr(not(test), expect(dead_code, reason = "the store that runs it is not built yet"))]
mod postgres;
pub(crate) mod receipt;
mod statement;
mod table;
pub(crate) mod tally;
pub(crate) mod transfer;
pub(crate) mod voucher;

use hongbao_engine::{Home, Key, Record};

pub(crate) use self::cell::{Cell, Row};
use self::directory::{
    app, change, clock, fixture, login, merchant, number_key, platform_key, stamp, user,
};
#[cfg(test)]
pub(crate) use self::layout::Writing;
pub(crate) use self::statement::{SQLITE, numbered, select};
pub(crate) use self::table::{Damaged, Described, RecordTable};

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
];

/// Where the record of a key lies.
pub(crate) struct Wanted<'a> {
    pub(crate) table: &'static dyn RecordTable,
    /// The cells of its key, in the order of the table's. The table says how many there are.
    pub(crate) key: [Cell<'a>; 3],
}

impl<'a> Wanted<'a> {
    fn of<const N: usize>(table: &'static dyn RecordTable, cells: [Cell<'a>; N]) -> Self {
        let mut key = [Cell::Null, Cell::Null, Cell::Null];
        for (place, cell) in key.iter_mut().zip(cells) {
            *place = cell;
        }
        Self { table, key }
    }
}

/// Where the record of a key lies, as a work of this home sees it; `None` if it lies in no table.
pub(crate) fn wanted(home: Home, key: &Key) -> Option<Wanted<'_>> {
    let home = home.into();
    Some(match key {
        Key::Lane => Wanted::of(&lane::TABLE, [home]),
        Key::Clock => Wanted::of(&clock::TABLE, [clock::ID.into()]),
        Key::Stamp => Wanted::of(&stamp::TABLE, [stamp::ID.into()]),
        Key::NumberKey => Wanted::of(&number_key::TABLE, [number_key::ID.into()]),
        Key::PlatformKey(id) => Wanted::of(&platform_key::TABLE, [id.into()]),
        Key::Merchant(id) => Wanted::of(&merchant::TABLE, [id.into()]),
        Key::App(id) => Wanted::of(&app::TABLE, [id.into()]),
        Key::Fixture(id) => Wanted::of(&fixture::TABLE, [id.into()]),
        Key::User(id) => Wanted::of(&user::TABLE, [id.into()]),
        Key::Login(id) => Wanted::of(&login::TABLE, [id.into()]),
        Key::Due(of) => {
            let (kind, id) = of.texts();
            Wanted::of(&due::TABLE, [home, kind.into(), id.into()])
        }
        Key::DirectoryChange(version) => Wanted::of(&change::TABLE, [(*version).into()]),
        Key::Campaign(no) => Wanted::of(&campaign::TABLE, [home, no.into()]),
        Key::Voucher(id) => Wanted::of(&voucher::TABLE, [home, id.into()]),
        Key::Draw(no, slot) => Wanted::of(&draw::TABLE, [home, no.into(), slot.as_str().into()]),
        Key::Tally(no, user) => Wanted::of(&tally::TABLE, [home, no.into(), user.into()]),
        Key::Transfer(seq) => Wanted::of(&transfer::TABLE, [home, (*seq).into()]),
        Key::Payout(no, seq) => Wanted::of(&payout::TABLE, [home, no.into(), (*seq).into()]),
        Key::Gap(first) => Wanted::of(&gap::TABLE, [home, (*first).into()]),
        Key::Payment(reference) => Wanted::of(&payment::TABLE, [home, reference.into()]),
        Key::Receipt(id) => Wanted::of(&receipt::TABLE, [home, id.as_str().into()]),
        Key::View(_) => return None,
    })
}

/// The table of a record.
pub(crate) fn table_of(record: &Record) -> &'static dyn RecordTable {
    match record {
        Record::Lane(_) => &lane::TABLE,
        Record::Clock(_) => &clock::TABLE,
        Record::Stamp(_) => &stamp::TABLE,
        Record::NumberKey(_) => &number_key::TABLE,
        Record::PlatformKey(_) => &platform_key::TABLE,
        Record::Merchant(_) => &merchant::TABLE,
        Record::App(_) => &app::TABLE,
        Record::Fixture(_) => &fixture::TABLE,
        Record::Due(_) => &due::TABLE,
        Record::Campaign(_) => &campaign::TABLE,
        Record::Voucher(_) => &voucher::TABLE,
        Record::Draw(_) => &draw::TABLE,
        Record::Tally(_) => &tally::TABLE,
        Record::Transfer(_) => &transfer::TABLE,
        Record::Payout(_) => &payout::TABLE,
        Record::Gap(_) => &gap::TABLE,
        Record::Payment(_) => &payment::TABLE,
        Record::Receipt(_) => &receipt::TABLE,
        Record::User(_) => &user::TABLE,
        Record::Login(_) => &login::TABLE,
        Record::DirectoryChange(_) => &change::TABLE,
    }
}

/// The tables of all records, those first to which others refer.
#[cfg(test)]
pub(crate) static ALL: [&dyn RecordTable; 21] = [
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
    &draw::TABLE,
    &tally::TABLE,
    &transfer::TABLE,
    &payout::TABLE,
    &gap::TABLE,
    &payment::TABLE,
    &receipt::TABLE,
    &user::TABLE,
    &login::TABLE,
    &change::TABLE,
];

#[cfg(test)]
pub(crate) mod tests;
