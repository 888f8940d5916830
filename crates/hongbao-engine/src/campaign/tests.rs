//! The state table: examples at every boundary, and the proof that its rows leave no gap.

use std::sync::Arc;

use super::state::{Campaign, Funds, Prize, State, Timing};
use crate::scenario::HOME;
use crate::{
    Books, CampaignLimits, Changes, Compared, Creator, CrowdNo, DrawRequest, Fen, Frequency, Home,
    Key, MerchantId, NumberKey, Paying, Plan, Record, Refusal, Rules, Seed, Seen, Slot, Stop,
    Timestamp, UserId,
};

/// A campaign with this id in this home; nothing else about it matters.
pub(crate) fn campaign(no: &str, home: Home) -> Arc<Campaign> {
    Arc::new(Campaign {
        crowd_no: CrowdNo::parse(no).unwrap(),
        home,
        seq: 1,
        origin_crowd_no: String::new(),
        coupon_name: String::new(),
        prize_msg: String::new(),
        merchant_link: None,
        prize: Prize::Fixed,
        seed: Seed::new([1; 32]),
        frequency: Frequency::default(),
        funds: Funds::new(Fen::new(100), 1),
        timing: timing("paid"),
        reference: None,
        stopped: false,
        changes: Changes::default(),
    })
}

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

/// A timing from a line such as `paid start=10 over=20 paused`, all else unset.
fn timing(line: &str) -> Timing {
    let (start, over) = (10, 20);
    let mut timing = Timing {
        created_at: at(0),
        paid_at: None,
        start_at: at(start),
        end_at: at(over),
        over_at: at(over),
        paused: false,
        settle_at: None,
        settled_at: None,
    };
    for word in line.split_whitespace() {
        match word.split_once('=') {
            None if word == "paid" => timing.paid_at = Some(at(1)),
            None if word == "paused" => timing.paused = true,
            None if word == "settled" => timing.settled_at = Some(at(25)),
            Some(("start", secs)) => timing.start_at = at(secs.parse().unwrap()),
            Some(("over", secs)) => timing.over_at = at(secs.parse().unwrap()),
            _ => panic!("unknown word {word}"),
        }
    }
    timing
}

fn check(table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [facts, now, expected] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("three columns: {line}");
        };
        let state = timing(facts).state(at(now.parse().unwrap()));
        assert_eq!(format!("{state:?}"), expected, "{line}");
    }
}

#[test]
fn each_boundary_is_right_to_the_second() {
    check(
        "
                                 |  0 | Created
                                 | 10 | Created
                                 | 99 | Created
        paid                     |  9 | Paid
        paid                     | 10 | Ready
        paid                     | 19 | Ready
        paid                     | 20 | Closed
        paid paused              |  9 | Paid
        paid paused              | 10 | Pause
        paid paused              | 19 | Pause
        paid paused              | 20 | Closed
        paid over=15             | 14 | Ready
        paid over=15             | 15 | Closed
        paid start=30 over=20    | 25 | Closed
        paid settled             | 26 | Settle
        paid paused settled      | 26 | Settle
        ",
    );
}

#[test]
fn every_combination_of_facts_is_exactly_one_state() {
    let words = ["paid", "paused", "settled"];
    for bits in 0..8_u32 {
        let set = words.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
        let line = set.map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
        for now in [9, 10, 15, 19, 20, 30] {
            let timing = timing(&line);
            let states: Vec<_> = State::ALL
                .into_iter()
                .filter(|state| timing.satisfies(state.requires(), at(now)))
                .collect();
            assert_eq!(states.len(), 1, "{line} at {now}: {states:?}");
        }
    }
}

#[test]
fn a_campaign_is_shown_to_its_creator_only() {
    let (own, other) = (Home::new(1), Home::new(2));
    let mut books = Books::open(own, at(0));
    let mine = campaign("mine", own);
    books.load(Key::Campaign(mine.crowd_no.clone()), Some(Record::Campaign(mine.clone())));
    let nobodys = CrowdNo::parse("nobodys").unwrap();
    books.load(Key::Campaign(nobodys.clone()), None);

    assert_eq!(books.campaign_of(&mine.crowd_no, own), Ok(mine.clone()));
    let foreign = books.campaign_of(&mine.crowd_no, other);
    let compared = Compared::Homes { owner: own, caller: other };
    assert_eq!(foreign, Err(Refusal::CampaignForeign.comparing(compared)));
    let unknown = books.campaign_of(&nobodys, own);
    assert_eq!(unknown, Err(Stop::from(Refusal::CampaignUnknown)));
}

/// Books in which all that is hinted at was looked for: of records there is the campaign alone.
fn hinted(hint: Vec<Key>, campaign: &Arc<Campaign>) -> Books {
    let mut books = Books::open(HOME, at(15));
    for key in hint {
        if let Key::View(_) = key {
            books.show(Seen::CampaignsOfOthers(0));
            continue;
        }
        let known = Some(Record::Campaign(Arc::clone(campaign)));
        books.load(key.clone(), known.filter(|known| known.key() == key));
    }
    books
}

#[test]
fn what_a_command_hints_at_is_all_that_it_asks_for() {
    let campaign = campaign("a", HOME);
    let user_id = UserId::parse("2088000000000001").unwrap();
    let (crowd_no, slot) = (campaign.crowd_no.clone(), Slot::of_user(&user_id));
    let order = DrawRequest { crowd_no, user_id, slot, amount: None };
    let rules = Rules { users_are_open: true, merchant_user: None };
    let came = hinted(order.hint(), &campaign).draw(&order, HOME, &rules).map(drop);
    assert!(matches!(came, Err(Stop::Refused(Refusal::BudgetInsufficient, _))), "{came:?}");

    let paying = Paying { reference: Some("other"), delay: 0, most: Some(9) };
    let mut books = hinted(paying.hint(&campaign.crowd_no), &campaign);
    let came = books.pay(&campaign.crowd_no, &paying).map(drop);
    assert!(matches!(came, Err(Stop::Refused(Refusal::PaidOtherwise, _))), "{came:?}");

    let merchant = MerchantId::parse("2088000000000009").unwrap();
    let limits = CampaignLimits { campaigns: Some(0), open: None, changes: None };
    let (delay, key) = (0, &NumberKey::new([3; 32]));
    let creator = Creator { home: HOME, merchant: &merchant, limits, delay, key };
    let plan = Plan {
        coupon_name: "name".to_owned(),
        prize_msg: "text".to_owned(),
        merchant_link: None,
        prize: Prize::Fixed,
        total: Fen::new(100),
        count: 1,
        frequency: Frequency::default(),
        start_at: None,
        end_at: at(1_000),
    };
    let came = hinted(creator.hint(), &campaign).create(&plan, &creator, &[7; 32]).map(drop);
    assert!(matches!(came, Err(Stop::Refused(Refusal::SystemLimit, _))), "{came:?}");
}
