//! Pages: of campaigns, where a state's row is conditions on columns; and of draws.

use hongbao_engine::{Draws, DrawsOf, Home, Page, PageOf, Record, State, Timestamp};
use rusqlite::{Connection, params};

use super::{all, campaign, ledger, one};
use crate::Failure;

/// A page of a home's campaigns at a moment, newest first. What is before it is only counted, in an index
/// that has all that decides about a state; rows are read of those on it.
pub(super) fn campaigns(
    db: &Connection,
    home: Home,
    now: Timestamp,
    of: PageOf,
) -> Result<Record, Failure> {
    // The moment is a parameter of every form, so that it is always bound.
    let fits = of.state().map_or_else(String::new, fits);
    let rows = format!(
        "FROM campaign INDEXED BY campaign_newest WHERE home = ?1 AND ?2 IS NOT NULL{fits}"
    );
    let count = format!("SELECT count(*) {rows}");
    let total = one(db, &count, params![home.number(), now.secs()], |row| row.get(0))?;
    let sql =
        format!("SELECT crowd_no {rows} ORDER BY created_at DESC, crowd_no LIMIT ?3 OFFSET ?4");
    // Behind the last page there is nothing, however far.
    let skipped = i64::try_from(of.skipped()).unwrap_or(i64::MAX);
    let place = params![home.number(), now.secs(), of.size(), skipped];
    let numbers: Vec<String> = all(db, &sql, place, |row| row.get(0))?;
    let mut campaigns = Vec::with_capacity(numbers.len());
    for no in numbers {
        campaigns.extend(one(db, campaign::ONE, params![home.number(), no], campaign::campaign)?);
    }
    Ok(Record::Page(Page { of, campaigns, total: total.unwrap_or_default() }))
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
pub(super) fn draws(db: &Connection, home: Home, of: &DrawsOf) -> Result<Record, Failure> {
    let sql =
        "SELECT * FROM drawn WHERE home = ?1 AND crowd_no = ?2 AND n > ?3 ORDER BY n LIMIT ?4";
    let place = params![home.number(), of.crowd_no.as_str(), of.after, of.size];
    Ok(Record::Draws(Draws { of: of.clone(), draws: all(db, sql, place, ledger::drawn)? }))
}
