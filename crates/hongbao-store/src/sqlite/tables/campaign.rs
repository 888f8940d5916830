//! A campaign's columns.

use std::sync::Arc;

use hongbao_engine::{
    Campaign, Changes, CrowdNo, Fen, Frequency, Funds, Prize, Record, Seed, Timestamp, Timing,
    Window,
};
use rusqlite::{Connection, Row, params};

use super::{Column, Rows, all, home, id, maybe_time, spell, time, word};
use crate::Failure;
use crate::walk::Due;

const PRIZES: &[(&str, Prize)] = &[("fixed", Prize::Fixed), ("random", Prize::Random)];

const WINDOWS: &[(&str, Window)] =
    &[("day", Window::Day), ("week", Window::Week), ("month", Window::Month)];

static ROWS: Rows = Rows::of("campaign", &["home", "crowd_no"]);

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    campaign(row).map(Record::Campaign)
}

pub(super) fn campaign(row: &Row<'_>) -> rusqlite::Result<Arc<Campaign>> {
    let crowd_no: CrowdNo = id(row, "crowd_no")?;
    Ok(Arc::new(Campaign {
        crowd_no,
        seq: row.get("seq")?,
        home: home(row)?,
        origin_crowd_no: row.get("origin_crowd_no")?,
        coupon_name: row.get("coupon_name")?,
        prize_msg: row.get("prize_msg")?,
        merchant_link: row.get("merchant_link")?,
        prize: word(row, "prize", PRIZES)?,
        seed: Seed::new(row.get("seed")?),
        frequency: frequency(row)?,
        reference: row.get("reference")?,
        stopped: row.get("stopped")?,
        changes: Changes { day: row.get("change_day")?, count: row.get("day_changes")? },
        funds: Funds {
            total: Fen::new(row.get("total")?),
            sent: Fen::new(row.get("sent")?),
            count: row.get("count")?,
            pool: Fen::new(row.get("pool")?),
            returned: Fen::new(row.get("returned")?),
            draws: row.get("draws")?,
        },
        timing: Timing {
            created_at: time(row, "created_at")?,
            paid_at: maybe_time(row, "paid_at")?,
            start_at: time(row, "start_at")?,
            end_at: time(row, "end_at")?,
            over_at: time(row, "over_at")?,
            paused: row.get("paused")?,
            settle_at: maybe_time(row, "settle_at")?,
            settled_at: maybe_time(row, "settled_at")?,
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
    let sql = "SELECT * FROM campaign WHERE settled_at IS NULL AND settle_at BETWEEN ?2 AND ?1 \
               AND (settle_at, crowd_no, home) > (?2, ?3, ?4) \
               ORDER BY settle_at, crowd_no, home LIMIT ?5";
    let (at, home) = (behind.at.secs(), behind.home.number());
    all(db, sql, params![now.secs(), at, behind.crowd_no, home, limit], read)
}

fn frequency(row: &Row<'_>) -> rusqlite::Result<Frequency> {
    let lifetime = row.get("lifetime")?;
    let window = match row.get::<_, Option<u32>>("in_window")? {
        None => None,
        Some(most) => Some((word(row, "window", WINDOWS)?, most)),
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
