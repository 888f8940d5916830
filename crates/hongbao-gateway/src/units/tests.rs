//! A command of two homes: its driving record counts how far it has come.

use std::sync::Arc;

use hongbao_api::{Step, Units};
use hongbao_engine::{Books, Home, Key, Lane, Refusal, Stop, Timestamp, Work};
use hongbao_store::{Answer, Clock, Failure, Faults, MemoryStore, Store};

use super::carry_out;

const DRIVER: Home = Home::new(1);
const OTHER: Home = Home::new(2);

#[derive(Debug)]
struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_000)
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Counts on in a home, up to a bound; answers the home's number and its count.
fn count(home: Home, most: u64) -> Work {
    let run = move |books: &mut Books| {
        let lane = books.get::<Lane>(())?.copied();
        let lane = lane.unwrap_or(Lane::new(home, Timestamp::from_secs(0)));
        if lane.campaigns == most {
            return Err(Stop::from(Refusal::BudgetInsufficient));
        }
        let campaigns = lane.campaigns + 1;
        books.put(Lane { campaigns, ..lane })?;
        Ok(format!("{} {campaigns}", home.number()).into_bytes())
    };
    Work { home, writes: true, hint: vec![Key::Lane(())], run: Box::new(run) }
}

/// Counts in one home, then in the other, then in the first again.
fn command(most: u64) -> Units {
    let next = move |answer: &[u8]| match answer {
        b"1 1" => Step::Unit(count(OTHER, most)),
        b"2 1" => Step::Unit(count(DRIVER, 2)),
        _ => Step::Ended([b"ended by ", answer].concat()),
    };
    Units { first: count(DRIVER, 2), next: Some(Box::new(next)) }
}

#[test]
fn each_unit_follows_from_what_the_last_one_answered() {
    let store = MemoryStore::new(Arc::new(Fixed));
    now(store.migrate()).unwrap();
    let answer = now(carry_out(&store, command(1))).unwrap();
    assert_eq!(answer, Answer::Done(b"ended by 1 2".to_vec()));
    assert_eq!(
        now(carry_out(&store, count(OTHER, 9).into())).unwrap(),
        Answer::Done(b"2 2".to_vec())
    );
}

#[test]
fn a_unit_that_is_refused_ends_it() {
    let refused_at = |units: Units| {
        let store = MemoryStore::new(Arc::new(Fixed));
        now(store.migrate()).unwrap();
        let answer = now(carry_out(&store, units)).unwrap();
        assert!(matches!(answer, Answer::Refused(Refusal::BudgetInsufficient, _)), "{answer:?}");
        now(carry_out(&store, count(DRIVER, 9).into())).unwrap()
    };
    let first = Units { first: count(DRIVER, 0), ..command(1) };
    assert_eq!(refused_at(first), Answer::Done(b"1 1".to_vec()), "nothing has happened");
    let second = command(0);
    assert_eq!(refused_at(second), Answer::Done(b"1 2".to_vec()), "the first unit has");
}

#[test]
fn a_failure_behind_the_first_unit_may_have_happened() {
    let mut seen = [false; 2];
    for seed in 0..64 {
        let faults = Faults { seed, failure: 500, ..Faults::default() };
        let store = MemoryStore::faulty(Arc::new(Fixed), faults);
        now(store.migrate()).unwrap();
        let failed = now(carry_out(&store, command(9)));
        match failed {
            Err(Failure::Unavailable(_)) => seen[0] = true,
            Err(Failure::Unknown(_)) => seen[1] = true,
            Err(other) => panic!("{other:?}"),
            Ok(_) => {}
        }
    }
    assert_eq!(seen, [true, true], "of the first unit nothing happened");
}
