//! The directory's columns.

use hongbao_engine::{
    App, AppId, BusinessTime, Fixture, Login, Merchant, MerchantId, NumberKey, PlatformKey,
    PriceStyle, Product, Purpose, Record, Stamp, User, UserId,
};
use rusqlite::{Connection, Row};

use super::{Cells, Column, Rows, damaged, home, id, meaning, spell, word};
use crate::Failure;

const PURPOSES: &[(&str, Purpose)] =
    &[("sandbox", Purpose::Sandbox), ("production", Purpose::Production)];
const PRODUCTS: &[(&str, Product)] = &[("cash_campaign", Product::CashCampaign)];
const PRICE_STYLES: &[(&str, PriceStyle)] = &[
    ("string", PriceStyle::String),
    ("number", PriceStyle::Number),
    ("document", PriceStyle::Document),
];

static CLOCK: Rows = Rows::of("clock", &["id"]);
static STAMP: Rows = Rows::of("stamp", &["id"]);
static NUMBER_KEYS: Rows = Rows::of("number_key", &["id"]);
static PLATFORM_KEYS: Rows = Rows::of("platform_key", &["fingerprint"]);
static MERCHANTS: Rows = Rows::of("merchant", &["merchant_id"]);
static USERS: Rows = Rows::of("user", &["user_id"]);
static LOGINS: Rows = Rows::of("login", &["login_id"]);
static APPS: Rows = Rows::of("app", &["app_id"]);
static FIXTURES: Rows = Rows::of("fixture", &["id"]);

pub(super) fn clock(row: &Row<'_>) -> rusqlite::Result<Record> {
    let mut cells = Cells::of(row);
    Ok(Record::Clock(match cells.maybe_time()? {
        Some(moment) => BusinessTime::Frozen(moment),
        None => BusinessTime::Ahead(cells.next()?),
    }))
}

pub(super) fn stamp(row: &Row<'_>) -> rusqlite::Result<Record> {
    let purpose = word(row, "purpose", PURPOSES)?;
    Ok(Record::Stamp(Stamp { purpose, world: row.get("world")? }))
}

pub(super) fn number_key(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::NumberKey(NumberKey::new(row.get("secret")?)))
}

pub(super) fn platform_key(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (fingerprint, public_key) = (row.get("fingerprint")?, row.get("public_key")?);
    Ok(Record::PlatformKey(PlatformKey { fingerprint, public_key }))
}

pub(super) fn merchant(row: &Row<'_>) -> rusqlite::Result<Record> {
    let id: MerchantId = id(row, "merchant_id")?;
    let words: String = row.get("products")?;
    let product = |word| meaning(PRODUCTS, word).ok_or_else(|| damaged("products", word));
    let products = words.split_whitespace().map(product).collect::<Result<_, _>>()?;
    let (name, uncertified) = (row.get("name")?, row.get("uncertified")?);
    Ok(Record::Merchant(Merchant { id, home: home(row)?, name, products, uncertified }))
}

pub(super) fn app(row: &Row<'_>) -> rusqlite::Result<Record> {
    let (id, merchant): (AppId, MerchantId) = (id(row, "app_id")?, id(row, "merchant_id")?);
    let style: Option<String> = row.get("price_style")?;
    let style =
        style.map(|word| meaning(PRICE_STYLES, &word).ok_or_else(|| damaged("price_style", &word)));
    Ok(Record::App(App {
        id,
        merchant,
        public_key: row.get("public_key")?,
        online: row.get("online")?,
        price_style: style.transpose()?,
    }))
}

pub(super) fn fixture(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::Fixture(Fixture { id: row.get("id")?, home: home(row)? }))
}

pub(super) fn user(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record::User(User {
        id: id(row, "user_id")?,
        login_id: row.get("login_id")?,
        enterprise: row.get("enterprise")?,
        uncertified: row.get("uncertified")?,
        risky: row.get("risky")?,
    }))
}

pub(super) fn login(row: &Row<'_>) -> rusqlite::Result<Record> {
    let user_id = match row.get_ref("user_id")?.as_str_or_null()? {
        None => None,
        Some(_) => Some(id(row, "user_id")?),
    };
    Ok(Record::Login(Login { login_id: row.get("login_id")?, user_id }))
}

fn save_clock(db: &Connection, time: BusinessTime) -> Result<(), Failure> {
    let (ahead, frozen_at) = match time {
        BusinessTime::Ahead(secs) => (secs, None),
        BusinessTime::Frozen(moment) => (0, Some(moment.secs())),
    };
    CLOCK.put(db, &[("id", &"clock"), ("ahead", &ahead), ("frozen_at", &frozen_at)])
}

pub(super) fn save(db: &Connection, record: &Record) -> Result<(), Failure> {
    match record {
        Record::Clock(time) => save_clock(db, *time),
        Record::Stamp(stamp) => {
            let purpose = spell(PURPOSES, &stamp.purpose);
            let columns: &[Column<'_>] =
                &[("id", &"stamp"), ("purpose", &purpose), ("world", &stamp.world)];
            STAMP.put(db, columns)
        }
        Record::NumberKey(key) => {
            NUMBER_KEYS.put(db, &[("id", &"number_key"), ("secret", key.bytes())])
        }
        Record::PlatformKey(key) => {
            let columns: &[Column<'_>] =
                &[("fingerprint", &key.fingerprint), ("public_key", &key.public_key)];
            PLATFORM_KEYS.put(db, columns)
        }
        Record::Merchant(merchant) => {
            let words: Vec<_> = merchant.products.iter().map(|p| spell(PRODUCTS, p)).collect();
            let columns: &[Column<'_>] = &[
                ("merchant_id", &merchant.id.as_str()),
                ("home", &merchant.home.number()),
                ("name", &merchant.name),
                ("products", &words.join(" ")),
                ("uncertified", &merchant.uncertified),
            ];
            MERCHANTS.put(db, columns)
        }
        Record::App(app) => {
            let columns: &[Column<'_>] = &[
                ("app_id", &app.id.as_str()),
                ("merchant_id", &app.merchant.as_str()),
                ("public_key", &app.public_key),
                ("online", &app.online),
                ("price_style", &app.price_style.map(|style| spell(PRICE_STYLES, &style))),
            ];
            APPS.put(db, columns)
        }
        Record::Fixture(fixture) => {
            FIXTURES.put(db, &[("id", &fixture.id), ("home", &fixture.home.number())])
        }
        Record::User(user) => save_user(db, user),
        Record::Login(login) => {
            let user_id = login.user_id.as_ref().map(UserId::as_str);
            LOGINS.put(db, &[("login_id", &login.login_id), ("user_id", &user_id)])
        }
        // Their own files have these, and nobody writes the last three.
        Record::Lane(_)
        | Record::Campaign(_)
        | Record::Voucher(_)
        | Record::Draw(_)
        | Record::Tally(..)
        | Record::Transfer(_)
        | Record::Payment(_)
        | Record::Receipt(_)
        | Record::Gap(_)
        | Record::Page(_)
        | Record::Draws(_)
        | Record::Elsewhere(_) => Ok(()),
    }
}

fn save_user(db: &Connection, user: &User) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("user_id", &user.id.as_str()),
        ("login_id", &user.login_id),
        ("enterprise", &user.enterprise),
        ("uncertified", &user.uncertified),
        ("risky", &user.risky),
    ];
    USERS.put(db, columns)
}
