//! Records as rows: which table a record lies in, and how any row is read and written. Each kind's
//! columns stand in its own file.

mod campaign;
mod directory;
mod lane;
mod ledger;
mod page;
mod receipt;
mod voucher;
mod walk;

use std::sync::OnceLock;

use hongbao_engine::{CrowdNo, Form, Home, Id, Key, Record, Timestamp};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql, params, params_from_iter};

pub(super) use self::lane::{is_marked, mark};
pub(super) use self::walk::walk;
use super::before_commit;
use crate::Failure;

type Read = fn(&Row<'_>) -> rusqlite::Result<Record>;
type Column<'a> = (&'static str, &'a dyn ToSql);

/// Those of these records that exist, as a work of this home sees them. There is no way to this database
/// that would be worth sharing: each record is looked up by itself, by a statement that is made once.
pub(super) fn load(
    db: &Connection,
    (home, now): (Home, Timestamp),
    keys: &[Key],
) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        found.extend(find(db, (home, now), key)?);
    }
    Ok(found)
}

fn find(
    db: &Connection,
    (home, now): (Home, Timestamp),
    key: &Key,
) -> Result<Option<Record>, Failure> {
    let shared = |rows, id: &str, read| one(db, rows, [id], read);
    let own = |rows, id: &dyn ToSql, read| one(db, rows, params![home.number(), id], read);
    let of_campaign = |rows, no: &CrowdNo, id: &str, read| {
        one(db, rows, params![home.number(), no.as_str(), id], read)
    };
    match key {
        Key::Lane => one(db, lane::ONE, [home.number()], lane::read),
        Key::Clock => one(db, "SELECT frozen_at, ahead FROM clock", [], directory::clock),
        Key::Stamp => one(db, "SELECT * FROM stamp", [], directory::stamp),
        Key::NumberKey => one(db, "SELECT * FROM number_key", [], directory::number_key),
        Key::PlatformKey(id) => {
            shared("SELECT * FROM platform_key WHERE fingerprint = ?1", id, directory::platform_key)
        }
        Key::Merchant(id) => {
            let rows = "SELECT * FROM merchant WHERE merchant_id = ?1";
            shared(rows, id.as_str(), directory::merchant)
        }
        Key::App(id) => shared("SELECT * FROM app WHERE app_id = ?1", id.as_str(), directory::app),
        Key::Fixture(id) => shared("SELECT * FROM fixture WHERE id = ?1", id, directory::fixture),
        Key::User(id) => {
            shared("SELECT * FROM user WHERE user_id = ?1", id.as_str(), directory::user)
        }
        Key::Login(id) => shared("SELECT * FROM login WHERE login_id = ?1", id, directory::login),
        Key::Campaign(no) => own(campaign::ONE, &no.as_str(), campaign::read),
        Key::Voucher(id) => voucher::find(db, home, id),
        Key::Draw(no, slot) => {
            let rows = "SELECT * FROM drawn WHERE home = ?1 AND crowd_no = ?2 AND slot = ?3";
            of_campaign(rows, no, slot.as_str(), ledger::draw)
        }
        Key::Tally(no, user) => {
            let rows = "SELECT * FROM tallied WHERE home = ?1 AND crowd_no = ?2 AND user_id = ?3";
            of_campaign(rows, no, user.as_str(), ledger::tally)
        }
        Key::Transfer(seq) => {
            let rows = "SELECT * FROM transfer WHERE home = ?1 AND seq = ?2";
            own(rows, seq, ledger::transfer)
        }
        Key::Gap(first) => {
            own("SELECT * FROM gap WHERE home = ?1 AND first = ?2", first, lane::gap)
        }
        Key::Payment(reference) => {
            let rows = "SELECT * FROM payment WHERE home = ?1 AND reference = ?2";
            own(rows, reference, ledger::payment)
        }
        Key::Receipt(id) => {
            let rows = "SELECT * FROM receipt WHERE home = ?1 AND key = ?2";
            own(rows, &id.as_str(), receipt::read)
        }
        Key::Page(of) => page::campaigns(db, home, now, *of).map(Some),
        Key::Draws(of) => page::draws(db, home, of).map(Some),
        Key::Elsewhere => lane::elsewhere(db, home),
    }
}

/// Writes a record, new or over the one under its key.
pub(super) fn save(db: &Connection, record: &Record) -> Result<(), Failure> {
    match record {
        Record::Lane(lane) => lane::save(db, lane),
        Record::Campaign(campaign) => campaign::save(db, campaign),
        Record::Voucher(voucher) => voucher::save(db, voucher),
        Record::Draw(draw) => ledger::save_draw(db, draw),
        Record::Tally(home, crowd_no, user, tally) => {
            ledger::save_tally(db, *home, (crowd_no.as_str(), user.as_str()), tally)
        }
        Record::Transfer(transfer) => ledger::save_transfer(db, transfer),
        Record::Gap(gap) => lane::save_gap(db, gap),
        Record::Payment(payment) => ledger::save_payment(db, payment),
        Record::Receipt(receipt) => receipt::save(db, receipt),
        Record::Clock(_)
        | Record::Stamp(_)
        | Record::NumberKey(_)
        | Record::PlatformKey(_)
        | Record::Merchant(_)
        | Record::App(_)
        | Record::Fixture(_)
        | Record::User(_)
        | Record::Login(_)
        | Record::Page(_)
        | Record::Draws(_)
        | Record::Elsewhere(_) => directory::save(db, record),
    }
}

fn one<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    statement.query_row(params, read).optional().map_err(before_commit)
}

fn all<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    let rows = statement.query_map(params, |row| read(row)).map_err(before_commit)?;
    rows.collect::<Result<_, _>>().map_err(before_commit)
}

/// The column in which a row names its campaign, by number; it is written as the campaign's name, after the
/// home. There is no row without its campaign.
const CAMPAIGN_SEQ: &str = "campaign_seq";

/// How rows of one table are written.
struct Rows {
    table: &'static str,
    key: &'static [&'static str],
    /// Made at the first row: making it takes longer than writing one.
    sql: OnceLock<String>,
}

impl Rows {
    const fn of(table: &'static str, key: &'static [&'static str]) -> Self {
        Self { table, key, sql: OnceLock::new() }
    }

    /// Inserts a row, or changes the one with the same key; a clash in any other column is an error.
    /// The columns are the same each time.
    fn put(&self, db: &Connection, columns: &[Column<'_>]) -> Result<(), Failure> {
        let sql = self.sql.get_or_init(|| self.upsert(columns));
        let values = columns.iter().map(|(_, value)| *value);
        let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
        statement.execute(params_from_iter(values)).map(drop).map_err(before_commit)
    }

    fn upsert(&self, columns: &[Column<'_>]) -> String {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let changed: Vec<String> = names
            .iter()
            .filter(|name| !self.key.contains(name))
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        let values: Vec<String> = (1..)
            .zip(&names)
            .map(|(at, name)| match *name {
                CAMPAIGN_SEQ => {
                    format!("(SELECT seq FROM campaign WHERE (home, crowd_no) = (?1, ?{at}))")
                }
                _ => format!("?{at}"),
            })
            .collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
            self.table,
            names.join(", "),
            values.join(", "),
            self.key.join(", "),
            changed.join(", "),
        )
    }
}

/// A row's cells, one after the other. In a wide row, looking for a column by its name takes longer than
/// reading it.
struct Cells<'a> {
    row: &'a Row<'a>,
    next: usize,
}

impl<'a> Cells<'a> {
    fn of(row: &'a Row<'a>) -> Self {
        Self { row, next: 0 }
    }

    fn next<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let at = self.next;
        self.next += 1;
        self.row.get(at)
    }

    fn maybe_time(&mut self) -> rusqlite::Result<Option<Timestamp>> {
        self.next::<Option<i64>>().map(|secs| secs.map(Timestamp::from_secs))
    }

    /// A text, as it lies in the row.
    fn text(&mut self, column: &str) -> rusqlite::Result<&'a str> {
        let at = self.next;
        self.next += 1;
        self.row.get_ref(at)?.as_str().map_err(|_| damaged(column, "no text"))
    }

    fn id<F: Form>(&mut self, column: &str) -> rusqlite::Result<Id<F>> {
        let text = self.text(column)?;
        Id::parse(text).ok_or_else(|| damaged(column, text))
    }

    fn word<T: Copy>(&mut self, column: &str, words: &[(&str, T)]) -> rusqlite::Result<T> {
        let text = self.text(column)?;
        meaning(words, text).ok_or_else(|| damaged(column, text))
    }
}

fn home(row: &Row<'_>) -> rusqlite::Result<Home> {
    row.get("home").map(Home::new)
}

fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_secs)
}

fn id<F: Form>(row: &Row<'_>, column: &str) -> rusqlite::Result<Id<F>> {
    let text: String = row.get(column)?;
    Id::parse(&text).ok_or_else(|| damaged(column, &text))
}

/// The value that a word in a column stands for.
fn word<T: Copy>(row: &Row<'_>, column: &str, words: &[(&str, T)]) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    meaning(words, &text).ok_or_else(|| damaged(column, &text))
}

fn meaning<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

/// The word that stands for a value.
fn spell<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

fn damaged(column: &str, value: &str) -> rusqlite::Error {
    let what = format!("column {column} holds {value:?}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, what.into())
}
