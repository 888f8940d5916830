//! Dates at the edges, and the windows' numbers held against a walk over the days.

use super::{Civil, Window};
use crate::Timestamp;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(secs)
}

#[test]
fn a_moment_has_the_date_that_beijing_reads() {
    for (secs, year, month, day, hour) in [
        (0, 1970, 1, 1, 8),
        (57_599, 1970, 1, 1, 23),
        (57_600, 1970, 1, 2, 0),
        (-28_801, 1969, 12, 31, 23),
        (-2_209_017_600, 1900, 1, 1, 0),
        (-2_209_017_601, 1899, 12, 31, 23),
        (-62_167_248_000, 0, 1, 1, 0),
        (-62_167_248_001, -1, 12, 31, 23),
        (253_402_271_999, 9999, 12, 31, 23),
        (1_470_839_310, 2016, 8, 10, 22),
        (951_753_600, 2000, 2, 29, 0),
        (951_840_000, 2000, 3, 1, 0),
        (4_107_513_600, 2100, 3, 1, 0),
        (1_767_196_799, 2025, 12, 31, 23),
    ] {
        assert_eq!(Civil::of(at(secs)), Civil { year, month, day, hour }, "{secs}");
    }
    for extreme in [i64::MIN, i64::MAX] {
        let _ = Civil::of(at(extreme));
        let _ = [Window::Day, Window::Week, Window::Month].map(|window| window.number(at(extreme)));
    }
}

#[test]
fn windows_change_at_midnight_and_only_there() {
    // Monday 2025-12-29, midnight in Beijing.
    let monday = 1_766_937_600;
    // And long before 1970.
    for days in (0..800).chain(-30_100..-29_300) {
        let midnight = monday + days * 86_400;
        let changes = |window: Window| {
            let (before, after) = (window.number(at(midnight - 1)), window.number(at(midnight)));
            assert!(after == before || after == before + 1, "{window:?} {days}");
            assert_eq!(window.number(at(midnight + 86_399)), after);
            after > before
        };
        assert!(changes(Window::Day));
        assert_eq!(changes(Window::Week), days.rem_euclid(7) == 0, "{days}");
        assert_eq!(changes(Window::Month), Civil::of(at(midnight)).day == 1, "{days}");
    }
}

#[test]
fn a_moment_is_written_as_the_protocol_writes_it() {
    for (secs, text) in [
        (0, "1970-01-01 08:00:00"),
        (1_470_839_310, "2016-08-10 22:28:30"),
        (-28_801, "1969-12-31 23:59:59"),
        (1_767_196_799, "2025-12-31 23:59:59"),
        (253_402_271_999, "9999-12-31 23:59:59"),
    ] {
        assert_eq!(at(secs).to_string(), text);
    }
}
