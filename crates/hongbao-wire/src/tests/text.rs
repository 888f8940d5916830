//! Prices and dates.

use crate::{Date, Price, is_price, is_whole_number, parse_timestamp};

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "no text".to_owned())
}

#[test]
fn a_price_has_two_decimals() {
    for (fen, text) in [
        (0, "0.00"),
        (1, "0.01"),
        (99, "0.99"),
        (100, "1.00"),
        (2_000_000, "20000.00"),
        (1_000_000_000, "10000000.00"),
        (99_999_999_999, "999999999.99"),
        (-1, "-0.01"),
        (i64::MIN, "-92233720368547758.08"),
    ] {
        assert_eq!(json(&Price::from_fen(fen)), format!("{text:?}"));
        assert_eq!(Price::parse(text), (fen > i64::MIN).then_some(Price::from_fen(fen)));
    }
}

#[test]
fn a_price_is_read_to_the_fen() {
    for (text, fen) in [
        ("20000", Some(2_000_000)),
        ("20000.0", Some(2_000_000)),
        ("20000.000", Some(2_000_000)),
        ("0.1", Some(10)),
        ("-0.10", Some(-10)),
        ("0.001", None),
        ("0.101", None),
        ("1.", None),
        (".5", None),
        ("+1", None),
        ("--1", None),
        ("1e2", None),
        ("1.0E7", None),
        ("１.00", None),
        ("1.é0", None),
        ("", None),
        ("-", None),
        ("92233720368547758.08", None),
    ] {
        assert_eq!(Price::parse(text).map(Price::fen), fen, "{text:?}");
    }
}

#[test]
fn a_date_is_beijing_time() {
    for (secs, text) in [
        (0, "\"1970-01-01 08:00:00\""),
        (-1, "\"1970-01-01 07:59:59\""),
        (-28_801, "\"1969-12-31 23:59:59\""),
        (-2_209_017_600, "\"1900-01-01 00:00:00\""),
        (-62_167_248_000, "\"0000-01-01 00:00:00\""),
        (-62_167_248_001, "no text"),
        (1_470_839_310, "\"2016-08-10 22:28:30\""),
        (253_402_207_200, "\"9999-12-31 06:00:00\""),
        (253_402_207_201, "no text"),
        (i64::MAX, "no text"),
        (i64::MIN, "no text"),
    ] {
        assert_eq!(json(&Date::from_secs(secs)), text);
    }
}

#[test]
fn a_timestamp_is_read_strictly() {
    for (text, secs) in [
        ("1970-01-01 08:00:00", Some(0)),
        ("1969-12-31 23:59:59", Some(-28_801)),
        ("1900-01-01 00:00:00", Some(-2_209_017_600)),
        ("0000-01-01 00:00:00", Some(-62_167_248_000)),
        ("9999-12-31 06:00:00", Some(253_402_207_200)),
        ("9999-12-31 06:00:01", None),
        ("2016-08-10 22:28:30", Some(1_470_839_310)),
        ("2024-02-29 00:00:00", Some(1_709_136_000)),
        ("2023-02-29 00:00:00", None),
        ("2026-13-01 00:00:00", None),
        ("2026-01-32 00:00:00", None),
        ("2026-01-01 24:00:00", None),
        ("2026-01-01 00:60:00", None),
        ("2026-01-01 00:00:60", None),
        ("2026-1-1 00:00:00", None),
        ("2026-01-01T00:00:00", None),
        ("2026-01-01 00:00:00 ", None),
        (" 2026-01-01 00:00:0", None),
        ("-026-01-01 00:00:00", None),
        ("２026-01-01 00:00", None),
        ("", None),
    ] {
        assert_eq!(parse_timestamp(text.as_bytes()), secs, "{text:?}");
    }
}

#[test]
fn a_request_writes_numbers_and_amounts_in_one_way() {
    for text in ["0", "1", "-1", "10", "99999999999999999999"] {
        assert!(is_whole_number(text) && is_price(text), "{text}");
    }
    for text in ["0.5", "0.50", "1.00", "-0.50", "20000.0"] {
        assert!(!is_whole_number(text) && is_price(text), "{text}");
    }
    for text in [
        "", "-", "+1", "--1", "-+1", "00", "01", "-01", "01.00", "1.", ".5", "1.000", "1e3", "1 ",
        "１", "0x1", "1.-1", "1.0.0",
    ] {
        assert!(!is_whole_number(text) && !is_price(text), "{text}");
    }
    assert!(!is_whole_number("-0"));
}
