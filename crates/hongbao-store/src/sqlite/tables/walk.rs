//! Walks as statements: each goes on by an index from where the last chunk ended.

use hongbao_engine::{CrowdNo, Home, Record};
use rusqlite::{Connection, Row, params};

use super::{CAMPAIGN_SEQ, Read, all, campaign, directory, home, lane, ledger, one};
use crate::walk::{Due, Group, Passage, Place};
use crate::{Chunk, Cursor, Failure, Walk};

/// The kinds that have a number in a book, as [`Place`] counts them.
const BOOK: [(&str, Read); 3] =
    [("campaign", campaign::read), ("drawn", ledger::draw), ("transfer", ledger::transfer)];

/// A campaign's number in the book; if it is not there, that is its name.
const SEQ: &str = "coalesce((SELECT seq FROM campaign WHERE home = ?1 AND crowd_no = ?2), ?2 + 0)";

/// The kinds of money, as [`Group`] counts them: the column by which a record names its campaign, and the
/// one that is least in a group's first.
const MONEY: [(&str, &str, &str, Read); Group::KINDS] = [
    ("campaign AS one", "crowd_no", "crowd_no", campaign::read),
    ("drawn AS one", CAMPAIGN_SEQ, "slot", ledger::draw),
    ("tallied AS one", CAMPAIGN_SEQ, "user_id", ledger::tally),
    // Left to itself, SQLite goes through all of the home, which is in the order of numbers.
    ("transfer AS one INDEXED BY transfer_once", "crowd_no", "seq", ledger::transfer),
];

/// A chunk of a walk, on a snapshot.
pub(crate) fn walk(
    db: &Connection,
    what: &Walk,
    after: &str,
    limit: u32,
) -> Result<Chunk, Failure> {
    match what {
        Walk::Strays => strays(db, after, limit),
        _ => Ok(Chunk::cut(what, found(db, what, after, i64::from(limit) + 1)?, limit)),
    }
}

/// The records of a walk behind a cursor: at most so many.
fn found(db: &Connection, what: &Walk, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let everywhere = (Home::DIRECTORY, "");
    let ((home, no), rows, by, read): (_, _, _, Read) = match what {
        Walk::Stamp => (everywhere, "stamp WHERE true", "id", directory::stamp),
        Walk::PlatformKeys => {
            (everywhere, "platform_key WHERE true", "fingerprint", directory::platform_key)
        }
        Walk::Merchants => (everywhere, "merchant WHERE true", "merchant_id", directory::merchant),
        Walk::Apps => (everywhere, "app WHERE true", "app_id", directory::app),
        Walk::Fixtures => (everywhere, "fixture WHERE true", "id", directory::fixture),
        Walk::Lanes => (everywhere, lane::ALL, "home", lane::read),
        Walk::Gaps(home) => ((*home, ""), "gap WHERE home = ?1", "first", lane::gap),
        Walk::Due(now) => return campaign::due(db, *now, &Due::behind(after), most),
        Walk::Book(home) => return book(db, *home, after, most),
        Walk::Histories(home) => return histories(db, *home, after, most),
        Walk::Campaigns(home) => {
            ((*home, ""), "campaign WHERE home = ?1", "crowd_no", campaign::read)
        }
        Walk::Campaign(home, no) => {
            let one = "campaign WHERE home = ?1 AND crowd_no = ?2";
            ((*home, no.as_str()), one, "crowd_no", campaign::read)
        }
        Walk::Transfers(home, no) => {
            let mut own = transfers(db, *home, no, after)?;
            own.truncate(usize::try_from(most).unwrap_or_default());
            return Ok(own);
        }
        Walk::Strays => return Ok(Vec::new()),
        Walk::Tallies(home, no) => {
            let own = "tallied WHERE home = ?1 AND crowd_no = ?2";
            ((*home, no.as_str()), own, "user_id", ledger::tally)
        }
        Walk::Draws(home, no) => {
            let own = "drawn WHERE home = ?1 AND crowd_no = ?2";
            ((*home, no.as_str()), own, "slot", ledger::draw)
        }
    };
    // A number is compared as one, whatever it is written as; nothing is no number.
    let after = match (after, by) {
        ("", "home" | "seq" | "first") => "-1",
        (after, _) => after,
    };
    let sql = format!("SELECT * FROM {rows} AND {by} > ?3 ORDER BY {by} LIMIT ?4");
    all(db, &sql, params![home.number(), no, after, most], read)
}

/// See [`Walk::Histories`]. From campaign to campaign, and in each from kind to kind.
fn histories(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    let left = |records: &Vec<Record>| most - i64::try_from(records.len()).unwrap_or(most);
    let mut place = Passage::behind(after);
    loop {
        let last = place.as_ref().map_or("", |place| place.crowd_no.as_str()).to_owned();
        if let Some(Passage { crowd_no, kind, key }) = place {
            for (its, what) in (1..).zip([Walk::Transfers, Walk::Tallies, Walk::Draws]) {
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
    let sql = "SELECT * FROM transfer INDEXED BY transfer_once \
               WHERE home = ?1 AND crowd_no = ?2 AND seq > ?3";
    let behind: i64 = after.parse().unwrap_or(-1);
    let mut own = all(db, sql, params![home.number(), no.as_str(), behind], ledger::transfer)?;
    own.sort_by_key(Record::seq);
    Ok(own)
}

/// See [`Walk::Book`]. The statements see one snapshot, so that what is appended between two of them
/// looks like no gap.
fn book(db: &Connection, home: Home, after: &str, most: i64) -> Result<Vec<Record>, Failure> {
    let mut found = Vec::new();
    for (kind, (table, read)) in (0..).zip(BOOK) {
        let least = Place::least(after, kind);
        let sql =
            format!("SELECT * FROM {table} WHERE home = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3");
        found.extend(all(db, &sql, params![home.number(), least, most], read)?);
    }
    found.sort_by_key(Place::of);
    found.truncate(usize::try_from(most).unwrap_or_default());
    Ok(found)
}

/// See [`Walk::Strays`]. From group to group it skips by an index, so that a campaign with a million
/// draws is looked at as fast as one with none.
fn strays(db: &Connection, after: &str, limit: u32) -> Result<Chunk, Failure> {
    let mut group = Group::behind(after);
    let (mut records, mut looked_at) = (Vec::new(), 0);
    for (kind, (rows, own, by, read)) in (0..).zip(MONEY) {
        if kind < group.kind {
            continue;
        }
        if kind > group.kind {
            group = Group { kind, home: Home::DIRECTORY, crowd_no: String::new() };
        }
        let name = if own == CAMPAIGN_SEQ { SEQ } else { "?2" };
        let select = format!(
            "SELECT home, coalesce(crowd_no, CAST({own} AS TEXT)) AS name,
                 EXISTS (SELECT 1 FROM lane WHERE lane.home = one.home)
                 AND EXISTS (SELECT 1 FROM campaign AS its
                     WHERE (its.home, its.crowd_no) = (one.home, one.crowd_no)) AS known
             FROM {rows}"
        );
        // Each by itself: to both at once SQLite comes by going through the last group.
        let here = format!("{select} WHERE home = ?1 AND {own} > {name} ORDER BY {own} LIMIT 1");
        let beyond = format!("{select} WHERE home > ?1 ORDER BY home, {own} LIMIT 1");
        let of_group = format!("FROM {rows} WHERE home = ?1 AND {own} = {name}");
        let first = format!("SELECT * {of_group} AND {by} = (SELECT min({by}) {of_group})");
        loop {
            if looked_at == limit {
                return Ok(Chunk { records, next: Some(Cursor(group.cursor())) });
            }
            let number = group.home.number();
            let next =
                |row: &Row<'_>| Ok((home(row)?, row.get("name")?, row.get::<_, bool>("known")?));
            let mut found = one(db, &here, params![number, group.crowd_no], next)?;
            if found.is_none() {
                found = one(db, &beyond, [number], next)?;
            }
            let Some((home, crowd_no, is_known)) = found else { break };
            (group, looked_at) = (Group { kind, home, crowd_no }, looked_at + 1);
            if !is_known {
                let place = params![group.home.number(), group.crowd_no];
                records.extend(all(db, &first, place, read)?);
            }
        }
    }
    Ok(Chunk { records, next: None })
}
