//! Each kind of record that commands write comes back as it was written, and sums are of what is there.

use std::sync::{Arc, Mutex};

use hongbao_engine::{
    Books, Course, Draw, Fen, Home, Key, Login, Merchant, MerchantId, NumberKey, Payment, Product,
    Receipt, ReceiptKey, Record, Slot, Stop, Tally, Timestamp, Transfer, User, UserId,
};

use super::{campaign, no, now, on_every_store, work};
use crate::limits::FORGOTTEN;
use crate::{Answer, Failure, Store};

const HOME: Home = Home::new(7);

/// Records in which every field has a value of its own, where it can.
fn records() -> Vec<Record> {
    let (home, at, amount) = (HOME, Timestamp::from_secs(9), Fen::new(8));
    let crowd_no = || no("a-campaign");
    let user_id = || UserId::parse("2088000000000001").unwrap();
    let slot = Slot::named("a_slot").unwrap();
    let draw = Draw {
        home,
        seq: 3,
        crowd_no: crowd_no(),
        slot,
        user_id: user_id(),
        amount,
        named: true,
        n: 2,
        at,
    };
    let course = Course::Return;
    let tally = Tally { lifetime: 5, window: -4, in_window: 3, last: 6 };
    vec![
        Record::Campaign(Arc::new(campaign("a-campaign", home))),
        Record::Draw(Arc::new(draw)),
        Record::Transfer(Transfer { home, seq: 4, course, crowd_no: crowd_no(), amount, at }),
        Record::Tally(home, crowd_no(), user_id(), tally),
        Record::Payment(Payment { home, reference: "bank-1".to_owned(), crowd_no: crowd_no() }),
        receipt("key", 9, 12),
    ]
}

fn receipt(key: &str, at: i64, until: i64) -> Record {
    Record::Receipt(Arc::new(Receipt {
        home: HOME,
        key: ReceiptKey::given(key),
        command: "command".to_owned(),
        answer: b"\x00answer".to_vec(),
        at: Timestamp::from_secs(at),
        until: Timestamp::from_secs(until),
    }))
}

fn directory() -> Vec<Record> {
    let user_id = || UserId::parse("2088000000000001").unwrap();
    let login =
        |login_id: &str, user_id| Record::Login(Login { login_id: login_id.to_owned(), user_id });
    let merchant = |digit: u8, products, uncertified| {
        Record::Merchant(Merchant {
            id: MerchantId::parse(&format!("208800000000000{digit}")).unwrap(),
            home: Home::new(digit.into()),
            name: "红包".to_owned(),
            products,
            uncertified,
        })
    };
    let login_id = Some("a@example.com".to_owned());
    let user = |id, login_id, enterprise| {
        Record::User(User { id, login_id, enterprise, uncertified: !enterprise, risky: enterprise })
    };
    vec![
        Record::NumberKey(NumberKey::new([4; 32])),
        user(user_id(), login_id, true),
        user(UserId::parse("2088000000000002").unwrap(), None, false),
        login("a@example.com", Some(user_id())),
        login("b@example.com", None),
        merchant(1, vec![Product::CashCampaign], true),
        merchant(2, Vec::new(), false),
    ]
}

fn write(home: Home, records: Vec<Record>) -> hongbao_engine::Work {
    work(home, move |books| {
        records.iter().try_for_each(|record| books.put(record.clone()))?;
        Ok(Vec::new())
    })
}

/// What a work finds, in the words that `Debug` has for it.
fn seen<T: std::fmt::Debug + 'static>(
    store: &dyn Store,
    home: Home,
    look: impl Fn(&Books) -> Result<T, Stop> + Send + Sync + 'static,
) -> String {
    let found = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&found);
    let read = work(home, move |books| {
        *kept.lock().unwrap() = format!("{:?}", look(books)?);
        Ok(Vec::new())
    });
    assert_eq!(now(store.read(read)).unwrap(), Answer::Done(Vec::new()));
    let found = found.lock().unwrap();
    found.clone()
}

#[test]
fn each_kind_of_record_comes_back_as_it_was_written() {
    on_every_store(|store| {
        for (home, records) in [(HOME, records()), (Home::DIRECTORY, directory())] {
            now(store.transact(write(home, records.clone()))).unwrap();
            for record in &records {
                let key = record.key();
                let alone = seen(store, HOME, move |books| books.record(&key));
                assert_eq!(alone, format!("{:?}", Some(record)));
            }
            let keys: Vec<Key> = records.iter().map(Record::key).collect();
            let together = seen(store, HOME, move |books| {
                books.need(&keys)?;
                keys.iter().map(|key| books.record(key)).collect::<Result<Vec<_>, _>>()
            });
            let expected: Vec<_> = records.iter().map(Some).collect();
            assert_eq!(together, format!("{expected:?}"));
        }
    });
}

/// `Debug` does not show it.
#[test]
fn the_secret_of_numbers_comes_back_as_it_was_written() {
    on_every_store(|store| {
        let secret = |books: &Books| Ok(books.number_key()?.map(|key| *key.bytes()));
        assert_eq!(seen(store, HOME, secret), "None");
        let bytes = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let key = Record::NumberKey(NumberKey::new(bytes));
        now(store.transact(write(Home::DIRECTORY, vec![key]))).unwrap();
        assert_eq!(seen(store, HOME, secret), format!("{:?}", Some(bytes)));
    });
}

#[test]
fn receipts_go_that_were_kept_until_another_is_made() {
    on_every_store(|store| {
        let there = || {
            let keys = ["a", "b", "c"].map(|key| Key::Receipt(ReceiptKey::given(key)));
            seen(store, HOME, move |books| {
                books.need(&keys)?;
                let there = keys.iter().map(|key| Ok(books.record(key)?.is_some()));
                there.collect::<Result<Vec<_>, Stop>>()
            })
        };
        for (made, expected) in [
            (receipt("a", 0, 10), "[true, false, false]"),
            (receipt("b", 9, 19), "[true, true, false]"),
            (receipt("c", 10, 20), "[false, true, true]"),
            (receipt("a", 19, 29), "[true, false, true]"),
        ] {
            now(store.transact(write(HOME, vec![made]))).unwrap();
            assert_eq!(there(), expected);
        }
    });
}

#[test]
fn of_many_receipts_past_their_time_few_go_at_once_and_all_in_the_end() {
    on_every_store(|store| {
        let keys: Vec<String> = (0..30).map(|number| number.to_string()).collect();
        let made = keys.iter().map(|key| receipt(key, 0, 10)).collect();
        now(store.transact(write(HOME, made))).unwrap();
        let left = || {
            let keys: Vec<_> =
                keys.iter().map(|key| Key::Receipt(ReceiptKey::given(key))).collect();
            let left = seen(store, HOME, move |books| {
                books.need(&keys)?;
                let there = keys.iter().map(|key| books.record(key));
                Ok(there.collect::<Result<Vec<_>, Stop>>()?.into_iter().flatten().count())
            });
            left.parse::<u32>().unwrap()
        };
        assert_eq!(left(), 30, "none goes before its time");
        let mut before = 30_u32;
        while before > 0 {
            now(store.transact(write(HOME, vec![receipt("new", 10, 20)]))).unwrap();
            assert_eq!(left(), before.saturating_sub(FORGOTTEN));
            before = left();
        }
    });
}

#[test]
fn no_draw_and_no_tally_is_kept_without_its_campaign() {
    on_every_store(|store| {
        // A campaign of the same number in another home is another one.
        let abroad = Record::Campaign(Arc::new(campaign("a-campaign", Home::new(9))));
        now(store.transact(write(Home::new(9), vec![abroad]))).unwrap();
        let [own, draw, _, tally, ..] = &records()[..] else { panic!("four records") };
        for stray in [draw, tally] {
            let answer = now(store.transact(write(HOME, vec![stray.clone()])));
            assert!(matches!(answer, Err(Failure::Broken(_))), "{stray:?}: {answer:?}");
        }
        now(store.transact(write(HOME, vec![own.clone()]))).unwrap();
        for known in [draw, tally] {
            now(store.transact(write(HOME, vec![known.clone()]))).unwrap();
        }
    });
}

#[test]
fn what_the_other_homes_have_created_is_summed() {
    on_every_store(|store| {
        for (home, campaigns) in [(1, 3), (2, 4)] {
            let create = work(Home::new(home), move |books| {
                for _ in 0..campaigns {
                    books.next_campaign()?;
                }
                Ok(Vec::new())
            });
            now(store.transact(create)).unwrap();
        }
        for (home, elsewhere) in [(1, 4), (2, 3), (9, 7)] {
            let sum = seen(store, Home::new(home), |books| books.record(&Key::Elsewhere));
            assert_eq!(sum, format!("{:?}", Some(Record::Elsewhere(elsewhere))));
        }
    });
}
