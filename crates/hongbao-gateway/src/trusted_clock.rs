//! Wire time, held against the time since the machine was started: a wall clock that jumps ahead while the
//! process runs is seen, and not believed until it is back or an operator accepts it.
//!
//! It reads no clock itself: the program that starts the gateway gives it both readings. What it
//! cannot see is a clock that was wrong when the process was started.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use hongbao_engine::Timestamp;
use hongbao_store::Clock;

/// What a machine's two clocks show at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock, which anybody may set.
    pub wall: Timestamp,
    /// Seconds since the machine was started, its sleep among them, which nobody sets.
    pub boot: i64,
}

/// Where readings come from.
pub trait Readings: Send + Sync + fmt::Debug {
    /// What both clocks show now.
    fn read(&self) -> Reading;
}

/// A wall clock that is believed as long as it goes on with the time since the machine was started.
#[derive(Debug)]
pub struct TrustedClock<R> {
    readings: R,
    tolerance: i64,
    last: Mutex<Last>,
}

/// The last reading that was believed, and whether the one after it was not.
#[derive(Debug)]
struct Last {
    reading: Reading,
    has_jumped: bool,
}

impl<R: Readings> TrustedClock<R> {
    /// One that may be so many seconds ahead of what the last reading lets expect. It believes the first.
    pub fn new(readings: R, tolerance: u32) -> Self {
        let last = Mutex::new(Last { reading: readings.read(), has_jumped: false });
        Self { readings, tolerance: tolerance.into(), last }
    }

    /// The moment to the best of what is known, and whether the wall clock shows it.
    fn look(&self) -> (Timestamp, bool) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let Reading { wall, boot } = self.readings.read();
        let elapsed = boot.saturating_sub(last.reading.boot);
        let expected = last.reading.wall.plus_secs(elapsed);
        let ahead = wall.secs().saturating_sub(expected.secs());
        let has_jumped = ahead > self.tolerance;
        if has_jumped != last.has_jumped {
            last.has_jumped = has_jumped;
            if has_jumped {
                tracing::error!(ahead, "the wall clock has jumped ahead; commands are refused")
            } else {
                tracing::warn!(ahead, "the wall clock is back; commands are taken")
            }
        }
        // Steps that a clock is set by are followed one by one. One that is far behind is shown as it is, as
        // it does no harm; but coming back from there is no jump.
        if ahead.unsigned_abs() <= self.tolerance.unsigned_abs() {
            last.reading = Reading { wall, boot };
        }
        if has_jumped { (expected, false) } else { (wall, true) }
    }
}

impl<R: Readings> Clock for TrustedClock<R> {
    fn now(&self) -> Timestamp {
        self.look().0
    }

    fn is_trusted(&self) -> bool {
        self.look().1
    }

    fn accept(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Last { reading: self.readings.read(), has_jumped: false };
        tracing::warn!(wall = last.reading.wall.secs(), "an operator accepts the wall clock");
    }
}

#[cfg(test)]
mod tests;
