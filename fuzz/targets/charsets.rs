//! Charsets: decoding is strict, and what goes out decodes to what was meant.
//!
//! An input is the bytes of a text in any of the charsets.
#![no_main]

use hongbao_wire::Charset;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const CHARSETS: [Charset; 4] = [Charset::Utf8, Charset::Gbk, Charset::Gb2312, Charset::Gb18030];

fuzz_target!(|input: &[u8]| {
    assert_eq!(Charset::Utf8.decode(input).as_deref(), str::from_utf8(input).ok());
    for from in CHARSETS {
        let Some(text) = from.decode(input) else { continue };
        for to in CHARSETS {
            check_raw_or_escaped(&text, to);
            check_json(&serde_json::to_string(&text).expect("a string"), to);
            check_json(&text, to);
        }
    }
});

/// Each character goes out as itself or, where it is not ASCII, as its escape.
fn check_raw_or_escaped(text: &str, charset: Charset) {
    let bytes = charset.encode_json(text);
    let sent = charset.decode(&bytes).expect("what goes out is text");
    let mut rest = &*sent;
    for c in text.chars() {
        rest = rest.strip_prefix(c).unwrap_or_else(|| {
            assert!(!c.is_ascii() && charset != Charset::Utf8, "{c:?} escaped in {charset:?}");
            let units = c.encode_utf16(&mut [0; 2]).to_vec();
            let escape: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            rest.strip_prefix(&*escape).expect("its escape")
        });
    }
    assert_eq!(rest, "");
}

/// JSON means the same after the way out and in.
fn check_json(json: &str, charset: Charset) {
    let Ok(value) = serde_json::from_str::<Value>(json) else { return };
    let bytes = charset.encode_json(json);
    let sent = charset.decode(&bytes).expect("what goes out is text");
    assert_eq!(serde_json::from_str::<Value>(&sent).ok(), Some(value));
}
