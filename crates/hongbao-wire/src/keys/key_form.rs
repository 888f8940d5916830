//! The forms that RSA keys travel in: which document, and how its bytes are written.
//!
//! SDKs differ: Java wants PKCS#8, most others PKCS#1, some as PEM, some as bare Base64. Each form has
//! one name, which the command takes and prints.

use std::fmt;

/// Which document holds the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyDocument {
    /// RSAPrivateKey.
    Pkcs1,
    /// PrivateKeyInfo.
    Pkcs8,
    /// SubjectPublicKeyInfo.
    Spki,
    /// RSAPublicKey.
    Pkcs1Public,
}

/// How a document's bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyCoding {
    /// Base64 without header and footer; written on one line, read from any number.
    Base64,
    /// Base64 between header and footer.
    Pem,
    /// The bytes themselves.
    Der,
}

/// A form that a key is read from or written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyForm {
    /// Which document.
    pub document: KeyDocument,
    /// How it is written.
    pub coding: KeyCoding,
}

const DOCUMENTS: [KeyDocument; 4] =
    [KeyDocument::Pkcs1, KeyDocument::Pkcs8, KeyDocument::Spki, KeyDocument::Pkcs1Public];
const CODINGS: [KeyCoding; 3] = [KeyCoding::Base64, KeyCoding::Pem, KeyCoding::Der];

impl KeyDocument {
    /// Whether it holds a private key.
    #[must_use]
    pub fn is_private(self) -> bool {
        match self {
            Self::Pkcs1 | Self::Pkcs8 => true,
            Self::Spki | Self::Pkcs1Public => false,
        }
    }

    /// What its PEM header says.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Spki => "PUBLIC KEY",
            Self::Pkcs1Public => "RSA PUBLIC KEY",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pkcs1 => "pkcs1",
            Self::Pkcs8 => "pkcs8",
            Self::Spki => "spki",
            Self::Pkcs1Public => "pkcs1-public",
        }
    }
}

impl KeyForm {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |document| CODINGS.map(|coding| Self { document, coding });
        DOCUMENTS.into_iter().flat_map(of)
    }

    /// The form with this name, such as `pkcs8` or `spki-pem`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|form| form.to_string() == name)
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.document.name())?;
        f.write_str(match self.coding {
            KeyCoding::Base64 => "",
            KeyCoding::Pem => "-pem",
            KeyCoding::Der => "-der",
        })
    }
}
