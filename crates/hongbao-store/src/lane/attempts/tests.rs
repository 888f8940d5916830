//! Attempts, step by step, without a store.

use super::{Attempts, Next};
use crate::lane::Setback;
use crate::limits::TRIES;
use crate::{Answer, Failure};

/// Plays a batch of so many works on a backend that answers so to each part and each look-up; what was done,
/// and how each work ended.
fn play(
    works: usize,
    transact: impl Fn(std::ops::Range<usize>) -> Result<(), Setback>,
    look_up: impl Fn() -> Result<bool, Failure>,
) -> String {
    let (mut attempts, mut story) = (Attempts::of(works), Vec::new());
    loop {
        match attempts.next() {
            Next::Transact(part) => {
                story.push(format!("{part:?}"));
                let outcomes = part.clone().map(|_| Ok(Answer::Done(Vec::new()))).collect();
                attempts.transacted(outcomes, transact(part));
            }
            Next::LookUp => {
                story.push("look up".to_owned());
                attempts.looked_up(look_up());
            }
            Next::Ended(outcomes) => {
                story.extend(outcomes.iter().map(|outcome| match outcome {
                    Ok(_) => "done".to_owned(),
                    Err(Failure::Unavailable(_)) => "unavailable".to_owned(),
                    Err(Failure::Unknown(_)) => "unknown".to_owned(),
                    Err(_) => "broken".to_owned(),
                }));
                return story.join(" ");
            }
        }
    }
}

fn down() -> Failure {
    Failure::unavailable("down")
}

#[test]
fn a_batch_goes_as_a_whole() {
    assert_eq!(play(0, |_| Ok(()), || Ok(true)), "");
    assert_eq!(play(3, |_| Ok(()), || Ok(true)), "0..3 done done done");
}

#[test]
fn the_work_that_is_to_blame_is_found_by_halves() {
    let blamed = |part: std::ops::Range<usize>| {
        if part.contains(&2) { Err(Setback::Refused(Failure::broken("2"))) } else { Ok(()) }
    };
    let found = "0..5 0..2 2..5 2..3 3..5 done done broken done done";
    assert_eq!(play(5, blamed, || Ok(true)), found);
}

#[test]
fn what_no_work_is_to_blame_for_is_tried_again_as_a_whole_and_ends_as_unavailable() {
    assert_eq!(TRIES, 3);
    let conflict = |_| Err(Setback::Again(down()));
    assert_eq!(play(2, conflict, || Ok(true)), "0..2 0..2 0..2 unavailable unavailable");
    let refused = |part: std::ops::Range<usize>| {
        if part.contains(&1) { Err(Setback::Again(Failure::broken("1"))) } else { Ok(()) }
    };
    assert_eq!(play(2, refused, || Ok(true)), "0..2 0..2 0..2 0..1 1..2 1..2 1..2 done broken");
    let without_hope = |_| Err(Setback::Down(down()));
    assert_eq!(play(2, without_hope, || Ok(true)), "0..2 unavailable unavailable");
}

#[test]
fn a_lost_commit_is_looked_up() {
    let lost = |_| Err(Setback::Lost(down()));
    assert_eq!(play(1, lost, || Ok(true)), "0..1 look up done");
    assert_eq!(play(1, lost, || Err(down())), "0..1 look up unknown");
    let never = "0..1 look up 0..1 look up 0..1 look up unavailable";
    assert_eq!(play(1, lost, || Ok(false)), never);
}
