//! Business time: whole seconds since 1970-01-01 00:00:00 UTC.
//!
//! One second is the resolution of every date in the protocol. The engine is given the time; it
//! never asks for it.

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
