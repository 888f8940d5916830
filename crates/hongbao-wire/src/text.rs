//! Prices and dates as the protocol writes them.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A price: whole fen inside, yuan with two decimals outside (`"20000.00"`, a JSON string).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Price(i64);

impl Price {
    /// A price in fen.
    #[must_use]
    pub fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// The price in fen.
    #[must_use]
    pub fn fen(self) -> i64 {
        self.0
    }

    /// The price that a text of yuan names: `20000`, `20000.0`, `20000.00`. `None` if it has another
    /// form, or is not a whole number of fen.
    #[must_use]
    pub fn parse(yuan: &str) -> Option<Self> {
        let (negative, digits) = match yuan.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, yuan),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let (cents, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || cents.is_empty() || !number(whole) || !number(cents) {
            return None;
        }
        let cents = format!("{cents:0<2}").parse::<i64>().ok()?;
        let fen = whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)?;
        rest.bytes().all(|byte| byte == b'0').then_some(Self(if negative { -fen } else { fen }))
    }
}

/// Whether a request may write a whole number so: digits without a needless zero, a minus before them or
/// not. How large it is is another question.
#[must_use]
pub fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leads = digits.starts_with('0') && (digits.len() > 1 || text.len() > 1);
    !digits.is_empty() && !leads && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a request may write an amount of yuan so: a whole number, and a point with one or two digits
/// or not.
#[must_use]
pub fn is_price(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    // -0.50 is an amount, -0 is not a whole number.
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    is_whole_number(whole)
        && !whole.starts_with('-')
        && matches!(cents.len(), 1 | 2)
        && cents.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Price {
    /// In yuan, with two decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Serialize for Price {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("no price in yuan"))
    }
}

/// A date: seconds since the Unix epoch inside, `yyyy-MM-dd HH:mm:ss` in Beijing time outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

impl Date {
    /// A date, in seconds since the Unix epoch.
    #[must_use]
    pub fn from_secs(secs: i64) -> Self {
        Self(secs)
    }

    /// The date in seconds since the Unix epoch.
    #[must_use]
    pub fn secs(self) -> i64 {
        self.0
    }
}

/// Beijing time: eight hours ahead of UTC the whole year.
const BEIJING: Offset = Offset::constant(8);

impl Date {
    /// The text of the documents' form; `None` for a moment before the year 0 or after the morning
    /// of 9999-12-31.
    fn text(self) -> Option<impl fmt::Display> {
        let local = BEIJING.to_datetime(jiff::Timestamp::from_second(self.0).ok()?);
        (local.year() >= 0).then(|| local.strftime("%Y-%m-%d %H:%M:%S"))
    }
}

impl fmt::Display for Date {
    /// In Beijing time; a moment that the documents' form cannot name, in seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => text.fmt(f),
            None => write!(f, "@{}", self.0),
        }
    }
}

impl Serialize for Date {
    /// Fails for a moment that the documents' form cannot name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text() {
            Some(text) => serializer.collect_str(&text),
            None => Err(serde::ser::Error::custom("a date that has no text")),
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let secs = parse_timestamp(text.as_bytes());
        secs.map(Self)
            .ok_or_else(|| serde::de::Error::custom("no date in the form of the documents"))
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
