//! What goes wrong with a commit, injected into the memory store: whatever is answered is true.

use std::sync::Arc;

use hongbao_engine::{Home, Work};

use super::{Stepped, campaign, change, get, no, now, number, put, short, work};
use crate::{Failure, Faults};

const HOME: Home = Home::new(1);

/// Writes a campaign of its own and bumps the common one; answers with a number.
fn draw(index: usize) -> Work {
    let bump = change("hot", |sent| sent + 1).run;
    work(HOME, move |books| {
        books.campaign(&no(&format!("c-{index}")))?;
        books.put(Arc::new(campaign(&format!("c-{index}"), HOME)))?;
        bump(books)?;
        Ok(books.next()?.to_string().into_bytes())
    })
}

/// Plays works in batches of several sizes, checks that each answer is true, and gives the answers.
fn play(faults: Faults) -> String {
    let stepped = Stepped::memory(faults);
    // Founding meets no faults.
    now(stepped.store.bootstrap(vec![put(&campaign("hot", HOME))])).unwrap();
    let mut answers = Vec::new();
    for size in [1, 5, 2, 9, 1, 3, 17] {
        let from = answers.len();
        answers.extend(stepped.batch((from..from + size).map(draw).collect()));
    }
    let answers: Vec<String> = answers.into_iter().map(|answer| short(&[answer])).collect();
    let store = stepped.store.as_ref();
    let mut happened = 0;
    for (index, answer) in answers.iter().enumerate() {
        let there = get(store, HOME, &format!("c-{index}")).is_some();
        happened += i64::from(there);
        match answer.as_str() {
            "U" => assert!(!there, "{index} was answered with {answer}, and it happened"),
            "?" => {}
            number => {
                assert!(there, "{index} was answered with {answer}, and it did not happen");
                assert_eq!(number, happened.to_string(), "in order, without gaps");
            }
        }
    }
    assert_eq!(get(store, HOME, "hot").unwrap().funds.sent.get(), 7 + happened, "each once");
    answers.join(" ")
}

#[test]
fn each_answer_is_true_whatever_goes_wrong() {
    let (mut unavailable, mut unknown) = (0, 0);
    for seed in 0..300 {
        let faults = Faults {
            seed,
            rerun: 200,
            conflict: 300,
            failure: 100,
            lost_after: 200,
            lost_before: 200,
            look_up: 100,
        };
        let answers = play(faults);
        assert_eq!(answers, play(faults), "the seed {seed} plays out the same");
        unavailable += answers.matches('U').count();
        unknown += answers.matches('?').count();
    }
    assert!(unavailable > 100 && unknown > 100, "{unavailable}, {unknown}: both were met");
}

#[test]
fn a_batch_that_fails_is_news_once_and_says_how_many_it_hit() {
    for faults in [
        Faults { lost_after: 1_000, look_up: 1_000, ..Faults::default() },
        Faults { failure: 1_000, ..Faults::default() },
    ] {
        let stepped = Stepped::memory(faults);
        let answers = stepped.batch((0..7).map(|_| number(1, || Ok(()))).collect());
        let failures = answers.iter().map(|answer| answer.as_ref().unwrap_err());
        let news: Vec<_> = failures.clone().filter_map(Failure::news).collect();
        assert_eq!(news, [7], "{faults:?}");
        assert!(failures.clone().all(|failure| failure.news().is_none()), "{faults:?}");
        let again = stepped.batch((0..2).map(|_| number(1, || Ok(()))).collect());
        let news = again.iter().filter_map(|answer| answer.as_ref().unwrap_err().news());
        assert_eq!(news.collect::<Vec<_>>(), [2], "another batch is other news");
    }
}

#[test]
fn each_fault_has_its_answer() {
    let none = Faults::default();
    let row = |faults, expected: &str| {
        let stepped = Stepped::memory(faults);
        let answers = stepped.batch((0..3).map(|_| number(1, || Ok(()))).collect());
        assert_eq!(short(&answers), expected, "{faults:?}");
    };
    row(none, "1 2 3");
    row(Faults { rerun: 1_000, ..none }, "1 2 3");
    row(Faults { lost_after: 1_000, ..none }, "1 2 3");
    row(Faults { lost_after: 1_000, look_up: 1_000, ..none }, "? ? ?");
    row(Faults { lost_before: 1_000, look_up: 1_000, ..none }, "? ? ?");
    row(Faults { lost_before: 1_000, ..none }, "U U U");
    row(Faults { conflict: 1_000, ..none }, "U U U");
    row(Faults { failure: 1_000, ..none }, "U U U");
}
