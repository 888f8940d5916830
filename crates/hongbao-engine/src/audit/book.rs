//! The check of one book: its numbers have no gap, so a row that is lost or was added shows.

use super::{Findings, Invariant};
use crate::{Direction, Gap, Kind, Lane, Record};

/// The check of one home's book. It is given the lane as it was before anything else was read, then
/// every numbered record in the order of the numbers, and at last the lane as it is then. Numbers that a
/// gap leaves out must be missing, exactly those.
///
/// Numbers above the lane's were given out meanwhile. They too must follow without a gap, and the lane
/// must have counted them in the end: otherwise somebody else wrote them.
#[derive(Debug)]
pub struct BookAudit {
    lane: Lane,
    /// The gaps that lie before us, the last one first.
    gaps: Vec<Gap>,
    /// The greatest number so far.
    last: u64,
    /// The last record beyond what the lane had counted.
    beyond: Option<String>,
    campaigns: u64,
    open: u64,
    /// Sums in fen of the movements that the lane has counted.
    funded: i128,
    paid_out: i128,
    findings: Findings,
}

impl BookAudit {
    /// Begins, with the home's gaps; so many findings are kept.
    #[must_use]
    pub fn open(lane: Lane, mut gaps: Vec<Gap>, most: usize) -> Self {
        let findings = Findings::up_to(most);
        gaps.sort_unstable_by_key(|gap| std::cmp::Reverse(gap.first));
        Self {
            lane,
            gaps,
            last: 0,
            beyond: None,
            campaigns: 0,
            open: 0,
            funded: 0,
            paid_out: 0,
            findings,
        }
    }

    /// Goes over the gaps that begin at the next number.
    fn leave_out(&mut self) {
        let last = &mut self.last;
        while let Some(gap) = self.gaps.pop_if(|gap| gap.first == last.saturating_add(1)) {
            *last = gap.last.max(*last);
            if gap.last > self.lane.counter {
                let counter = self.lane.counter;
                self.findings.add(Invariant::Numbered, named(gap), gap.last, counter);
            }
        }
    }

    /// The next record; one that has no number is none of a book.
    pub fn record(&mut self, record: &Record) {
        let Some(seq) = record.seq() else { return };
        self.leave_out();
        let (home, next) = (self.lane.home.number(), self.last.saturating_add(1));
        if seq > next {
            let last = seq.saturating_sub(1);
            let missing = if next == last {
                format!("number {home}/{next}")
            } else {
                format!("numbers {home}/{next} to {last}")
            };
            self.findings.add(Invariant::Numbered, missing, "nothing", "one record each");
        } else if seq < next {
            self.findings.add(Invariant::Numbered, record.title(), seq, next);
        }
        self.last = self.last.max(seq);
        if seq > self.lane.counter {
            self.beyond = Some(record.title());
        } else {
            self.count(record);
        }
    }

    fn count(&mut self, record: &Record) {
        if let Record::Campaign(campaign) = record {
            let (paid, settled) = (campaign.timing.paid_at, campaign.timing.settled_at);
            self.campaigns = self.campaigns.saturating_add(1);
            let is_open = paid.is_some() && settled.is_none();
            self.open = self.open.saturating_add(is_open.into());
        } else if let Record::Transfer(transfer) = record {
            let amount = i128::from(transfer.amount.get());
            let moved = match transfer.direction {
                Direction::Fund => amount,
                Direction::Return => amount.wrapping_neg(),
            };
            self.funded = self.funded.wrapping_add(moved);
        } else if let Record::Payout(payout) = record {
            self.paid_out = self.paid_out.wrapping_add(payout.amount.get().into());
        }
    }

    /// Ends, with the lane as it is now.
    #[must_use]
    pub fn close(mut self, after: Option<Lane>) -> Findings {
        self.leave_out();
        let (lane, last) = (self.lane, self.last);
        let own = lane.title();
        if last < lane.counter {
            self.findings.add(Invariant::Numbered, &own, last, lane.counter);
        }
        let counted = after.map_or(lane.counter, |lane| lane.counter);
        if let Some(beyond) = self.beyond.filter(|_| last > counted) {
            self.findings.add(Invariant::Numbered, beyond, last, format!("at most {counted}"));
        }
        for gap in self.gaps {
            self.findings.add(
                Invariant::Numbered,
                named(gap),
                "no end of records",
                "one before it",
            );
        }
        self.findings.hold(Invariant::Counted, &own, lane.campaigns, self.campaigns);
        let sums = [(lane.funded, self.funded), (lane.paid_out, self.paid_out)];
        for (balance, sum) in sums {
            self.findings.hold(Invariant::Accounted, &own, i128::from(balance.get()), sum);
        }
        // Only where nothing has moved: a campaign that is settled may take no number.
        if after == Some(lane) {
            self.findings.hold(Invariant::Counted, &own, lane.open, self.open);
        }
        self.findings
    }
}

fn named(gap: Gap) -> String {
    format!("gap {}/{} to {}", gap.home.number(), gap.first, gap.last)
}
