//! Randomness of tests, from a seed that a failure prints.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// A number that the environment names, such as a seed to play again.
#[expect(clippy::disallowed_methods, reason = "which seeds, and how many, is said from outside")]
pub(crate) fn said(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect(name))
}

/// Numbers and bytes that follow from a seed.
pub(crate) struct Random(u64);

impl Random {
    #[expect(clippy::print_stdout, reason = "a failure shows the seed")]
    pub(crate) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish();
        println!("seed {seed}");
        Self(seed)
    }

    /// Those of a seed that the caller shows.
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Mixed (SplitMix64), so that neighbouring seeds have nothing in common.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    pub(crate) fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}
