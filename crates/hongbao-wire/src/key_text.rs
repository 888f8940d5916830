//! Keys as people have them: PEM, bare Base64 on one line or many, or DER, in any common document.
//!
//! Whatever is read is told apart by its content, and what was found is said, as a key in the wrong
//! form is the most frequent mistake of all.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use pkcs8::SecretDocument;
use pkcs8::der::pem::{LineEnding, encode_string};
use pkcs8::der::zeroize::Zeroizing;

use crate::key::SIZES;
use crate::key_document::{identify, pkcs8, private_bytes, public_bytes, spki};
use crate::{KeyCoding, KeyDocument, KeyError, KeyForm, SigningKey, VerifyingKey};

/// The padding is often lost in copying, and nothing depends on it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A key of either kind.
#[derive(Debug)]
pub enum AnyKey {
    /// A private key.
    Private(Box<SigningKey>),
    /// A public key.
    Public(VerifyingKey),
}

impl AnyKey {
    /// Reads a key in any form, and says which it was.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is no RSA key of 1024 to 4096 bits that can be used as it is.
    pub fn read(content: &[u8]) -> Result<(Self, KeyForm), KeyError> {
        let (coding, der) = unwrap(content)?;
        let (document, bits) = identify(der.as_bytes())?;
        if !SIZES.contains(&bits) {
            return Err(KeyError::Size(bits));
        }
        let key = if document.is_private() {
            let der = pkcs8(document, der.as_bytes())?;
            Self::Private(Box::new(SigningKey::from_pkcs8(der.as_bytes())?))
        } else {
            Self::Public(VerifyingKey::from_der(&spki(document, der.as_bytes())?)?)
        };
        Ok((key, KeyForm { document, coding }))
    }
}

impl SigningKey {
    /// Reads a private key in any form, and says which it was.
    ///
    /// # Errors
    ///
    /// [`KeyError::Public`] if it is a public one, else as [`AnyKey::read`].
    pub fn read(content: &[u8]) -> Result<(Self, KeyForm), KeyError> {
        match AnyKey::read(content)? {
            (AnyKey::Private(key), form) => Ok((*key, form)),
            (AnyKey::Public(_), _) => Err(KeyError::Public),
        }
    }

    /// The key in a form, or its public half in a public one; Base64 has no line's end.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`], which a key that was read does not give.
    pub fn write(&self, form: KeyForm) -> Result<Vec<u8>, KeyError> {
        let der = match form.document {
            KeyDocument::Pkcs8 => Some(self.pkcs8()),
            KeyDocument::Pkcs1 => private_bytes(self.pkcs8()),
            KeyDocument::Spki => Some(self.public_key()),
            KeyDocument::Pkcs1Public => public_bytes(self.public_key()),
        };
        encode(form, der.ok_or(KeyError::Malformed)?)
    }
}

impl VerifyingKey {
    /// Reads a public key in any form, and says which it was.
    ///
    /// # Errors
    ///
    /// [`KeyError::Private`] if it is a private one, else as [`AnyKey::read`].
    pub fn read(content: &[u8]) -> Result<(Self, KeyForm), KeyError> {
        match AnyKey::read(content)? {
            (AnyKey::Public(key), form) => Ok((key, form)),
            (AnyKey::Private(_), _) => Err(KeyError::Private),
        }
    }

    /// The key in a form; Base64 has no line's end.
    ///
    /// # Errors
    ///
    /// [`KeyError::Public`] if the form is a private key's.
    pub fn write(&self, form: KeyForm) -> Result<Vec<u8>, KeyError> {
        let der = match form.document {
            KeyDocument::Spki => Some(self.public_key()),
            KeyDocument::Pkcs1Public => public_bytes(self.public_key()),
            KeyDocument::Pkcs1 | KeyDocument::Pkcs8 => return Err(KeyError::Public),
        };
        encode(form, der.ok_or(KeyError::Malformed)?)
    }
}

/// The DER inside, and what it was wrapped in.
fn unwrap(content: &[u8]) -> Result<(KeyCoding, SecretDocument), KeyError> {
    // Each DER document here is a sequence, and Base64 of a sequence starts with an M.
    if content.first() == Some(&0x30) {
        let der = SecretDocument::try_from(content).map_err(|_| KeyError::Unknown)?;
        return Ok((KeyCoding::Der, der));
    }
    let text = std::str::from_utf8(content).map_err(|_| KeyError::Unknown)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with("ssh-") {
        return Err(KeyError::OpenSsh);
    }
    match pem_block(text) {
        None => Ok((KeyCoding::Base64, decode(text)?)),
        Some(("ENCRYPTED PRIVATE KEY", _)) => Err(KeyError::Encrypted),
        Some((_, body)) if body.contains("Proc-Type: 4,ENCRYPTED") => Err(KeyError::Encrypted),
        Some(("OPENSSH PRIVATE KEY", _)) => Err(KeyError::OpenSsh),
        Some((_, body)) => Ok((KeyCoding::Pem, decode(body)?)),
    }
}

/// Label and body of the first key between PEM's lines, or of the first block if none is a key.
fn pem_block(text: &str) -> Option<(&str, &str)> {
    let blocks: Vec<(&str, &str)> = text
        .split("-----BEGIN ")
        .skip(1)
        .filter_map(|block| {
            let (label, rest) = block.split_once("-----")?;
            Some((label, rest.split_once("-----END")?.0))
        })
        .collect();
    blocks.iter().find(|(label, _)| label.ends_with("KEY")).or(blocks.first()).copied()
}

/// Base64 with whatever white space came with it; a variable may spell a line's end `\n`.
fn decode(text: &str) -> Result<SecretDocument, KeyError> {
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", ""));
    let bare: Zeroizing<Vec<u8>> =
        Zeroizing::new(text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect());
    let der = BASE64.decode(bare.as_slice()).map_err(|_| KeyError::Unknown)?;
    SecretDocument::try_from(der).map_err(|_| KeyError::Unknown)
}

fn encode(form: KeyForm, der: &[u8]) -> Result<Vec<u8>, KeyError> {
    match form.coding {
        KeyCoding::Der => Ok(der.to_vec()),
        KeyCoding::Base64 => Ok(STANDARD.encode(der).into_bytes()),
        KeyCoding::Pem => encode_string(form.document.label(), LineEnding::LF, der)
            .map(String::into_bytes)
            .map_err(|_| KeyError::Malformed),
    }
}
