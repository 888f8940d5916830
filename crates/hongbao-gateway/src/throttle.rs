//! What is limited by rate: an app's calls of a method, and explained bad signatures.

use std::hash::Hash;
use std::net::IpAddr;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Limits;
use crate::limits::THROTTLE_KEYS;

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
        self.calls.as_ref().is_none_or(|calls| admits(calls, &(app_id.to_vec(), method)))
    }

    /// Whether one more bad signature of this app from this address is explained.
    pub(crate) fn explains(&self, app_id: &[u8], peer: IpAddr) -> bool {
        admits(&self.bad_signatures, &(app_id.to_vec(), peer))
    }
}

/// Counts one more event of a key; whether it is within the rate.
fn admits<K: Clone + Eq + Hash>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> bool {
    if limiter.len() > THROTTLE_KEYS {
        limiter.retain_recent();
    }
    limiter.check_key(key).is_ok()
}
