//! The check of one campaign, while users may go on drawing from it.
//!
//! The campaign is read first, and the number of draws that it had then is the cut: what is numbered
//! beyond it happened later and is left out. A tally whose user has drawn since tells more than the cut
//! has; its `last` says so, and that user's draws are counted up to there instead. No snapshot has to be
//! held for as long as the rows are read.
//!
//! Sums and checksums are all that is kept, beside one entry for each user who drew meanwhile. A
//! checksum is the sum of salted hashes, so that the order in which rows come does not matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::sum::Sum;
use super::suspect::{Salt, Suspect, hash};
use super::{Findings, Invariant};
use crate::{
    Campaign, Draw, Fen, Kind, Lane, Payout, Prize, Record, Slot, Tallied, Tally, Transfer, UserId,
};
use crate::{Direction, Timing};

/// The check of one campaign: it is given its transfers, its tallies, its payouts, then its draws, each
/// kind in any order.
#[derive(Debug)]
pub struct CampaignAudit {
    campaign: Arc<Campaign>,
    lane: Lane,
    name: String,
    salt: Salt,
    /// Sums in fen.
    funded: i128,
    returned: i128,
    sent: i128,
    /// Draws up to the cut, and the checksums of their numbers and of 1, 2, 3, ….
    draws: u64,
    numbers: u128,
    expected: u128,
    /// Draws and their amounts, by their rows and by the tallies of their users, those who moved apart.
    drawn: Sum,
    tallied: Sum,
    given: Sum,
    earned: Sum,
    moved: BTreeMap<UserId, Moved>,
    /// Amounts of payouts, by their rows and by the tallies, those who were paid meanwhile apart.
    paid: Sum,
    paid_out: Sum,
    drained: BTreeMap<UserId, Drained>,
    findings: Findings,
}

/// A tally that was read after its user had drawn beyond the cut.
#[derive(Debug)]
struct Moved {
    tally: Tally,
    counted: u64,
    /// In fen.
    earned: i128,
    /// Whether the tally's last draw was seen.
    reached: bool,
}

/// A tally that was read after its user had been paid beyond the cut.
#[derive(Debug)]
struct Drained {
    tally: Tally,
    /// In fen, up to what the tally says.
    paid: i128,
}

impl CampaignAudit {
    /// Begins with a campaign as it was read, and its home's lane as it was before; so many findings are
    /// kept.
    #[must_use]
    pub fn open(campaign: Arc<Campaign>, lane: Lane, salt: Salt, most: usize) -> Self {
        Self {
            name: campaign.title(),
            campaign,
            lane,
            salt,
            funded: 0,
            returned: 0,
            sent: 0,
            draws: 0,
            numbers: 0,
            expected: 0,
            drawn: Sum::default(),
            tallied: Sum::default(),
            given: Sum::default(),
            earned: Sum::default(),
            moved: BTreeMap::new(),
            paid: Sum::default(),
            paid_out: Sum::default(),
            drained: BTreeMap::new(),
            findings: Findings::up_to(most),
        }
    }

    /// The next record of the campaign.
    pub fn record(&mut self, record: &Record) {
        if let Record::Transfer(transfer) = record {
            self.transfer(transfer, record);
        } else if let Record::Tally(tallied) = record {
            self.tally(tallied, record);
        } else if let Record::Payout(payout) = record {
            self.payout(payout, record);
        } else if let Record::Draw(draw) = record {
            self.draw(draw, record);
        }
    }

    fn transfer(&mut self, transfer: &Transfer, record: &Record) {
        self.positive(transfer.amount, record);
        let sum = match transfer.direction {
            Direction::Fund => &mut self.funded,
            Direction::Return => &mut self.returned,
        };
        add(sum, transfer.amount);
    }

    fn tally(&mut self, tallied: &Tallied, record: &Record) {
        let (user, tally) = (&tallied.user_id, tallied.tally);
        let Tally { lifetime, in_window, last, .. } = tally;
        let limits = self.campaign.frequency;
        let most = limits.window.map_or(0, |(_, most)| most).min(lifetime);
        for (found, most) in [(lifetime, limits.lifetime), (in_window, most)] {
            if found > most {
                let most = format!("at most {most}");
                self.findings.add(Invariant::Limited, record.title(), found, most);
            }
        }
        if last < lifetime.into() {
            let least = format!("at least {lifetime}");
            self.findings.add(Invariant::Tallied, record.title(), last, least);
        }
        if tally.paid_out < Fen::ZERO || tally.paid_out > tally.earned {
            let most = format!("0 to {}", tally.earned.get());
            self.findings.add(Invariant::PaidOut, record.title(), tally.paid_out.get(), most);
        }
        let hash = hash(&self.salt, user.as_str().as_bytes());
        if last > self.campaign.funds.draws {
            let moved = Moved { tally, counted: 0, earned: 0, reached: false };
            self.moved.insert(user.clone(), moved);
        } else {
            self.tallied.add(hash, lifetime.into());
            self.earned.add(hash, tally.earned.get());
        }
        if tally.last_payout > self.lane.counter {
            self.drained.insert(user.clone(), Drained { tally, paid: 0 });
        } else {
            self.paid_out.add(hash, tally.paid_out.get());
        }
    }

    fn payout(&mut self, payout: &Payout, record: &Record) {
        self.positive(payout.amount, record);
        if let Some(drained) = self.drained.get_mut(&payout.user_id) {
            if payout.total <= drained.tally.paid_out {
                add(&mut drained.paid, payout.amount);
            }
        } else if payout.seq <= self.lane.counter {
            let user = hash(&self.salt, payout.user_id.as_str().as_bytes());
            self.paid.add(user, payout.amount.get());
        }
    }

    fn draw(&mut self, draw: &Draw, record: &Record) {
        self.positive(draw.amount, record);
        let own = Slot::of_user(&draw.user_id);
        if draw.slot.out_biz_no().is_none() && draw.slot != own {
            self.findings.add(Invariant::Slotted, record.title(), draw.slot.as_str(), own.as_str());
        }
        let has_moved = match self.moved.get_mut(&draw.user_id) {
            None => false,
            Some(moved) => {
                let within = draw.n <= moved.tally.last;
                moved.counted = moved.counted.saturating_add(within.into());
                if within {
                    add(&mut moved.earned, draw.amount);
                }
                moved.reached |= draw.n == moved.tally.last;
                true
            }
        };
        let cut = self.campaign.funds.draws;
        if draw.n > cut {
            if draw.seq <= self.lane.counter {
                let most = format!("at most {cut}");
                self.findings.add(Invariant::Drawn, record.title(), draw.n, most);
            }
            return;
        }
        add(&mut self.sent, draw.amount);
        self.draws = self.draws.saturating_add(1);
        let number = |n: u64| hash(&self.salt, &n.to_be_bytes());
        self.numbers = self.numbers.wrapping_add(number(draw.n));
        self.expected = self.expected.wrapping_add(number(self.draws));
        if !has_moved {
            let user = hash(&self.salt, draw.user_id.as_str().as_bytes());
            self.drawn.add(user, 1);
            self.given.add(user, draw.amount.get());
        }
    }

    fn positive(&mut self, amount: Fen, record: &Record) {
        if amount <= Fen::ZERO {
            self.findings.add(Invariant::Positive, record.title(), amount.get(), "more than 0");
        }
    }

    /// Ends. If tallies and draws differ, the second value tells by whom they may.
    #[must_use]
    pub fn close(mut self) -> (Findings, Option<Suspect>) {
        self.funds();
        self.plan();
        let (funds, own) = (self.campaign.funds, self.name);
        let findings = &mut self.findings;
        findings.hold(Invariant::Drawn, &own, self.draws, funds.draws);
        if self.draws == funds.draws && self.numbers != self.expected {
            let once = format!("each from 1 to {} once", funds.draws);
            findings.add(Invariant::Drawn, &own, "a number twice, another never", once);
        }
        let (home, no) = (self.campaign.home, &self.campaign.crowd_no);
        let title = |user_id, tally| Tallied { home, crowd_no: no.clone(), user_id, tally }.title();
        for (user, Moved { tally, counted, earned, reached }) in self.moved {
            let its = title(user, tally);
            findings.hold(Invariant::Tallied, &its, u64::from(tally.lifetime), counted);
            findings.hold(Invariant::Earned, &its, i128::from(tally.earned.get()), earned);
            if !reached {
                let last = format!("a draw with the number {}", tally.last);
                findings.add(Invariant::Tallied, its, "no such draw", last);
            }
        }
        for (user, Drained { tally, paid }) in self.drained {
            let its = title(user, tally);
            findings.hold(Invariant::PaidOut, &its, i128::from(tally.paid_out.get()), paid);
        }
        let sums = [
            (Invariant::Tallied, self.tallied, self.drawn),
            (Invariant::Earned, self.earned, self.given),
            (Invariant::PaidOut, self.paid_out, self.paid),
        ];
        for (invariant, tallies, rows) in sums {
            if tallies != rows {
                let found = format!("{} in all, by the tallies", tallies.all);
                let expected = format!("{} in all, user by user", rows.all);
                findings.add(invariant, &own, found, expected);
            }
        }
        let difference = self.tallied.users.wrapping_sub(self.drawn.users);
        let suspect = || Suspect::new(self.campaign, self.salt, difference);
        (self.findings, (difference != 0).then(suspect))
    }

    /// What the campaign says of its money, against itself and against its transfers and draws.
    #[expect(clippy::arithmetic_side_effects, reason = "a few i64 do not overflow an i128")]
    fn funds(&mut self) {
        let (funds, own) = (self.campaign.funds, &self.name);
        let Timing { paid_at, settled_at, .. } = self.campaign.timing;
        let findings = &mut self.findings;
        let mut hold = |invariant, found: i128, expected: i128| {
            findings.hold(invariant, own, found, expected);
        };
        let fen = |amount: Fen| i128::from(amount.get());
        let (pool, sent, returned) = (fen(funds.pool), fen(funds.sent), fen(funds.returned));
        let paid = if paid_at.is_some() { fen(funds.total) } else { 0 };
        hold(Invariant::Balanced, pool + sent + returned, paid);
        for part in [pool, sent, returned] {
            hold(Invariant::Balanced, part, part.max(0));
        }
        hold(Invariant::Funded, self.funded, paid);
        hold(Invariant::Returned, self.returned, returned);
        hold(Invariant::Sent, sent, self.sent);
        let left = if settled_at.is_some() { paid - sent } else { 0 };
        hold(Invariant::Settled, returned, left);
    }

    /// What was drawn, against what was planned. Campaigns that are older than the rule may hold more.
    fn plan(&mut self) {
        let Campaign { seq, prize, funds, .. } = *self.campaign;
        let is_held = prize == Prize::Fixed && seq > self.lane.earlier;
        if is_held && funds.draws > u64::from(funds.count) {
            let most = format!("at most {}", funds.count);
            self.findings.add(Invariant::Planned, &self.name, funds.draws, most);
        }
    }
}

/// Adds an amount to a sum.
#[expect(clippy::arithmetic_side_effects, reason = "no i128 overflows by rows that fit on a disk")]
fn add(sum: &mut i128, amount: Fen) {
    *sum += i128::from(amount.get());
}
