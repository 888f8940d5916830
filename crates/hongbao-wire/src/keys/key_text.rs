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

use crate::keys::key::SIZES;
use crate::keys::key_document::{identify, pkcs8, private_bytes, public_bytes, spki};
use crate::keys::unmarked::unmarked;
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
    /// [`KeyError`] if it is not an RSA key of 1024 to 4096 bits that can be used as it is.
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
    if let [0x30, second, ..] = content
        && *second != 0
    {
        // Its length is checked first: a document that is cut short is not a document.
        identify(content)?;
        let der = SecretDocument::try_from(content).map_err(|_| KeyError::Malformed)?;
        return Ok((KeyCoding::Der, der));
    }
    if let Some(what) = container(content) {
        return Err(KeyError::Foreign(what));
    }
    let content = Zeroizing::new(unmarked(content).ok_or(KeyError::Utf16)?.into_owned());
    let text = std::str::from_utf8(&content).map_err(|_| KeyError::Unknown)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(KeyError::Empty);
    }
    if start.starts_with("ssh-") || start.starts_with("---- BEGIN SSH2") {
        return Err(KeyError::OpenSsh);
    }
    match pem_block(text)? {
        None => Ok((KeyCoding::Base64, decode(text, text)?)),
        Some(("ENCRYPTED PRIVATE KEY", _)) => Err(KeyError::Encrypted),
        Some((_, body)) if body.contains("Proc-Type: 4,ENCRYPTED") => Err(KeyError::Encrypted),
        Some(("OPENSSH PRIVATE KEY", _)) => Err(KeyError::OpenSsh),
        Some((label, _)) if label.starts_with("PGP ") => Err(KeyError::Foreign("a PGP key")),
        Some((_, body)) => Ok((KeyCoding::Pem, decode(body, text)?)),
    }
}

/// Other things that hold keys, told by how they start.
fn container(content: &[u8]) -> Option<&'static str> {
    let starts: [(&[u8], &str); 5] = [
        (&[0xFE, 0xED, 0xFE, 0xED], "a Java keystore (.jks)"),
        (b"PuTTY-User-Key-File", "a PuTTY key (.ppk)"),
        (b"<RSAKeyValue", "a .NET key in XML"),
        (b"<", "a page or an XML file"),
        (b"{", "a JSON file, such as a JSON Web Key"),
    ];
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content).trim_ascii_start();
    starts.into_iter().find(|(start, _)| content.starts_with(start)).map(|(_, what)| what)
}

/// Label and body of the first key between PEM's lines, or of the first block if none is a key; `None`
/// if there are no such lines.
fn pem_block(text: &str) -> Result<Option<(&str, &str)>, KeyError> {
    const BEGIN: &str = "-----BEGIN ";
    if !text.contains(BEGIN) {
        let is_framed =
            text.contains("-END ") || (text.contains("BEGIN ") && text.contains(" KEY"));
        if is_framed {
            return Err(KeyError::Frame("its first line does not start with -----BEGIN"));
        }
        return Ok(None);
    }
    let blocks = text.split(BEGIN).skip(1).map(|block| {
        let line = block.lines().next().unwrap_or_default();
        let (label, _) = line
            .split_once("-----")
            .ok_or(KeyError::Frame("its first line does not end with -----"))?;
        let rest = &block[label.len() + 5..];
        let (body, _) = rest.split_once("-----END").ok_or(KeyError::Frame(
            "its last line, which starts with -----END, is damaged or missing",
        ))?;
        Ok((label, body))
    });
    let blocks = blocks.collect::<Result<Vec<_>, KeyError>>()?;
    let key = blocks.iter().find(|(label, _)| label.ends_with("KEY"));
    Ok(key.or(blocks.first()).copied())
}

/// Base64 with whatever white space came with it; a variable may spell a line's end `\n`. `whole` is
/// the text that it is a part of, where the line and column of a damage are counted.
fn decode(text: &str, whole: &str) -> Result<SecretDocument, KeyError> {
    let mut bare = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match c {
            _ if rest.starts_with("\\n") || rest.starts_with("\\r") => {
                rest = &rest[2..];
                continue;
            }
            '+' | '/' | '=' => bare.push(u8::try_from(c).unwrap_or_default()),
            c if c.is_ascii_alphanumeric() => bare.push(u8::try_from(c).unwrap_or_default()),
            c if c.is_ascii_whitespace() => {}
            // Each key's Base64 starts so; other texts are not damaged keys.
            _ if !whole.contains("MI") => return Err(KeyError::Unknown),
            _ => return Err(misplaced(rest, whole)),
        }
        rest = &rest[c.len_utf8()..];
    }
    // What follows the padding is not part of the key.
    let digits = bare.iter().position(|byte| *byte == b'=').unwrap_or(bare.len());
    let behind = bare.iter().skip(digits).filter(|byte| **byte != b'=').count();
    // A lone last digit is less than a byte: something is missing.
    let is_torn = digits % 4 == 1;
    bare.truncate(digits - usize::from(is_torn));
    let der = Zeroizing::new(BASE64.decode(bare.as_slice()).map_err(|_| KeyError::Unknown)?);
    identify(&der)?;
    if behind > 0 {
        return Err(KeyError::Trailing((behind * 3).div_ceil(4)));
    }
    if is_torn {
        return Err(KeyError::Malformed);
    }
    SecretDocument::try_from(der.as_slice()).map_err(|_| KeyError::Malformed)
}

/// A character that is not Base64, with its place in the whole text.
fn misplaced(rest: &str, whole: &str) -> KeyError {
    let before = &whole[..rest.as_ptr().addr() - whole.as_ptr().addr()];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    KeyError::Base64 { line, column }
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
