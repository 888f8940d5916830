//! What is limited by rate: an app's calls of a method, and what strangers cause.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::limits::{Rates, THROTTLE_CALLS, THROTTLE_KEYS};

/// The rate limits of one gateway.
#[derive(Debug)]
pub(crate) struct Throttle {
    calls: Option<Keyed<(Vec<u8>, &'static str)>>,
    /// Bad signatures that are explained.
    pub(crate) explained: StrangersRate,
}

impl Throttle {
    pub(crate) fn new(limits: &crate::Limits) -> Self {
        Self {
            calls: limits.app_method.map(Keyed::new),
            explained: StrangersRate::new(limits.explained),
        }
    }

    /// Whether this app may call this method once more now.
    pub(crate) fn admits_call(&self, app_id: &[u8], method: &'static str) -> bool {
        self.calls.as_ref().is_none_or(|calls| {
            // There are no more keys than apps and methods.
            calls.is_full();
            calls.admits(&(app_id.to_vec(), method))
        })
    }
}

/// How often something may happen for callers who have proved nothing: in all, and from one network.
pub(crate) struct StrangersRate {
    each: Keyed<Option<IpAddr>>,
    all: DefaultDirectRateLimiter,
}

impl std::fmt::Debug for StrangersRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StrangersRate").field("each", &self.each).finish_non_exhaustive()
    }
}

impl StrangersRate {
    pub(crate) fn new(rates: Rates) -> Self {
        let all = RateLimiter::direct(Quota::per_second(rates.all));
        Self { each: Keyed::new(rates.each), all }
    }

    /// Counts one more event that this address causes; whether it is within both rates. While there
    /// are too many networks to tell apart, they are one.
    pub(crate) fn admits(&self, address: IpAddr) -> bool {
        let network = if self.each.is_full() { None } else { Some(network(address)) };
        self.each.admits(&network) && self.all.check().is_ok()
    }
}

/// What a caller cannot change at will: the address, of IPv6 its first 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

/// A rate for each of many keys.
struct Keyed<K: Clone + Eq + Hash> {
    limiter: DefaultKeyedRateLimiter<K>,
    /// Calls while there were too many keys.
    crowded: AtomicUsize,
}

impl<K: Clone + Eq + Hash> std::fmt::Debug for Keyed<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyed").field("keys", &self.limiter.len()).finish_non_exhaustive()
    }
}

impl<K: Clone + Eq + Hash> Keyed<K> {
    fn new(rate: NonZeroU32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_second(rate));
        Self { limiter, crowded: AtomicUsize::new(0) }
    }

    /// Counts one more event of a key; whether it is within the rate.
    fn admits(&self, key: &K) -> bool {
        self.limiter.check_key(key).is_ok()
    }

    /// Whether there are too many keys. If so, those at rest are forgotten now and then: to go through
    /// all of them at each call would cost more than what is limited.
    fn is_full(&self) -> bool {
        let is_full = self.limiter.len() >= THROTTLE_KEYS;
        if is_full && self.crowded.fetch_add(1, Ordering::Relaxed).is_multiple_of(THROTTLE_CALLS) {
            self.limiter.retain_recent();
        }
        is_full
    }
}

#[cfg(test)]
mod tests;
