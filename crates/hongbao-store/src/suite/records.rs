//! Records, homes, rounds, foundings and walks.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hongbao_engine::{
    Bill, BillKind, Fen, Fixture, Frequency, Home, Key, Marks, Prize, Purpose, Record, Refusal,
    Stamp, Stop, Terms, Timestamp, Timing, UserId, Voucher, VoucherId, Work,
};

use super::{
    Database, SetClock, campaign, get, no, now, on_every_store, put, sqlite, walked, work,
};
use crate::{Answer, Cursor, Failure, OpenError, SqliteStore, Store, Walk};

#[test]
fn a_record_comes_back_as_it_was_written() {
    on_every_store(|store| {
        let mut written = campaign("a", Home::new(1));
        let answer = now(store.transact(put(&written))).unwrap();
        assert_eq!(answer, Answer::Done(b"put".to_vec()));
        assert_eq!(get(store, Home::new(1), "a"), Some(written.clone()));
        written.timing =
            Timing { paid_at: None, settle_at: None, settled_at: None, ..written.timing };
        written.frequency = Frequency::default();
        written.stopped = false;
        written.prize = Prize::Fixed;
        now(store.transact(put(&written))).unwrap();
        assert_eq!(get(store, Home::new(1), "a"), Some(written), "written over");
    });
}

/// A voucher with as many bills.
fn voucher(id: &str, bills: usize) -> Arc<Voucher> {
    let at = Timestamp::from_secs;
    let bill = |number| Bill {
        kind: if number % 2 == 0 { BillKind::Use } else { BillKind::Refund },
        trade_no: Some(format!("{id}-{number}")),
        amount: Fen::new(1),
        committed: true,
        partner: None,
        created_at: at(5),
    };
    Arc::new(Voucher {
        voucher_id: VoucherId::parse(id).unwrap(),
        home: Home::new(1),
        template_id: "template".to_owned(),
        user_id: UserId::parse("2088").unwrap(),
        name: "name".to_owned(),
        face: Fen::new(100),
        extend_info: "{}".to_owned(),
        terms: Terms { created_at: at(1), issue_at: at(2), active_at: at(3), expires_at: at(4) },
        marks: Marks { unclaimed: true, disabled: false, deleted: true, transferred: false },
        bills: (0..bills).map(bill).collect(),
    })
}

#[test]
fn records_of_several_kinds_are_loaded_together() {
    let campaigns = ["b", "a"].map(|crowd_no| Arc::new(campaign(crowd_no, Home::new(1))));
    let vouchers = [("C", 11), ("A", 1), ("B", 0)].map(|(id, bills)| voucher(id, bills));
    on_every_store(|store| {
        let (own, held) = (campaigns.clone(), vouchers.clone());
        let write = work(Home::new(1), move |books| {
            own.iter().try_for_each(|campaign| books.put(Arc::clone(campaign)))?;
            held.iter().try_for_each(|voucher| books.put(Arc::clone(voucher)))?;
            Ok(Vec::new())
        });
        now(store.transact(write)).unwrap();
        let (own, held) = (campaigns.clone(), vouchers.clone());
        let rounds = AtomicU32::new(0);
        let read = work(Home::new(1), move |books| {
            rounds.fetch_add(1, Ordering::Relaxed);
            let own_keys = own.iter().map(|campaign| Key::Campaign(campaign.crowd_no.clone()));
            let held_keys = held.iter().map(|voucher| Key::Voucher(voucher.voucher_id.clone()));
            let absent = [Key::Campaign(no("absent")), Key::Fixture("\"absent\\".to_owned())];
            books.need(&own_keys.chain(held_keys).chain(absent).collect::<Vec<_>>())?;
            for campaign in &own {
                assert_eq!(books.campaign(&campaign.crowd_no)?.as_ref(), Some(campaign));
            }
            for voucher in &held {
                assert_eq!(books.voucher(&voucher.voucher_id)?.as_ref(), Some(voucher));
            }
            assert_eq!(books.campaign(&no("absent"))?, None);
            Ok(rounds.load(Ordering::Relaxed).to_string().into_bytes())
        });
        assert_eq!(now(store.read(read)).unwrap(), Answer::Done(b"2".to_vec()));
    });
}

#[test]
fn homes_do_not_see_each_other() {
    on_every_store(|store| {
        let (one, two) = (campaign("same", Home::new(1)), campaign("same", Home::new(2)));
        now(store.transact(put(&one))).unwrap();
        assert_eq!(get(store, Home::new(2), "same"), None);
        now(store.transact(put(&two))).unwrap();
        assert_eq!(get(store, Home::new(1), "same"), Some(one));
    });
}

#[test]
fn a_work_that_does_not_succeed_leaves_no_trace() {
    type Ending = fn() -> Result<Vec<u8>, Stop>;
    let endings: [(Ending, bool); 3] = [
        (|| Err(Refusal::CampaignUnknown.into()), true),
        (|| panic!("a work panics"), false),
        (|| Err(Stop::Missing(vec![])), false),
    ];
    on_every_store(|store| {
        for (ending, is_refusal) in endings {
            let answer = now(store.transact(work(Home::new(1), move |books| {
                books.put(Arc::new(campaign("x", Home::new(1))))?;
                ending()
            })));
            match answer {
                Ok(Answer::Refused(Refusal::CampaignUnknown, _)) => assert!(is_refusal),
                Err(Failure::Broken(_)) => assert!(!is_refusal),
                other => panic!("{other:?}"),
            }
            assert_eq!(get(store, Home::new(1), "x"), None);
        }
        now(store.transact(put(&campaign("x", Home::new(1))))).unwrap();
    });
}

#[test]
fn a_read_writes_nothing() {
    on_every_store(|store| {
        let answer = now(store.read(put(&campaign("x", Home::new(1)))));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
        assert_eq!(get(store, Home::new(1), "x"), None);
    });
}

#[test]
fn a_work_gets_what_it_asks_for_round_by_round_but_not_for_ever() {
    let steps = |count: u32| {
        work(Home::new(1), move |books| {
            for step in 0..count {
                books.campaign(&no(&format!("step-{step}")))?;
            }
            Ok(books.now().secs().to_string().into_bytes())
        })
    };
    on_every_store(|store| {
        assert_eq!(now(store.read(steps(15))).unwrap(), Answer::Done(b"1000".to_vec()));
        let answer = now(store.read(steps(16)));
        assert!(matches!(answer, Err(Failure::Broken(_))), "{answer:?}");
    });
}

fn stamp() -> Work {
    work(Home::DIRECTORY, |books| {
        books.put(Stamp { purpose: Purpose::Sandbox, world: 1 })?;
        Ok(Vec::new())
    })
}

#[test]
fn a_founding_is_all_or_nothing_across_homes() {
    on_every_store(|store| {
        let stamped =
            || now(store.walk(Walk::all::<Stamp>(), Cursor::default(), 9)).unwrap().records.len();
        let refused = work(Home::new(2), |_| Err(Refusal::CampaignUnknown.into()));
        let works = vec![stamp(), put(&campaign("a", Home::new(1))), refused];
        assert!(matches!(now(store.bootstrap(works)), Err(Failure::Broken(_))));
        assert_eq!((stamped(), get(store, Home::new(1), "a")), (0, None));

        let (a, b) = (campaign("a", Home::new(1)), campaign("b", Home::new(2)));
        now(store.bootstrap(vec![stamp(), put(&a), put(&b)])).unwrap();
        assert_eq!(stamped(), 1);
        assert_eq!(get(store, Home::new(1), "a"), Some(a));
        assert_eq!(get(store, Home::new(2), "b"), Some(b));
    });
}

#[test]
fn a_walk_gives_each_record_once_in_order() {
    let fixture = |n: u32| Fixture { id: format!("fixture-{n:02}"), home: Home::new(n) };
    on_every_store(|store| {
        let write = work(Home::DIRECTORY, move |books| {
            for n in 0..7 {
                books.put(fixture(n))?;
            }
            Ok(Vec::new())
        });
        now(store.bootstrap(vec![stamp(), write])).unwrap();
        let expected: Vec<_> = (0..7).map(|n| Record::Fixture(fixture(n))).collect();
        for limit in 1..9 {
            assert_eq!(
                walked(store, &Walk::all::<Fixture>(), limit),
                expected,
                "in chunks of {limit}"
            );
        }
    });
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let database = Database::new();
    let written = campaign("a", Home::new(1));
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    now(store.transact(put(&written))).unwrap();
    drop(store);
    let store = sqlite(&database.path());
    now(store.migrate()).unwrap();
    assert_eq!(get(&store, Home::new(1), "a"), Some(written));
}

#[test]
fn a_file_is_open_once() {
    let database = Database::new();
    let _store = sqlite(&database.path());
    let again = SqliteStore::open(&database.path(), SetClock::new());
    assert!(matches!(again, Err(OpenError::InUse(_))), "{again:?}");
    let _neighbour = sqlite(&database.path().with_extension("other"));
}

#[test]
fn a_forgotten_hint_costs_rounds_and_a_given_one_none() {
    let key = Key::Campaign(no("a"));
    let run = |hint: Vec<Key>| {
        let rounds = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&rounds);
        on_every_store(move |store| {
            let counted = Arc::clone(&counted);
            let mut work = work(Home::new(1), move |books| {
                counted.fetch_add(1, Ordering::Relaxed);
                books.campaign(&no("a"))?;
                Ok(Vec::new())
            });
            work.hint = hint.clone();
            now(store.read(work)).unwrap();
        });
        rounds.load(Ordering::Relaxed)
    };
    assert_eq!(run(vec![key]), 3, "one on each store");
    assert_eq!(run(vec![]), 6, "two on each store");
}
