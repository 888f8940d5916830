//! RSA keys: the ones this side signs with, and the ones others sign with.
//!
//! Keys are parsed once and then shared; parsing costs as much as several verifications.
//! Nothing here prints a private key: `Debug` shows the fingerprint.

use std::fmt;
use std::ops::RangeInclusive;

use aws_lc_rs::digest::{Context, SHA256};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PKCS1_SHA256, RsaKeyPair, RsaParameters,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs8::der::pem::LineEnding;
use pkcs8::{PrivateKeyInfoRef, SecretDocument};

use crate::keys::key_document::{identify, private_bytes, spki};
use crate::keys::rsa_legacy::{RsaKey, opened_block};
use crate::{KeyError, SignType, SignatureBlock};

/// How many bits a key may have.
pub(crate) const SIZES: RangeInclusive<usize> = 1024..=4096;

/// A private RSA key that signs, of 1024 to 4096 bits.
pub struct SigningKey {
    /// The safe library's view of it; it refuses keys under 2048 bits.
    pair: Option<RsaKeyPair>,
    legacy: RsaKey,
    pkcs8: SecretDocument,
    public: VerifyingKey,
    /// A hash that has read the public half, where every [`SigningKey::signature_id`] begins.
    named: Context,
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
        Self::generate_sized(2048)
    }

    /// A new key of 1024 bits, for legacy apps; nothing else should use one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the system gives none.
    pub fn generate_1024() -> Result<Self, KeyError> {
        Self::generate_sized(1024)
    }

    /// A new key of so many bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Library`] if the system gives none; [`KeyError::Malformed`] outside 1024 to 4096.
    pub fn generate_sized(bits: u16) -> Result<Self, KeyError> {
        Self::from_pkcs8(&RsaKey::generate(bits)?.to_pkcs8()?)
    }

    /// The key in a PKCS#8 document (DER).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] if it is none, or no RSA key of 1024 to 4096 bits.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        // Stricter than the library, which takes a second version of the form without what it asks for.
        PrivateKeyInfoRef::try_from(der).map_err(|_| KeyError::Malformed)?;
        let legacy = RsaKey::from_pkcs8(der)?;
        let public = VerifyingKey::from_der(&legacy.public_key()?)?;
        let pkcs8 = SecretDocument::try_from(der).map_err(|_| KeyError::Malformed)?;
        let pair = RsaKeyPair::from_pkcs8(der).ok();
        let mut named = Context::new(&SHA256);
        named.update(public.public_key());
        Ok(Self { pair, legacy, pkcs8, public, named, random: SystemRandom::new() })
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
        private_bytes(self.pkcs8()).map(|key| STANDARD.encode(key)).ok_or(KeyError::Malformed)
    }

    /// The key as a PKCS#8 document (DER).
    pub(crate) fn pkcs8(&self) -> &[u8] {
        self.pkcs8.as_bytes()
    }

    /// The public half: SubjectPublicKeyInfo, DER.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        self.public.public_key()
    }

    /// The public half in Base64, one line, as every SDK wants it.
    #[must_use]
    pub fn public_key_base64(&self) -> String {
        self.public.public_key_base64()
    }

    /// The public half, to verify with.
    #[must_use]
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }

    /// The public half's name: lower-case hex SHA-256 of its DER.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.public.fingerprint()
    }

    /// What tells the signature of these bytes from every other one: a hash of the key, the type and
    /// the bytes. Signatures here hold nothing random, so that equal ids have equal signatures.
    #[must_use]
    pub fn signature_id(&self, sign_type: SignType, message: &[u8]) -> [u8; 32] {
        let mut hash = self.named.clone();
        hash.update(sign_type.name().as_bytes());
        // No type's name holds a zero byte, and a public key's DER says where it ends.
        hash.update(&[0]);
        hash.update(message);
        let mut id = [0; 32];
        id.copy_from_slice(hash.finish().as_ref());
        id
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
#[derive(Clone)]
pub struct VerifyingKey {
    rsa: ParsedPublicKey,
    rsa2: ParsedPublicKey,
    spki: Vec<u8>,
    bits: usize,
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey").field("fingerprint", &self.fingerprint()).finish()
    }
}

impl VerifyingKey {
    /// The key in a SubjectPublicKeyInfo or PKCS#1 document (DER).
    ///
    /// # Errors
    ///
    /// [`KeyError`] if it is none, or has not 1024 to 4096 bits.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let (document, bits) = identify(der)?;
        if !SIZES.contains(&bits) {
            return Err(KeyError::Size(bits));
        }
        let spki = spki(document, der)?;
        let parse = |algorithm: &'static RsaParameters| {
            ParsedPublicKey::new(algorithm, spki.as_slice()).map_err(|_| KeyError::Malformed)
        };
        let rsa = parse(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY)?;
        let rsa2 = parse(&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY)?;
        Ok(Self { rsa, rsa2, spki, bits })
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

    /// What a signature holds, opened with this key. `None` if it opens to nothing that is known: the
    /// key is another one, or the signature is damaged. It tells a wrong key from a wrong text or a
    /// wrong way to sign; whether the signature holds, only [`VerifyingKey::accepts`] says.
    #[must_use]
    pub fn open(&self, signature: &[u8]) -> Option<SignatureBlock> {
        SignatureBlock::read(&opened_block(&self.spki, signature)?, self.bits)
    }

    /// The key as SubjectPublicKeyInfo, DER: the same bytes for the same key, however it was read.
    #[must_use]
    pub fn public_key(&self) -> &[u8] {
        &self.spki
    }

    /// The key in Base64, one line, as every SDK wants it.
    #[must_use]
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(&self.spki)
    }

    /// The key's name: lower-case hex SHA-256 of its DER.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256_hex(&self.spki)
    }

    /// How many bits it has.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.bits
    }
}

/// Whether two secrets are the same; how long it takes tells nothing of where they differ.
#[must_use]
pub fn secrets_match(given: &str, known: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(given.as_bytes(), known.as_bytes()).is_ok()
}

/// The lower-case hex SHA-256 of these bytes.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    SignType::Rsa2.digest_hex(bytes)
}
