//! Walks as statements: each goes on by an index from where the last chunk ended.

use hongbao_engine::Home;
use rusqlite::{Connection, Row, params};

use super::{CAMPAIGN_SEQ, Read, all, campaign, directory, lane, ledger};
use crate::walk::{Due, Group, Place};
use crate::{Chunk, Cursor, Failure, Walk};

/// The kinds that have a number in a book, as [`Place`] counts them.
const BOOK: [(&str, Read); 3] =
    [("campaign", campaign::read), ("drawn", ledger::draw), ("transfer", ledger::transfer)];

/// A campaign's number in the book; if it is not there, that is its name.
const SEQ: &str = "coalesce((SELECT seq FROM campaign WHERE home = ?1 AND crowd_no = ?2), ?2 + 0)";

/// The kinds of money, as [`Group`] counts them; by what they are grouped, and which is a group's first.
const MONEY: [(&str, (&str, &str), &str, Read); Group::KINDS] = [
    ("campaign", ("crowd_no", "?2"), "crowd_no", campaign::read),
    ("drawn", (CAMPAIGN_SEQ, SEQ), "slot", ledger::draw),
    ("tallied", (CAMPAIGN_SEQ, SEQ), "user_id", ledger::tally),
    ("transfer", ("crowd_no", "?2"), "seq", ledger::transfer),
];

/// A chunk of a walk, on a snapshot.
pub(crate) fn walk(
    db: &Connection,
    what: &Walk,
    after: &str,
    limit: u32,
) -> Result<Chunk, Failure> {
    let everywhere = (Home::DIRECTORY, "");
    let ((home, no), rows, by, read): (_, _, _, Read) = match what {
        Walk::Stamp => (everywhere, "stamp WHERE true", "id", directory::stamp),
        Walk::PlatformKeys => {
            (everywhere, "platform_key WHERE true", "fingerprint", directory::platform_key)
        }
        Walk::Merchants => (everywhere, "merchant WHERE true", "merchant_id", directory::merchant),
        Walk::Apps => (everywhere, "app WHERE true", "app_id", directory::app),
        Walk::Fixtures => (everywhere, "fixture WHERE true", "id", directory::fixture),
        Walk::Lanes => (everywhere, "lane WHERE true", "home", lane::read),
        Walk::Gaps(home) => ((*home, ""), "gap WHERE home = ?1", "first", lane::gap),
        Walk::Due(now) => {
            let found = campaign::due(db, *now, &Due::behind(after), i64::from(limit) + 1)?;
            return Ok(Chunk::cut(what, found, limit));
        }
        Walk::Strays => return strays(db, after, limit),
        Walk::Book(home) => return book(db, *home, after, limit),
        Walk::Campaigns(home) => {
            ((*home, ""), "campaign WHERE home = ?1", "crowd_no", campaign::read)
        }
        Walk::Campaign(home, no) => {
            let one = "campaign WHERE home = ?1 AND crowd_no = ?2";
            ((*home, no.as_str()), one, "crowd_no", campaign::read)
        }
        Walk::Transfers(home, no) => {
            // Left to itself, SQLite goes through all of the home, which is in order already.
            let own = "transfer INDEXED BY transfer_once WHERE home = ?1 AND crowd_no = ?2";
            ((*home, no.as_str()), own, "seq", ledger::transfer)
        }
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
    let found = all(db, &sql, params![home.number(), no, after, i64::from(limit) + 1], read)?;
    Ok(Chunk::cut(what, found, limit))
}

/// See [`Walk::Book`]. The statements see one snapshot, so that what is appended between two of them
/// looks like no gap.
fn book(db: &Connection, home: Home, after: &str, limit: u32) -> Result<Chunk, Failure> {
    let mut found = Vec::new();
    for (kind, (table, read)) in (0..).zip(BOOK) {
        let least = Place::least(after, kind);
        let sql =
            format!("SELECT * FROM {table} WHERE home = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3");
        found.extend(all(db, &sql, params![home.number(), least, i64::from(limit) + 1], read)?);
    }
    found.sort_by_key(Place::of);
    Ok(Chunk::cut(&Walk::Book(home), found, limit))
}

/// See [`Walk::Strays`]. From group to group it skips by the index, so that a campaign with a million
/// draws is looked at as fast as one with none.
fn strays(db: &Connection, after: &str, limit: u32) -> Result<Chunk, Failure> {
    let mut group = Group::behind(after);
    let (mut records, mut looked_at) = (Vec::new(), 0);
    for (kind, (table, (own, last), by, read)) in (0..).zip(MONEY) {
        if kind < group.kind {
            continue;
        }
        if kind > group.kind {
            group = Group { kind, home: Home::DIRECTORY, crowd_no: String::new() };
        }
        let sql = format!(
            "SELECT *, EXISTS (SELECT 1 FROM lane WHERE lane.home = {table}.home)
                 AND EXISTS (SELECT 1 FROM campaign AS its
                     WHERE (its.home, its.crowd_no) = ({table}.home, {table}.crowd_no)) AS known
             FROM {table} WHERE (home, {own}) > (?1, {last}) ORDER BY home, {own}, {by} LIMIT 1"
        );
        loop {
            if looked_at == limit {
                return Ok(Chunk { records, next: Some(Cursor(group.cursor())) });
            }
            let read = |row: &Row<'_>| Ok((read(row)?, row.get::<_, bool>("known")?));
            let first = all(db, &sql, params![group.home.number(), group.crowd_no], read)?;
            let Some((record, known)) = first.into_iter().next() else { break };
            let Some(next) = Group::of(&record) else { break };
            (group, looked_at) = (next, looked_at + 1);
            if !known {
                records.push(record);
            }
        }
    }
    Ok(Chunk { records, next: None })
}
