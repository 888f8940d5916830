//! Pages: of campaigns, where a state's row is conditions on columns; and of draws.

use std::sync::Arc;

use hongbao_engine::{
    Draws, DrawsOf, Home, Page, PageOf, Seen, State, Timestamp, UserId, View, Wallet,
};
use rusqlite::{Connection, Row, params};

use super::rows::{all, damaged, one};
use super::{before_commit, due, lanes};
use crate::Failure;
use crate::rounds::Lookup;
use crate::tables::{Described, SQLITE, campaign, draw, select, tally};

/// What a work of this home sees at this moment.
pub(super) fn seen(db: &Connection, wanted: &Lookup, view: &View) -> Result<Seen, Failure> {
    let Lookup { home, now, .. } = *wanted;
    match view {
        View::Page(of) => campaigns(db, home, now, *of).map(Seen::Page),
        View::Draws(of) => draws(db, home, of).map(Seen::Draws),
        View::Wallet(user_id) => wallet(db, home, user_id).map(Seen::Wallet),
        View::CampaignsOfOthers => {
            lanes::campaigns_of_others(db, home).map(Seen::CampaignsOfOthers)
        }
        View::Backlog => due::backlog(db, wanted).map(Seen::Backlog),
    }
}

/// A page of a home's campaigns at a moment, newest first. What is before it is only counted, in an index
/// that has all that decides about a state; rows are read of those on it.
fn campaigns(db: &Connection, home: Home, now: Timestamp, of: PageOf) -> Result<Page, Failure> {
    // The moment is a parameter of every form, so that it is always bound.
    let fits = of.state().map_or_else(String::new, fits);
    let rows = format!(
        "FROM campaign INDEXED BY campaign_newest WHERE home = ?1 AND ?2 IS NOT NULL{fits}"
    );
    let count = format!("SELECT count(*) {rows}");
    let number = |row: &Row<'_>| row.get(0).map_err(before_commit);
    let total = one(db, &count, params![home.number(), now.secs()], number)?;
    let sql =
        format!("SELECT crowd_no {rows} ORDER BY created_at DESC, crowd_no LIMIT ?3 OFFSET ?4");
    // Behind the last page there is nothing, however far.
    let skipped = i64::try_from(of.skipped()).unwrap_or(i64::MAX);
    let place = params![home.number(), now.secs(), of.size(), skipped];
    let names: Vec<String> = all(db, &sql, place, |row| row.get(0).map_err(before_commit))?;
    let mut campaigns = Vec::with_capacity(names.len());
    for crowd_no in names {
        let (table, key) = (&campaign::TABLE, params![home.number(), crowd_no]);
        let read = |row: &Row<'_>| table.row(row).map(Arc::new).map_err(damaged);
        campaigns.extend(one(db, &table.statements().find, key, read)?);
    }
    Ok(Page { of, campaigns, total: total.unwrap_or_default() })
}

/// A state's row as conditions, where `?2` is the moment.
fn fits(state: State) -> String {
    let requires = state.requires();
    let conditions = [
        (requires.settled, "settled_at IS NOT NULL"),
        (requires.paid, "paid_at IS NOT NULL"),
        (requires.over, "over_at <= ?2"),
        (requires.started, "start_at <= ?2"),
        (requires.paused, "paused = 1"),
    ];
    let stated = conditions.iter().filter_map(|(required, condition)| {
        required.map(|yes| {
            if yes { format!(" AND {condition}") } else { format!(" AND NOT ({condition})") }
        })
    });
    stated.collect()
}

/// Draws of a campaign, in their order.
fn draws(db: &Connection, home: Home, of: &DrawsOf) -> Result<Draws, Failure> {
    let own = " WHERE home = ?1 AND crowd_no = ?2 AND n > ?3 ORDER BY n LIMIT ?4";
    let sql = select(draw::TABLE.outline(), &SQLITE, own);
    let place = params![home.number(), of.crowd_no.as_str(), of.after, of.size];
    let draw = |row: &Row<'_>| draw::TABLE.row(row).map(Arc::new).map_err(damaged);
    Ok(Draws { of: of.clone(), draws: all(db, &sql, place, draw)? })
}

/// A user's tallies of a home, each found by its campaign: no index is kept for a user alone, which every
/// draw would pay for.
fn wallet(db: &Connection, home: Home, user_id: &UserId) -> Result<Wallet, Failure> {
    let sql = "SELECT crowd_no FROM campaign WHERE home = ?1 ORDER BY crowd_no";
    let name = |row: &Row<'_>| row.get(0).map_err(before_commit);
    let names: Vec<String> = all(db, sql, [home.number()], name)?;
    let mut tallies = Vec::new();
    for crowd_no in names {
        let key = params![home.number(), crowd_no, user_id.as_str()];
        let read = |row: &Row<'_>| tally::TABLE.row(row).map_err(damaged);
        tallies.extend(one(db, &tally::TABLE.statements().find, key, read)?);
    }
    Ok(Wallet { user_id: user_id.clone(), tallies })
}
