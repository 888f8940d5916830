//! The numbers that we give: a campaign's two, and a draw's. Each follows from its home and the counter of
//! the home's book, by a secret, so that none is given twice and none shows either; where a campaign lives
//! we read off its number, and nobody else does.
//!
//! Before there was a secret, numbers showed both. Those that were given then stay as they are: a
//! campaign's are kept with it, and a draw's is made as it was made then.

use sha2::{Digest, Sha256};

use crate::time::calendar::Civil;
use crate::{Books, CrowdNo, Draw, Fault, Gap, Home, Lane, NumberKey, Seed, Stop, Timestamp};

/// The last number of a home: beyond it a draw's would need more digits than it has.
const MOST: u64 = 9_999_999_999;

/// What one command's 32 random bytes are made into. Neither can be told from the other.
pub(crate) fn campaign_secrets(entropy: &[u8; 32]) -> ([u8; 32], Seed) {
    (hash(&[b"crowd_no", entropy]), Seed::new(hash(&[b"seed", entropy])))
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// What a campaign's id looked like before there was a secret: anybody can take this mask off.
fn earlier_mask(random: &[u8; 32]) -> [u8; 32] {
    hash(&[b"mask", random])
}

/// A campaign's id, which looks like the platform's, 64 characters of URL-safe Base64: 32 random
/// bytes, and behind them home and counter, masked. The four bytes of zero tell our numbers from others'.
pub(crate) fn crowd_no(
    key: &NumberKey,
    (home, counter): (Home, u64),
    random: &[u8; 32],
) -> Option<CrowdNo> {
    let plain = home.number().to_be_bytes().into_iter().chain(counter.to_be_bytes()).chain([0; 4]);
    let masked = plain.zip(key.mask(random)).map(|(plain, mask)| plain ^ mask);
    let bytes: Vec<u8> = random.iter().copied().chain(masked).collect();
    CrowdNo::parse(&to_base64(&bytes))
}

impl NumberKey {
    /// The home of the campaign with this number, if it is one that we gave, lately or before there was
    /// a secret. Whether there is such a campaign, only looking for it tells.
    #[must_use]
    pub fn home_of(&self, crowd_no: &CrowdNo) -> Option<Home> {
        let bytes = from_base64(crowd_no.as_str())?;
        let (random, masked) = bytes.split_first_chunk::<32>()?;
        let earlier = || self.has_earlier().then(|| unmasked(masked, earlier_mask(random)))?;
        unmasked(masked, self.mask(random)).or_else(earlier)
    }
}

fn unmasked(masked: &[u8], mask: [u8; 32]) -> Option<Home> {
    let mut plain: [u8; 16] = masked.try_into().ok()?;
    plain.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    let home = plain.first_chunk::<4>()?;
    plain.ends_with(&[0; 4]).then(|| Home::new(u32::from_be_bytes(*home)))
}

/// A campaign's original number, for support: the date, and the digits of home and counter. `9410` stands
/// where the platform and our earlier numbers have an hour.
pub(crate) fn origin_crowd_no(
    key: &NumberKey,
    (home, counter): (Home, u64),
    now: Timestamp,
) -> Option<String> {
    let Civil { year, month, day, .. } = Civil::of(now);
    let digits = key.digits(home, counter)?;
    Some(format!("{year:04}{month:02}{day:02}9410{digits}"))
}

impl NumberKey {
    /// A draw's number, in the form of the platform's transfers: the date, and the digits of home and
    /// counter. `1101` stands where the platform and our earlier numbers have `1100`.
    ///
    /// `None` for a counter of more than ten digits.
    #[must_use]
    pub fn biz_no(&self, draw: &Draw) -> Option<String> {
        let Civil { year, month, day, .. } = Civil::of(draw.at);
        let digits = self.digits(draw.home, draw.seq)?;
        Some(format!("{year:04}{month:02}{day:02}1101{digits}"))
    }
}

/// A draw's number as it was given before there was a secret.
fn earlier_biz_no(draw: &Draw) -> String {
    let Civil { year, month, day, .. } = Civil::of(draw.at);
    let (home, counter) = (last(draw.home.number().into(), 10_000), last(draw.seq, 10_000_000_000));
    format!("{year:04}{month:02}{day:02}1100700015{home:04}{counter:010}")
}

/// The last digits of a number.
fn last(number: u64, modulus: u64) -> u64 {
    number.checked_rem(modulus).unwrap_or_default()
}

impl Books {
    /// The next number of this home, from 1, without gaps: a work that does not succeed gives its
    /// numbers back.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane is not loaded; [`Fault::Exhausted`] beyond ten digits.
    #[expect(clippy::should_implement_trait, reason = "books are not an iterator")]
    pub fn next(&mut self) -> Result<u64, Stop> {
        let lane = self.lane()?;
        let counter = lane.counter.checked_add(1).filter(|counter| *counter <= MOST);
        let counter = counter.ok_or(Stop::Faulty(Fault::Exhausted))?;
        self.put(Lane { counter, ..lane })?;
        Ok(counter)
    }

    /// The lane as it stands; a home in which nothing has happened has given out no number.
    pub(crate) fn lane(&self) -> Result<Lane, Stop> {
        Ok(self.get::<Lane>(())?.copied().unwrap_or_else(|| Lane::new(self.home(), self.now())))
    }

    /// Leaves out what this home has not given yet, up to this number. Nothing happens if it is beyond it.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane is not loaded.
    pub fn leave_out(&mut self, last: u64) -> Result<(), Stop> {
        let lane = self.lane()?;
        if last <= lane.counter {
            return Ok(());
        }
        let first = lane.counter.saturating_add(1);
        self.put(Gap { home: self.home(), first, last })?;
        self.put(Lane { counter: last, ..lane })
    }

    /// The secret; `None` in a database that has none yet.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if it is not loaded.
    pub fn number_key(&self) -> Result<Option<NumberKey>, Stop> {
        Ok(self.get::<NumberKey>(())?.copied())
    }

    /// The number that was given for a draw.
    ///
    /// # Errors
    ///
    /// [`Stop::Missing`] if the lane is not loaded.
    pub fn biz_no(&self, draw: &Draw, key: &NumberKey) -> Result<String, Stop> {
        if draw.seq <= self.lane()?.earlier {
            Ok(earlier_biz_no(draw))
        } else {
            key.biz_no(draw).ok_or(Stop::Faulty(Fault::Exhausted))
        }
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// URL-safe Base64 of bytes whose number three divides.
fn to_base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        for shift in [18, 12, 6, 0] {
            let letter = usize::try_from(bits >> shift & 63).ok().and_then(|at| LETTERS.get(at));
            text.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    text
}

/// The bytes of a campaign's id; `None` if it is not 64 letters of it.
fn from_base64(text: &str) -> Option<[u8; 48]> {
    let text: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let (mut bytes, mut seen) = ([0; 48], 0);
    for (group, into) in text.chunks_exact(4).zip(bytes.chunks_exact_mut(3)) {
        let mut bits = 0_u32;
        for letter in group {
            let value = VALUES.get(usize::from(*letter)).copied().unwrap_or(NONE);
            seen |= value;
            bits = bits << 6 | u32::from(value);
        }
        let [_, group @ ..] = bits.to_be_bytes();
        into.copy_from_slice(&group);
    }
    (seen & NONE == 0).then_some(bytes)
}

/// What a byte stands for that is not a letter.
const NONE: u8 = 1 << 7;

/// The six bits of each letter: every call that names a campaign reads 64 of them.
const VALUES: [u8; 256] = values();

#[expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "the compiler runs it, and would refuse what does not fit"
)]
const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        values[LETTERS[value as usize] as usize] = value;
        value += 1;
    }
    values
}

#[cfg(test)]
mod tests;
