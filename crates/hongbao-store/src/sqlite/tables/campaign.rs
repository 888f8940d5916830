//! A campaign's columns.

use std::sync::Arc;

use hongbao_engine::{
    Campaign, Changes, Fen, Frequency, Funds, Home, Prize, Record, Seed, Timestamp, Timing, Window,
};
use rusqlite::{Connection, Row, params};

use super::{Cells, Column, Rows, all, damaged, meaning, spell};
use crate::Failure;
use crate::walk::Due;

const PRIZES: &[(&str, Prize)] = &[("fixed", Prize::Fixed), ("random", Prize::Random)];

const WINDOWS: &[(&str, Window)] =
    &[("day", Window::Day), ("week", Window::Week), ("month", Window::Month)];

/// The campaign of a home with this number.
pub(super) const ONE: &str = "SELECT * FROM campaign WHERE home = ?1 AND crowd_no = ?2";

static ROWS: Rows = Rows::of("campaign", &["home", "crowd_no"]);

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    campaign(row).map(Record::Campaign)
}

/// The cells are read in the order in which the table has its columns.
pub(super) fn campaign(row: &Row<'_>) -> rusqlite::Result<Arc<Campaign>> {
    let mut cells = Cells::of(row);
    Ok(Arc::new(Campaign {
        home: Home::new(cells.next()?),
        crowd_no: cells.id("crowd_no")?,
        seq: cells.next()?,
        origin_crowd_no: cells.next()?,
        coupon_name: cells.next()?,
        prize_msg: cells.next()?,
        merchant_link: cells.next()?,
        prize: cells.word("prize", PRIZES)?,
        seed: Seed::new(cells.next()?),
        frequency: frequency(&mut cells)?,
        reference: cells.next()?,
        stopped: cells.next()?,
        changes: Changes { day: cells.next()?, count: cells.next()? },
        funds: Funds {
            total: Fen::new(cells.next()?),
            sent: Fen::new(cells.next()?),
            count: cells.next()?,
            pool: Fen::new(cells.next()?),
            returned: Fen::new(cells.next()?),
            draws: cells.next()?,
        },
        timing: Timing {
            created_at: Timestamp::from_secs(cells.next()?),
            paid_at: cells.maybe_time()?,
            start_at: Timestamp::from_secs(cells.next()?),
            end_at: Timestamp::from_secs(cells.next()?),
            over_at: Timestamp::from_secs(cells.next()?),
            paused: cells.next()?,
            settle_at: cells.maybe_time()?,
            settled_at: cells.maybe_time()?,
        },
    }))
}

/// See [`Walk::Due`](crate::Walk::Due).
pub(super) fn due(
    db: &Connection,
    now: Timestamp,
    behind: &Due,
    limit: i64,
) -> Result<Vec<Record>, Failure> {
    let sql = "SELECT * FROM campaign WHERE settled_at IS NULL AND settle_at <= ?1 \
               AND (settle_at, crowd_no, home) > (?2, ?3, ?4) \
               ORDER BY settle_at, crowd_no, home LIMIT ?5";
    let (at, home) = (behind.at.secs(), behind.home.number());
    all(db, sql, params![now.secs(), at, behind.crowd_no, home, limit], read)
}

fn frequency(cells: &mut Cells<'_>) -> rusqlite::Result<Frequency> {
    let lifetime = cells.next()?;
    let (window, most): (Option<String>, Option<u32>) = (cells.next()?, cells.next()?);
    let window = match (window, most) {
        (Some(window), Some(most)) => {
            let known = meaning(WINDOWS, &window).ok_or_else(|| damaged("window", &window))?;
            Some((known, most))
        }
        (None, _) | (_, None) => None,
    };
    Ok(Frequency { lifetime, window })
}

pub(super) fn save(db: &Connection, campaign: &Campaign) -> Result<(), Failure> {
    let (funds, timing) = (&campaign.funds, &campaign.timing);
    let window = campaign.frequency.window;
    let columns: &[Column<'_>] = &[
        ("home", &campaign.home.number()),
        ("seq", &campaign.seq),
        ("merchant_link", &campaign.merchant_link),
        ("seed", &campaign.seed.bytes()),
        ("lifetime", &campaign.frequency.lifetime),
        ("window", &window.map(|(window, _)| spell(WINDOWS, &window))),
        ("in_window", &window.map(|(_, most)| most)),
        ("pool", &funds.pool.get()),
        ("returned", &funds.returned.get()),
        ("draws", &funds.draws),
        ("settle_at", &timing.settle_at.map(Timestamp::secs)),
        ("reference", &campaign.reference),
        ("stopped", &campaign.stopped),
        ("change_day", &campaign.changes.day),
        ("day_changes", &campaign.changes.count),
        ("crowd_no", &campaign.crowd_no.as_str()),
        ("origin_crowd_no", &campaign.origin_crowd_no),
        ("coupon_name", &campaign.coupon_name),
        ("prize_msg", &campaign.prize_msg),
        ("prize", &spell(PRIZES, &campaign.prize)),
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
    ROWS.put(db, columns)
}
