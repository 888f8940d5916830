//! Walks as statements: each goes on by an index from where the last chunk ended.

use hongbao_engine::{Campaign, Home, Key, Listed, Record};
use rusqlite::{Connection, Params, Row, params, params_from_iter};

use super::due::InTable;
use super::records::find;
use super::rows::{all, damaged, one};
use super::{before_commit, lanes};
use crate::tables::directory::change;
use crate::tables::{ALL, Cell, RecordTable, SQLITE, numbered, select};
use crate::walk::{Group, Of, Passage, Place, Until, kinds, of_campaigns, turn};
use crate::{Chunk, Cursor, Failure, Walk};

/// A chunk of a walk, on a snapshot.
pub(super) fn walk(
    db: &Connection,
    what: &Walk,
    after: &str,
    limit: u32,
) -> Result<Chunk, Failure> {
    match what {
        Walk::Orphans => orphans(db, after, limit),
        Walk::Due { now, wire } => {
            let until = Until::by_clocks(*now, lanes::own_times(db, *wire)?);
            turn(&InTable::free(db), &until, after, limit)
        }
        Walk::Lapsed(wire) => turn(&InTable::claimed(db), &Until::everywhere(*wire), after, limit),
        Walk::Changed(_) => {
            let changes = Chunk::cut(what, found(db, what, after, i64::from(limit) + 1)?, limit);
            let changed =
                changes.changed().filter_map(|key| find(db, Home::DIRECTORY, &key).transpose());
            Ok(Chunk { records: changed.collect::<Result<_, _>>()?, next: changes.next })
        }
        Walk::All(_)
        | Walk::OfHome(..)
        | Walk::Campaign(..)
        | Walk::Book(_)
        | Walk::Histories(_)
        | Walk::OfCampaign(..) => {
            Ok(Chunk::cut(what, found(db, what, after, i64::from(limit) + 1)?, limit))
        }
    }
}

/// The records of a walk behind a cursor: at most so many.
fn found(db: &Connection, what: &Walk, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    match what {
        Walk::All(of) => by_key(db, table_of(*of), &[], (after, most)),
        Walk::OfHome(of, home) => by_key(db, table_of(*of), &[(*home).into()], (after, most)),
        Walk::OfCampaign(of, home, no) => {
            let table = table_of(*of);
            let key = [(*home).into(), no.into()];
            match table.layout().by_campaign {
                None => by_key(db, table, &key, (after, most)),
                Some(index) => by_index(db, table, index, (&key, after, most)),
            }
        }
        Walk::Changed(since) => {
            let behind = after.parse().unwrap_or(*since).max(*since).to_string();
            by_key(db, &change::TABLE, &[], (&behind, most))
        }
        Walk::Campaign(home, no) => {
            let key = Some(Key::Campaign(no.clone())).filter(|_| after < no.as_str());
            Ok(key.map_or(Ok(None), |key| find(db, *home, &key))?.into_iter().collect())
        }
        Walk::Book(home) => book(db, *home, after, most),
        Walk::Histories(home) => histories(db, *home, after, most),
        Walk::Orphans | Walk::Due { .. } | Walk::Lapsed(_) => Ok(Vec::new()),
    }
}

fn table_of(of: Of) -> &'static dyn RecordTable {
    ALL[of.ordinal()]
}

/// A cursor as the last cell of a table's key. A number is compared as one, whatever it is written as;
/// nothing is not a number.
fn behind<'a>(table: &dyn RecordTable, after: &'a str) -> Cell<'a> {
    if table.is_walked_by_number() { after.parse().unwrap_or(-1_i64).into() } else { after.into() }
}

/// The records that share these cells of the key, in the order of the key's last: at most so many behind one.
fn by_key(
    db: &Connection,
    table: &dyn RecordTable,
    key: &[Cell<'_>],
    (after, most): (&str, i64),
) -> Result<Vec<Record>, Failure> {
    let params = key.iter().cloned().chain([behind(table, after), most.into()]);
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

/// The records of a campaign where the key does not begin with it, in the order of the key's last. There are
/// few of them: no kind that grows is found so.
fn by_index(
    db: &Connection,
    table: &dyn RecordTable,
    index: &str,
    (key, after, most): (&[Cell<'_>], &str, i64),
) -> Result<Vec<Record>, Failure> {
    let last = table.layout().key.last().copied().unwrap_or_default();
    let what = format!(" INDEXED BY {index} WHERE home = ?1 AND crowd_no = ?2 AND {last} > ?3");
    let params = key.iter().cloned().chain([behind(table, after)]);
    let mut own = by(db, table, &what, params_from_iter(params))?;
    own.sort_by_cached_key(Record::place);
    own.truncate(usize::try_from(most).unwrap_or_default());
    Ok(own)
}

/// See [`Walk::Histories`]. From campaign to campaign, and in each from kind to kind.
fn histories(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    let left = |records: &Vec<Record>| most - i64::try_from(records.len()).unwrap_or(most);
    let mut place = Passage::behind(after);
    loop {
        let last = place.as_ref().map_or("", |place| place.crowd_no.as_str()).to_owned();
        if let Some(Passage { crowd_no, kind, key }) = place {
            for its in of_campaigns().filter(|its| its.ordinal() >= kind) {
                let after = if its.ordinal() == kind { key.as_str() } else { "" };
                if left(&records) > 0 {
                    let what = Walk::OfCampaign(its, home, crowd_no.clone());
                    records.extend(found(db, &what, after, left(&records))?);
                }
            }
        }
        let next = left(&records).min(1);
        let next = found(db, &Walk::of_home::<Campaign>(home), &last, next)?.pop();
        let Some(no) = next.as_ref().and_then(Record::crowd_no) else { return Ok(records) };
        let (crowd_no, kind) = (no.clone(), Campaign::ORDINAL);
        place = Some(Passage { crowd_no, kind, key: String::new() });
        records.extend(next);
    }
}

/// See [`Walk::Book`]. The statements see one snapshot, so that what is appended between two of them
/// looks like no gap.
fn book(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::new();
    for kind in kinds(|kind| kind.numbered) {
        let least = Place::least(after, kind);
        let what = " WHERE home = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3";
        found.extend(by(db, ALL[kind], what, params![home.number(), least, most])?);
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
    let first = group.kind;
    for kind in kinds(|kind| kind.of_campaign).filter(|kind| *kind >= first) {
        if kind > group.kind {
            group = Group { kind, home: Home::DIRECTORY, crowd_no: String::new() };
        }
        let (table, groups) = (ALL[kind], Groups::of(ALL[kind]));
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
    fn of(table: &dyn RecordTable) -> Self {
        let least = table.layout().key.last().copied().unwrap_or_default();
        // Left to itself, SQLite goes through all of a home, in the order of numbers.
        let by = table.layout().by_campaign.map(|index| format!(" INDEXED BY {index}"));
        let how = format!(" AS one{}", by.unwrap_or_default());
        let rows = format!("{}{how}", table.layout().rows);
        // Where rows keep a campaign's id: that, or what stands for the name of one that is not there.
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
