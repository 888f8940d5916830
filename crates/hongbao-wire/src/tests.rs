//! The staged vectors: parameters, string-to-sign, signature. What is answered to them is replayed
//! over HTTP by the command's tests.

#[path = "../../../vectors/vectors.rs"]
mod vectors;

#[path = "../../../vectors/raw_signature.rs"]
mod raw_signature;

mod blocks;
mod charset;
mod extractors;
mod keys;
mod opened;
mod text;

use base64::Engine as _;
use vectors::{app_key, entries, golden, platform_key, wire_request};

use crate::keys::rsa_legacy::RsaKey;
use crate::{
    CommonError, Empties, Params, Part, SignType, SigningKey, VerifyingKey, string_to_sign, verify,
};

#[test]
fn each_stage_of_each_vector_comes_out_as_it_stands() {
    let key = VerifyingKey::from_der(app_key().public_key()).unwrap();
    for case in entries("wire") {
        let (query, form) = wire_request(&case);
        let params =
            Params::read([&query, &form].map(|part| Part::Urlencoded(part.as_bytes())), 256);
        let name = case.file_name().unwrap().to_str().unwrap();
        let empties = if name.ends_with("kept") { Empties::Kept } else { Empties::Dropped };
        golden(&case.join("to-sign"), &string_to_sign(&params, empties));
        golden(&case.join("signature"), params.get("sign").unwrap_or_default());
        if params.check().is_ok() && params.get("sign").is_some() {
            let expected = match name {
                "bad-signature-signed-as-rsa" => Err(CommonError::SignedAs(SignType::Rsa)),
                "bad-signature-signed-as-rsa2" => Err(CommonError::SignedAs(SignType::Rsa2)),
                _ if name.starts_with("bad-signature") => Err(CommonError::InvalidSignature),
                _ => Ok(()),
            };
            if let Some(sign_type) = params.get("sign_type").and_then(SignType::parse) {
                assert_eq!(verify(&params, sign_type, &key).map(drop), expected, "{name}");
            }
        }
    }
}

fn read(signature: &str) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(signature).unwrap()
}

#[test]
fn a_signature_fits_only_the_bytes_the_key_and_the_type_it_was_made_with() {
    let small = SigningKey::generate_1024().unwrap();
    let message = b"app_id=1&biz_content={}";
    for (app, length) in [(app_key(), 256), (&small, 128)] {
        let key = VerifyingKey::from_der(app.public_key()).unwrap();
        for (sign_type, other) in [(SignType::Rsa, SignType::Rsa2), (SignType::Rsa2, SignType::Rsa)]
        {
            let signature = read(&app.sign(sign_type, message).unwrap());
            assert_eq!(signature.len(), length);
            assert!(key.accepts(sign_type, message, &signature));
            assert!(!key.accepts(other, message, &signature));
            for position in 0..message.len() {
                let mut altered = message.to_vec();
                altered[position] ^= 1;
                assert!(!key.accepts(sign_type, &altered, &signature), "byte {position}");
            }
            let foreign = read(&platform_key().sign(sign_type, message).unwrap());
            assert!(!key.accepts(sign_type, message, &foreign));
        }
    }
}

#[test]
fn keys_have_1024_to_4096_bits() {
    for (bits, fits) in [(768, false), (1024, true), (3072, true), (4096, true), (5120, false)] {
        let key = RsaKey::generate(bits).unwrap();
        let signing = SigningKey::from_pkcs8(&key.to_pkcs8().unwrap());
        let verifying = VerifyingKey::from_der(&key.public_key().unwrap());
        assert_eq!((signing.is_ok(), verifying.is_ok()), (fits, fits), "{bits}");
        if let (Ok(signing), Ok(verifying)) = (signing, verifying) {
            for sign_type in [SignType::Rsa, SignType::Rsa2] {
                let signature = read(&signing.sign(sign_type, b"x").unwrap());
                assert_eq!(signature.len(), usize::from(bits / 8));
                assert!(verifying.accepts(sign_type, b"x", &signature));
            }
        }
    }
}

#[test]
fn a_key_survives_its_file_and_shows_nothing_of_itself() {
    for key in [SigningKey::generate().unwrap(), SigningKey::generate_1024().unwrap()] {
        let again = SigningKey::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        let sign = |key: &SigningKey| key.sign(SignType::Rsa2, b"x").unwrap();
        assert_eq!(sign(&again), sign(&key));
        let shown = format!("SigningKey {{ fingerprint: {:?} }}", key.fingerprint());
        assert_eq!(format!("{key:?}"), shown);
    }
    for damaged in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert!(SigningKey::from_pem(damaged).is_err());
    }
    let mut altered = read(&app_key().pkcs8_base64());
    altered.push(0);
    assert!(SigningKey::from_pkcs8(&altered).is_err(), "what follows a key is not ignored");
    altered.pop();
    // The second version of the form holds the public key as well, and this one does not.
    altered[6] = 1;
    assert!(SigningKey::from_pkcs8(&altered).is_err(), "a key that is read is one in every form");
    assert!(VerifyingKey::from_der(b"").is_err());
}
