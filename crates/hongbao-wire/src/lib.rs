//! The bytes of the gateway protocol: parameters, charset, signature, envelope, price and date text,
//! and the errors that are common to all methods.
//!
//! Two rules run through it: what was received is verified as the bytes that were received, and
//! what is sent is signed as the bytes that are sent. This crate knows no method, no business word
//! and no HTTP.

mod charset;
mod envelope;
mod error;
mod keys;
mod opened;
mod params;
mod signature;
mod text;

pub use charset::Charset;
pub use envelope::{Envelope, error_node, response_key, success_node};
pub use error::{Code, CommonError, Flaw};
pub use keys::key::{SigningKey, VerifyingKey, secrets_match, sha256_hex};
pub use keys::key_error::KeyError;
pub use keys::key_form::{KeyCoding, KeyDocument, KeyForm};
pub use keys::key_text::AnyKey;
pub use keys::unmarked::unmarked;
pub use opened::{OpenError, Opened, Verdict};
pub use params::{Params, Part, urlencode, urlencode_text};
pub use signature::explain::explain;
pub use signature::sign::{Empties, string_to_sign, verify};
pub use signature::sign_type::SignType;
pub use signature::signature_block::{Hash, Padding, SignatureBlock};
pub use text::{Date, Price, is_price, is_whole_number, parse_timestamp};

#[cfg(test)]
extern crate self as hongbao_wire;

#[cfg(test)]
mod tests;
