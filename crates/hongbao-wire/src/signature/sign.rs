//! The string-to-sign and its signature, over the bytes that were received.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{CommonError, Params, SignType, VerifyingKey};

/// Whether parameters with an empty value stand in the string-to-sign. SDKs differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empties {
    /// Java, .NET, PHP, Go.
    Dropped,
    /// Node, Python.
    Kept,
}

/// The string-to-sign: all parameters but `sign`, ordered by name, as `name=value` joined by `&`.
#[must_use]
pub fn string_to_sign(params: &Params<'_>, empties: Empties) -> Vec<u8> {
    let mut text = Vec::with_capacity(512);
    for (name, value) in params.iter() {
        if name == b"sign" || (value.is_empty() && empties == Empties::Dropped) {
            continue;
        }
        if !text.is_empty() {
            text.push(b'&');
        }
        text.extend_from_slice(name);
        text.push(b'=');
        text.extend_from_slice(value);
    }
    text
}

/// Verifies a request's signature: with empty values dropped, and where there are some also kept; over
/// either spelling of a parameter that was sent in two. Gives the signature's bytes, which are the same
/// however it was spelled.
///
/// # Errors
///
/// [`CommonError::SignedAs`] if it would fit as the other type, else
/// [`CommonError::InvalidSignature`].
pub fn verify(
    params: &Params<'_>,
    sign_type: SignType,
    key: &VerifyingKey,
) -> Result<Vec<u8>, CommonError> {
    let signature = params.get("sign").and_then(decode).ok_or(CommonError::InvalidSignature)?;
    let has_empties = params.iter().any(|(_, value)| value.is_empty());
    let fits_over = |params: &Params<'_>, sign_type| {
        let fits = |empties| key.accepts(sign_type, &string_to_sign(params, empties), &signature);
        fits(Empties::Dropped) || (has_empties && fits(Empties::Kept))
    };
    let respelled = params.respelled();
    let fits = |sign_type| {
        fits_over(params, sign_type)
            || respelled.as_ref().is_some_and(|params| fits_over(params, sign_type))
    };
    let other = match sign_type {
        SignType::Rsa => SignType::Rsa2,
        SignType::Rsa2 => SignType::Rsa,
    };
    if fits(sign_type) {
        Ok(signature)
    } else if fits(other) {
        Err(CommonError::SignedAs(other))
    } else {
        Err(CommonError::InvalidSignature)
    }
}

/// Base64 whose `+` may have arrived as a space, because it was not percent-encoded.
fn decode(signature: &[u8]) -> Option<Vec<u8>> {
    let restored: Vec<u8> =
        signature.iter().map(|&byte| if byte == b' ' { b'+' } else { byte }).collect();
    STANDARD.decode(restored).ok()
}
