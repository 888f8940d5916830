//! A movement writes both of its sides, or neither.

use std::sync::Arc;

use super::movement::Packet;
use crate::campaign::tests::campaign;
use crate::scenario::HOME;
use crate::{
    Books, Campaign, Fault, Fen, Funds, Key, Record, Slot, Stop, Tally, Timestamp, UserId,
};

fn books() -> Books {
    let mut books = Books::open(HOME, Timestamp::from_secs(1_000));
    books.load(Key::Lane(()), None);
    books
}

/// A campaign whose funds have these amounts: the whole, what lies in the pool, and what was sent.
fn funded(total: i64, pool: i64, sent: i64) -> Campaign {
    let (pool, sent) = (Fen::new(pool), Fen::new(sent));
    let funds = Funds { pool, sent, ..Funds::new(Fen::new(total), 1) };
    Campaign { funds, ..Campaign::clone(&campaign("a", HOME)) }
}

fn packet(fen: i64) -> Packet {
    let user_id = UserId::parse("2088000000000001").unwrap();
    Packet { slot: Slot::of_user(&user_id), user_id, amount: Fen::new(fen), named: false }
}

#[test]
fn both_sides_of_a_movement_are_written() {
    let mut books = books();
    books.load(Key::Campaign(funded(100, 0, 0).crowd_no), None);
    let campaign = books.fund(funded(100, 0, 0)).unwrap();
    let (campaign, draw) =
        books.hand_out(Campaign::clone(&campaign), Tally::default(), packet(30)).unwrap();
    let campaign = books.give_back(Campaign::clone(&campaign)).unwrap();
    let funds = campaign.funds;
    let expected = (Fen::ZERO, Fen::new(30), Fen::new(70), 1);
    assert_eq!((funds.pool, funds.sent, funds.returned, funds.draws), expected);
    books.keep();
    let mut kept: Vec<Record> = books.into_changes().unwrap().collect();
    kept.retain(|record| !matches!(record, Record::Lane(_)));
    assert_eq!(kept.len(), 5, "the campaign, its draw, the wallet and two transfers");
    assert!(kept.contains(&Record::Campaign(Arc::clone(&campaign))));
    assert!(kept.contains(&Record::Draw(draw)));
}

#[test]
fn what_does_not_add_up_is_a_fault_and_writes_nothing() {
    let most = i64::MAX;
    for (campaign, fen, fault) in [
        (funded(100, 100, 0), 101, Fault::Unbalanced),
        (funded(100, 100, 0), 0, Fault::Unbalanced),
        (funded(100, 100, 0), -1, Fault::Unbalanced),
        (funded(100, 99, 0), 1, Fault::Unbalanced),
        (funded(most, 5, most), 5, Fault::Exhausted),
        (funded(most, most, 0), i64::MIN, Fault::Exhausted),
    ] {
        let mut books = books();
        let came = books.hand_out(campaign, Tally::default(), packet(fen));
        assert_eq!(came.map(drop), Err(Stop::Faulty(fault)), "{fen}");
        books.discard();
        books.keep();
        assert_eq!(books.into_changes().unwrap().count(), 0);
    }
    let mut books = books();
    let funded = funded(most, 1, 0);
    assert_eq!(books.fund(funded).map(drop), Err(Stop::Faulty(Fault::Exhausted)));
}
