//! The charsets of the protocol: what a request is written in is what it is answered in.
//!
//! Decoding is strict, and encoding never replaces: a character that the charset cannot carry in
//! the same way here and in Java is written as a JSON escape (ADR-0001). What agrees was found by
//! comparing both sides' tables whole: Java 17 against encoding_rs 0.8, every code point.

use std::borrow::Cow;

use encoding_rs::{EncoderResult, Encoding, GB18030, GBK, UTF_8};

/// A charset that requests may be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Charset {
    /// `utf-8`
    Utf8,
    /// `gbk`
    Gbk,
    /// `gb2312`: in requests as `gbk`, which contains it; in answers only what both carry alike.
    Gb2312,
    /// `gb18030`
    Gb18030,
}

impl Charset {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Gbk, Self::Gb2312, Self::Gb18030];

    /// The charset with this name or alias, in any case; `None` if it is not one of the protocol's.
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let named =
            |charset: &Self| is(charset.name()) || charset.aliases().iter().any(|alias| is(alias));
        Self::ALL.into_iter().find(named)
    }

    /// The charset's name, in lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gbk => "gbk",
            Self::Gb2312 => "gb2312",
            Self::Gb18030 => "gb18030",
        }
    }

    /// What Java calls the charset beside its name: the platform is written in Java, and SDKs send
    /// whatever name they were built with. From `Charset.aliases()` of Java 17.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Utf8 => &["utf8", "unicode-1-1-utf-8"],
            Self::Gbk => &["cp936", "windows-936"],
            Self::Gb2312 => &["euc_cn", "euc-cn", "euccn", "x-euc-cn", "gb2312-80", "gb2312-1980"],
            Self::Gb18030 => &["gb18030-2022"],
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
        if self == Self::Utf8 {
            return json.as_bytes().to_vec();
        }
        let mut bytes = Vec::with_capacity(json.len());
        for c in json.chars() {
            if !self.push(&mut bytes, c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    bytes.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
        }
        bytes
    }

    /// Text as bytes of this charset.
    ///
    /// # Errors
    ///
    /// The first character that the charset cannot carry alike in Java and here.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        if self == Self::Utf8 {
            return Ok(text.as_bytes().to_vec());
        }
        let mut bytes = Vec::with_capacity(text.len());
        match text.chars().find(|&c| !self.push(&mut bytes, c)) {
            None => Ok(bytes),
            Some(c) => Err(c),
        }
    }

    /// Adds a character's bytes, if both sides write it alike.
    fn push(self, bytes: &mut Vec<u8>, c: char) -> bool {
        let (encoded, length) = encode(self.encoding(), c);
        let encoded = &encoded[..length];
        let carries = c.is_ascii() || self.carries(c, encoded);
        if carries {
            bytes.extend_from_slice(encoded);
        }
        carries
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Gbk | Self::Gb2312 => GBK,
            Self::Gb18030 => GB18030,
        }
    }

    /// Whether Java reads these bytes as this character and writes it back as these bytes.
    fn carries(self, c: char, encoded: &[u8]) -> bool {
        let private = matches!(c, '\u{e000}'..='\u{f8ff}');
        match (self, encoded) {
            (Self::Gbk, &[high, low]) => gbk_agrees(u16::from_be_bytes([high, low])),
            (Self::Gb2312, &[high, low]) => gb2312_agrees(u16::from_be_bytes([high, low])),
            (Self::Gb18030, &[high, low]) => {
                !private || gbk_agrees(u16::from_be_bytes([high, low]))
            }
            (Self::Gb18030, [_, _, _, _]) => true,
            (Self::Utf8 | Self::Gbk | Self::Gb2312 | Self::Gb18030, _) => false,
        }
    }
}

/// A character's bytes and their number; 0 where the encoding has none.
fn encode(encoding: &'static Encoding, c: char) -> ([u8; 4], usize) {
    let mut bytes = [0; 4];
    let mut text = [0; 4];
    let mut encoder = encoding.new_encoder();
    let result =
        encoder.encode_from_utf8_without_replacement(c.encode_utf8(&mut text), &mut bytes, true);
    match result {
        (EncoderResult::InputEmpty, _, length) => (bytes, length),
        (EncoderResult::OutputFull | EncoderResult::Unmappable(_), _, _) => (bytes, 0),
    }
}

/// 100 characters have GBK bytes here and none in Java, all in these ranges; what else stands there
/// is private use, which the two sides map differently in GB 18030 too. (The euro sign, one byte
/// here and two in Java, has no pair at all.)
fn gbk_agrees(pair: u16) -> bool {
    !matches!(
        pair,
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

/// The cells of GB 2312 proper, without A1A4 and A1AA: a middle dot and a dash that Java maps to
/// other characters than GBK does.
fn gb2312_agrees(pair: u16) -> bool {
    let [row, cell] = pair.to_be_bytes();
    match row {
        0xA1 => matches!(cell, 0xA1..=0xFE) && !matches!(cell, 0xA4 | 0xAA),
        0xA2 => matches!(cell, 0xB1..=0xE2 | 0xE5..=0xEE | 0xF1..=0xFC),
        0xA3 => matches!(cell, 0xA1..=0xFE),
        0xA4 => matches!(cell, 0xA1..=0xF3),
        0xA5 => matches!(cell, 0xA1..=0xF6),
        0xA6 => matches!(cell, 0xA1..=0xB8 | 0xC1..=0xD8),
        0xA7 => matches!(cell, 0xA1..=0xC1 | 0xD1..=0xF1),
        0xA8 => matches!(cell, 0xA1..=0xBA | 0xC5..=0xE9),
        0xA9 => matches!(cell, 0xA4..=0xEF),
        0xD7 => matches!(cell, 0xA1..=0xF9),
        0xB0..=0xF7 => matches!(cell, 0xA1..=0xFE),
        _ => false,
    }
}
