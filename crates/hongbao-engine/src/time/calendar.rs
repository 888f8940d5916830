//! The calendar of Beijing: days, weeks and months as whole numbers. UTC+8 the whole year, so all of
//! it is integer arithmetic.

use crate::Timestamp;

/// A stretch of the calendar that a limit counts in: the natural day, the week from Monday, the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// From midnight to midnight.
    Day,
    /// From Monday's midnight on.
    Week,
    /// From the first's midnight on.
    Month,
}

impl Window {
    /// The number of the window that a moment lies in; each next window has the next number.
    #[must_use]
    pub fn number(self, now: Timestamp) -> i64 {
        match self {
            Self::Day => day_number(now),
            // Day 0, 1970-01-01, was a Thursday.
            Self::Week => day_number(now).saturating_add(3).div_euclid(7),
            Self::Month => {
                let civil = Civil::of(now);
                civil.year.saturating_mul(12).saturating_add(civil.month).saturating_sub(1)
            }
        }
    }
}

/// A moment as Beijing's clocks and calendars show it, to the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    /// From 1.
    pub(crate) month: i64,
    /// From 1.
    pub(crate) day: i64,
    pub(crate) hour: i64,
}

/// Seconds that Beijing is ahead of UTC.
const AHEAD: i64 = 8 * 3_600;
const DAY: i64 = 86_400;

fn day_number(now: Timestamp) -> i64 {
    now.secs().saturating_add(AHEAD).div_euclid(DAY)
}

impl Civil {
    /// The moment's date, by the usual computation from 0000-03-01 in eras of 400 years.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a day's number has at most 15 digits, and each step multiplies it by less than 400"
    )]
    pub(crate) fn of(now: Timestamp) -> Self {
        let days = day_number(now) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        Self {
            year: year + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * from_march + 2) / 5 + 1,
            hour: now.secs().saturating_add(AHEAD).rem_euclid(DAY) / 3_600,
        }
    }
}

#[cfg(test)]
mod tests;
