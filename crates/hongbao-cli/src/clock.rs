//! The one place where the server side meets the system's clock and randomness.

use std::time::{SystemTime, UNIX_EPOCH};

use hongbao_engine::Timestamp;
use hongbao_gateway::Entropy;
use hongbao_store::Clock;

/// The system's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the clock that everything else is given")]
    fn now(&self) -> Timestamp {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_secs(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
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
