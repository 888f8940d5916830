//! Business time: whole seconds since 1970-01-01 00:00:00 UTC.
//!
//! One second is the resolution of every date in the protocol. The engine is given the time; it
//! never asks for it.

pub(crate) mod calendar;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use self::calendar::Civil;

/// A moment of business time, in seconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 9999-12-31 06:00:00 in Beijing: the last moment for which the protocol has a date. No record may
    /// have a later one, or nothing that shows it could be answered any more.
    pub const LAST: Self = Self(253_402_207_200);

    /// A moment, in seconds since the Unix epoch.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs)
    }

    /// Seconds since the Unix epoch.
    #[must_use]
    pub const fn secs(self) -> i64 {
        self.0
    }

    /// This moment moved by seconds; it stops at the ends of the range.
    #[must_use]
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self(self.0.saturating_add(secs))
    }

    /// This moment moved by whole days of 86,400 seconds; it stops at the ends of the range.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        // i32 fits i64 on every target; `From` is not const.
        #[expect(clippy::as_conversions, reason = "i32 to i64 is lossless; From is not const")]
        let days = days as i64;
        Self(self.0.saturating_add(days.saturating_mul(86_400)))
    }
}

/// As the protocol writes it: `yyyy-MM-dd HH:mm:ss`, in Beijing.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour } = Civil::of(*self);
        let (minute, second) = (self.0.div_euclid(60).rem_euclid(60), self.0.rem_euclid(60));
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

impl From<SystemTime> for Timestamp {
    /// The last whole second, before 1970 as well.
    fn from(moment: SystemTime) -> Self {
        let secs = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        Self(match moment.duration_since(UNIX_EPOCH) {
            Ok(since) => secs(since),
            Err(before) => {
                let part = i64::from(before.duration().subsec_nanos() > 0);
                secs(before.duration()).saturating_add(part).saturating_neg()
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::Timestamp;

    #[test]
    fn a_moment_is_the_last_whole_second_on_either_side_of_1970() {
        let span = Duration::from_millis(1_500);
        assert_eq!(Timestamp::from(UNIX_EPOCH + span), Timestamp(1));
        assert_eq!(Timestamp::from(UNIX_EPOCH - span), Timestamp(-2));
        assert_eq!(Timestamp::from(UNIX_EPOCH - 2 * span), Timestamp(-3));
    }
}
