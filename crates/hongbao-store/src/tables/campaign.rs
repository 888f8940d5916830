//! Campaigns: their columns. What happened to one names it; its rows keep its number.

use hongbao_engine::{Campaign, Changes, Frequency, Funds, Home, Prize, Seed, Timing, Window};

use super::description::cell::{Cells, Damage, Words, spell};
use super::description::example::{self, nth};
use super::description::layout::{Layout, Reference, bytes, flag, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const PRIZES: Words<Prize> = &[("fixed", Prize::Fixed), ("random", Prize::Random)];

const WINDOWS: Words<Window> =
    &[("day", Window::Day), ("week", Window::Week), ("month", Window::Month)];

/// How rows of others refer to a campaign.
pub(super) static NUMBERED: Reference =
    Reference { table: "campaign", name: "crowd_no", number: "seq" };

const LAYOUT: Layout =
    Layout { unique: &[&["home", "seq"]], ..Layout::of("campaign", &["home", "crowd_no"]) };

pub(crate) static TABLE: Table<Campaign> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Campaign>] = &[
    number("home").like(example::home).from(|c| c.home.into()),
    text("crowd_no").like(example::crowd_no).from(|c| (&c.crowd_no).into()),
    // A campaign that was given the number of another would change it.
    number("seq").fixed().from(|c| c.seq.into()),
    text("origin_crowd_no").from(|c| c.origin_crowd_no.as_str().into()),
    text("coupon_name").from(|c| c.coupon_name.as_str().into()),
    text("prize_msg").from(|c| c.prize_msg.as_str().into()),
    text("merchant_link").optional().from(|c| c.merchant_link.as_deref().into()),
    text("prize").like(|row| nth(PRIZES, row)).from(|c| spell(PRIZES, &c.prize).into()),
    bytes("seed").from(|c| c.seed.bytes().as_slice().into()),
    number("lifetime").like(|row| (90 + row).into()).from(|c| c.frequency.lifetime.into()),
    text("window")
        .optional()
        .like(|row| nth(WINDOWS, row / 2))
        .from(|c| c.frequency.window.map(|(window, _)| spell(WINDOWS, &window)).into()),
    number("in_window").optional().from(|c| c.frequency.window.map(|(_, most)| most).into()),
    text("reference").optional().from(|c| c.reference.as_deref().into()),
    flag("stopped").from(|c| c.stopped.into()),
    number("change_day").from(|c| c.changes.day.into()),
    number("day_changes").from(|c| c.changes.count.into()),
    number("total").like(|row| (i64::MAX - row).into()).from(|c| c.funds.total.into()),
    number("sent").from(|c| c.funds.sent.into()),
    number("count").like(|row| (i64::from(u32::MAX) - row).into()).from(|c| c.funds.count.into()),
    number("pool").from(|c| c.funds.pool.into()),
    number("returned").from(|c| c.funds.returned.into()),
    number("draws").from(|c| c.funds.draws.into()),
    number("created_at").from(|c| c.timing.created_at.into()),
    number("paid_at").optional().from(|c| c.timing.paid_at.into()),
    number("start_at").from(|c| c.timing.start_at.into()),
    number("end_at").from(|c| c.timing.end_at.into()),
    number("over_at").from(|c| c.timing.over_at.into()),
    flag("paused").from(|c| c.timing.paused.into()),
    number("settle_at").optional().from(|c| c.timing.settle_at.into()),
    number("settled_at")
        .optional()
        .like(|row| (i64::MIN + row).into())
        .from(|c| c.timing.settled_at.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Campaign, Damage> {
    Ok(Campaign {
        home: cells.next()?,
        crowd_no: cells.next()?,
        seq: cells.next()?,
        origin_crowd_no: cells.next()?,
        coupon_name: cells.next()?,
        prize_msg: cells.next()?,
        merchant_link: cells.next()?,
        prize: cells.word(PRIZES)?,
        seed: Seed::new(cells.next()?),
        frequency: Frequency {
            lifetime: cells.next()?,
            window: cells.maybe_word(WINDOWS)?.zip(cells.next()?),
        },
        reference: cells.next()?,
        stopped: cells.next()?,
        changes: Changes { day: cells.next()?, count: cells.next()? },
        funds: Funds {
            total: cells.next()?,
            sent: cells.next()?,
            count: cells.next()?,
            pool: cells.next()?,
            returned: cells.next()?,
            draws: cells.next()?,
        },
        timing: Timing {
            created_at: cells.next()?,
            paid_at: cells.next()?,
            start_at: cells.next()?,
            end_at: cells.next()?,
            over_at: cells.next()?,
            paused: cells.next()?,
            settle_at: cells.next()?,
            settled_at: cells.next()?,
        },
    })
}

impl Kept for Campaign {
    fn key(home: Home, no: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), no.into()])
    }
}
