//! A campaign's life, command by command.

use crate::scenario::{World, check};
use crate::{Direction, Fen, Record, Timestamp, Timing};

/// The moments of the one campaign.
fn timing(world: &World) -> Timing {
    let timing = |record: &Record| {
        if let Record::Campaign(campaign) = record { Some(campaign.timing) } else { None }
    };
    world.records.values().find_map(timing).unwrap()
}

#[test]
fn a_plan_is_held_to_its_bounds() {
    for (plan, outcome) in [
        ("fixed 2000000/1000 L1", "Created 0 0"),
        ("fixed 100/1 L1", "Created 0 0"),
        ("fixed 99/1 L1", "AmountTooSmall"),
        ("fixed 1000000000/50000 L1", "Created 0 0"),
        ("fixed 1000000001/50001 L1", "AmountTooLarge"),
        ("fixed 100/0 L1", "CountTooSmall"),
        ("fixed 200000000/10000000 L1", "Created 0 0"),
        ("fixed 200000020/10000001 L1", "CountTooLarge"),
        ("fixed 100/5 L1", "Created 0 0"),
        ("fixed 100/6 L1", "PacketTooSmall"),
        ("fixed 20000/1 L1", "Created 0 0"),
        ("fixed 20001/1 L1", "PacketTooLarge"),
        ("fixed 40001/2 L1", "PacketTooLarge"),
        ("fixed 100/1 L1 start=1", "Created 0 0"),
        ("fixed 100/1 L1 start=0", "TimesWrong"),
        ("fixed 100/1 L1 start=-1", "TimesWrong"),
        ("fixed 100/1 L1 end=0", "TimesWrong"),
        ("fixed 100/1 L1 end=1", "Created 0 0"),
        ("fixed 100/1 L1 start=60 end=60", "TimesWrong"),
        ("fixed 100/1 L1 start=60 end=61", "Created 0 0"),
        ("fixed 100/1 L1 end=184d", "Created 0 0"),
        ("fixed 100/1 L1 end=184d+1", "TimesWrong"),
        // The last moment that has a date is 251634664800; what is left goes back 1800 after the end.
        ("fixed 100/1 L1 start=251634660000 end=251634663000", "Created 0 0"),
        ("fixed 100/1 L1 start=251634660000 end=251634663001", "TimesWrong"),
        ("fixed 100/1 L1 start=251634660000 end=251634664800", "TimesWrong"),
        ("fixed 100/1 L1 start=9223372000000000000 end=9223372000000000001", "TimesWrong"),
    ] {
        check(&format!("0 | create {plan} | {outcome}"));
    }
}

#[test]
fn the_clock_and_the_merchant_move_it() {
    check(
        "0     | create fixed 1000/10 L1 start=1h end=2d | Created 0 0
         10    | pause                                   | StateFixed
         20    | settle                                  | NotOver
         30    | pay r1                                  | Paid 1000 0
         31    | pay r1                                  | Paid 1000 0
         32    | pay r2                                  | PaidOtherwise
         40    | pause                                   | StateFixed
         3599  | draw 1                                  | CampaignNotStarted
         3600  | draw 1                                  | Ready 900 100 100
         3601  | resume                                  | Ready 900 100
         3602  | close foreign                           | CampaignForeign
         3603  | pause                                   | Pause 900 100
         3604  | pause                                   | Pause 900 100
         3605  | draw 2                                  | CampaignNotStarted
         3606  | resume                                  | Ready 900 100
         3607  | draw 2                                  | Ready 800 200 100
         2d    | draw 3                                  | CampaignOver
         2d    | pause                                   | StateFixed
         2d    | settle                                  | Settle 0 200
         2d+1  | settle                                  | Settle 0 200
         2d+2  | draw 2                                  | Settle 0 200 100 again
         2d+3  | draw 3                                  | CampaignOver",
    );
}

#[test]
fn a_closed_campaign_is_over_at_once_and_one_that_ends_paused_too() {
    check(
        "0  | create random 1000/10 L1 | Created 0 0
         1  | pay r                    | Ready 1000 0
         2  | close                    | Closed 1000 0
         3  | resume                   | StateFixed
         4  | draw 1                   | CampaignOver
         5  | settle                   | Settle 0 0",
    );
    check(
        "0  | create random 1000/10 L1 end=1h | Created 0 0
         1  | pay r                           | Ready 1000 0
         2  | pause                           | Pause 1000 0
         1h | settle                          | Settle 0 0",
    );
}

#[test]
fn it_can_be_paid_for_a_day_and_not_after_its_end() {
    check(
        "0    | create fixed 1000/10 L1 | Created 0 0
         1d   | pay r                   | Ready 1000 0",
    );
    check(
        "0    | create fixed 1000/10 L1 | Created 0 0
         1d+1 | pay r                   | TooLateToPay
         40d  | draw 1                  | CampaignUnknown",
    );
    check(
        "0    | create fixed 1000/10 L1 end=1h | Created 0 0
         3599 | pay r                          | Ready 1000 0
         1h   | settle                         | Settle 0 0",
    );
    check(
        "0    | create fixed 1000/10 L1 end=1h | Created 0 0
         1h   | pay r                          | TooLateToPay",
    );
}

#[test]
fn what_is_created_can_be_paid_however_far_off_it_lies() {
    let world = check(
        "0 | create fixed 100/1 L1 start=251634660000 end=251634663000 | Created 0 0
         1 | pay r                                                     | Paid 100 0",
    );
    let timing = timing(&world);
    assert_eq!((timing.settle_at, timing.settled_at), (Some(Timestamp::LAST), None));
}

#[test]
fn a_reference_pays_one_campaign_of_a_merchant() {
    check(
        "0  | create fixed 100/1 L1 | Created 0 0
         1  | pay r1                | Ready 100 0
         2  | create fixed 200/1 L1 | Created 0 0
         3  | pay r1                | ReferenceUsed
         4  | draw 1                | CampaignUnknown
         5  | pay r2                | Ready 200 0
         6  | pay r2                | Ready 200 0
         7  | pay r1                | PaidOtherwise
         8  | create fixed 300/2 L1 | Created 0 0
         9  | pay nameless          | Ready 300 0
         10 | pay -                 | Ready 300 0
         11 | create fixed 400/2 L1 | Created 0 0
         12 | pay -                 | Ready 400 0
         13 | pay nameless          | Ready 400 0
         14 | pay r3                | PaidOtherwise",
    );
}

#[test]
fn settlement_is_due_when_it_was_said() {
    let world = check(
        "0  | create fixed 1000/10 L1 end=1d | Created 0 0
         5  | pay r                          | Ready 1000 0",
    );
    let timing = timing(&world);
    assert_eq!(timing.settle_at, Some(timing.end_at.plus_secs(1_800)));
    let world = check(
        "0  | create fixed 1000/10 L1 end=1d | Created 0 0
         5  | pay r                          | Ready 1000 0
         9  | close                          | Closed 1000 0",
    );
    let timing = self::timing(&world);
    assert_eq!(timing.settle_at, Some(timing.over_at.plus_secs(1_800)));
    assert!(timing.over_at < timing.end_at);
}

#[test]
fn a_campaign_that_gave_all_is_settled_without_a_transfer() {
    let world = check(
        "0    | create fixed 100/1 L1 end=1h | Created 0 0
         1    | pay r                        | Ready 100 0
         2    | draw 1                       | Ready 0 100 100
         2h   | settle                       | Settle 0 100
         2h+1 | settle                       | Settle 0 100",
    );
    let is_transfer = |record: &&Record| matches!(record, Record::Transfer(_));
    assert_eq!(world.records.values().filter(is_transfer).count(), 1, "what was paid in");
}

#[test]
fn what_comes_in_goes_out_and_the_book_has_no_gap() {
    let world = check(
        "0  | create fixed 1000/3 L1 end=1d | Created 0 0
         1  | draw 1                        | CampaignUnknown
         2  | pay r                         | Ready 1000 0
         3  | draw 1                        | Ready 667 333 333
         4  | draw 1 no=a                   | LifetimeLimit
         5  | draw 2                        | Ready 334 666 333
         6  | draw 3                        | Ready 1 999 333
         7  | draw 4                        | BudgetInsufficient
         8  | close                         | Closed 1 999
         9  | settle                        | Settle 0 999",
    );
    let mut seqs = Vec::new();
    let (mut fund, mut back, mut drawn) = (Fen::ZERO, Fen::ZERO, Fen::ZERO);
    for record in world.records.values() {
        if let Record::Campaign(campaign) = record {
            seqs.push(campaign.seq);
        } else if let Record::Draw(draw) = record {
            seqs.push(draw.seq);
            drawn = drawn.checked_add(draw.amount).unwrap();
        } else if let Record::Transfer(transfer) = record {
            seqs.push(transfer.seq);
            match transfer.direction {
                Direction::Fund => fund = fund.checked_add(transfer.amount).unwrap(),
                Direction::Return => back = back.checked_add(transfer.amount).unwrap(),
            }
        } else if let Record::Lane(lane) = record {
            assert_eq!(lane.counter, 6);
        }
    }
    seqs.sort_unstable();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
    assert_eq!((fund, drawn, back), (Fen::new(1_000), Fen::new(999), Fen::new(1)));
}
