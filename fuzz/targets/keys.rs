//! Keys in PEM and DER: whatever is read as a key writes, reads and signs like one.
//!
//! An input is tried as it is, and then as changes to a real key, which no chance would hit upon: four
//! bytes each, the document (private DER, its PEM, public DER), the place (two bytes) and the new byte.
//! A place beyond the end shortens the document by so many bytes.
#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hongbao_wire::{SignType, SigningKey, VerifyingKey};
use libfuzzer_sys::fuzz_target;

#[expect(dead_code, reason = "of the vectors only the keys are used here")]
#[path = "../../vectors/vectors.rs"]
mod vectors;

/// The documents of a key: PKCS#8 as DER and as PEM, SubjectPublicKeyInfo.
static DOCUMENTS: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let key = vectors::app_key();
    let pkcs8 = STANDARD.decode(key.pkcs8_base64()).expect("it was just encoded");
    [pkcs8, key.to_pem().expect("it was just read").into_bytes(), key.public_key().to_vec()]
});

fuzz_target!(|input: &[u8]| {
    check(input);
    for changed in changed(input) {
        check(&changed);
    }
});

/// The real documents with the changes that the input holds; those without one are left out.
fn changed(input: &[u8]) -> Vec<Vec<u8>> {
    let (mut documents, mut touched) = (DOCUMENTS.clone(), [false; 3]);
    for change in input.chunks_exact(4) {
        let which = usize::from(change[0]) % documents.len();
        let place = usize::from(u16::from_be_bytes([change[1], change[2]]));
        let length = documents[which].len();
        match documents[which].get_mut(place) {
            Some(byte) => *byte = change[3],
            None => documents[which].truncate(length.saturating_sub(place - length)),
        }
        touched[which] = true;
    }
    documents
        .into_iter()
        .zip(touched)
        .filter_map(|(bytes, touched)| touched.then_some(bytes))
        .collect()
}

fn check(bytes: &[u8]) {
    let pem = str::from_utf8(bytes).ok().and_then(|text| SigningKey::from_pem(text).ok());
    for key in pem.into_iter().chain(SigningKey::from_pkcs8(bytes).ok()) {
        check_private(&key);
    }
    if let Ok(key) = VerifyingKey::from_der(bytes) {
        assert!(!key.accepts(SignType::Rsa2, b"", b""));
    }
}

fn check_private(key: &SigningKey) {
    let again = SigningKey::from_pem(&key.to_pem().expect("a key writes")).expect("and reads back");
    assert_eq!(again.public_key(), key.public_key());
    assert_eq!(again.pkcs8_base64(), key.pkcs8_base64());
    assert!(key.pkcs1_base64().is_ok());
    let public = VerifyingKey::from_der(key.public_key()).expect("its public half is a key");
    for sign_type in [SignType::Rsa, SignType::Rsa2] {
        // A damaged key may fail to sign, but nothing that it signs may be wrong.
        if let Ok(signature) = key.sign(sign_type, b"hongbao") {
            let signature = STANDARD.decode(signature).expect("Base64");
            assert!(public.accepts(sign_type, b"hongbao", &signature));
        }
    }
}
