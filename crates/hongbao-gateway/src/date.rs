//! The `Date` of an answer, from wire time. The HTTP server's own would panic where the system's clock
//! is set to a year that the header cannot say.

use std::time::{Duration, UNIX_EPOCH};

use axum::http::HeaderValue;
use hongbao_engine::Timestamp;

/// The first second of the year 10000.
const END: u64 = 253_402_300_800;

/// A moment as the header says it; `None` before 1970, and for years of five digits.
pub(crate) fn date(now: Timestamp) -> Option<HeaderValue> {
    let secs = u64::try_from(now.secs()).ok().filter(|secs| *secs < END)?;
    let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(secs));
    HeaderValue::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use hongbao_engine::Timestamp;

    use super::{END, date};

    #[test]
    fn no_clock_keeps_an_answer_from_being_given() {
        let end = i64::try_from(END).unwrap();
        for (secs, expected) in [
            (0, Some("Thu, 01 Jan 1970 00:00:00 GMT")),
            (1_794_571_506, Some("Fri, 13 Nov 2026 12:05:06 GMT")),
            (end - 1, Some("Fri, 31 Dec 9999 23:59:59 GMT")),
            (end, None),
            (-1, None),
            (i64::MIN, None),
            (i64::MAX, None),
        ] {
            let said = date(Timestamp::from_secs(secs));
            assert_eq!(said.as_ref().map(|said| said.to_str().unwrap()), expected, "{secs}");
        }
    }
}
