//! Works that share a batch: their order, their independence, and the lane's bounds and time.

use std::panic::panic_any;
use std::sync::Arc;

use hongbao_engine::{Books, Fault, Home, Key, Refusal, Stop, Work};

use super::{
    Stepped, campaign, change, get, no, now, number, on_every_stepped, on_every_store, put, short,
    work,
};
use crate::limits::QUEUE;
use crate::{Answer, Failure};

/// Works whose order shows, of which those with a 1 in the pattern hint what they need.
fn in_order(pattern: u32) -> Vec<Work> {
    let changes: [fn(i64) -> i64; 5] =
        [|sent| sent * 2, |sent| sent + 1, |sent| sent * 3, |sent| sent - 2, |sent| sent * 5];
    let works = changes.into_iter().enumerate().map(|(index, by)| {
        let crowd_no = if index == 3 { "b" } else { "a" };
        let mut work = change(crowd_no, by);
        if pattern >> index & 1 == 1 {
            work.hint = vec![Key::Campaign(no(crowd_no))];
        }
        work
    });
    works.collect()
}

#[test]
fn works_happen_in_the_order_of_arrival_whatever_they_lack() {
    for pattern in 0..1 << 5 {
        for most in [1, 2, usize::MAX] {
            on_every_stepped(|stepped| {
                stepped.batch(vec![put(&campaign("a", Home::new(1)))]);
                stepped.batch(vec![put(&campaign("b", Home::new(1)))]);
                let answers =
                    in_order(pattern).into_iter().map(|work| stepped.store.transact(work));
                let answers: Vec<_> = answers.collect();
                while stepped.step(most) > 0 {}
                let answers: Vec<_> = answers.into_iter().map(now).collect();
                assert_eq!(short(&answers), "14 15 45 5 225", "{pattern:b}, {most} in a batch");
                assert_eq!(
                    get(stepped.store.as_ref(), Home::new(1), "a").unwrap().funds.sent.get(),
                    225
                );
            });
        }
    }
}

#[test]
fn a_work_that_needs_what_an_earlier_one_makes_finds_it() {
    on_every_stepped(|stepped| {
        let works = vec![
            change("a", |sent| sent + 1),
            put(&campaign("a", Home::new(1))),
            change("a", |sent| sent + 1),
            change("a", |sent| sent * 2),
        ];
        assert_eq!(short(&stepped.batch(works)), "R put 8 16");
    });
}

#[test]
fn a_work_that_does_not_succeed_hurts_nobody_and_leaves_no_gap() {
    let well = || Ok(());
    on_every_stepped(|stepped| {
        let works = vec![
            number(1, well),
            number(1, || Err(Refusal::CampaignUnknown.into())),
            number(1, well),
            number(1, || panic_any("a work panics")),
            number(1, || Err(Stop::Faulty(Fault::Unspeakable))),
            number(2, || Err(Stop::Missing(Vec::new()))),
            number(1, well),
            number(2, well),
        ];
        assert_eq!(short(&stepped.batch(works)), "1 R 2 B B B 3 1");
        let works = vec![number(2, well), number(1, well), number(3, well)];
        assert_eq!(short(&stepped.batch(works)), "2 4 1", "each home counts for itself");
    });
}

#[test]
fn a_work_that_asks_for_ever_keeps_nobody_from_ending() {
    on_every_stepped(|stepped| {
        let forever = work(Home::new(1), |books| {
            (0..).try_for_each(|n| books.campaign(&no(&n.to_string())).map(drop))?;
            Ok(Vec::new())
        });
        let works = vec![number(1, || Ok(())), forever, number(1, || Ok(())), number(2, || Ok(()))];
        assert_eq!(short(&stepped.batch(works)), "1 B 2 1");
    });
}

#[test]
fn concurrent_works_lose_nothing() {
    const THREADS: i64 = 8;
    const EACH: i64 = 50;
    on_every_store(|store| {
        now(store.transact(put(&campaign("a", Home::new(1))))).unwrap();
        let numbered = || {
            let mut work = change("a", |sent| sent + 1);
            let bump = work.run;
            work.run = Box::new(move |books| {
                bump(books)?;
                Ok(books.next()?.to_string().into_bytes())
            });
            work
        };
        let mut numbers: Vec<i64> = std::thread::scope(|scope| {
            let run = || (0..EACH).map(|_| now(store.transact(numbered()))).collect::<Vec<_>>();
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
            let answers = threads.into_iter().flat_map(|thread| thread.join().unwrap());
            answers.map(|answer| short(&[answer]).parse().unwrap()).collect()
        });
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=THREADS * EACH).collect::<Vec<_>>());
        let sent = get(store, Home::new(1), "a").unwrap().funds.sent.get();
        assert_eq!(sent, 7 + THREADS * EACH);
    });
}

#[test]
fn a_full_queue_takes_no_more_until_a_batch_has_run() {
    on_every_stepped(|stepped| {
        let waiting: Vec<_> =
            (0..QUEUE).map(|_| stepped.store.transact(number(1, || Ok(())))).collect();
        let limited = now(stepped.store.transact(number(1, || Ok(()))));
        assert!(matches!(limited, Err(Failure::Limited)), "{limited:?}");
        assert!(stepped.step(1) == 1);
        let next = stepped.store.transact(number(1, || Ok(())));
        while stepped.step(usize::MAX) > 0 {}
        assert_eq!(short(&[now(next)]), "10001");
        drop(waiting);
    });
}

#[test]
fn a_caller_that_has_gone_does_no_harm() {
    on_every_stepped(|stepped| {
        drop(stepped.store.transact(number(1, || Ok(()))));
        let stays = stepped.store.transact(number(1, || Ok(())));
        drop(stepped.store.transact(number(1, || panic_any("nobody is there"))));
        assert_eq!(stepped.step(usize::MAX), 1, "who has gone before the batch is not begun");
        assert_eq!(short(&[now(stays)]), "1");
    });
}

/// A work that asks for a thousand records of its own.
fn large(index: usize) -> Work {
    let keys: Vec<_> = (0..1_000).map(|n| Key::Campaign(no(&format!("{index}-{n}")))).collect();
    work(Home::new(1), move |books| {
        books.need(&keys)?;
        Ok(books.next()?.to_string().into_bytes())
    })
}

#[test]
fn a_batch_is_bounded_by_the_records_it_touches() {
    on_every_stepped(|stepped| {
        let hinted = (0..10).map(|index| {
            let keys = (0..1_000).map(|n| Key::Campaign(no(&format!("{index}-{n}"))));
            Work { hint: keys.collect(), ..large(index) }
        });
        let answers: Vec<_> = hinted.map(|work| stepped.store.transact(work)).collect();
        assert_eq!([9; 4].map(|most| stepped.step(most)), [4, 4, 2, 0]);
        let answers: Vec<_> = answers.into_iter().map(now).collect();
        assert_eq!(short(&answers), "1 2 3 4 5 6 7 8 9 10");
        let unforeseen = stepped.batch((0..10).map(large).collect());
        assert_eq!(short(&unforeseen), "11 12 13 14 15 16 17 18 19 20", "in smaller ones");
    });
}

#[test]
fn time_does_not_go_backwards_in_a_home() {
    fn time(books: &Books) -> Result<Vec<u8>, Stop> {
        Ok(books.now().secs().to_string().into_bytes())
    }
    let read = |stepped: &Stepped, home| {
        short(&[now(stepped.store.read(work(Home::new(home), |books| time(books))))])
    };
    let write = |stepped: &Stepped| {
        let written = work(Home::new(1), |books| {
            books.put(Arc::new(campaign("a", Home::new(1))))?;
            time(books)
        });
        short(&stepped.batch(vec![written]))
    };
    on_every_stepped(|stepped| {
        stepped.clock.set(3_000);
        let idle = stepped.batch(vec![work(Home::new(1), |books| time(books))]);
        assert_eq!((short(&idle), read(stepped, 1)), ("3000".into(), "3000".into()));
        stepped.clock.set(2_000);
        assert_eq!(
            (write(stepped), read(stepped, 1)),
            ("2000".into(), "2000".into()),
            "a change binds"
        );
        stepped.clock.set(1_000);
        assert_eq!((write(stepped), read(stepped, 1)), ("2000".into(), "2000".into()));
        assert_eq!(read(stepped, 2), "1000", "another home has its own time");
        stepped.clock.set(2_001);
        assert_eq!((write(stepped), read(stepped, 1)), ("2001".into(), "2001".into()));
    });
}

#[test]
fn a_lane_that_has_ended_says_so() {
    on_every_stepped(|stepped| {
        let waits = stepped.store.transact(number(1, || Ok(())));
        let (_, other) =
            crate::MemoryStore::stepped(Arc::clone(&stepped.clock) as _, super::UNNOTICED);
        drop(stepped.stepper.replace(other));
        let late = stepped.store.transact(number(1, || Ok(())));
        assert_eq!(short(&[now(waits), now(late)]), "? U");
    });
}

#[test]
fn an_answer_is_given_after_its_commit() {
    on_every_store(|store| {
        for _ in 0..20 {
            let written = campaign("a", Home::new(1));
            assert_eq!(now(store.transact(put(&written))).unwrap(), Answer::Done(b"put".to_vec()));
            assert_eq!(get(store, Home::new(1), "a"), Some(written));
        }
    });
}
