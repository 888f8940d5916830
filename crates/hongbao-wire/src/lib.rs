//! The bytes of the gateway protocol: parameters, charset, signature, envelope, price and date text,
//! and the errors that are common to all methods.
//!
//! Two rules run through it: what was received is verified as the bytes that were received, and
//! what is sent is signed as the bytes that are sent. This crate knows no method, no business word
//! and no HTTP.

mod charset;
mod envelope;
mod error;
mod explain;
mod key;
mod key_document;
mod key_error;
mod key_form;
mod key_text;
mod opened;
mod params;
mod rsa_legacy;
mod sign;
mod sign_type;
mod signature_block;
mod text;
mod unmarked;

pub use charset::Charset;
pub use envelope::{Envelope, error_node, response_key, success_node};
pub use error::{Code, CommonError, Flaw};
pub use explain::explain;
pub use key::{SigningKey, VerifyingKey, secrets_match, sha256_hex};
pub use key_error::KeyError;
pub use key_form::{KeyCoding, KeyDocument, KeyForm};
pub use key_text::AnyKey;
pub use opened::{OpenError, Opened, Verdict};
pub use params::{Params, Part, urlencode, urlencode_text};
pub use sign::{Empties, string_to_sign, verify};
pub use sign_type::SignType;
pub use signature_block::{Hash, Padding, SignatureBlock};
pub use text::{Date, Price, is_price, is_whole_number, parse_timestamp};
pub use unmarked::unmarked;

#[cfg(test)]
extern crate self as hongbao_wire;

#[cfg(test)]
mod tests;
