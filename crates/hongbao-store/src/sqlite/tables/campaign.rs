//! A campaign's columns.

use std::sync::Arc;

use hongbao_engine::{Campaign, CrowdNo, Fen, Funds, Prize, Record, Timestamp, Timing};
use rusqlite::{Connection, Row};

use super::{Column, home, id, maybe_time, put, spell, time, word};
use crate::Failure;

const PRIZES: &[(&str, Prize)] = &[("fixed", Prize::Fixed), ("random", Prize::Random)];

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let crowd_no: CrowdNo = id(row, "crowd_no")?;
    Ok(Record::Campaign(Arc::new(Campaign {
        crowd_no,
        home: home(row)?,
        origin_crowd_no: row.get("origin_crowd_no")?,
        coupon_name: row.get("coupon_name")?,
        prize_msg: row.get("prize_msg")?,
        prize: word(row, "prize", PRIZES)?,
        funds: Funds {
            total: Fen::new(row.get("total")?),
            sent: Fen::new(row.get("sent")?),
            count: row.get("count")?,
        },
        timing: Timing {
            created_at: time(row, "created_at")?,
            paid_at: maybe_time(row, "paid_at")?,
            start_at: time(row, "start_at")?,
            end_at: time(row, "end_at")?,
            over_at: time(row, "over_at")?,
            paused: row.get("paused")?,
            settled_at: maybe_time(row, "settled_at")?,
        },
    })))
}

pub(super) fn save(db: &Connection, campaign: &Campaign) -> Result<(), Failure> {
    let (funds, timing) = (&campaign.funds, &campaign.timing);
    let columns: &[Column<'_>] = &[
        ("home", &campaign.home.number()),
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
    put(db, "campaign", &["home", "crowd_no"], columns)
}
