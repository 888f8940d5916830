//! The staged vectors: parameters, string-to-sign, signature. What is answered to them is replayed
//! over HTTP by the command's tests.

#[path = "../../../vectors/vectors.rs"]
mod vectors;

mod charset;
mod text;

use vectors::{app_key, entries, golden, platform_key, wire_request};

use crate::{CommonError, Empties, Params, SigningKey, VerifyingKey, string_to_sign, verify};

#[test]
fn each_stage_of_each_vector_comes_out_as_it_stands() {
    let key = VerifyingKey::from_der(app_key().public_key()).unwrap();
    for case in entries("wire") {
        let (query, form) = wire_request(&case);
        let params = Params::read(&[query.as_bytes(), form.as_bytes()], 256);
        let name = case.file_name().unwrap().to_str().unwrap();
        let empties = if name.ends_with("kept") { Empties::Kept } else { Empties::Dropped };
        golden(&case.join("to-sign"), &string_to_sign(&params, empties));
        golden(&case.join("signature"), params.get("sign").unwrap_or_default());
        if params.check().is_ok() && params.get("sign").is_some() {
            let expected = match name.starts_with("bad-signature") {
                true => Err(CommonError::InvalidSignature),
                false => Ok(()),
            };
            assert_eq!(verify(&params, &key), expected, "{name}");
        }
    }
}

#[test]
fn a_signature_fits_only_the_bytes_and_the_key_it_was_made_with() {
    let (app, platform) = (app_key(), platform_key());
    let key = VerifyingKey::from_der(app.public_key()).unwrap();
    let message = b"app_id=1&biz_content={}";
    let read = |signature: &str| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(signature).unwrap()
    };
    let signature = read(&app.sign(message).unwrap());
    assert!(key.accepts(message, &signature));
    for position in 0..message.len() {
        let mut altered = message.to_vec();
        altered[position] ^= 1;
        assert!(!key.accepts(&altered, &signature), "byte {position}");
    }
    assert!(!key.accepts(message, &read(&platform.sign(message).unwrap())));
}

#[test]
fn a_key_survives_its_file_and_shows_nothing_of_itself() {
    let key = SigningKey::generate().unwrap();
    let again = SigningKey::from_pem(&key.to_pem().unwrap()).unwrap();
    assert_eq!(again.public_key(), key.public_key());
    assert_eq!(again.sign(b"x").unwrap(), key.sign(b"x").unwrap());
    assert_eq!(
        format!("{key:?}"),
        format!("SigningKey {{ fingerprint: {:?} }}", key.fingerprint())
    );
    for damaged in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert!(SigningKey::from_pem(damaged).is_err());
    }
}
