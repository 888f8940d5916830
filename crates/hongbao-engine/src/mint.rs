//! The numbers that we give: a campaign's two, and a draw's. Each carries its home and the counter of
//! its home's lane, so that none is ever given twice, and where a campaign lives is read off its number.

use sha2::{Digest, Sha256};

use crate::calendar::Civil;
use crate::{CrowdNo, Home, Seed, Timestamp};

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

/// Home and counter, masked by the random bytes that stand beside them, so that a number looks like
/// the platform's: 64 characters of URL-safe Base64, none of which says anything to a stranger. The
/// four bytes of zero tell our numbers from others'.
fn masked(home: Home, counter: u64, random: &[u8; 32]) -> [u8; 16] {
    let mut bytes = [0; 16];
    let plain = home.number().to_be_bytes().into_iter().chain(counter.to_be_bytes()).chain([0; 4]);
    for ((to, plain), mask) in bytes.iter_mut().zip(plain).zip(hash(&[b"mask", random])) {
        *to = plain ^ mask;
    }
    bytes
}

/// A campaign's number.
pub(crate) fn crowd_no(home: Home, counter: u64, random: &[u8; 32]) -> Option<CrowdNo> {
    let bytes: Vec<u8> = random.iter().copied().chain(masked(home, counter, random)).collect();
    CrowdNo::parse(&to_base64(&bytes))
}

impl CrowdNo {
    /// The home of the campaign with this number, if it is one that we gave.
    #[must_use]
    pub fn home(&self) -> Option<Home> {
        let bytes = from_base64(self.as_str())?;
        let (random, masked) = bytes.split_first_chunk::<32>()?;
        let mask = hash(&[b"mask", random]);
        let plain: Vec<u8> = masked.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        let (home, rest) = plain.split_first_chunk::<4>()?;
        let ours = rest.len() == 12 && rest.ends_with(&[0; 4]);
        ours.then(|| Home::new(u32::from_be_bytes(*home)))
    }
}

/// A campaign's original number, for support: date, hour, home and counter in the platform's form.
pub(crate) fn origin_crowd_no(home: Home, counter: u64, now: Timestamp) -> String {
    let Civil { year, month, day, hour } = Civil::of(now);
    let (home, counter) = (last(home.number().into(), 100_000), last(counter, 100_000_000));
    format!("{year:04}{month:02}{day:02}{hour:02}941019{home:05}{counter:08}004")
}

/// A draw's number: the transfer's, in the form of the platform's transfers.
pub(crate) fn biz_no(home: Home, counter: u64, now: Timestamp) -> String {
    let Civil { year, month, day, .. } = Civil::of(now);
    let (home, counter) = (last(home.number().into(), 10_000), last(counter, 10_000_000_000));
    format!("{year:04}{month:02}{day:02}1100700015{home:04}{counter:010}")
}

/// The last digits of a number.
fn last(number: u64, modulus: u64) -> u64 {
    number.checked_rem(modulus).unwrap_or_default()
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

/// The bytes of such a text; `None` if four does not divide its length, or a letter is none.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(48);
    for group in text.as_bytes().chunks(4) {
        let [a, b, c, d] = group else { return None };
        let mut bits = 0_u32;
        for letter in [a, b, c, d] {
            let value = LETTERS.iter().position(|known| known == letter)?;
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, high, middle, low] = bits.to_be_bytes();
        bytes.extend([high, middle, low]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
