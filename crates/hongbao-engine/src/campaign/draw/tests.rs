//! Draws: limits, replays, users, amounts.

use crate::scenario::check;
use crate::{Compared, Frequency, Record, Refusal, Tallied, Tally, Timestamp, Window};

#[test]
fn a_slot_is_served_once_and_answered_again_whatever_came_between() {
    check(
        "0  | create fixed 1000/10 L3     | Created 0 0
         1  | pay r                       | Ready 1000 0
         2  | draw 1                      | Ready 900 100 100
         3  | draw 1                      | Ready 900 100 100 again
         4  | draw 1 no=a                 | Ready 800 200 100
         5  | draw 1 no=a                 | Ready 800 200 100 again
         6  | draw 2 no=a                 | SlotOfAnother
         7  | draw 1 no=a foreign         | CampaignForeign
         8  | draw 1 no=b                 | Ready 700 300 100
         9  | draw 1 no=c                 | LifetimeLimit
         10 | draw 1 no=b fen=5           | Ready 700 300 100 again
         11 | pause                       | Pause 700 300
         12 | draw 1 no=b                 | Pause 700 300 100 again
         13 | stop                        | Pause 700 300
         14 | draw 1 no=b                 | Pause 700 300 100 again
         15 | close                       | Closed 700 300
         16 | draw 1                      | Closed 700 300 100 again
         17 | draw 1 no=d                 | CampaignOver",
    );
}

#[test]
fn windows_are_the_calendars() {
    check(
        "0      | create fixed 10000/100 D2/L3 | Created 0 0
         1      | pay r                        | Ready 10000 0
         2      | draw 1 no=a                  | Ready 9900 100 100
         86398  | draw 1 no=b                  | Ready 9800 200 100
         86399  | draw 1 no=c                  | WindowLimit
         1d     | draw 1 no=c                  | Ready 9700 300 100
         2d     | draw 1 no=d                  | LifetimeLimit
         2d     | draw 2 no=d                  | Ready 9600 400 100",
    );
    check(
        "0      | create fixed 10000/100 W1/L9 | Created 0 0
         1      | pay r                        | Ready 10000 0
         2      | draw 1 no=a                  | Ready 9900 100 100
         6d     | draw 1 no=b                  | WindowLimit
         7d     | draw 1 no=b                  | Ready 9800 200 100
         7d     | draw 1 no=c                  | WindowLimit",
    );
    check(
        "0      | create fixed 10000/100 M1/L9 | Created 0 0
         1      | pay r                        | Ready 10000 0
         2      | draw 1 no=a                  | Ready 9900 100 100
         26d    | draw 1 no=b                  | WindowLimit
         27d    | draw 1 no=b                  | Ready 9800 200 100",
    );
}

#[test]
fn a_later_window_holds_a_user_back_until_it_is_over() {
    let limits = Frequency { lifetime: 9, window: Some((Window::Day, 1)) };
    let day = |number: i64| Timestamp::from_secs(number.saturating_mul(86_400));
    let tally = Tally { lifetime: 1, window: 1_000, in_window: 1, last: 7, ..Tally::default() };
    let held = Refusal::WindowLimit.comparing(Compared::Count { bound: 1, given: 1 });
    assert_eq!(tally.one_more(&limits, day(10)), Err(held.clone()));
    assert_eq!(tally.one_more(&limits, day(1_000)), Err(held));
    let after = Tally { lifetime: 2, window: 1_001, in_window: 1, last: 7, ..Tally::default() };
    assert_eq!(tally.one_more(&limits, day(1_001)), Ok(after));
}

#[test]
fn who_may_not_draw_is_told_why() {
    check(
        "0  | create fixed 1000/10 L1 | Created 0 0
         1  | pay r                   | Ready 1000 0
         2  | draw 9                  | UserIsCreator
         3  | draw 1 registered       | UserUnknown
         4  | draw 1                  | Ready 900 100 100
         5  | stop                    | Ready 900 100
         6  | draw 2                  | CampaignStopped
         7  | go-on                   | Ready 900 100
         8  | draw 2                  | Ready 800 200 100",
    );
}

#[test]
fn a_named_amount_wins_over_the_prize_and_is_bounded() {
    check(
        "0  | create random 50000/10 L9    | Created 0 0
         1  | pay r                        | Ready 50000 0
         2  | draw 1 no=a fen=1            | Ready 49999 1 1
         3  | draw 1 no=b fen=20001        | BudgetInsufficient
         4  | draw 1 no=b fen=20000        | Ready 29999 20001 20000
         5  | draw 1 no=c fen=20000        | Ready 9999 40001 20000
         6  | draw 1 no=d fen=10000        | BudgetInsufficient
         7  | draw 1 no=d fen=9999         | Ready 0 50000 9999
         8  | draw 1 no=e                  | BudgetInsufficient",
    );
}

#[test]
fn a_fixed_campaign_gives_as_many_packets_as_were_planned_and_the_rest_goes_back() {
    check(
        "0  | create fixed 1000/3 L9 end=1d | Created 0 0
         1  | pay r                         | Ready 1000 0
         2  | draw 1 no=a                   | Ready 667 333 333
         3  | draw 1 no=b fen=1             | Ready 666 334 1
         4  | draw 2 no=c                   | Ready 333 667 333
         5  | draw 2 no=d                   | BudgetInsufficient
         6  | draw 2 no=d fen=1             | BudgetInsufficient
         7  | draw 1 no=b                   | Ready 333 667 1 again
         1d | settle                        | Settle 0 667",
    );
    check(
        "0  | create random 1000/3 L9  | Created 0 0
         1  | pay r                    | Ready 1000 0
         2  | draw 1 no=a fen=1        | Ready 999 1 1
         3  | draw 1 no=b fen=1        | Ready 998 2 1
         4  | draw 1 no=c fen=1        | Ready 997 3 1
         5  | draw 1 no=d fen=1        | Ready 996 4 1",
    );
}

#[test]
fn flags_of_a_user_hold_it_back() {
    for (flag, outcome) in [
        ("enterprise", "UserIsEnterprise"),
        ("uncertified", "UserUncertified"),
        ("risky", "UserRisky"),
        ("known", "Ready 900 100 100"),
    ] {
        check(&format!(
            "0 | create fixed 1000/10 L1     | Created 0 0
             1 | pay r                       | Ready 1000 0
             2 | draw 1 registered is={flag} | {outcome}"
        ));
    }
}

#[test]
fn a_tally_knows_which_draw_was_its_last() {
    let world = check(
        "0  | create fixed 1000/10 L3 | Created 0 0
         1  | pay r                   | Ready 1000 0
         2  | draw 1 no=a             | Ready 900 100 100
         3  | draw 2 no=b             | Ready 800 200 100
         4  | draw 1 no=c             | Ready 700 300 100
         5  | draw 2 no=b             | Ready 700 300 100 again",
    );
    let tallies = world.records.values().filter_map(|record| {
        let Record::Tally(Tallied { user_id, tally, .. }) = record else { return None };
        Some((user_id.as_str(), tally.lifetime, tally.last))
    });
    let expected = [("2088000000000001", 2, 3), ("2088000000000002", 1, 2)];
    assert_eq!(tallies.collect::<Vec<_>>(), expected);
}
