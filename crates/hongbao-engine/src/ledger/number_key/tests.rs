//! The digits are those that another program makes, no two are alike, and the secret is not shown.

use std::collections::HashSet;

use super::{HALF, NumberKey, ROUNDS};
use crate::Home;

const KEY: NumberKey = NumberKey::new([5; 32]);

/// Made by a few lines of Python from what the head of the file says.
#[test]
fn the_digits_are_what_the_construction_says() {
    for (home, counter, digits) in [
        (1, 1, "87210113504119025334"),
        (1, 2, "83761087687718319564"),
        (2, 1, "41216870196222003133"),
        (u32::MAX, HALF - 1, "54815127818124780474"),
    ] {
        assert_eq!(KEY.digits(Home::new(home), counter).as_deref(), Some(digits));
    }
    assert_eq!(KEY.digits(Home::new(1), HALF), None);
}

/// The rounds taken back, from the last to the first.
#[expect(clippy::arithmetic_side_effects, reason = "numbers of ten digits")]
fn back(key: &NumberKey, digits: &str) -> (u64, u64) {
    let (left, right) = digits.split_at(10);
    let (mut left, mut right): (u64, u64) = (left.parse().unwrap(), right.parse().unwrap());
    for round in (0..ROUNDS).rev() {
        let before = right + HALF - key.round(round, left);
        (left, right) = (before % HALF, left);
    }
    (left, right)
}

#[test]
fn home_and_counter_come_back_from_the_digits_so_none_repeats() {
    let mut seen = HashSet::new();
    for home in [0, 1, 2, 9_999, 10_001, 100_001, u32::MAX] {
        for counter in (0..2_000).chain([HALF / 2, HALF - 1]) {
            let digits = KEY.digits(Home::new(home), counter).unwrap();
            assert_eq!(back(&KEY, &digits), (home.into(), counter));
            assert!(seen.insert(digits), "{home} {counter}");
        }
    }
}

#[test]
fn debug_does_not_show_the_secret() {
    assert_eq!(format!("{KEY:?}"), "NumberKey(***)");
}
