//! Walks as statements: each goes on by an index from where the last chunk ended.

use hongbao_engine::{CrowdNo, Home, Key, Record};
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use super::before_commit;
use super::due::InTable;
use super::records::find;
use super::rows::{all, damaged, one};
use crate::tables::directory::{app, change, fixture, merchant, platform_key, stamp};
use crate::tables::{
    Cell, RecordTable, SQLITE, campaign, draw, gap, lane, numbered, payout, select, tally, transfer,
};
use crate::walk::{Group, Passage, Place, turn};
use crate::{Chunk, Cursor, Failure, Walk};

/// The kinds that have a number in a book, as [`Place`] counts them.
static BOOK: [&dyn RecordTable; Place::KINDS.len()] =
    [&campaign::TABLE, &draw::TABLE, &transfer::TABLE, &payout::TABLE];

/// The kinds of money, as [`Group`] counts them: how each is gone through, and the column that is least in a
/// group's first.
static MONEY: [(&dyn RecordTable, &str, &str); Group::KINDS.len()] = [
    (&campaign::TABLE, " AS one", "crowd_no"),
    (&draw::TABLE, " AS one", "slot"),
    (&tally::TABLE, " AS one", "user_id"),
    // Left to itself, SQLite goes through all of the home, which is in the order of numbers.
    (&transfer::TABLE, " AS one INDEXED BY transfer_once", "seq"),
    (&payout::TABLE, " AS one", "seq"),
];

/// A chunk of a walk, on a snapshot.
pub(super) fn walk(
    db: &Connection,
    what: &Walk,
    after: &str,
    limit: u32,
) -> Result<Chunk, Failure> {
    match what {
        Walk::Orphans => orphans(db, after, limit),
        Walk::Due(now) => turn(&InTable::free(db), *now, after, limit),
        Walk::Lapsed(wire) => turn(&InTable::claimed(db), *wire, after, limit),
        Walk::Changed(_) => {
            let changes = Chunk::cut(what, found(db, what, after, i64::from(limit) + 1)?, limit);
            let changed =
                changes.changed().filter_map(|key| find(db, Home::DIRECTORY, &key).transpose());
            Ok(Chunk { records: changed.collect::<Result<_, _>>()?, next: changes.next })
        }
        _ => Ok(Chunk::cut(what, found(db, what, after, i64::from(limit) + 1)?, limit)),
    }
}

/// The records of a walk behind a cursor: at most so many.
fn found(db: &Connection, what: &Walk, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    // A number is compared as one, whatever it is written as; nothing is not a number.
    let number = || after.parse().unwrap_or(-1_i64).into();
    let text = || after.into();
    let by_key = |table, key: &[Cell<'_>], after| by_key(db, table, key, (after, most));
    match what {
        Walk::Stamp => by_key(&stamp::TABLE, &[], text()),
        Walk::PlatformKeys => by_key(&platform_key::TABLE, &[], text()),
        Walk::Merchants => by_key(&merchant::TABLE, &[], text()),
        Walk::Apps => by_key(&app::TABLE, &[], text()),
        Walk::Fixtures => by_key(&fixture::TABLE, &[], text()),
        Walk::Changed(since) => {
            let behind = after.parse().unwrap_or(*since).max(*since);
            by_key(&change::TABLE, &[], behind.into())
        }
        Walk::Lanes => by_key(&lane::TABLE, &[], number()),
        Walk::Gaps(home) => by_key(&gap::TABLE, &[(*home).into()], number()),
        Walk::Campaigns(home) => by_key(&campaign::TABLE, &[(*home).into()], text()),
        Walk::Tallies(home, no) => by_key(&tally::TABLE, &[(*home).into(), no.into()], text()),
        Walk::Payouts(home, no) => by_key(&payout::TABLE, &[(*home).into(), no.into()], number()),
        Walk::Draws(home, no) => by_key(&draw::TABLE, &[(*home).into(), no.into()], text()),
        Walk::Campaign(home, no) => {
            let key = Some(Key::Campaign(no.clone())).filter(|_| after < no.as_str());
            Ok(key.map_or(Ok(None), |key| find(db, *home, &key))?.into_iter().collect())
        }
        Walk::Book(home) => book(db, *home, after, most),
        Walk::Histories(home) => histories(db, *home, after, most),
        Walk::Transfers(home, no) => {
            let mut own = transfers(db, *home, no, after)?;
            own.truncate(usize::try_from(most).unwrap_or_default());
            Ok(own)
        }
        Walk::Orphans | Walk::Due(_) | Walk::Lapsed(_) => Ok(Vec::new()),
    }
}

/// The records that share these cells of the key, in the order of the key's last: at most so many behind one.
fn by_key(
    db: &Connection,
    table: &dyn RecordTable,
    key: &[Cell<'_>],
    (after, most): (Cell<'_>, i64),
) -> Result<Vec<Record>, Failure> {
    let params = key.iter().cloned().chain([after, most.into()]);
    let read = |row: &Row<'_>| table.read(row).map_err(damaged);
    all(db, &table.statements().walk, params_from_iter(params), read)
}

/// The records of a table of which something holds, in some order.
fn by(
    db: &Connection,
    table: &dyn RecordTable,
    what: &str,
    params: impl Params,
) -> Result<Vec<Record>, Failure> {
    all(db, &select(table.outline(), &SQLITE, what), params, |row| table.read(row).map_err(damaged))
}

/// See [`Walk::Histories`]. From campaign to campaign, and in each from kind to kind.
fn histories(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    let left = |records: &Vec<Record>| most - i64::try_from(records.len()).unwrap_or(most);
    let mut place = Passage::behind(after);
    loop {
        let last = place.as_ref().map_or("", |place| place.crowd_no.as_str()).to_owned();
        if let Some(Passage { crowd_no, kind, key }) = place {
            for (its, what) in
                (1..).zip([Walk::Transfers, Walk::Tallies, Walk::Payouts, Walk::Draws])
            {
                let after = if its == kind { key.as_str() } else { "" };
                if its >= kind && left(&records) > 0 {
                    let what = what(home, crowd_no.clone());
                    records.extend(found(db, &what, after, left(&records))?);
                }
            }
        }
        let next = left(&records).min(1);
        let next = found(db, &Walk::Campaigns(home), &last, next)?.pop();
        let Some(no) = next.as_ref().and_then(Record::crowd_no) else { return Ok(records) };
        place = Some(Passage { crowd_no: no.clone(), kind: 0, key: String::new() });
        records.extend(next);
    }
}

/// A campaign's transfers. There are two at most: it is paid once and settled once.
fn transfers(
    db: &Connection,
    home: Home,
    no: &CrowdNo,
    after: &str,
) -> Result<Vec<Record>, Failure> {
    let what = " INDEXED BY transfer_once WHERE home = ?1 AND crowd_no = ?2 AND seq > ?3";
    let behind: i64 = after.parse().unwrap_or(-1);
    let mut own = by(db, &transfer::TABLE, what, params![home.number(), no.as_str(), behind])?;
    own.sort_by_key(Record::seq);
    Ok(own)
}

/// See [`Walk::Book`]. The statements see one snapshot, so that what is appended between two of them
/// looks like no gap.
fn book(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::new();
    for (kind, table) in (0..).zip(BOOK) {
        let least = Place::least(after, kind);
        let what = " WHERE home = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3";
        found.extend(by(db, table, what, params![home.number(), least, most])?);
    }
    found.sort_by_key(Place::of);
    found.truncate(usize::try_from(most).unwrap_or_default());
    Ok(found)
}

/// See [`Walk::Orphans`]. From group to group it skips by an index, so that a campaign with a million
/// draws is looked at as fast as one with none.
fn orphans(db: &Connection, after: &str, limit: u32) -> Result<Chunk, Failure> {
    let mut group = Group::behind(after);
    let (mut records, mut looked_at) = (Vec::new(), 0);
    for (kind, (table, how, least)) in (0..).zip(MONEY) {
        if kind < group.kind {
            continue;
        }
        if kind > group.kind {
            group = Group { kind, home: Home::DIRECTORY, crowd_no: String::new() };
        }
        let groups = Groups::of(table, how, least);
        loop {
            if looked_at == limit {
                return Ok(Chunk { records, next: Some(Cursor(group.cursor())) });
            }
            let number = group.home.number();
            let mut found = one(db, &groups.here, params![number, group.crowd_no], next_group)?;
            if found.is_none() {
                found = one(db, &groups.beyond, [number], next_group)?;
            }
            let Some((home, crowd_no, is_known)) = found else { break };
            (group, looked_at) = (Group { kind, home, crowd_no }, looked_at + 1);
            if !is_known {
                let place = params![group.home.number(), group.crowd_no];
                records.extend(by(db, table, &groups.first, place)?);
            }
        }
    }
    Ok(Chunk { records, next: None })
}

/// A group's home, its campaign, and whether both are there.
fn next_group(row: &Row<'_>) -> Result<(Home, String, bool), Failure> {
    let read = || Ok((Home::new(row.get(0)?), row.get(1)?, row.get(2)?));
    read().map_err(before_commit)
}

/// How one kind is gone through from group to group.
struct Groups {
    /// The next group of the same home, behind a campaign.
    here: String,
    /// The first group of the homes behind one.
    beyond: String,
    /// A group's first record: what follows the columns.
    first: String,
}

impl Groups {
    fn of(table: &dyn RecordTable, how: &str, least: &str) -> Self {
        let rows = format!("{}{how}", table.layout().rows);
        // Where rows keep a campaign's number: that, or what stands for the name of one that is not there.
        let (own, name) = match numbered(&table.outline()) {
            None => ("crowd_no", "?2".to_owned()),
            Some((column, to)) => {
                let (number, of, name) = (to.number, to.table, to.name);
                let known = format!("SELECT {number} FROM {of} WHERE home = ?1 AND {name} = ?2");
                (column, format!("coalesce(({known}), ?2 + 0)"))
            }
        };
        let select = format!(
            "SELECT home, coalesce(crowd_no, CAST({own} AS TEXT)),
                 EXISTS (SELECT 1 FROM lane WHERE lane.home = one.home)
                 AND EXISTS (SELECT 1 FROM campaign AS its
                     WHERE (its.home, its.crowd_no) = (one.home, one.crowd_no))
             FROM {rows}"
        );
        let group = format!("home = ?1 AND {own} = {name}");
        // Each by itself: to both at once SQLite comes by going through the last group.
        Self {
            here: format!("{select} WHERE home = ?1 AND {own} > {name} ORDER BY {own} LIMIT 1"),
            beyond: format!("{select} WHERE home > ?1 ORDER BY home, {own} LIMIT 1"),
            first: format!(
                "{how} WHERE {group} AND {least} = (SELECT min({least}) FROM {rows} WHERE {group})"
            ),
        }
    }
}
