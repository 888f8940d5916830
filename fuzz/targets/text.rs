//! Timestamps, dates and prices: what is read is a real date of the one form, what is written reads
//! back.
//!
//! An input is a timestamp; its first eight bytes are a number of seconds, and of fen, too.
#![no_main]

use chrono::{NaiveDate, NaiveDateTime};
use hongbao_wire::{Date, Price, parse_timestamp};
use libfuzzer_sys::fuzz_target;

/// 9999-12-31 06:00:00 in Beijing: the last moment that is read and written.
const LAST: i64 = 253_402_207_200;
/// 0000-01-01 00:00:00 in Beijing.
const FIRST: i64 = -62_167_248_000;
const EIGHT_HOURS: i64 = 8 * 3_600;

fuzz_target!(|input: &[u8]| {
    let expected = local(input).map(|local| local.and_utc().timestamp() - EIGHT_HOURS);
    assert_eq!(parse_timestamp(input), expected.filter(|&secs| secs <= LAST));
    if let Some(eight) = input.first_chunk::<8>() {
        let number = i64::from_le_bytes(*eight);
        check_price(number);
        check_date(number);
        // Few numbers are a date that can be written; this one always is.
        check_date(number.rem_euclid(LAST - FIRST + 1) + FIRST);
    }
});

/// The date that these bytes are in the one form that counts, by another calendar.
fn local(input: &[u8]) -> Option<NaiveDateTime> {
    let text = str::from_utf8(input).ok()?;
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?;
    // That one also reads signs, missing zeros and leap seconds; what it writes has none of these.
    let day = NaiveDate::from_ymd_opt(0, 1, 1)?..=NaiveDate::from_ymd_opt(9999, 12, 31)?;
    let same = day.contains(&local.date()) && local.format("%Y-%m-%d %H:%M:%S").to_string() == text;
    (same && !text.ends_with(":60")).then_some(local)
}

fn check_date(secs: i64) {
    let written = serde_json::to_string(&Date::from_secs(secs));
    assert_eq!(written.is_ok(), (FIRST..=LAST).contains(&secs), "{secs}");
    if let Ok(json) = written {
        assert_eq!(parse_timestamp(json.trim_matches('"').as_bytes()), Some(secs));
    }
}

fn check_price(fen: i64) {
    let json = serde_json::to_string(&Price::from_fen(fen)).expect("a price is text");
    let (yuan, rest) = json.trim_matches('"').split_once('.').expect("a point");
    assert_eq!(rest.len(), 2);
    assert_eq!(format!("{yuan}{rest}").parse(), Ok(fen));
}
