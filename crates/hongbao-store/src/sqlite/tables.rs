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

use std::borrow::Cow;
use std::mem::discriminant;
use std::sync::OnceLock;

use hongbao_engine::{Form, Home, Id, Key, Record, Timestamp};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql, params, params_from_iter};

pub(super) use self::lane::{is_marked, mark};
pub(super) use self::walk::walk;
use super::before_commit;
use crate::Failure;

type Read = fn(&Row<'_>) -> rusqlite::Result<Record>;
type Column<'a> = (&'static str, &'a dyn ToSql);

/// Those of these records that exist, as a work of this home sees them; one statement for each
/// table, if the keys are in order.
pub(super) fn load(
    db: &Connection,
    (home, now): (Home, Timestamp),
    keys: &[Key],
) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::with_capacity(keys.len());
    for keys in keys.chunk_by(|one, other| discriminant(one) == discriminant(other)) {
        let Some(first) = keys.first() else { continue };
        for key in keys {
            match key {
                Key::Page(of) => found.push(page::campaigns(db, home, now, *of)?),
                Key::Draws(of) => found.push(page::draws(db, home, of)?),
                Key::Elsewhere => found.extend(lane::elsewhere(db, home)?),
                _ => break,
            }
        }
        let (rows, read): (_, Read) = match first {
            Key::Lane => ("lane WHERE home = ?1 AND 'lane'", lane::read),
            Key::Clock => ("clock WHERE id", directory::clock),
            Key::Stamp => ("stamp WHERE id", directory::stamp),
            Key::PlatformKey(_) => ("platform_key WHERE fingerprint", directory::platform_key),
            Key::Merchant(_) => ("merchant WHERE merchant_id", directory::merchant),
            Key::App(_) => ("app WHERE app_id", directory::app),
            Key::Fixture(_) => ("fixture WHERE id", directory::fixture),
            Key::Campaign(_) => ("campaign WHERE home = ?1 AND crowd_no", campaign::read),
            Key::Voucher(_) => ("voucher WHERE home = ?1 AND voucher_id", voucher::read),
            Key::Draw(..) => {
                ("draw WHERE home = ?1 AND crowd_no = value->>0 AND slot", ledger::draw)
            }
            Key::Tally(..) => {
                ("tally WHERE home = ?1 AND crowd_no = value->>0 AND user_id", ledger::tally)
            }
            Key::Transfer(_) => ("transfer WHERE home = ?1 AND seq", ledger::transfer),
            Key::Receipt(_) => ("receipt WHERE home = ?1 AND key", receipt::read),
            Key::User(_) => ("user WHERE user_id", directory::user),
            Key::Login(_) => ("login WHERE login_id", directory::login),
            Key::Page(_) | Key::Draws(_) | Key::Elsewhere => continue,
        };
        let wanted = Wanted::new(home, keys)?;
        let from = found.len();
        found.extend(wanted.all(db, rows, read)?);
        if matches!(first, Key::Voucher(_)) {
            voucher::add_bills(db, &wanted, &mut found[from..])?;
        }
    }
    Ok(found)
}

/// Which rows are wanted: those of a home, with one identifier or with any of several.
struct Wanted {
    home: Home,
    ids: String,
    how: How,
}

/// How identifiers are looked for.
enum How {
    One,
    Any,
    /// Of two columns. Asked whether a pair is among these, SQLite goes through all of the home; asked
    /// for each pair, it finds its row by the index.
    Pairs,
}

impl Wanted {
    fn new(home: Home, keys: &[Key]) -> Result<Self, Failure> {
        let how = match keys {
            [Key::Draw(..) | Key::Tally(..), ..] => How::Pairs,
            [key] => {
                let [id, _] = identifier(key);
                return Ok(Self { home, ids: id.into_owned(), how: How::One });
            }
            _ => How::Any,
        };
        let ids: Vec<_> = keys.iter().map(identifier).collect();
        let ids = serde_json::to_string(&ids).map_err(Failure::broken)?;
        Ok(Self { home, ids, how })
    }

    /// All such rows; `rows` says of which table, and ends with the identifier's column.
    fn all<T>(
        &self,
        db: &Connection,
        rows: &str,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Failure> {
        let sql = match self.how {
            How::One => format!("SELECT * FROM {rows} = ?2"),
            How::Any => format!("SELECT * FROM {rows} IN (SELECT value->>0 FROM json_each(?2))"),
            How::Pairs => {
                let (table, _) = rows.split_once(' ').unwrap_or((rows, ""));
                format!("SELECT {table}.* FROM json_each(?2) CROSS JOIN {rows} = value->>1")
            }
        };
        all(db, &sql, params![self.home.number(), self.ids], read)
    }
}

/// What tells a key from others of its kind: one column, or two.
fn identifier(key: &Key) -> [Cow<'_, str>; 2] {
    let one = |id| [Cow::Borrowed(id), Cow::Borrowed("")];
    match key {
        Key::Lane => one("lane"),
        Key::Clock => one("clock"),
        Key::Stamp => one("stamp"),
        Key::PlatformKey(id) | Key::Fixture(id) | Key::Receipt(id) | Key::Login(id) => one(id),
        Key::Merchant(id) => one(id.as_str()),
        Key::App(id) => one(id.as_str()),
        Key::Campaign(no) => one(no.as_str()),
        Key::Voucher(id) => one(id.as_str()),
        Key::User(id) => one(id.as_str()),
        Key::Draw(no, slot) => [no.as_str().into(), slot.as_str().into()],
        Key::Tally(no, user) => [no.as_str().into(), user.as_str().into()],
        Key::Transfer(seq) => [seq.to_string().into(), "".into()],
        Key::Page(_) | Key::Draws(_) | Key::Elsewhere => one(""),
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
        Record::Receipt(receipt) => receipt::save(db, receipt),
        Record::Clock(_)
        | Record::Stamp(_)
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
        format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
            self.table,
            names.join(", "),
            vec!["?"; names.len()].join(", "),
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

    fn id<F: Form>(&mut self, column: &str) -> rusqlite::Result<Id<F>> {
        let text: String = self.next()?;
        Id::parse(&text).ok_or_else(|| damaged(column, &text))
    }

    fn word<T: Copy>(&mut self, column: &str, words: &[(&str, T)]) -> rusqlite::Result<T> {
        let text: String = self.next()?;
        meaning(words, &text).ok_or_else(|| damaged(column, &text))
    }
}

fn home(row: &Row<'_>) -> rusqlite::Result<Home> {
    row.get("home").map(Home::new)
}

fn time(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp::from_secs)
}

fn maybe_time(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column).map(|secs| secs.map(Timestamp::from_secs))
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
