//! Prices and dates as the protocol writes them.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A price: whole fen inside, yuan with two decimals outside (`"20000.00"`, a JSON string).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price(i64);

impl Price {
    /// A price in fen.
    #[must_use]
    pub fn from_fen(fen: i64) -> Self {
        Self(fen)
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        serializer.collect_str(&format_args!("{sign}{}.{:02}", fen / 100, fen % 100))
    }
}

/// A date: seconds since the Unix epoch inside, `yyyy-MM-dd HH:mm:ss` in Beijing time outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(i64);

impl Date {
    /// A date, in seconds since the Unix epoch.
    #[must_use]
    pub fn from_secs(secs: i64) -> Self {
        Self(secs)
    }
}

/// Beijing time: eight hours ahead of UTC the whole year.
const BEIJING: Offset = Offset::constant(8);

impl Serialize for Date {
    /// Fails for a moment before the year 0 or after the morning of 9999-12-31.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let moment = jiff::Timestamp::from_second(self.0).map_err(serde::ser::Error::custom)?;
        let local = BEIJING.to_datetime(moment);
        if local.year() < 0 {
            return Err(serde::ser::Error::custom("a date before the year 0"));
        }
        serializer.collect_str(&local.strftime("%Y-%m-%d %H:%M:%S"))
    }
}

/// The moment that a `yyyy-MM-dd HH:mm:ss` text names in Beijing time, in seconds since the Unix
/// epoch; `None` if the text has another form or names no real date.
#[must_use]
pub fn parse_timestamp(text: &[u8]) -> Option<i64> {
    const FORM: &[u8; 19] = b"dddd-dd-dd dd:dd:dd";
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    if text.len() != FORM.len() || !text.iter().zip(FORM).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        Some(digits.iter().fold(0_i16, |number, digit| number * 10 + i16::from(digit - b'0')))
    };
    let small = |from: usize| i8::try_from(number(from, from + 2)?).ok();
    let (hour, minute, second) = (small(11)?, small(14)?, small(17)?);
    let local = DateTime::new(number(0, 4)?, small(5)?, small(8)?, hour, minute, second, 0).ok()?;
    Some(BEIJING.to_timestamp(local).ok()?.as_second())
}
