//! Records as rows: one place for each kind's columns.

use std::sync::Arc;

use hongbao_engine::{
    App, AppId, Campaign, CrowdNo, Fen, Fixture, Form, Funds, Home, Id, Key, Merchant, MerchantId,
    PlatformKey, Prize, Purpose, Record, Stamp, Timestamp, Timing,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql, params, params_from_iter};

use super::before_commit;
use crate::{Failure, Walk};

/// The record under a key, as a work of this home sees it.
pub(super) fn load(db: &Connection, home: Home, key: &Key) -> Result<Option<Record>, Failure> {
    match key {
        Key::Stamp => one(db, "SELECT * FROM stamp", [], stamp),
        Key::PlatformKey(fingerprint) => one(
            db,
            "SELECT * FROM platform_key WHERE fingerprint = ?1",
            [fingerprint],
            platform_key,
        ),
        Key::Merchant(id) => {
            one(db, "SELECT * FROM merchant WHERE merchant_id = ?1", [id.as_str()], merchant)
        }
        Key::App(id) => one(db, "SELECT * FROM app WHERE app_id = ?1", [id.as_str()], app),
        Key::Fixture(id) => one(db, "SELECT * FROM fixture WHERE id = ?1", [id], fixture),
        Key::Campaign(no) => one(
            db,
            "SELECT * FROM campaign WHERE home = ?1 AND crowd_no = ?2",
            params![home.number(), no.as_str()],
            campaign,
        ),
    }
}

/// Records of a kind with their identifiers, in ascending order, after one identifier.
pub(super) fn walk(
    db: &Connection,
    what: Walk,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, Record)>, Failure> {
    let (table, id, read): (_, _, fn(&Row<'_>) -> rusqlite::Result<Record>) = match what {
        Walk::Stamp => ("stamp", "id", stamp),
        Walk::PlatformKeys => ("platform_key", "fingerprint", platform_key),
        Walk::Merchants => ("merchant", "merchant_id", merchant),
        Walk::Apps => ("app", "app_id", app),
        Walk::Fixtures => ("fixture", "id", fixture),
    };
    let sql = format!("SELECT * FROM {table} WHERE {id} > ?1 ORDER BY {id} LIMIT ?2");
    let mut statement = db.prepare_cached(&sql).map_err(before_commit)?;
    let rows = statement.query_map(params![after, limit], |row| Ok((row.get(id)?, read(row)?)));
    rows.map_err(before_commit)?.collect::<Result<_, _>>().map_err(before_commit)
}

fn one(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: fn(&Row<'_>) -> rusqlite::Result<Record>,
) -> Result<Option<Record>, Failure> {
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    statement.query_row(params, read).optional().map_err(before_commit)
}

fn stamp(row: &Row<'_>) -> rusqlite::Result<Record> {
    let purpose = word(
        row,
        "purpose",
        &[("sandbox", Purpose::Sandbox), ("production", Purpose::Production)],
    )?;
    Ok(Record::Stamp(Stamp { purpose, world: row.get("world")? }))
}

fn platform_key(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (fingerprint, public_key) = (row.get("fingerprint")?, row.get("public_key")?);
    Ok(Record::PlatformKey(PlatformKey { fingerprint, public_key }))
}

fn merchant(row: &Row<'_>) -> rusqlite::Result<Record> {
    let id: MerchantId = id(row, "merchant_id")?;
    Ok(Record::Merchant(Merchant { id, home: home(row)?, name: row.get("name")? }))
}

fn app(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (id, merchant): (AppId, MerchantId) = (id(row, "app_id")?, id(row, "merchant_id")?);
    Ok(Record::App(App { id, merchant, public_key: row.get("public_key")? }))
}

fn fixture(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::Fixture(Fixture { id: row.get("id")?, home: home(row)? }))
}

fn campaign(row: &Row<'_>) -> rusqlite::Result<Record> {
    let time = |name| row.get(name).map(Timestamp::from_secs);
    let maybe = |name| row.get::<_, Option<i64>>(name).map(|t| t.map(Timestamp::from_secs));
    let crowd_no: CrowdNo = id(row, "crowd_no")?;
    Ok(Record::Campaign(Arc::new(Campaign {
        crowd_no,
        home: home(row)?,
        origin_crowd_no: row.get("origin_crowd_no")?,
        coupon_name: row.get("coupon_name")?,
        prize_msg: row.get("prize_msg")?,
        prize: word(row, "prize", &[("fixed", Prize::Fixed), ("random", Prize::Random)])?,
        funds: Funds {
            total: Fen::new(row.get("total")?),
            sent: Fen::new(row.get("sent")?),
            count: row.get("count")?,
        },
        timing: Timing {
            created_at: time("created_at")?,
            paid_at: maybe("paid_at")?,
            start_at: time("start_at")?,
            end_at: time("end_at")?,
            over_at: time("over_at")?,
            paused: row.get("paused")?,
            settled_at: maybe("settled_at")?,
        },
    })))
}

fn home(row: &Row<'_>) -> rusqlite::Result<Home> {
    row.get("home").map(Home::new)
}

fn id<F: Form>(row: &Row<'_>, column: &str) -> rusqlite::Result<Id<F>> {
    let text: String = row.get(column)?;
    Id::parse(&text).ok_or_else(|| damaged(column, &text))
}

/// A column that holds one of a few words.
fn word<T: Copy>(row: &Row<'_>, column: &str, words: &[(&str, T)]) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    let known = words.iter().find(|(word, _)| *word == text);
    known.map(|(_, value)| *value).ok_or_else(|| damaged(column, &text))
}

fn damaged(column: &str, value: &str) -> rusqlite::Error {
    let what = format!("column {column} holds {value:?}");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, what.into())
}

type Column<'a> = (&'static str, &'a dyn ToSql);

/// Writes a record, new or over the one under its key.
pub(super) fn save(db: &Connection, record: &Record) -> Result<(), Failure> {
    match record {
        Record::Stamp(stamp) => {
            let purpose = match stamp.purpose {
                Purpose::Sandbox => "sandbox",
                Purpose::Production => "production",
            };
            let columns: &[Column<'_>] =
                &[("id", &"stamp"), ("purpose", &purpose), ("world", &stamp.world)];
            put(db, "stamp", &["id"], columns)
        }
        Record::PlatformKey(key) => {
            let columns: &[Column<'_>] =
                &[("fingerprint", &key.fingerprint), ("public_key", &key.public_key)];
            put(db, "platform_key", &["fingerprint"], columns)
        }
        Record::Merchant(merchant) => {
            let (id, home) = (merchant.id.as_str(), merchant.home.number());
            let columns: &[Column<'_>] =
                &[("merchant_id", &id), ("home", &home), ("name", &merchant.name)];
            put(db, "merchant", &["merchant_id"], columns)
        }
        Record::App(app) => {
            let (id, merchant) = (app.id.as_str(), app.merchant.as_str());
            let columns: &[Column<'_>] =
                &[("app_id", &id), ("merchant_id", &merchant), ("public_key", &app.public_key)];
            put(db, "app", &["app_id"], columns)
        }
        Record::Fixture(fixture) => {
            let home = fixture.home.number();
            put(db, "fixture", &["id"], &[("id", &fixture.id), ("home", &home)])
        }
        Record::Campaign(campaign) => save_campaign(db, campaign),
    }
}

fn save_campaign(db: &Connection, campaign: &Campaign) -> Result<(), Failure> {
    let (funds, timing) = (&campaign.funds, &campaign.timing);
    let prize = match campaign.prize {
        Prize::Fixed => "fixed",
        Prize::Random => "random",
    };
    let columns: &[Column<'_>] = &[
        ("home", &campaign.home.number()),
        ("crowd_no", &campaign.crowd_no.as_str()),
        ("origin_crowd_no", &campaign.origin_crowd_no),
        ("coupon_name", &campaign.coupon_name),
        ("prize_msg", &campaign.prize_msg),
        ("prize", &prize),
        ("total", &funds.total.get()),
        ("sent", &funds.sent.get()),
        ("count", &funds.count),
        ("created_at", &timing.created_at.secs()),
        ("paid_at", &timing.paid_at.map(Timestamp::secs)),
        ("start_at", &timing.start_at.secs()),
        ("end_at", &timing.end_at.secs()),
        ("over_at", &timing.over_at.secs()),
        ("paused", &timing.paused),
        ("settled_at", &timing.settled_at.map(Timestamp::secs)),
    ];
    put(db, "campaign", &["home", "crowd_no"], columns)
}

/// Inserts a row, or changes the one with the same key; a clash in any other column is an error.
fn put(db: &Connection, table: &str, key: &[&str], columns: &[Column<'_>]) -> Result<(), Failure> {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let changed: Vec<String> = names
        .iter()
        .filter(|name| !key.contains(name))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}",
        names.join(", "),
        vec!["?"; names.len()].join(", "),
        key.join(", "),
        changed.join(", "),
    );
    let values = columns.iter().map(|(_, value)| *value);
    let mut statement = db.prepare_cached(&sql).map_err(before_commit)?;
    statement.execute(params_from_iter(values)).map(drop).map_err(before_commit)
}
