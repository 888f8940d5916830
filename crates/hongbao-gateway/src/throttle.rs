//! What is limited by rate: an app's calls of a method, and explained bad signatures.

use std::net::IpAddr;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Limits;

/// Keys beyond which those that are at rest are forgotten.
const KEYS: usize = 10_000;

/// The rate limits of one gateway.
pub(crate) struct Throttle {
    calls: Option<DefaultKeyedRateLimiter<(Vec<u8>, &'static str)>>,
    bad_signatures: DefaultKeyedRateLimiter<(Vec<u8>, IpAddr)>,
}

impl std::fmt::Debug for Throttle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Throttle").finish_non_exhaustive()
    }
}

impl Throttle {
    pub(crate) fn new(limits: &Limits) -> Self {
        let limiter = |rate| RateLimiter::keyed(Quota::per_second(rate));
        Self {
            calls: limits.app_method.map(limiter),
            bad_signatures: RateLimiter::keyed(Quota::per_second(limits.bad_signatures)),
        }
    }

    /// Whether this app may call this method once more now.
    pub(crate) fn admits_call(&self, app_id: &[u8], method: &'static str) -> bool {
        self.calls.as_ref().is_none_or(|calls| {
            if calls.len() > KEYS {
                calls.retain_recent();
            }
            calls.check_key(&(app_id.to_vec(), method)).is_ok()
        })
    }

    /// Whether one more bad signature of this app from this address is explained.
    pub(crate) fn explains(&self, app_id: &[u8], peer: IpAddr) -> bool {
        if self.bad_signatures.len() > KEYS {
            self.bad_signatures.retain_recent();
        }
        self.bad_signatures.check_key(&(app_id.to_vec(), peer)).is_ok()
    }
}
