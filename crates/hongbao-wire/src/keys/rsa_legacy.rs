//! What the safe library refuses on purpose and the protocol still has: signing with SHA-1
//! (`sign_type=RSA`), and private keys of 1024 bits; and what a public key opens a signature to,
//! which tells a wrong key from a wrong text.
//!
//! The one place with unsafe code: a thin layer over the C library that aws-lc-rs itself stands on.
//! Each object is owned by one Rust value and freed with it; nothing else touches a pointer.
#![expect(unsafe_code, reason = "aws-lc-rs offers neither SHA-1 signing nor 1024-bit private keys")]

use std::ffi::{c_int, c_uint};
use std::ptr::{self, NonNull};

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_sys as c;

use crate::{KeyError, SignType};

/// An RSA key of 1024 to 4096 bits: a private one, save within [`opened_block`].
pub(crate) struct RsaKey(NonNull<c::EVP_PKEY>);

// SAFETY: the library counts references atomically, and signing with a key changes nothing but its
// blinding, which the library guards with a lock of its own.
unsafe impl Send for RsaKey {}
// SAFETY: as above.
unsafe impl Sync for RsaKey {}

impl Drop for RsaKey {
    fn drop(&mut self) {
        // SAFETY: this value owns the key, and nobody uses it afterwards.
        unsafe { c::EVP_PKEY_free(self.0.as_ptr()) }
    }
}

impl RsaKey {
    /// A new key of so many bits.
    pub(crate) fn generate(bits: u16) -> Result<Self, KeyError> {
        let key = NonNull::new(
            // SAFETY: takes nothing, gives a key of our own or null.
            unsafe { c::EVP_PKEY_new() },
        );
        let key = Self(key.ok_or(KeyError::Library)?);
        // SAFETY: `exponent` and `rsa` are ours until freed below; a null one is not used. The key
        // takes a reference of its own on `rsa`.
        let made = unsafe {
            let (exponent, rsa) = (c::BN_new(), c::RSA_new());
            let made = !exponent.is_null()
                && !rsa.is_null()
                && c::BN_set_word(exponent, 65_537) == 1
                && c::RSA_generate_key_ex(rsa, c_int::from(bits), exponent, ptr::null_mut()) == 1
                && c::EVP_PKEY_set1_RSA(key.0.as_ptr(), rsa) == 1;
            c::RSA_free(rsa);
            c::BN_free(exponent);
            made
        };
        if made { Ok(key) } else { Err(KeyError::Library) }
    }

    /// The key in a PKCS#8 document (DER) that holds nothing else.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let mut reader = c::cbs_st { data: der.as_ptr(), len: der.len() };
        // SAFETY: the reader points into `der`, which outlives it.
        let key = NonNull::new(unsafe { c::EVP_parse_private_key(&mut reader) });
        let key = Self(key.ok_or(KeyError::Malformed)?);
        let fits = reader.len == 0 && (128..=512).contains(&key.signature_len()?);
        if fits { Ok(key) } else { Err(KeyError::Malformed) }
    }

    /// The key as a PKCS#8 document (DER).
    pub(crate) fn to_pkcs8(&self) -> Result<Vec<u8>, KeyError> {
        // SAFETY: `write` is given a writer that works.
        self.write(|writer, key| unsafe { c::EVP_marshal_private_key(writer, key) })
    }

    /// The public half as a SubjectPublicKeyInfo document (DER).
    pub(crate) fn public_key(&self) -> Result<Vec<u8>, KeyError> {
        // SAFETY: as above.
        self.write(|writer, key| unsafe { c::EVP_marshal_public_key(writer, key) })
    }

    /// Runs one of the library's writers over a buffer that it makes, and copies what it wrote.
    fn write(
        &self,
        marshal: impl Fn(*mut c::CBB, *const c::EVP_PKEY) -> c_int,
    ) -> Result<Vec<u8>, KeyError> {
        // SAFETY: zeroed is the library's own initial state of a writer; it is initialised before
        // its use and either finished or cleaned up; the buffer is copied before it is freed.
        unsafe {
            let mut writer: c::CBB = std::mem::zeroed();
            let (mut bytes, mut length) = (ptr::null_mut(), 0);
            let written = c::CBB_init(&mut writer, 0) == 1
                && marshal(&mut writer, self.0.as_ptr()) == 1
                && c::CBB_finish(&mut writer, &mut bytes, &mut length) == 1;
            if !written {
                c::CBB_cleanup(&mut writer);
                return Err(KeyError::Malformed);
            }
            let copy = std::slice::from_raw_parts(bytes, length).to_vec();
            c::OPENSSL_free(bytes.cast());
            Ok(copy)
        }
    }

    /// The signature (PKCS#1 v1.5) of these bytes.
    pub(crate) fn sign(&self, sign_type: SignType, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (algorithm, nid): (&'static Algorithm, c_int) = match sign_type {
            SignType::Rsa => (&SHA1_FOR_LEGACY_USE_ONLY, c::NID_sha1),
            SignType::Rsa2 => (&SHA256, c::NID_sha256),
        };
        let hash = digest(algorithm, message);
        let mut signature = vec![0; self.signature_len()?];
        let mut length: c_uint = 0;
        // SAFETY: the hash has the length that is passed; the buffer is as long as a signature.
        let signed = unsafe {
            let hash = hash.as_ref();
            let (out, rsa) = (signature.as_mut_ptr(), self.rsa()?.as_ptr());
            c::RSA_sign(nid, hash.as_ptr(), hash.len(), out, &mut length, rsa) == 1
        };
        let whole = usize::try_from(length).is_ok_and(|length| length == signature.len());
        if signed && whole { Ok(signature) } else { Err(KeyError::Library) }
    }

    fn signature_len(&self) -> Result<usize, KeyError> {
        // SAFETY: the pointer is a key that lives as long as `self`.
        let length = unsafe { c::RSA_size(self.rsa()?.as_ptr()) };
        usize::try_from(length).map_err(|_| KeyError::Malformed)
    }

    /// The RSA key inside, borrowed from `self`.
    fn rsa(&self) -> Result<NonNull<c::RSA>, KeyError> {
        // SAFETY: gives a pointer into the key, or null if it is not an RSA key.
        NonNull::new(unsafe { c::EVP_PKEY_get0_RSA(self.0.as_ptr()) }).ok_or(KeyError::Malformed)
    }
}

/// What this public key (SubjectPublicKeyInfo, DER) opens a signature to: as many bytes as the key has,
/// padding included. `None` if the signature has another length, or is not a number below the modulus.
pub(crate) fn opened_block(spki: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    let mut reader = c::cbs_st { data: spki.as_ptr(), len: spki.len() };
    // SAFETY: the reader points into `spki`, which outlives it.
    let key = RsaKey(NonNull::new(unsafe { c::EVP_parse_public_key(&mut reader) })?);
    let mut block = vec![0; key.signature_len().ok()?];
    let mut length = 0;
    // SAFETY: the lengths are those of the buffers that are passed; the key lives until the end.
    let fits = unsafe {
        let rsa = key.rsa().ok()?.as_ptr();
        let (out, max) = (block.as_mut_ptr(), block.len());
        let (signature, size) = (signature.as_ptr(), signature.len());
        c::RSA_verify_raw(rsa, &mut length, out, max, signature, size, c::RSA_NO_PADDING) == 1
    };
    block.truncate(length);
    fits.then_some(block)
}
