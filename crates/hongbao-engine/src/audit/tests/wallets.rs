//! Wallets and payouts: each amount that a hand edits is found, also while users are paid.

use super::{book, campaigns, edit, finds, lane, rows, words};

/// Number 4 and number 6 pay out what user 1 drew.
const PAID_OUT: &str = "0 | create fixed 1000/10 D9/L9 | Created 0 0
                        1 | pay r                      | Ready 1000 0
                        2 | draw 1 no=a                | Ready 900 100 100
                        3 | payout 1                   | Ready 900 100 100 of 100
                        4 | draw 1 no=b                | Ready 800 200 100
                        5 | payout 1                   | Ready 800 200 100 of 200
                        5 | payout 1                   | WalletEmpty
                        5 | payout 2                   | WalletEmpty
                        6 | draw 2                     | Ready 700 300 100";

#[test]
fn each_edit_of_a_wallet_or_a_payout_is_found() {
    let all = (PAID_OUT, 9);
    for (edits, expected) in [
        ("", ""),
        ("lane funded=999", "Accounted lane"),
        ("lane paid_out=199", "Accounted lane"),
        ("tally 1 earned=201", "Earned campaign"),
        ("tally 1 earned=199", "PaidOut tally 1, Earned campaign"),
        ("tally 2 earned=101", "Earned campaign"),
        ("tally 1 earned=201, tally 2 earned=99", "Earned campaign"),
        ("tally 1 paid_out=199", "PaidOut campaign"),
        ("tally 1 paid_out=-1", "PaidOut tally 1, PaidOut campaign"),
        ("tally 1 paid_out=201", "PaidOut tally 1, PaidOut campaign"),
        ("tally 2 paid_out=1", "PaidOut campaign"),
        ("payout 4 amount=101", "Accounted lane, PaidOut campaign"),
        ("payout 4 amount=0", "Accounted lane, Positive payout 4, PaidOut campaign"),
        ("payout 4 user=2", "PaidOut campaign"),
        ("payout 6 gone", "Numbered number 6, Accounted lane, PaidOut campaign"),
        ("payout 6 again seq=8", "Numbered payout 8"),
    ] {
        finds(all, edits, expected);
    }
}

/// Checks a campaign that was read before the second draw and payout by rows that were read after.
#[test]
fn users_who_are_paid_while_rows_are_read_break_nothing_and_hide_nothing() {
    for (edits, expected) in [
        ("", ""),
        ("tally 1 paid_out=199", "PaidOut tally 1"),
        ("tally 1 earned=199", "PaidOut tally 1, Earned tally 1"),
        ("payout 4 amount=99", "Accounted lane, PaidOut tally 1"),
        ("payout 6 total=201", "PaidOut tally 1"),
        ("draw 5 amount=99", "Earned tally 1"),
    ] {
        let (before, mut after) = (rows(PAID_OUT, 4), rows(PAID_OUT, 9));
        let lane_after = lane(&after);
        edit(&mut after, edits);
        let mut found = words(&book(lane(&before), &after, Some(lane_after)));
        found.extend(words(&campaigns(&before, &after)));
        assert_eq!(found.join(", "), expected, "{edits}");
    }
}
