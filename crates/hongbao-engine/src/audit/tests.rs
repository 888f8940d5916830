//! The checks, on what a script of commands leaves and a hand then edits.
//!
//! An edit is a record and what becomes of it: `draw 4 amount=5`, `tally 1 gone`, `draw 4 again n=9` (a
//! second one that differs). What is found is `Invariant record`; users are their last digit.

mod wallets;

use std::sync::Arc;

use super::{BookAudit, CampaignAudit, Findings};
use crate::scenario::check;
use crate::{
    Campaign, CrowdNo, Draw, Fen, Gap, Lane, Record, Slot, Tallied, Tally, Timestamp, UserId,
};

const UNPAID: &str = "0 | create fixed 1000/10 D2/L3 | Created 0 0";
/// Number 1 is the campaign, 2 the payment, 3 to 5 the draws, 6 what goes back.
const SETTLED: &str = "0 | create fixed 1000/10 D2/L3 | Created 0 0
                       1 | pay r                       | Ready 1000 0
                       2 | draw 1 no=a                 | Ready 900 100 100
                       3 | draw 2                      | Ready 800 200 100
                       4 | draw 1 no=b                 | Ready 700 300 100
                       5 | close                       | Closed 700 300
                       6 | settle                      | Settle 0 300";

/// What the first lines of a script leave.
fn rows(script: &str, lines: usize) -> Vec<Record> {
    let lines: Vec<_> = script.lines().take(lines).collect();
    check(&lines.join("\n")).records.into_values().collect()
}

/// A record as an edit names it: `lane`, `campaign`, `draw 4`, `transfer 2`, `tally 1`.
fn short(name: &str) -> String {
    let (kind, key) = name.split_once(' ').unwrap();
    let last = key.rsplit_once('/').map_or(key, |(_, last)| last);
    match kind {
        "lane" | "campaign" => kind.to_owned(),
        "tally" => format!("tally {}", &last[15..]),
        _ => format!("{kind} {last}"),
    }
}

fn user(digit: &str) -> UserId {
    UserId::parse(&format!("208800000000000{digit}")).unwrap()
}

fn set(record: &mut Record, field: &str, value: &str) {
    let number = || value.parse::<i64>().unwrap();
    let (fen, count) = (|| Fen::new(number()), || u64::try_from(number()).unwrap());
    if let Record::Lane(Lane { counter, campaigns, open, earlier, funded, paid_out, .. }) = record {
        match field {
            "counter" => *counter = count(),
            "campaigns" => *campaigns = count(),
            "open" => *open = count(),
            "earlier" => *earlier = count(),
            "funded" => *funded = fen(),
            _ => *paid_out = fen(),
        }
    } else if let Record::Campaign(campaign) = record {
        let Campaign { seq, funds, timing, crowd_no, .. } = Arc::make_mut(campaign);
        match field {
            "total" => funds.total = fen(),
            "pool" => funds.pool = fen(),
            "sent" => funds.sent = fen(),
            "returned" => funds.returned = fen(),
            "draws" => funds.draws = count(),
            "count" => funds.count = u32::try_from(number()).unwrap(),
            "settled" => timing.settled_at = Some(Timestamp::from_secs(number())),
            "no" => *crowd_no = CrowdNo::parse(value).unwrap(),
            _ => *seq = count(),
        }
    } else if let Record::Draw(draw) = record {
        let Draw { amount, n, user_id, slot, seq, .. } = Arc::make_mut(draw);
        match field {
            "amount" => *amount = fen(),
            "n" => *n = count(),
            "user" => *user_id = user(value),
            "slot" => *slot = Slot::stored(value),
            _ => *seq = count(),
        }
    } else if let Record::Transfer(transfer) = record {
        match field {
            "amount" => transfer.amount = fen(),
            _ => transfer.seq = count(),
        }
    } else if let Record::Payout(payout) = record {
        match field {
            "amount" => payout.amount = fen(),
            "total" => payout.total = fen(),
            "user" => payout.user_id = user(value),
            _ => payout.seq = count(),
        }
    } else if let Record::Tally(Tallied { user_id: whose, tally, .. }) = record {
        let Tally { lifetime, in_window, last, earned, paid_out, last_payout, .. } = tally;
        match field {
            "lifetime" => *lifetime = u32::try_from(number()).unwrap(),
            "in_window" => *in_window = u32::try_from(number()).unwrap(),
            "last" => *last = count(),
            "earned" => *earned = fen(),
            "paid_out" => *paid_out = fen(),
            "last_payout" => *last_payout = count(),
            _ => *whose = user(value),
        }
    }
}

/// Edits by hand, a comma between two.
fn edit(rows: &mut Vec<Record>, edits: &str) {
    for edit in edits.split(", ").filter(|edit| !edit.is_empty()) {
        let is_meant = |row: &Record| edit.starts_with(&format!("{} ", short(&row.title())));
        let at = rows.iter().position(is_meant).unwrap_or_else(|| panic!("no row for {edit}"));
        let mut row = rows.remove(at);
        let words = edit.split(' ').skip(short(&row.title()).split(' ').count());
        let mut stays = true;
        for word in words {
            match word.split_once('=') {
                Some((field, value)) => set(&mut row, field, value),
                None if word == "again" => rows.push(row.clone()),
                None => stays = false,
            }
        }
        rows.extend(stays.then_some(row));
    }
}

fn lane(rows: &[Record]) -> Lane {
    let lane = |row: &Record| if let Record::Lane(lane) = row { Some(*lane) } else { None };
    rows.iter().find_map(lane).unwrap()
}

fn words(findings: &Findings) -> Vec<String> {
    let broken = findings.broken.iter();
    let word = broken.map(|broken| format!("{:?} {}", broken.invariant, short(&broken.record)));
    word.chain(findings.more.then(|| "more".to_owned())).collect()
}

/// Checks a book: the lane as it was, the rows as they are, the lane as it is.
fn book(before: Lane, rows: &[Record], after: Option<Lane>) -> Findings {
    let gap = |row: &Record| if let Record::Gap(gap) = row { Some(*gap) } else { None };
    let gaps = rows.iter().filter_map(gap);
    let mut audit = BookAudit::open(before, gaps.collect(), 9);
    let mut numbered: Vec<_> = rows.iter().filter(|row| row.seq().is_some()).collect();
    numbered.sort_by_key(|row| row.seq());
    numbered.into_iter().for_each(|row| audit.record(row));
    audit.close(after)
}

/// The rows of a campaign, by kind; within a kind any order will do, here the opposite one.
fn own<'a>(rows: &'a [Record], no: &CrowdNo, kinds: &[&str]) -> Vec<&'a Record> {
    let is_own =
        |row: &&Record, kind: &str| row.title().starts_with(kind) && row.crowd_no() == Some(no);
    let of_kind = |kind| rows.iter().rev().filter(move |row| is_own(row, kind));
    kinds.iter().flat_map(|kind| of_kind(*kind)).collect()
}

/// Checks the campaigns of `before` by the rows as they are, and looks for who is to blame.
fn campaigns(before: &[Record], rows: &[Record]) -> Findings {
    let mut findings = Findings::up_to(9);
    for campaign in before {
        let Record::Campaign(campaign) = campaign else { continue };
        let mut audit = CampaignAudit::open(Arc::clone(campaign), lane(before), [5; 32], 9);
        let no = &campaign.crowd_no;
        own(rows, no, &["transfer", "tally", "payout", "draw"])
            .iter()
            .for_each(|row| audit.record(row));
        let (found, suspect) = audit.close();
        findings.absorb(found);
        if let Some(mut suspect) = suspect {
            own(rows, no, &["tally", "draw"]).iter().for_each(|row| suspect.record(row));
            findings.absorb(suspect.close(9));
        }
    }
    findings
}

/// Edits what a script leaves, and holds what is then found to a list.
fn finds((script, lines): (&str, usize), edits: &str, expected: &str) {
    let mut rows = rows(script, lines);
    edit(&mut rows, edits);
    let mut found = words(&book(lane(&rows), &rows, Some(lane(&rows))));
    found.extend(words(&campaigns(&rows, &rows)));
    assert_eq!(found.join(", "), expected, "{edits}");
}

#[test]
fn what_the_commands_leave_holds_after_each_of_them() {
    for lines in 1..=7 {
        finds((SETTLED, lines), "", "");
    }
}

#[test]
fn each_edit_of_an_amount_or_a_count_is_found() {
    let all = (SETTLED, 7);
    let running = (SETTLED, 5);
    for (rows, edits, expected) in [
        (all, "campaign total=1001", "Balanced campaign, Funded campaign, Settled campaign"),
        (all, "campaign pool=1", "Balanced campaign"),
        (all, "campaign sent=301", "Balanced campaign, Sent campaign, Settled campaign"),
        (all, "campaign sent=301 returned=699", "Returned campaign, Sent campaign"),
        (all, "campaign returned=699", "Balanced campaign, Returned campaign, Settled campaign"),
        (running, "campaign pool=600 returned=100", "Returned campaign, Settled campaign"),
        (
            running,
            "campaign pool=-100 returned=800",
            "Balanced campaign, Returned campaign, Settled campaign",
        ),
        (running, "campaign settled=9", "Counted lane, Settled campaign"),
        (all, "campaign draws=4", "Drawn campaign"),
        (all, "draw 4 amount=99", "Sent campaign, Earned campaign"),
        (all, "draw 4 amount=0, draw 3 amount=200", "Positive draw 4, Earned campaign"),
        (all, "draw 4 n=3", "Drawn campaign"),
        (all, "campaign count=3", ""),
        (all, "campaign count=2", "Planned campaign"),
        (all, "campaign count=2, lane earlier=1", ""),
        (
            all,
            "draw 4 n=4",
            "Drawn draw 4, Sent campaign, Drawn campaign, Tallied campaign, Earned campaign, Tallied tally 2",
        ),
        (all, "transfer 2 amount=999", "Accounted lane, Funded campaign"),
        (all, "transfer 6 amount=701", "Accounted lane, Returned campaign"),
        (all, "tally 1 lifetime=3", "Tallied campaign, Tallied tally 1"),
        (
            all,
            "tally 1 lifetime=4",
            "Limited tally 1, Tallied tally 1, Tallied campaign, Tallied tally 1",
        ),
        (all, "tally 1 in_window=3", "Limited tally 1"),
        (all, "tally 2 in_window=2", "Limited tally 2"),
        (all, "tally 2 last=4", "Tallied tally 2"),
        (all, "tally 1 lifetime=1, tally 2 lifetime=2", "Limited tally 1, Tallied campaign"),
        (all, "lane campaigns=2", "Counted lane"),
        (all, "lane open=1", "Counted lane"),
        ((UNPAID, 1), "campaign sent=1", "Balanced campaign, Sent campaign"),
        ((UNPAID, 1), "campaign pool=1", "Balanced campaign"),
    ] {
        finds(rows, edits, expected);
    }
}

#[test]
fn each_row_that_is_lost_or_added_is_found() {
    let all = (SETTLED, 7);
    for (edits, expected) in [
        (
            "draw 4 gone",
            "Numbered number 4, Sent campaign, Drawn campaign, Tallied campaign, Earned campaign, Tallied tally 2",
        ),
        (
            "draw 3 gone, draw 4 gone",
            "Numbered numbers 3 to 4, Sent campaign, Drawn campaign, Tallied campaign, Earned campaign",
        ),
        ("transfer 2 gone", "Numbered number 2, Accounted lane, Funded campaign"),
        ("transfer 6 gone", "Numbered lane, Accounted lane, Returned campaign"),
        ("campaign gone", "Numbered number 1, Counted lane"),
        ("tally 2 gone", "Tallied campaign, Earned campaign, Tallied tally 2"),
        ("tally 2 again user=3", "Tallied campaign, Earned campaign, Tallied tally 3"),
        (
            "draw 4 again",
            "Numbered draw 4, Sent campaign, Drawn campaign, Tallied campaign, Earned campaign, Tallied tally 2",
        ),
        (
            "draw 4 again seq=7",
            "Numbered draw 7, Sent campaign, Drawn campaign, Tallied campaign, Earned campaign, Tallied tally 2",
        ),
        ("transfer 6 again seq=7", "Numbered transfer 7, Returned campaign"),
        (
            "campaign again no=b seq=7",
            "Numbered campaign, Funded campaign, Returned campaign, Sent campaign, Drawn campaign",
        ),
        ("lane counter=7", "Numbered lane"),
        ("lane counter=5", "Numbered transfer 6, Accounted lane"),
        ("draw 3 user=2", "Tallied campaign, Earned campaign"),
        ("draw 3 slot=~2088000000000002", "Slotted draw 3"),
    ] {
        finds(all, edits, expected);
    }
}

#[test]
fn exactly_the_numbers_that_a_gap_leaves_out_are_missing() {
    let later = "transfer 6 seq=16, lane counter=16";
    for (gaps, edits, expected) in [
        (&[(6, 15)][..], later, ""),
        (&[(10, 15), (6, 9)], later, ""),
        (&[(7, 20)], "lane counter=20", ""),
        (&[(6, 14)], later, "Numbered number 15"),
        (&[(6, 16)], later, "Numbered transfer 16"),
        (&[(7, 15)], later, "Numbered numbers 6 to 15, Numbered gap 7 to 15"),
        (&[(7, 20)], "", "Numbered gap 7 to 20"),
        (&[(3, 4)], "", "Numbered draw 3, Numbered draw 4"),
        (&[], later, "Numbered numbers 6 to 15"),
    ] {
        let mut rows = rows(SETTLED, 7);
        edit(&mut rows, edits);
        let lane = lane(&rows);
        let gap = |&(first, last)| Record::Gap(Gap { home: lane.home, first, last });
        rows.extend(gaps.iter().map(gap));
        let found = words(&book(lane, &rows, Some(lane)));
        assert_eq!(found.join(", "), expected, "{gaps:?} {edits}");
    }
}

/// Checks a campaign that was read early by rows that were read late, edited.
#[test]
fn users_who_draw_while_rows_are_read_break_nothing_and_hide_nothing() {
    let moving = |edits: &str, expected: &str| {
        let (before, mut after) = (rows(SETTLED, 3), rows(SETTLED, 5));
        let lane_after = lane(&after);
        edit(&mut after, edits);
        let mut found = words(&book(lane(&before), &after, Some(lane_after)));
        found.extend(words(&campaigns(&before, &after)));
        assert_eq!(found.join(", "), expected, "{edits}");
    };
    for (edits, expected) in [
        ("", ""),
        // User 1 has moved on from one draw to two; user 2 came later.
        ("tally 1 lifetime=1 in_window=1", "Tallied tally 1"),
        ("tally 1 lifetime=3", "Tallied tally 1"),
        ("tally 1 last=4", "Tallied tally 1"),
        ("tally 1 last=2", "Tallied tally 1, Earned tally 1, Tallied tally 1"),
        ("tally 1 last=1", "Tallied tally 1, Tallied campaign, Earned campaign, Tallied tally 1"),
        ("tally 2 gone", ""),
        ("draw 5 gone", "Tallied tally 1, Earned tally 1, Tallied tally 1"),
        (
            "draw 3 gone",
            "Numbered number 3, Sent campaign, Drawn campaign, Tallied tally 1, Earned tally 1",
        ),
        ("draw 3 amount=99", "Sent campaign, Earned tally 1"),
        (
            "draw 5 again seq=9",
            "Numbered numbers 6 to 8, Numbered draw 9, Tallied tally 1, Earned tally 1",
        ),
    ] {
        moving(edits, expected);
    }
}

#[test]
fn so_many_findings_are_kept_and_more_are_told_of() {
    let all = rows(SETTLED, 7);
    let mut audit = BookAudit::open(lane(&all), Vec::new(), 2);
    all.iter().filter(|row| row.seq().is_some()).rev().for_each(|row| audit.record(row));
    let findings = audit.close(None);
    assert_eq!((findings.broken.len(), findings.more), (2, true));
    assert!(!findings.is_empty());
}
