//! A jump is told from time that passes, from small steps, and from coming back.

use std::sync::{Arc, Mutex};

use hongbao_engine::Timestamp;
use hongbao_store::Clock;

use super::{Reading, Readings, TrustedClock};

#[derive(Debug, Clone)]
struct Machine(Arc<Mutex<Reading>>);

impl Readings for Machine {
    fn read(&self) -> Reading {
        *self.0.lock().unwrap()
    }
}

impl Machine {
    /// Time passes, and the wall clock is set by so many seconds.
    fn go(&self, passes: i64, set_by: i64) {
        let mut reading = self.0.lock().unwrap();
        reading.boot += passes;
        reading.wall = reading.wall.plus_secs(passes + set_by);
    }
}

const DAY: i64 = 86_400;

/// Plays steps (time that passes, seconds that the wall clock is set by) from 1970 on; after each it is
/// held to the moment that is shown and to whether it is trusted.
fn play(steps: &[(i64, i64, i64, bool)]) {
    let start = Reading { wall: Timestamp::from_secs(0), boot: 500 };
    let machine = Machine(Arc::new(Mutex::new(start)));
    let clock = TrustedClock::new(machine.clone(), 3_600);
    for (step, &(passes, set_by, shown, trusted)) in steps.iter().enumerate() {
        machine.go(passes, set_by);
        // Looking changes nothing.
        for _ in 0..2 {
            assert_eq!(clock.now().secs(), shown, "step {step} of {steps:?}");
            assert_eq!(clock.is_trusted(), trusted, "step {step} of {steps:?}");
        }
    }
}

#[test]
fn time_that_passes_is_no_jump_however_long_it_is() {
    play(&[(1, 0, 1, true), (400 * DAY, 0, 400 * DAY + 1, true), (0, 0, 400 * DAY + 1, true)]);
}

#[test]
fn small_steps_are_followed_and_a_jump_is_not_until_it_is_taken_back() {
    play(&[(10, 3_600, 3_610, true), (10, 3_600, 7_220, true), (0, -7_200, 20, true)]);
    play(&[
        (10, 3_601, 10, false),
        (100, 0, 110, false),
        (100, 400 * DAY, 210, false),
        (0, -400 * DAY - 3_601, 210, true),
        (5, 0, 215, true),
    ]);
    // It need not come back to the second, and the error that stays is followed.
    play(&[(0, 400 * DAY, 0, false), (10, -400 * DAY + 60, 70, true), (0, 3_600, 3_670, true)]);
}

#[test]
fn a_clock_that_is_behind_is_shown_as_it_is_and_may_come_back() {
    play(&[
        (10, -10 * DAY, 10 - 10 * DAY, true),
        (10, 0, 20 - 10 * DAY, true),
        (10, 10 * DAY, 30, true),
        (0, 3_601, 30, false),
    ]);
    play(&[(10, -10 * DAY, 10 - 10 * DAY, true), (0, 10 * DAY + 3_601, 10, false)]);
}

#[test]
fn an_operator_may_accept_a_jump() {
    let start = Reading { wall: Timestamp::from_secs(0), boot: 0 };
    let machine = Machine(Arc::new(Mutex::new(start)));
    let clock = TrustedClock::new(machine.clone(), 3_600);
    machine.go(10, 400 * DAY);
    assert!(!clock.is_trusted());
    clock.accept();
    assert_eq!((clock.now().secs(), clock.is_trusted()), (400 * DAY + 10, true));
    machine.go(10, 3_601);
    assert!(!clock.is_trusted(), "the next jump is one");
}

#[test]
fn clocks_at_the_ends_of_their_range_do_no_harm() {
    for wall in [i64::MIN, -3_000_000_000, 0, i64::MAX] {
        for (boot, next) in [(0, i64::MAX), (i64::MAX, i64::MIN), (i64::MIN, 0)] {
            let machine =
                Machine(Arc::new(Mutex::new(Reading { wall: Timestamp::from_secs(wall), boot })));
            let clock = TrustedClock::new(machine.clone(), u32::MAX);
            *machine.0.lock().unwrap() = Reading { wall: Timestamp::from_secs(next), boot: next };
            let _ = (clock.now(), clock.is_trusted());
            clock.accept();
            assert_eq!(clock.now().secs(), next);
        }
    }
}
