//! Text files as editors and shells save them: what marks their encoding is not part of the text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// The bytes without their byte order mark. UTF-16, marked or told by its zero bytes, becomes utf-8;
/// anything else stays as it is. `None` if it is UTF-16 that spells no text.
#[must_use]
pub fn unmarked(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let decoded = |encoding: &'static Encoding, text| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(text)?;
        Some(Cow::Owned(text.into_owned().into_bytes()))
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Some(Cow::Borrowed(rest)),
        [0xFF, 0xFE, rest @ ..] => decoded(UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => decoded(UTF_16BE, rest),
        // What commands read starts with an ASCII character; in UTF-16 a zero byte is beside it.
        [b'\t'..=b'~', 0, _, 0, ..] => decoded(UTF_16LE, bytes),
        [0, b'\t'..=b'~', 0, _, ..] => decoded(UTF_16BE, bytes),
        _ => Some(Cow::Borrowed(bytes)),
    }
}
