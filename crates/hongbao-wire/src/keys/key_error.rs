//! Why a key cannot be used, and what to try next.

use std::fmt;

/// Why a key cannot be used. No text of it shows anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It has the shape of an RSA key, but something inside does not fit.
    #[error("not an RSA key in the expected form: something inside it is damaged")]
    Malformed,
    /// The system gave no key or no signature.
    #[error("the cryptographic library failed")]
    Library,
    /// Nothing that looks like a key.
    #[error("no key in any form that is known")]
    Unknown,
    /// Nothing at all.
    #[error("no key: it is empty")]
    Empty,
    /// UTF-16 that spells no text.
    #[error("UTF-16 text with a broken character")]
    Utf16,
    /// PEM whose first line or last line is not as it must be.
    #[error("damaged PEM: {0}")]
    Frame(&'static str),
    /// A character that Base64 does not have.
    #[error("damaged Base64: the character at line {line}, column {column} does not belong to it")]
    Base64 {
        /// The line, from 1.
        line: usize,
        /// The character's place in it, from 1.
        column: usize,
    },
    /// Less than the document says that it has.
    #[error("a key that is cut short: {is} bytes are there{}", Whole(.whole))]
    CutShort {
        /// The bytes that are there.
        is: usize,
        /// The bytes that the document says it has; `None` if not even that is there.
        whole: Option<usize>,
    },
    /// More than the document says that it has.
    #[error("a key with {0} bytes too many behind its end")]
    Trailing(usize),
    /// An RSA key outside 1024 to 4096 bits.
    #[error("an RSA key of {0} bits; 1024 to 4096 are taken")]
    Size(usize),
    /// A private key that only its passphrase opens.
    #[error("a private key that is encrypted with a passphrase")]
    Encrypted,
    /// A key as OpenSSH writes it.
    #[error("a key in OpenSSH's own form")]
    OpenSsh,
    /// A certificate.
    #[error("a certificate, not a key")]
    Certificate,
    /// A request for a certificate (CSR).
    #[error("a request for a certificate (CSR), not a key")]
    Request,
    /// Something else that holds keys; what it is called.
    #[error("{0}, which is not read here")]
    Foreign(&'static str),
    /// A key of another algorithm, such as an elliptic curve's.
    #[error("a key of another algorithm than RSA, such as EC")]
    NotRsa,
    /// A public key where a private one is needed.
    #[error("a public key where a private one is needed")]
    Public,
    /// A private key where a public one is needed.
    #[error("a private key where a public one is needed")]
    Private,
}

impl KeyError {
    /// The next thing to try.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Malformed => "Copy it again, whole.",
            Self::Empty => "Put the key into it: as PEM, as Base64 without header, or as DER.",
            Self::Utf16 => "Save it as utf-8.",
            Self::Frame(_) => {
                "PEM starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----, or another name in both, with five dashes on each side."
            }
            Self::Base64 { .. } => {
                "Copy it again, without anything before, between or behind: Base64 has letters, digits, +, / and =."
            }
            Self::CutShort { .. } => {
                "Copy it again, whole: of PEM from the line with BEGIN to the line with END."
            }
            Self::Trailing(_) => "Copy it again, without what follows it; a file holds one key.",
            Self::Library => "Try again; if it stays so, the system is at fault.",
            Self::Unknown => {
                "Give it as PEM, as Base64 without header, or as DER; in PKCS#1, PKCS#8 or SubjectPublicKeyInfo."
            }
            Self::Size(_) => "Make one of 2048 bits: hongbao keys new",
            Self::Encrypted => "Decrypt it first: openssl pkey -in FILE -out key.pem",
            Self::OpenSsh => {
                "Turn a copy of it into PEM: ssh-keygen -p -m PEM -f COPY; of a public key: ssh-keygen -e -m PKCS8 -f FILE"
            }
            Self::Certificate => "Take the key out of it: openssl x509 -in FILE -noout -pubkey",
            Self::Request => "Take the key out of it: openssl req -in FILE -noout -pubkey",
            Self::Foreign(_) => {
                "Export the key as PEM; of .p12 and .pfx: openssl pkcs12 -in FILE -nodes -nocerts"
            }
            Self::NotRsa => "sign_type RSA2 and RSA need an RSA key: hongbao keys new",
            Self::Public => "Give the private key's file; the public half cannot sign.",
            Self::Private => {
                "Give the public key; a private key's public half is printed by: hongbao keys show FILE"
            }
        }
    }
}

/// How much there should be.
struct Whole<'a>(&'a Option<usize>);

impl fmt::Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(whole) => write!(f, " of {whole}"),
            None => Ok(()),
        }
    }
}
