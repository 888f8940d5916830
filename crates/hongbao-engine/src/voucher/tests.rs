//! The state table: a story for each state, and the proof that its rows leave no gap.

use super::{Bill, BillKind, Marks, Terms, Voucher, VoucherFacts, VoucherState};
use crate::{Fen, Home, Timestamp, UserId, VoucherId};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

/// A voucher over 100 fen, issued at 0, usable from 10 until 20, and what a line tells of it:
/// `use 40 @12`, `refund 40 @21`, either with a `?` while it is held; marks; `issue @5`.
fn voucher(line: &str) -> Voucher {
    let mut voucher = Voucher {
        voucher_id: VoucherId::parse("20170616000730020041006ZYE2V").unwrap(),
        home: Home::new(1),
        template_id: String::new(),
        user_id: UserId::parse("2088102146165572").unwrap(),
        name: String::new(),
        face: Fen::new(100),
        extend_info: "{}".to_owned(),
        terms: Terms { created_at: at(0), issue_at: at(0), active_at: at(10), expires_at: at(20) },
        marks: Marks::default(),
        bills: Vec::new(),
    };
    for event in line.split(',').map(str::trim).filter(|event| !event.is_empty()) {
        let words: Vec<_> = event.trim_end_matches('?').split_whitespace().collect();
        match words[..] {
            ["unclaimed"] => voucher.marks.unclaimed = true,
            ["disabled"] => voucher.marks.disabled = true,
            ["deleted"] => voucher.marks.deleted = true,
            ["transferred"] => voucher.marks.transferred = true,
            ["issue", when] => voucher.terms.issue_at = at(when[1..].parse().unwrap()),
            [kind @ ("use" | "refund"), amount, when] => voucher.bills.push(Bill {
                kind: if kind == "use" { BillKind::Use } else { BillKind::Refund },
                trade_no: None,
                amount: Fen::new(amount.parse().unwrap()),
                committed: !event.ends_with('?'),
                partner: None,
                created_at: at(when[1..].parse().unwrap()),
            }),
            _ => panic!("unknown event {event}"),
        }
    }
    voucher
}

fn check(table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [story, now, state, available] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("four columns: {line}");
        };
        let (voucher, now) = (voucher(story), at(now.parse().unwrap()));
        assert_eq!(format!("{:?}", voucher.state(now)), state, "{line}");
        assert_eq!(voucher.available(now), Fen::new(available.parse().unwrap()), "{line}");
    }
}

#[test]
fn each_state_has_its_story() {
    check(
        "
        issue @5                                  |  4 | Trans     | 100
        issue @5                                  |  5 | Unactive  | 100
        unclaimed                                 |  0 | Unc       | 100
        unclaimed                                 | 10 | Unc       | 100
        unclaimed                                 | 20 | Expired   | 0
                                                  |  9 | Unactive  | 100
                                                  | 10 | Enabled   | 100
                                                  | 19 | Enabled   | 100
                                                  | 20 | Expired   | 0
        use 100 @12 ?                             | 12 | Using     | 0
        use 40 @12 ?                              | 12 | Using     | 60
        use 40 @12 ?                              | 25 | Using     | 0
        use 40 @12                                | 13 | Enabled   | 60
        use 40 @12                                | 20 | Expired   | 0
        use 100 @12                               | 13 | Used      | 0
        use 100 @12                               | 25 | Used      | 0
        use 100 @12, refund 100 @14 ?             | 14 | Refunding | 0
        use 100 @12, refund 40 @14                | 15 | Enabled   | 40
        use 100 @12, refund 100 @14               | 15 | Enabled   | 100
        use 100 @12, refund 100 @14               | 20 | Expired   | 0
        use 100 @12, refund 100 @21               | 22 | Refunded  | 0
        use 100 @12, refund 40 @21                | 22 | Refunded  | 0
        use 40 @12, refund 40 @21                 | 22 | Expired   | 0
        use 100 @12, refund 100 @20               | 20 | Refunded  | 0
        disabled                                  | 12 | Disabled  | 0
        disabled                                  | 25 | Disabled  | 0
        deleted                                   | 12 | Delete    | 0
        deleted, disabled                         | 12 | Delete    | 0
        transferred                               | 12 | Transfer  | 0
        ",
    );
}

/// The facts that the bits of a number stand for.
fn facts(bits: u32) -> VoucherFacts<bool> {
    let bit = |n: u32| bits >> n & 1 == 1;
    VoucherFacts {
        deleted: bit(0),
        transferred: bit(1),
        issued: bit(2),
        disabled: bit(3),
        claimed: bit(4),
        paying: bit(5),
        refunding: bit(6),
        spent: bit(7),
        refunded_late: bit(8),
        expired: bit(9),
        active: bit(10),
    }
}

/// Facts that cannot occur together: what is not in its owner's hands has no bills, and only what
/// has expired can be refunded late.
fn possible(facts: &VoucherFacts<bool>) -> bool {
    let billed = facts.paying || facts.refunding || facts.spent || facts.refunded_late;
    let in_hand = facts.issued && facts.claimed;
    (in_hand || !billed) && (facts.expired || !facts.refunded_late)
}

#[test]
fn every_possible_combination_of_facts_is_exactly_one_state() {
    let mut seen = 0;
    for facts in (0..1 << 11).map(facts).filter(possible) {
        let fitting: Vec<_> =
            VoucherState::ALL.into_iter().filter(|state| state.requires().hold(&facts)).collect();
        assert_eq!(fitting.len(), 1, "{facts:?}: {fitting:?}");
        seen += 1;
    }
    assert_eq!(seen, 480);
}
