//! Randomness of tests, from a seed that a failure prints.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// Numbers and bytes that follow from a seed.
pub(crate) struct Random(u64);

impl Random {
    #[expect(clippy::print_stdout, reason = "a failure shows the seed")]
    pub(crate) fn new() -> Self {
        let seed = RandomState::new().build_hasher().finish();
        println!("seed {seed}");
        Self(seed)
    }

    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}
