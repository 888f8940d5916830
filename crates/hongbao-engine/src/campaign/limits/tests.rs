//! Limits, and what is counted towards them.

use crate::scenario::check;
use crate::{Key, Record};

#[test]
fn a_merchant_has_so_many_paid_and_unsettled_campaigns() {
    check(
        "0    | create fixed 100/1 L1 end=1h open=1 | Created 0 0
         1    | create fixed 100/1 L1 end=1h open=1 | Created 0 0
         2    | pay r                               | Ready 100 0
         3    | create fixed 100/1 L1 open=1        | CreatorLimit
         4    | create fixed 100/1 L1 open=0        | CreatorLimit
         1h+4 | create fixed 100/1 L1 open=1        | CreatorLimit
         1h+5 | settle                              | Settle 0 0
         1h+6 | settle                              | Settle 0 0
         1h+7 | create fixed 100/1 L1 open=1        | Created 0 0
         1h+8 | create fixed 100/1 L1               | Created 0 0",
    );
}

#[test]
fn a_campaign_is_opened_only_where_one_more_may_be_open() {
    check(
        "0  | create fixed 100/1 L1 open=1 | Created 0 0
         1  | pay r1 open=1                | Ready 100 0
         2  | create fixed 200/1 L1        | Created 0 0
         3  | pay r2 open=1                | CreatorLimit
         4  | pay r2 open=0                | CreatorLimit
         5  | draw 1                       | CampaignUnknown
         6  | pay r2 open=2                | Ready 200 0
         7  | pay r2 open=1                | Ready 200 0
         8  | pay r3 open=1                | PaidOtherwise
         9  | create fixed 300/2 L1        | Created 0 0
         10 | pay r4 open=2                | CreatorLimit
         2d | pay r4 open=2                | TooLateToPay",
    );
}

#[test]
fn the_platform_has_so_many_campaigns() {
    let world = check(
        "0 | create fixed 100/1 L1 all=2 campaigns_of_others=0  | Created 0 0
         1 | create fixed 100/1 L1 all=3 campaigns_of_others=2  | SystemLimit
         2 | create fixed 100/1 L1 all=3 campaigns_of_others=1  | Created 0 0
         3 | create fixed 100/1 L1 all=2 campaigns_of_others=0  | SystemLimit
         4 | create fixed 100/1 L1 open=1 campaigns_of_others=9 | Created 0 0
         5 | create fixed 1/1 L1 all=4 campaigns_of_others=0    | AmountTooSmall",
    );
    let Some(Record::Lane(lane)) = world.records.get(&Key::Lane(())) else { panic!("no lane") };
    assert_eq!((lane.campaigns, lane.open), (3, 0), "a refused one is not counted");
}

#[test]
fn a_campaign_is_changed_so_often_a_day() {
    check(
        "0     | create fixed 100/1 L1 | Created 0 0
         1     | pay r                 | Ready 100 0
         2     | resume most=1         | Ready 100 0
         3     | pause most=1          | Pause 100 0
         4     | pause most=1          | Pause 100 0
         5     | resume most=1         | ChangesLimit
         6     | close most=1          | ChangesLimit
         7     | resume most=2         | Ready 100 0
         8     | pause                 | Pause 100 0
         86399 | resume most=3         | ChangesLimit
         1d    | close most=1          | Closed 100 0
         1d+1  | pause most=1          | StateFixed",
    );
}

#[test]
fn a_merchant_shows_who_it_is_before_it_plans() {
    check(
        "0 | create fixed 100/1 L1 uncertified      | CreatorUncertified
         1 | create fixed 1/1 L1 uncertified open=0 | CreatorUncertified",
    );
}
