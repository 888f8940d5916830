//! What stands in a signature once its public key has opened it: the padding, the hash that a
//! DigestInfo names if there is one, and the hash's bytes.
//!
//! Nothing here decides whether a signature holds. It says what was done instead, and claims no more
//! than it has seen.

use std::fmt;

use aws_lc_rs::digest::{
    Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA224, SHA256, SHA384, SHA512, digest,
};
use pkcs8::ObjectIdentifier;
use pkcs8::der::{Tag, Tagged};
use pkcs8::spki::AlgorithmIdentifierRef;

use crate::keys::key_document::parts;

/// A hash, as a DigestInfo or PSS names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash(ObjectIdentifier);

/// Object identifier, name, and how it is computed; MD5 and SM3 are known by name only.
static HASHES: [(&str, &str, Option<&'static Algorithm>); 7] = [
    ("2.16.840.1.101.3.4.2.1", "SHA-256", Some(&SHA256)),
    ("1.3.14.3.2.26", "SHA-1", Some(&SHA1_FOR_LEGACY_USE_ONLY)),
    ("2.16.840.1.101.3.4.2.2", "SHA-384", Some(&SHA384)),
    ("2.16.840.1.101.3.4.2.3", "SHA-512", Some(&SHA512)),
    ("2.16.840.1.101.3.4.2.4", "SHA-224", Some(&SHA224)),
    ("1.2.840.113549.2.5", "MD5", None),
    ("1.2.156.10197.1.401", "SM3", None),
];

impl Hash {
    fn row(self) -> Option<&'static (&'static str, &'static str, Option<&'static Algorithm>)> {
        HASHES.iter().find(|(oid, ..)| ObjectIdentifier::new(oid).is_ok_and(|oid| oid == self.0))
    }

    /// The hashes that can be computed here.
    fn computable() -> impl Iterator<Item = (Self, &'static Algorithm)> {
        HASHES.iter().filter_map(|(oid, _, algorithm)| {
            Some((Self(ObjectIdentifier::new(oid).ok()?), (*algorithm)?))
        })
    }

    /// The hash of a message; `None` if it cannot be computed here.
    #[must_use]
    pub fn of(self, message: &[u8]) -> Option<Vec<u8>> {
        let (_, _, algorithm) = self.row()?;
        Some(digest((*algorithm)?, message).as_ref().to_vec())
    }
}

impl fmt::Display for Hash {
    /// Its usual name, else its object identifier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some((_, name, _)) => f.write_str(name),
            None => write!(f, "the hash {}", self.0),
        }
    }
}

/// How a signature's content is made as long as the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Padding {
    /// PKCS#1 v1.5, for signatures: what the protocol has.
    Pkcs1,
    /// PKCS#1 v1.5, for encryption.
    Encryption,
    /// PSS, with a salt and the hash of its mask.
    Pss {
        /// The salt's bytes.
        salt: Vec<u8>,
        /// The hash of its mask.
        mask: Hash,
    },
    /// Zeros in front, and nothing else.
    Zeros,
}

/// A signature, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureBlock {
    /// How it is padded.
    pub padding: Padding,
    /// The hash that it names; `None` if there is no DigestInfo.
    pub hash: Option<Hash>,
    /// The hash's bytes; without a DigestInfo, whatever stands in its place.
    pub content: Vec<u8>,
}

impl SignatureBlock {
    /// Reads the block that a key of so many bits opened a signature to.
    pub(crate) fn read(block: &[u8], bits: usize) -> Option<Self> {
        match block {
            [0, 1, rest @ ..] => {
                let ones = rest.iter().take_while(|byte| **byte == 0xFF).count();
                let content = rest.get(ones..)?.strip_prefix(&[0])?;
                (ones >= 8).then(|| Self::padded(Padding::Pkcs1, content))
            }
            [0, 2, rest @ ..] => {
                let end = rest.iter().position(|byte| *byte == 0).filter(|end| *end >= 8)?;
                let opened = Self::padded(Padding::Encryption, rest.get(end + 1..)?);
                opened.is_plausible().then_some(opened)
            }
            // Eight zeros in front are not an accident of another key.
            [0, 0, 0, 0, 0, 0, 0, 0, ..] => {
                let start = block.iter().position(|byte| *byte != 0)?;
                Some(Self::padded(Padding::Zeros, &block[start..]))
            }
            _ => None,
        }
        .or_else(|| pss(block, bits))
    }

    fn padded(padding: Padding, content: &[u8]) -> Self {
        match digest_info(content) {
            Some((hash, digest)) => Self { padding, hash: Some(hash), content: digest.to_vec() },
            None => Self { padding, hash: None, content: content.to_vec() },
        }
    }

    /// Whether the content looks like something that somebody signs: random bytes do not.
    fn is_plausible(&self) -> bool {
        let printable = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        let is_text = self.content.len() >= 8 && self.content.iter().all(printable);
        self.hash.is_some() || is_text || matches!(self.content.len(), 16 | 20 | 28 | 32 | 48 | 64)
    }

    /// Whether this was made over a message: with the hash that it names, else with any, as bytes or
    /// as hexadecimal digits, or over the message itself.
    #[must_use]
    pub fn is_over(&self, message: &[u8]) -> bool {
        match (&self.padding, self.hash) {
            (Padding::Pss { salt, .. }, Some(hash)) => {
                let inner =
                    hash.of(message).map(|inner| [&[0; 8], inner.as_slice(), salt].concat());
                inner.and_then(|inner| hash.of(&inner)).is_some_and(|made| made == self.content)
            }
            (_, Some(hash)) => hash.of(message).is_some_and(|made| made == self.content),
            (_, None) => self.bare_form(message).is_some(),
        }
    }

    /// What stands in the place of a DigestInfo, if it follows from this message.
    #[must_use]
    pub fn bare_form(&self, message: &[u8]) -> Option<String> {
        if self.hash.is_some() {
            return None;
        }
        if self.content == message {
            return Some("the text itself".to_owned());
        }
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Hash::computable().find_map(|(hash, algorithm)| {
            let made = digest(algorithm, message);
            if made.as_ref() == self.content {
                return Some(format!("the bare {hash} of the text"));
            }
            let same = self.content.eq_ignore_ascii_case(hex(made.as_ref()).as_bytes());
            same.then(|| format!("the {hash} of the text as hexadecimal digits"))
        })
    }
}

/// The hash that a DigestInfo names, and the hash's bytes.
fn digest_info(der: &[u8]) -> Option<(Hash, &[u8])> {
    let parts = parts(der)?;
    let [algorithm, digest] = parts.as_slice() else { return None };
    let algorithm = algorithm.decode_as::<AlgorithmIdentifierRef<'_>>().ok()?;
    (digest.tag() == Tag::OctetString).then(|| (Hash(algorithm.oid), digest.value()))
}

/// PSS with any hash, any salt, and a mask of the same hash or of SHA-1.
fn pss(block: &[u8], bits: usize) -> Option<SignatureBlock> {
    let length = (bits - 1).div_ceil(8);
    let (zeros, message) = block.split_at_checked(block.len().checked_sub(length)?)?;
    if zeros.iter().any(|byte| *byte != 0) {
        return None;
    }
    let unused = length * 8 - (bits - 1);
    let (last, rest) = message.split_last()?;
    if *last != 0xBC {
        return None;
    }
    Hash::computable().find_map(|(hash, algorithm)| {
        let (masked, content) =
            rest.split_at_checked(rest.len().checked_sub(algorithm.output_len())?)?;
        let sha1 = Hash::computable().find(|(_, other)| other.output_len() == 20);
        [Some((hash, algorithm)), sha1].into_iter().flatten().find_map(|(mask, algorithm)| {
            let salt = salt(masked, &mask_of(algorithm, content, masked.len()), unused)?;
            let padding = Padding::Pss { salt, mask };
            Some(SignatureBlock { padding, hash: Some(hash), content: content.to_vec() })
        })
    })
}

/// The salt under a mask; `None` if what is in front of it is not as PSS has it.
fn salt(masked: &[u8], mask: &[u8], unused: usize) -> Option<Vec<u8>> {
    let mut open: Vec<u8> = masked.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    let first = open.first_mut()?;
    *first &= 0xFF >> unused;
    let start = open.iter().position(|byte| *byte != 0)?;
    // Without a salt the bytes in front are all that tells it from chance; with a long one, still 8.
    (open[start] == 1 && start >= 2).then(|| open[start + 1..].to_vec())
}

/// MGF1.
fn mask_of(algorithm: &'static Algorithm, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length + algorithm.output_len());
    let mut counter = 0_u32;
    while mask.len() < length {
        let block = digest(algorithm, &[seed, &counter.to_be_bytes()].concat());
        mask.extend_from_slice(block.as_ref());
        counter += 1;
    }
    mask
}
