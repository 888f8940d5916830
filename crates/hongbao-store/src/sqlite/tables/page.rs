//! Pages: of campaigns, where a state's row is conditions on columns; and of draws.

use std::sync::Arc;

use hongbao_engine::{Campaign, Draws, DrawsOf, Home, Page, PageOf, Record, Timestamp};
use rusqlite::{Connection, params};

use super::{all, before_commit, campaign, ledger};
use crate::Failure;

/// A page of a home's campaigns at a moment, newest first.
pub(super) fn campaigns(
    db: &Connection,
    home: Home,
    now: Timestamp,
    of: PageOf,
) -> Result<Record, Failure> {
    let fits = of.state.map_or_else(String::new, |state| {
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
    });
    // The moment is a parameter of every form, so that it is always bound.
    let rows = format!("FROM campaign WHERE home = ?1 AND ?2 IS NOT NULL{fits}");
    let count = format!("SELECT count(*) {rows}");
    let mut statement = db.prepare_cached(&count).map_err(before_commit)?;
    let total = statement
        .query_row(params![home.number(), now.secs()], |row| row.get(0))
        .map_err(before_commit)?;
    let sql = format!("SELECT * {rows} ORDER BY created_at DESC, crowd_no LIMIT ?3 OFFSET ?4");
    let skipped = u64::from(of.index - 1) * u64::from(of.size);
    let place = params![home.number(), now.secs(), of.size, skipped];
    let campaigns: Vec<Arc<Campaign>> = all(db, &sql, place, campaign::campaign)?;
    Ok(Record::Page(Page { of, campaigns, total }))
}

/// Draws of a campaign, in their order.
pub(super) fn draws(db: &Connection, home: Home, of: &DrawsOf) -> Result<Record, Failure> {
    let sql =
        "SELECT * FROM drawn WHERE home = ?1 AND crowd_no = ?2 AND n > ?3 ORDER BY n LIMIT ?4";
    let place = params![home.number(), of.crowd_no.as_str(), of.after, of.size];
    Ok(Record::Draws(Draws { of: of.clone(), draws: all(db, sql, place, ledger::drawn)? }))
}
