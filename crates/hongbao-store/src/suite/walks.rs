//! The walks of an audit: each gives what is there once, in order, whatever the chunks.

use std::sync::Arc;

use hongbao_engine::{
    Campaign, Direction, Draw, Fen, Gap, Home, Lane, Payout, Record, Slot, Tallied, Tally,
    Timestamp, Transfer, UserId,
};

use super::{Database, campaign, no, now, on_every_store, sqlite, walked, work};
use crate::{Store, Walk};

const ONE: Home = Home::new(1);
const TWO: Home = Home::new(2);

fn user(digit: u64) -> UserId {
    UserId::parse(&digit.to_string()).unwrap()
}

fn numbered(home: Home, seq: u64, crowd_no: &str) -> Record {
    Record::Campaign(Arc::new(Campaign { seq, ..campaign(crowd_no, home) }))
}

fn draw(home: Home, seq: u64, crowd_no: &str, slot: &str) -> Record {
    Record::Draw(Arc::new(Draw {
        home,
        seq,
        crowd_no: no(crowd_no),
        slot: Slot::named(slot).unwrap(),
        user_id: user(seq),
        amount: Fen::new(1),
        named: false,
        n: seq,
        at: Timestamp::from_secs(1),
    }))
}

fn transfer(home: Home, seq: u64, crowd_no: &str, direction: Direction) -> Record {
    let (amount, at) = (Fen::new(1), Timestamp::from_secs(1));
    Record::Transfer(Transfer { home, seq, direction, crowd_no: no(crowd_no), amount, at })
}

fn payout(home: Home, seq: u64, crowd_no: &str) -> Record {
    let (amount, at) = (Fen::new(1), Timestamp::from_secs(1));
    let (crowd_no, user_id) = (no(crowd_no), user(1));
    Record::Payout(Payout { home, seq, crowd_no, user_id, amount, total: amount, at })
}

fn tally(home: Home, crowd_no: &str, digit: u64) -> Record {
    let tally = Tally { lifetime: 1, window: 0, in_window: 0, last: 1, ..Tally::default() };
    Record::Tally(Tallied { home, crowd_no: no(crowd_no), user_id: user(digit), tally })
}

fn write(store: &dyn Store, home: Home, records: &[Record]) {
    let records = records.to_vec();
    let write = work(home, move |books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(Vec::new())
    });
    now(store.transact(write)).unwrap();
}

#[test]
fn each_walk_gives_its_own_once_and_in_order() {
    // In the order of the book of home 1, with a number that three records have.
    let book = [
        numbered(ONE, 1, "b"),
        numbered(ONE, 2, "-"),
        transfer(ONE, 3, "b", Direction::Fund),
        draw(ONE, 4, "b", "z"),
        numbered(ONE, 5, "c"),
        transfer(ONE, 5, "-", Direction::Fund),
        draw(ONE, 5, "b", "Z"),
        draw(ONE, 6, "-", "z"),
        draw(ONE, 9, "b", "a10"),
        draw(ONE, 10, "b", "a9"),
        transfer(ONE, 11, "b", Direction::Return),
        payout(ONE, 11, "b"),
        payout(ONE, 102, "b"),
    ];
    let gap = |first| Record::Gap(Gap { home: ONE, first, last: first + 10 });
    let gaps = [gap(9), gap(100), gap(1_000)];
    let tallies = [tally(ONE, "b", 10), tally(ONE, "b", 9), tally(ONE, "-", 9)];
    let other = [numbered(TWO, 1, "b"), draw(TWO, 2, "b", "z"), tally(TWO, "b", 9)];
    let some = |these: &[usize]| these.iter().map(|&at| book[at].clone()).collect::<Vec<_>>();
    let lane = |home| {
        let last = Timestamp::from_secs(1_000);
        Record::Lane(Lane::new(home, last))
    };
    let table = [
        (Walk::Book(ONE), book.to_vec()),
        (Walk::Book(TWO), other[..2].to_vec()),
        (Walk::Book(Home::new(3)), Vec::new()),
        (
            Walk::Histories(ONE),
            [
                some(&[1, 5]),
                tallies[2..].to_vec(),
                some(&[7, 0, 2, 10]),
                tallies[..2].to_vec(),
                some(&[11, 12]),
                some(&[6, 8, 9, 3, 4]),
            ]
            .concat(),
        ),
        (Walk::Histories(TWO), vec![other[0].clone(), other[2].clone(), other[1].clone()]),
        (Walk::Histories(Home::new(3)), Vec::new()),
        (Walk::of_home::<Campaign>(ONE), some(&[1, 0, 4])),
        (Walk::Campaign(ONE, no("c")), some(&[4])),
        (Walk::Campaign(TWO, no("c")), Vec::new()),
        (Walk::of_campaign::<Transfer>(ONE, no("b")), some(&[2, 10])),
        (Walk::of_campaign::<Payout>(ONE, no("b")), some(&[11, 12])),
        (Walk::of_campaign::<Payout>(TWO, no("b")), Vec::new()),
        (Walk::of_campaign::<Draw>(ONE, no("b")), some(&[6, 8, 9, 3])),
        (Walk::of_campaign::<Tallied>(ONE, no("b")), tallies[..2].to_vec()),
        (Walk::all::<Lane>(), [ONE, TWO, Home::new(10)].map(lane).to_vec()),
        (Walk::of_home::<Gap>(ONE), gaps.to_vec()),
        (Walk::of_home::<Gap>(TWO), Vec::new()),
        (Walk::Orphans, Vec::new()),
    ];
    on_every_store(|store| {
        write(store, ONE, &book);
        write(store, ONE, &tallies);
        write(store, ONE, &gaps);
        write(store, TWO, &other);
        write(store, Home::new(10), &[lane(Home::new(10))]);
        for (what, expected) in &table {
            for limit in 1..15 {
                assert_eq!(&walked(store, what, limit), expected, "{what:?} in chunks of {limit}");
            }
        }
    });
}

#[test]
fn a_book_is_in_order_of_numbers_not_of_their_digits() {
    let book: Vec<_> =
        (1..30).map(|seq| transfer(ONE, seq, &format!("c{seq}"), Direction::Fund)).collect();
    on_every_store(|store| {
        write(store, ONE, &book);
        assert_eq!(walked(store, &Walk::Book(ONE), 4), book);
    });
}

/// A hand deletes two campaigns. What is left of them goes by their numbers in the book.
#[test]
fn what_has_lost_its_campaign_is_astray_once_for_each_group() {
    let database = Database::new();
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    let records = |gone: &str, lost: &str| {
        [
            tally(ONE, gone, 1),
            draw(ONE, 12, gone, "a"),
            draw(ONE, 15, lost, "b"),
            draw(ONE, 13, "b", "z"),
            draw(ONE, 14, gone, "b"),
            tally(ONE, "b", 1),
            tally(ONE, gone, 2),
        ]
    };
    let campaigns = [(1, "b"), (2, "gone"), (10, "lost")];
    write(&store, ONE, &campaigns.map(|(seq, crowd_no)| numbered(ONE, seq, crowd_no)));
    write(&store, ONE, &records("gone", "lost"));
    let hand = rusqlite::Connection::open(database.path()).unwrap();
    assert_eq!(hand.execute("DELETE FROM campaign WHERE seq > 1", []), Ok(2));
    let expected = &records("2", "10")[..3];
    for limit in 1..9 {
        assert_eq!(walked(&store, &Walk::Orphans, limit), expected, "in chunks of {limit}");
    }
}

#[test]
fn what_has_no_campaign_is_astray_once_for_each_group() {
    let orphans =
        [transfer(ONE, 5, "gone", Direction::Return), transfer(ONE, 7, "lost", Direction::Fund)];
    let others = [
        numbered(ONE, 1, "b"),
        draw(ONE, 3, "b", "z"),
        tally(ONE, "b", 1),
        transfer(ONE, 6, "gone", Direction::Fund),
        transfer(ONE, 8, "b", Direction::Fund),
    ];
    on_every_store(|store| {
        write(store, ONE, &orphans);
        write(store, ONE, &others);
        // The same number in another home is another campaign.
        write(store, TWO, &[numbered(TWO, 1, "gone")]);
        for limit in 1..12 {
            assert_eq!(walked(store, &Walk::Orphans, limit), orphans, "in chunks of {limit}");
        }
    });
}
