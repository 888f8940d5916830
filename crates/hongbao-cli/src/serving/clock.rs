//! The one place where the server side meets the system's clock and randomness.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hongbao_engine::Timestamp;
use hongbao_gateway::{Entropy, Reading, Readings, TrustedClock};
use hongbao_store::Clock;
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;

/// The system's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

/// The first second of the year 10000.
const END: i64 = 253_402_300_800;

impl SystemClock {
    /// Whether an answer can say its date. The HTTP server panics where it cannot, whether or not it is to
    /// say it; once it has begun, a clock that goes back does no more harm to a thread that has answered.
    pub(crate) fn is_usable(&self) -> bool {
        is_date(self.now())
    }

    /// What a server is given: the same, and held against the time since the machine was started where a
    /// tolerance is set.
    pub(crate) fn tolerating(tolerance: Option<NonZeroU32>) -> Arc<dyn Clock> {
        match tolerance {
            None => Arc::new(Self),
            Some(secs) => Arc::new(TrustedClock::new(Self, secs.get())),
        }
    }
}

fn is_date(moment: Timestamp) -> bool {
    (0..END).contains(&moment.secs())
}

impl Readings for SystemClock {
    fn read(&self) -> Reading {
        let boot = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Reading { wall: self.now(), boot: boot.tv_sec }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the clock that everything else is given")]
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

/// The same for TLS, whose own would panic where the system's clock is set before 1970.
impl TimeProvider for SystemClock {
    fn current_time(&self) -> Option<UnixTime> {
        let secs = u64::try_from(self.now().secs()).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_secs(secs)))
    }
}

/// The system's randomness.
#[derive(Debug)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the randomness that everything else is given")]
    #[expect(clippy::expect_used, reason = "a system without randomness must not serve")]
    fn draw(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system gives randomness");
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, is_date};

    #[test]
    fn only_what_an_answer_can_say_is_a_date() {
        // 1969-12-31T23:59:59Z, 1970-01-01, 9999-12-31T23:59:59Z, 10000-01-01.
        for (secs, said) in
            [(-1, false), (0, true), (253_402_300_799, true), (253_402_300_800, false)]
        {
            assert_eq!(is_date(Timestamp::from_secs(secs)), said, "{secs}");
        }
    }
}
