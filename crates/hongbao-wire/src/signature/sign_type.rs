//! The two kinds of signature that the protocol has.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};

/// How a request is signed, and its answer too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignType {
    /// SHA1withRSA.
    Rsa,
    /// SHA256withRSA.
    Rsa2,
}

impl SignType {
    /// The type with this name; `None` if it is not supported.
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        match name {
            b"RSA" => Some(Self::Rsa),
            b"RSA2" => Some(Self::Rsa2),
            _ => None,
        }
    }

    /// The type's name, the value of `sign_type`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Rsa2 => "RSA2",
        }
    }

    /// The lower-case hex of the hash that is signed.
    #[must_use]
    pub fn digest_hex(self, message: &[u8]) -> String {
        let algorithm = match self {
            Self::Rsa => &SHA1_FOR_LEGACY_USE_ONLY,
            Self::Rsa2 => &SHA256,
        };
        let digest = digest(algorithm, message);
        digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
