//! RSA keys: the ones this side signs with, and the ones others sign with.
//!
//! Keys are parsed once and then shared; parsing costs as much as several verifications.
//! Nothing here prints a private key: `Debug` shows the fingerprint.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, ParsedPublicKey, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem::LineEnding;
use pkcs8::{PrivateKeyInfoRef, SecretDocument};

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not an RSA key in the form that was asked for, or outside 1024 to 8192 bits.
    #[error("not an RSA key in the expected form")]
    Malformed,
    /// The system gave no key or no signature.
    #[error("the cryptographic library failed")]
    Library,
}

/// A private RSA key that signs.
pub struct SigningKey {
    pair: RsaKeyPair,
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
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Library)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Library)?;
        Self::from_pkcs8(der.as_ref())
    }

    /// The key in a PKCS#8 document (DER).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] if it is none, or no RSA key of at least 2048 bits.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError::Malformed)?;
        let public: PublicKeyX509Der<'_> =
            pair.public_key().as_der().map_err(|_| KeyError::Malformed)?;
        let public_key = public.as_ref().to_vec();
        let pkcs8 = SecretDocument::try_from(der).map_err(|_| KeyError::Malformed)?;
        Ok(Self { pair, pkcs8, public_key, random: SystemRandom::new() })
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

    /// The signature of these bytes (PKCS#1 v1.5, SHA-256) in Base64.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<String, KeyError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature)
            .map_err(|_| KeyError::Library)?;
        Ok(STANDARD.encode(signature))
    }
}

/// A public RSA key that others sign with.
pub struct VerifyingKey {
    key: ParsedPublicKey,
    fingerprint: String,
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey").field("fingerprint", &self.fingerprint).finish()
    }
}

impl VerifyingKey {
    /// The key in a SubjectPublicKeyInfo or PKCS#1 document (DER), of 1024 to 8192 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] if it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let key = ParsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, der)
            .map_err(|_| KeyError::Malformed)?;
        Ok(Self { key, fingerprint: sha256_hex(der) })
    }

    /// Whether `signature` is this key's for these bytes (PKCS#1 v1.5, SHA-256).
    #[must_use]
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// The lower-case hex SHA-256 of these bytes.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
