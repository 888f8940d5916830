//! The secret that the numbers we give follow from, so that none of them shows whose it is or how many there
//! were before it. The database keeps it; nothing ever shows it.
//!
//! Home and counter become twenty digits by a permutation of all numbers of twenty digits: a Feistel
//! network over two halves of ten, whose rounds add what SHA-256 makes of the secret and the other half.
//! What is permuted stays distinct, so no number is given twice. ADR 18 says why so.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Home, Kind};

/// Ten digits: how many numbers a half has. A home's counter stays below.
const HALF: u64 = 10_000_000_000;
/// How often the halves change places.
const ROUNDS: u8 = 8;

/// The secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NumberKey {
    secret: [u8; 32],
    /// Whether numbers were given before there was the secret.
    has_earlier: bool,
}

impl fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberKey(***)")
    }
}

impl NumberKey {
    /// A secret of these bytes.
    #[must_use]
    pub const fn new(secret: [u8; 32]) -> Self {
        Self { secret, has_earlier: true }
    }

    /// The secret of a database that gave no number before it had one: none has to be tried as such.
    #[must_use]
    pub const fn since_the_first(self) -> Self {
        Self { has_earlier: false, ..self }
    }

    /// Whether a number may be one that was given before there was the secret.
    pub(crate) const fn has_earlier(&self) -> bool {
        self.has_earlier
    }

    /// Its bytes, for a store.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The twenty digits of a number that a home gives; `None` for a counter of more than ten digits.
    pub(crate) fn digits(&self, home: Home, counter: u64) -> Option<String> {
        if counter >= HALF {
            return None;
        }
        let (mut left, mut right) = (u64::from(home.number()), counter);
        for round in 0..ROUNDS {
            let sum = left.checked_add(self.round(round, right))?;
            (left, right) = (right, sum.checked_rem(HALF)?);
        }
        Some(format!("{left:010}{right:010}"))
    }

    /// What a round adds: a number of ten digits. All that is hashed here is of one length, which makes
    /// a hash with the secret in front as good as an HMAC, in one block.
    fn round(&self, round: u8, half: u64) -> u64 {
        let hash = self.hash(b"digits", &[&[round], &half.to_be_bytes()]);
        let (first, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        u64::from_be_bytes(*first).checked_rem(HALF).unwrap_or_default()
    }

    /// What hides home and counter in a campaign's id, beside the random bytes that it begins with.
    pub(crate) fn mask(&self, random: &[u8; 32]) -> [u8; 32] {
        self.hash(b"crowd_no", &[random])
    }

    fn hash(&self, what: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.secret);
        hash.update(what);
        for part in parts {
            hash.update(part);
        }
        hash.finalize().into()
    }
}

impl Kind for NumberKey {
    const NAME: &'static str = "number key";
    const SHARED: bool = true;
    type Id = ();
    type Held = Self;

    fn id(&self) -> Self::Id {}

    fn place(&self) -> String {
        String::new()
    }
}

#[cfg(test)]
mod tests;
