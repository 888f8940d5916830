//! RSA keys as DER: which document some bytes are, and from one document to another.
//!
//! A document is told by the kinds of its parts, not by what a header or a file's name says of it.

use std::cmp::Ordering;

use pkcs8::der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use pkcs8::der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef, SecretDocument};

use crate::{KeyDocument, KeyError};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// What a container of keys and certificates is called.
const PKCS12: &str = "a PKCS#12 file (.p12, .pfx)";
const ALGORITHM: AlgorithmIdentifierRef<'static> =
    AlgorithmIdentifierRef { oid: RSA, parameters: Some(AnyRef::NULL) };

/// Which document these bytes are, and how many bits the key in it has.
pub(crate) fn identify(der: &[u8]) -> Result<(KeyDocument, usize), KeyError> {
    check_length(der)?;
    let parts = parts(der).ok_or(KeyError::Malformed)?;
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    let document = match (tags.as_slice(), parts.as_slice()) {
        ([Tag::Integer, Tag::Sequence, Tag::OctetString, ..], [_, algorithm, ..]) => {
            is_rsa(*algorithm)?;
            KeyDocument::Pkcs8
        }
        ([Tag::Sequence, Tag::BitString], [algorithm, _]) => {
            is_rsa(*algorithm)?;
            KeyDocument::Spki
        }
        ([Tag::Integer, Tag::Integer], _) => KeyDocument::Pkcs1Public,
        ([Tag::Integer, rest @ ..], _) if is_eight_integers(rest) => KeyDocument::Pkcs1,
        ([Tag::Integer, Tag::OctetString, ..], _) => return Err(KeyError::NotRsa),
        ([Tag::Sequence, Tag::OctetString], _) => return Err(KeyError::Encrypted),
        ([Tag::Sequence, Tag::Sequence, Tag::BitString], [body, ..]) => {
            return Err(if is_request(*body) { KeyError::Request } else { KeyError::Certificate });
        }
        ([Tag::Integer, Tag::Sequence, Tag::Sequence], _) => return Err(KeyError::Foreign(PKCS12)),
        ([Tag::Integer, Tag::Sequence], _) => return Err(KeyError::Foreign(PKCS12)),
        _ => return Err(KeyError::Unknown),
    };
    let bits = match document {
        KeyDocument::Pkcs1 | KeyDocument::Pkcs1Public => modulus_bits(document, der),
        KeyDocument::Pkcs8 => {
            private_bytes(der).and_then(|key| modulus_bits(KeyDocument::Pkcs1, key))
        }
        KeyDocument::Spki => {
            public_bytes(der).and_then(|key| modulus_bits(KeyDocument::Pkcs1Public, key))
        }
    };
    Ok((document, bits.ok_or(KeyError::Malformed)?))
}

/// A private key's document as PKCS#8.
pub(crate) fn pkcs8(document: KeyDocument, der: &[u8]) -> Result<SecretDocument, KeyError> {
    let info = match document {
        KeyDocument::Pkcs8 => PrivateKeyInfoRef::try_from(der).map_err(|_| KeyError::Malformed)?,
        KeyDocument::Pkcs1 => {
            let key = OctetStringRef::new(der).map_err(|_| KeyError::Malformed)?;
            PrivateKeyInfoRef::new(ALGORITHM, key)
        }
        KeyDocument::Spki | KeyDocument::Pkcs1Public => return Err(KeyError::Public),
    };
    SecretDocument::encode_msg(&info).map_err(|_| KeyError::Malformed)
}

/// A public key's document as SubjectPublicKeyInfo, always of the same bytes for the same key.
pub(crate) fn spki(document: KeyDocument, der: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key = match document {
        KeyDocument::Spki => public_bytes(der).ok_or(KeyError::Malformed)?,
        KeyDocument::Pkcs1Public => der,
        KeyDocument::Pkcs1 | KeyDocument::Pkcs8 => return Err(KeyError::Private),
    };
    let info = BitStringRef::from_bytes(key)
        .map(|key| SubjectPublicKeyInfoRef { algorithm: ALGORITHM, subject_public_key: key });
    info.and_then(|info| info.to_der()).map_err(|_| KeyError::Malformed)
}

/// The RSAPrivateKey inside a PrivateKeyInfo.
pub(crate) fn private_bytes(pkcs8: &[u8]) -> Option<&[u8]> {
    Some(PrivateKeyInfoRef::try_from(pkcs8).ok()?.private_key.as_bytes())
}

/// The RSAPublicKey inside a SubjectPublicKeyInfo.
pub(crate) fn public_bytes(spki: &[u8]) -> Option<&[u8]> {
    SubjectPublicKeyInfoRef::try_from(spki).ok()?.subject_public_key.as_bytes()
}

/// What a sequence consists of, if these bytes are one and nothing else.
pub(crate) fn parts(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let whole = AnyRef::from_der(der).ok().filter(|whole| whole.tag() == Tag::Sequence)?;
    members(whole.value())
}

/// The parts that stand one after the other.
fn members(content: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(parts)
}

/// A document says how long it is: whether it is whole, and nothing stands behind it.
fn check_length(der: &[u8]) -> Result<(), KeyError> {
    let (header, content) = match der {
        [0x30, 0x82, high, low, ..] => (4, usize::from(u16::from_be_bytes([*high, *low]))),
        [0x30, 0x81, length, ..] => (3, usize::from(*length)),
        [0x30, length @ 0..=0x7F, ..] => (2, usize::from(*length)),
        [0x30, ..] => return Err(KeyError::CutShort { is: der.len(), whole: None }),
        _ => return Err(KeyError::Unknown),
    };
    let (is, whole) = (der.len(), header + content);
    match is.cmp(&whole) {
        Ordering::Less => Err(KeyError::CutShort { is, whole: Some(whole) }),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(KeyError::Trailing(is - whole)),
    }
}

/// Whether the first part of a signed document is a request's: a version, a name, a key, attributes. A
/// certificate's has more.
fn is_request(body: AnyRef<'_>) -> bool {
    let Some(parts) = members(body.value()) else { return false };
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    matches!(
        tags.as_slice(),
        [Tag::Integer, Tag::Sequence, Tag::Sequence]
            | [Tag::Integer, Tag::Sequence, Tag::Sequence, _]
    )
}

fn is_eight_integers(tags: &[Tag]) -> bool {
    tags.len() == 8 && tags.iter().all(|tag| *tag == Tag::Integer)
}

fn is_rsa(algorithm: AnyRef<'_>) -> Result<(), KeyError> {
    match algorithm.decode_as::<AlgorithmIdentifierRef<'_>>() {
        Ok(algorithm) if algorithm.oid == RSA => Ok(()),
        Ok(_) => Err(KeyError::NotRsa),
        Err(_) => Err(KeyError::Malformed),
    }
}

/// The length of the modulus in a PKCS#1 document; it is the first number of a public key, and the
/// second of a private one.
fn modulus_bits(document: KeyDocument, der: &[u8]) -> Option<usize> {
    let parts = parts(der)?;
    let modulus = parts.get(usize::from(document.is_private()))?;
    let first = modulus.value().iter().position(|&byte| byte != 0)?;
    let bytes = modulus.value().get(first..)?;
    let unused = usize::try_from(bytes.first()?.leading_zeros()).ok()?;
    Some(bytes.len() * 8 - unused)
}
