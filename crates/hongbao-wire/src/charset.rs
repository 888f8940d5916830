//! The charsets of the protocol: what a request is written in is what it is answered in.
//!
//! Decoding is strict, and encoding never replaces: a character that the charset cannot carry in
//! the same way here and in Java is written as a JSON escape (ADR-0001).

use std::borrow::Cow;

use encoding_rs::{EncoderResult, Encoding, GBK, UTF_8};

/// A charset that requests may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// `utf-8`
    Utf8,
    /// `gbk`
    Gbk,
}

impl Charset {
    /// The charset with this name, in any case; `None` if it is not one of the protocol's.
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        if name.eq_ignore_ascii_case(b"utf-8") {
            Some(Self::Utf8)
        } else if name.eq_ignore_ascii_case(b"gbk") {
            Some(Self::Gbk)
        } else {
            None
        }
    }

    /// The text that these bytes spell; `None` if they spell none.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        self.encoding().decode_without_bom_handling_and_without_replacement(bytes)
    }

    /// JSON text as bytes of this charset. A character that the charset cannot carry alike in Java
    /// and here becomes a `\u` escape; in JSON text such a character stands only inside strings.
    #[must_use]
    pub fn encode_json(self, json: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => json.as_bytes().to_vec(),
            Self::Gbk => encode_escaping(GBK, json),
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gbk => GBK,
        }
    }
}

fn encode_escaping(encoding: &'static Encoding, json: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(json.len());
    let mut character = [0; 4];
    for c in json.chars() {
        if c.is_ascii() {
            bytes.push(c as u8);
            continue;
        }
        let mut encoder = encoding.new_encoder();
        let source = c.encode_utf8(&mut character);
        let mut target = [0; 4];
        match encoder.encode_from_utf8_without_replacement(source, &mut target, true) {
            (EncoderResult::InputEmpty, _, 2) if agrees_with_java([target[0], target[1]]) => {
                bytes.extend_from_slice(&target[..2]);
            }
            _ => push_escape(&mut bytes, c),
        }
    }
    bytes
}

/// Whether Java's GBK gives the same character for these two bytes. Found by comparing both tables
/// whole (Java 17 against encoding_rs 0.8): 101 characters differ, in these ranges, and the euro
/// sign, which is one byte here and two in Java. What else stands in the ranges is private use.
fn agrees_with_java(pair: [u8; 2]) -> bool {
    !matches!(
        u16::from_be_bytes(pair),
        0xA6D9..=0xA6DF
            | 0xA6EC..=0xA6ED
            | 0xA6F3
            | 0xA892
            | 0xA8BC
            | 0xA8BF
            | 0xA989..=0xA995
            | 0xFE50..=0xFEA0
    )
}

fn push_escape(bytes: &mut Vec<u8>, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        bytes.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
    }
}
