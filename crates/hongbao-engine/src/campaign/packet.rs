//! How large a packet is, fixed or by chance, and the proof that chance was fair.
//!
//! The amounts of a random campaign follow from a seed that is drawn when it is created. Its hash is
//! shown from then on, the seed itself once the campaign is settled: nobody can time a draw, and
//! anyone can recompute a finished campaign.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{CrowdNo, Fen};

/// What a campaign's amounts follow from; a secret until it is settled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl std::fmt::Debug for Seed {
    /// Its hash, which is public.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Seed").field(&self.commitment()).finish()
    }
}

impl Seed {
    /// A seed of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What is shown of it from the beginning: the lower-case hex of its SHA-256.
    #[must_use]
    pub fn commitment(&self) -> String {
        Sha256::digest(self.0).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first 8 bytes (big-endian) of HMAC-SHA256(seed, crowd_no ‖ n as 8 bytes).
    fn number(&self, crowd_no: &CrowdNo, n: u64) -> u64 {
        let mut bytes = [0; 8];
        // A key of any length is taken; the error case does not exist.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) {
            mac.update(crowd_no.as_str().as_bytes());
            mac.update(&n.to_be_bytes());
            for (to, from) in bytes.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
        u64::from_be_bytes(bytes)
    }
}

/// The packet of a fixed campaign: the budget by the number of packets, rounded down to the fen. It gives
/// no more packets than that number, so what rounding leaves goes back when the campaign is settled.
#[must_use]
pub fn fixed_packet(total: Fen, count: u32) -> Fen {
    Fen::new(total.get().checked_div(i64::from(count)).unwrap_or_default())
}

/// The `n`th packet (from 1) of a random campaign, before what is left bounds it: between half and one
/// and a half of the average.
#[must_use]
pub fn random_packet(total: Fen, count: u32, seed: &Seed, (crowd_no, n): (&CrowdNo, u64)) -> Fen {
    let (total, twice) = (i128::from(total.get()), i128::from(count).saturating_mul(2).max(1));
    let low = total.saturating_add(twice).saturating_sub(1).div_euclid(twice);
    let high = total.saturating_mul(3).div_euclid(twice);
    let range = high.saturating_sub(low).saturating_add(1).max(1);
    let chance = i128::from(seed.number(crowd_no, n));
    let amount = low.saturating_add(chance.saturating_mul(range) >> 64);
    Fen::new(i64::try_from(amount).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
