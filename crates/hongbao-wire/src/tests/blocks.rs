//! Signatures opened: each padding and each content that somebody signs with, made by hand.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::raw_signature::{pkcs1_block, raw_signature};
use super::vectors::keys::app_documents;
use super::vectors::{app_key, platform_key};
use crate::{Padding, SignType, SignatureBlock};

fn opened(block: &[u8]) -> Option<SignatureBlock> {
    app_key().verifying_key().open(&raw_signature(&app_documents()[0], block))
}

/// A DigestInfo of 32 bytes under an object identifier.
fn digest_info(oid: &[u8], hash: &[u8]) -> Vec<u8> {
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
    let algorithm = [&[0x06, length(oid)], oid, &[5, 0]].concat();
    let algorithm = [&[0x30, length(&algorithm)], algorithm.as_slice()].concat();
    let inner = [algorithm.as_slice(), &[4, length(hash)], hash].concat();
    [&[0x30, length(&inner)], inner.as_slice()].concat()
}

#[test]
fn a_proper_signature_says_its_hash() {
    let key = app_key().verifying_key();
    for (sign_type, name) in [(SignType::Rsa, "SHA-1"), (SignType::Rsa2, "SHA-256")] {
        let signature = STANDARD.decode(app_key().sign(sign_type, b"x").unwrap()).unwrap();
        let block = key.open(&signature).unwrap();
        assert_eq!(block.padding, Padding::Pkcs1);
        assert_eq!(block.hash.unwrap().to_string(), name);
        assert!(block.is_over(b"x") && !block.is_over(b"y"));
        assert_eq!(block.bare_form(b"x"), None);
        let hex: String = block.content.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sign_type.digest_hex(b"x"));
        assert!(platform_key().verifying_key().open(&signature).is_none());
        for wrong in [&signature[1..], &[], &[signature.as_slice(), &[0]].concat(), &[0xFF; 256]] {
            assert!(key.open(wrong).is_none());
        }
    }
}

#[test]
fn what_stands_in_the_place_of_a_digest_info_is_named() {
    let hash = digest(&SHA256, b"x");
    let sha512 = digest(&SHA512, b"x");
    let hex = SignType::Rsa2.digest_hex(b"x");
    for (content, form) in [
        (hash.as_ref(), "the bare SHA-256 of the text"),
        (sha512.as_ref(), "the bare SHA-512 of the text"),
        (hex.as_bytes(), "the SHA-256 of the text as hexadecimal digits"),
        (hex.to_uppercase().as_bytes(), "the SHA-256 of the text as hexadecimal digits"),
        (b"x", "the text itself"),
    ] {
        let block = opened(&pkcs1_block(1, content)).unwrap();
        assert_eq!((block.padding.clone(), block.hash), (Padding::Pkcs1, None));
        assert!(block.is_over(b"x") && !block.is_over(b"y"));
        assert_eq!(block.bare_form(b"x").as_deref(), Some(form));
    }
}

#[test]
fn hashes_are_known_by_their_identifiers() {
    let md5: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 5];
    for (oid, name) in [(md5, "MD5"), (&[0x2A, 3, 4], "the hash 1.2.3.4")] {
        let block = opened(&pkcs1_block(1, &digest_info(oid, &[7; 16]))).unwrap();
        assert_eq!(block.hash.unwrap().to_string(), name);
        assert_eq!(block.content, [7; 16]);
        assert!(!block.is_over(b"x"), "what cannot be computed is not said to fit");
    }
}

#[test]
fn other_paddings_are_told_apart() {
    let sha256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let info = digest_info(sha256, digest(&SHA256, b"x").as_ref());
    for (kind, padding) in [(2, Padding::Encryption), (0, Padding::Zeros)] {
        let block = opened(&pkcs1_block(kind, &info)).unwrap();
        assert_eq!(block.padding, padding);
        assert!(block.is_over(b"x"));
    }
    for noise in [&[0_u8, 2, 9, 0][..], &[0, 1, 0xFF, 0, 1], &[1; 256]] {
        let mut block = [3; 256];
        block[..noise.len()].copy_from_slice(noise);
        assert_eq!(opened(&block), None);
    }
}

#[test]
fn pss_is_known_with_its_salt() {
    for (salt_length, other_mask) in
        [(0, false), (20, false), (32, false), (32, true), (200, false)]
    {
        let block = opened(&pss_block(b"x", salt_length, other_mask)).unwrap();
        let Padding::Pss { salt, mask } = &block.padding else { panic!("{block:?}") };
        assert_eq!(salt.len(), salt_length);
        assert_eq!(mask.to_string(), if other_mask { "SHA-1" } else { "SHA-256" });
        assert_eq!(block.hash.unwrap().to_string(), "SHA-256");
        assert!(block.is_over(b"x") && !block.is_over(b"y"));
    }
}

/// EMSA-PSS of a message for a key of 2048 bits, with SHA-256, as RFC 8017 has it.
fn pss_block(message: &[u8], salt_length: usize, mask_is_sha1: bool) -> Vec<u8> {
    let algorithm = if mask_is_sha1 { &SHA1_FOR_LEGACY_USE_ONLY } else { &SHA256 };
    let salt = vec![0xA5; salt_length];
    let inner = [&[0; 8], digest(&SHA256, message).as_ref(), salt.as_slice()].concat();
    let hash = digest(&SHA256, &inner);
    let db = [vec![0; 256 - salt_length - 32 - 2], vec![1], salt].concat();
    let mask = (0_u32..).flat_map(|n| {
        digest(algorithm, &[hash.as_ref(), &n.to_be_bytes()].concat()).as_ref().to_vec()
    });
    let mut masked: Vec<u8> = db.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    masked[0] &= 0x7F;
    [masked.as_slice(), hash.as_ref(), &[0xBC]].concat()
}
