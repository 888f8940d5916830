//! RSA keys: the ones this side signs with, and the ones others sign with.
//!
//! Keys are parsed once and then shared; parsing costs as much as several verifications.
//! Nothing here prints a private key: `Debug` shows the fingerprint.

use std::fmt;
use std::ops::RangeInclusive;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_SHA256, RsaKeyPair, RsaParameters,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem::LineEnding;
use pkcs8::{PrivateKeyInfoRef, SecretDocument};

use crate::SignType;
use crate::rsa_legacy::PrivateKey;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not an RSA key in the form that was asked for, or outside 1024 to 4096 bits.
    #[error("not an RSA key in the expected form")]
    Malformed,
    /// The system gave no key or no signature.
    #[error("the cryptographic library failed")]
    Library,
}

/// A private RSA key that signs, of 1024 to 4096 bits.
pub struct SigningKey {
    /// The safe library's view of it; it refuses keys under 2048 bits.
    pair: Option<RsaKeyPair>,
    legacy: PrivateKey,
    pkcs8: SecretDocument,
    public_key: Vec<u8>,
    random: SystemRandom,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("fingerprint", &self.fingerprint()).finish()
    }
}

impl SigningKey {
    /// A new key of 2048 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_pkcs8(&PrivateKey::generate(2048)?.to_pkcs8()?)
    }

    /// A new key of 1024 bits, for apps of old; nothing else should use one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the system gives none.
    pub fn generate_1024() -> Result<Self, KeyError> {
        Self::from_pkcs8(&PrivateKey::generate(1024)?.to_pkcs8()?)
    }

    /// The key in a PKCS#8 document (DER).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] if it is none, or no RSA key of 1024 to 4096 bits.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let legacy = PrivateKey::from_pkcs8(der)?;
        let public_key = legacy.public_key()?;
        let pkcs8 = SecretDocument::try_from(der).map_err(|_| KeyError::Malformed)?;
        let pair = RsaKeyPair::from_pkcs8(der).ok();
        Ok(Self { pair, legacy, pkcs8, public_key, random: SystemRandom::new() })
    }

    /// The key in a PKCS#8 document (PEM).
    ///
    /// # Errors
    ///
    /// As [`SigningKey::from_pkcs8`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (_, document) = SecretDocument::from_pem(pem).map_err(|_| KeyError::Malformed)?;
        Self::from_pkcs8(document.as_bytes())
    }

    /// The key as a PKCS#8 document (PEM), for a file that only its owner reads.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if it cannot be written so.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let pem = self.pkcs8.to_pem("PRIVATE KEY", LineEnding::LF);
        pem.map(|pem| pem.as_str().to_owned()).map_err(|_| KeyError::Library)
    }

    /// The key as SDKs for Java want it: PKCS#8 DER in Base64, one line.
    #[must_use]
    pub fn pkcs8_base64(&self) -> String {
        STANDARD.encode(self.pkcs8.as_bytes())
    }

    /// The key as most other SDKs want it: PKCS#1 DER in Base64, one line.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`], which a key that was parsed does not give.
    pub fn pkcs1_base64(&self) -> Result<String, KeyError> {
        let info = PrivateKeyInfoRef::try_from(self.pkcs8.as_bytes());
        let info = info.map_err(|_| KeyError::Malformed)?;
        Ok(STANDARD.encode(info.private_key.as_bytes()))
    }

    /// The public half: SubjectPublicKeyInfo, DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The public half in Base64, one line, as every SDK wants it.
    #[must_use]
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(&self.public_key)
    }

    /// The public half's name: lower-case hex SHA-256 of its DER.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(&self.public_key)
    }

    /// The signature of these bytes (PKCS#1 v1.5) in Base64.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the library fails.
    pub fn sign(&self, sign_type: SignType, message: &[u8]) -> Result<String, KeyError> {
        let signature = match (&self.pair, sign_type) {
            (Some(pair), SignType::Rsa2) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature)
                    .map_err(|_| KeyError::Library)?;
                signature
            }
            (None, SignType::Rsa2) | (_, SignType::Rsa) => self.legacy.sign(sign_type, message)?,
        };
        Ok(STANDARD.encode(signature))
    }
}

/// A public RSA key that others sign with, of 1024 to 4096 bits.
pub struct VerifyingKey {
    rsa: ParsedPublicKey,
    rsa2: ParsedPublicKey,
    fingerprint: String,
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey").field("fingerprint", &self.fingerprint).finish()
    }
}

/// A PKCS#1 document of 1024 bits has 140 bytes, a SubjectPublicKeyInfo of 4096 bits 550. A key just
/// under 1024 bits that passes here is refused by each verification.
const PUBLIC_KEY_LENGTHS: RangeInclusive<usize> = 140..=550;

impl VerifyingKey {
    /// The key in a SubjectPublicKeyInfo or PKCS#1 document (DER).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] if it is none, or has not 1024 to 4096 bits.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        if !PUBLIC_KEY_LENGTHS.contains(&der.len()) {
            return Err(KeyError::Malformed);
        }
        let parse = |algorithm: &'static RsaParameters| {
            ParsedPublicKey::new(algorithm, der).map_err(|_| KeyError::Malformed)
        };
        Ok(Self {
            rsa: parse(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)?,
            rsa2: parse(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)?,
            fingerprint: sha256_hex(der),
        })
    }

    /// Whether `signature` is this key's for these bytes (PKCS#1 v1.5).
    #[must_use]
    pub fn accepts(&self, sign_type: SignType, message: &[u8], signature: &[u8]) -> bool {
        let key = match sign_type {
            SignType::Rsa => &self.rsa,
            SignType::Rsa2 => &self.rsa2,
        };
        key.verify_sig(message, signature).is_ok()
    }
}

/// The lower-case hex SHA-256 of these bytes.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
