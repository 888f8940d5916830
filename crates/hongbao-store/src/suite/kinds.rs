//! Each kind of record that commands write comes back as it was written, and sums are of what is there.

use std::sync::{Arc, Mutex};

use hongbao_engine::{
    Books, Campaign, Home, KINDS, Key, NumberKey, Receipt, ReceiptKey, Record, Stop, Timestamp,
    Voucher,
};

use super::{now, on_every_store, work};
use crate::limits::FORGOTTEN;
use crate::tables::tests::{ROWS, row};
use crate::tables::{ALL, RecordTable, Writing, campaign, draw, payout, tally, voucher};
use crate::{Answer, Failure, Store};

const HOME: Home = Home::new(7);

/// The record of a row that the table's columns say, from 0: in each row each field has a value of its own.
fn record(table: &dyn RecordTable, number: i64) -> Record {
    table.read(&row(table, number)).unwrap()
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
        for number in 0..ROWS {
            // A batch writes its home's lane itself.
            let kinds = ALL.into_iter().filter(|table| table.layout().name != "lane");
            let (shared, own): (Vec<_>, Vec<_>) = kinds
                .map(|table| record(table, number))
                .partition(|record| record.home() == Home::DIRECTORY);
            // What changes of the directory is numbered, which the clock's record tells.
            let (clock, shared): (Vec<_>, Vec<_>) =
                shared.into_iter().partition(|record| record.key() == Key::Clock(()));
            assert_eq!(clock.len(), 1);
            let written = [(HOME, own), (Home::DIRECTORY, clock), (Home::DIRECTORY, shared)];
            for (home, records) in written {
                now(store.transact(write(home, records.clone()))).unwrap();
                check_found(store, &records);
            }
        }
    });
}

/// These are found one by one, and together.
fn check_found(store: &dyn Store, records: &[Record]) {
    for record in records {
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

/// A kind says of all its records what each of them says of itself.
#[test]
fn a_kind_takes_numbers_and_tells_of_campaigns_as_its_records_do() {
    for (table, kind) in ALL.into_iter().zip(KINDS) {
        let record = record(table, 0);
        assert_eq!(record.seq().is_some(), kind.numbered, "{record:?}");
        assert_eq!(record.crowd_no().is_some(), kind.of_campaign, "{record:?}");
    }
}

#[test]
fn a_vouchers_bills_come_back_with_it() {
    on_every_store(|store| {
        let Record::Voucher(voucher) = record(&voucher::TABLE, 0) else { panic!("a voucher") };
        let bill = |number| voucher::BILLS.row(&row(&voucher::BILLS, number)).unwrap().bill;
        for count in [0, 3, 4, 1] {
            let bills = (0..count).map(bill).collect();
            let voucher = Record::Voucher(Voucher { bills, ..Voucher::clone(&voucher) }.into());
            now(store.transact(write(HOME, vec![voucher.clone()]))).unwrap();
            check_found(store, &[voucher]);
        }
    });
}

/// What is only added is not changed, and a campaign keeps its number.
#[test]
fn a_number_that_is_given_twice_is_an_error() {
    on_every_store(|store| {
        let [campaign, other] = [0, 1].map(|number| record(&campaign::TABLE, number));
        now(store.transact(write(HOME, vec![campaign.clone(), other.clone()]))).unwrap();
        let mut tables = Vec::new();
        for table in ALL.into_iter().filter(|table| table.layout().writing == Writing::Append) {
            let (first, mut second) = (record(table, 0), row(table, 1));
            let cells = second.iter_mut().zip(row(table, 0)).zip(table.outline().columns);
            for ((cell, first), column) in cells {
                if table.layout().key.contains(&column.name) {
                    *cell = first;
                }
            }
            let second = table.read(&second).unwrap();
            assert_eq!(first.key(), second.key());
            let home = first.home();
            now(store.transact(write(home, vec![first.clone()]))).unwrap();
            for again in [&first, &second] {
                let answer = now(store.transact(write(home, vec![again.clone()])));
                assert!(matches!(answer, Err(Failure::Broken(_))), "{again:?}: {answer:?}");
            }
            check_found(store, &[first]);
            tables.push(table.layout().name);
        }
        for only_added in
            ["transfer", "payout", "draw", "event", "gap", "payment", "directory_change"]
        {
            assert!(tables.contains(&only_added), "{only_added}: {tables:?}");
        }

        let Record::Campaign(known) = &campaign else { panic!("a campaign") };
        let Record::Campaign(another) = &other else { panic!("a campaign") };
        let clash = Campaign { seq: 9, ..Campaign::clone(known) };
        let answer = now(store.transact(write(HOME, vec![Record::Campaign(clash.into())])));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
        let (crowd_no, seq) = (known.crowd_no.clone(), known.seq);
        let changed = Campaign { crowd_no, seq, ..Campaign::clone(another) };
        let changed = Record::Campaign(changed.into());
        now(store.transact(write(HOME, vec![changed.clone()]))).unwrap();
        check_found(store, &[changed, other]);
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
fn no_draw_tally_or_payout_is_kept_without_its_campaign() {
    on_every_store(|store| {
        // A campaign of the same name in another home is another one.
        let mut abroad = row(&campaign::TABLE, 0);
        abroad[0] = Home::new(9).into();
        let abroad = campaign::TABLE.read(&abroad).unwrap();
        now(store.transact(write(Home::new(9), vec![abroad]))).unwrap();
        let own = record(&campaign::TABLE, 0);
        let its = [record(&draw::TABLE, 0), record(&tally::TABLE, 0), record(&payout::TABLE, 0)];
        for orphan in &its {
            let answer = now(store.transact(write(HOME, vec![orphan.clone()])));
            assert!(matches!(answer, Err(Failure::Broken(_))), "{orphan:?}: {answer:?}");
        }
        now(store.transact(write(HOME, vec![own.clone()]))).unwrap();
        for known in &its {
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
        for (home, campaigns_of_others) in [(1, 4), (2, 3), (9, 7)] {
            let sum = seen(store, Home::new(home), Books::campaigns_of_others);
            assert_eq!(sum, campaigns_of_others.to_string());
        }
    });
}
