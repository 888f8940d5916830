//! Charsets: strict in, lossless out.

use crate::Charset;

#[test]
fn names_are_compared_without_case() {
    for name in ["utf-8", "UTF-8", "Utf-8"] {
        assert_eq!(Charset::parse(name.as_bytes()), Some(Charset::Utf8));
    }
    for name in ["gbk", "GBK", "gBk"] {
        assert_eq!(Charset::parse(name.as_bytes()), Some(Charset::Gbk));
    }
    for name in ["", "utf8", "latin1", "gbk ", "utf-16"] {
        assert_eq!(Charset::parse(name.as_bytes()), None, "{name}");
    }
}

#[test]
fn bytes_that_spell_no_text_are_refused() {
    for (charset, bytes) in [
        (Charset::Utf8, &b"\xff"[..]),
        (Charset::Utf8, b"\xe4\xb8"),
        (Charset::Utf8, b"\xed\xa0\x80"),
        (Charset::Gbk, b"\xff"),
        (Charset::Gbk, b"\xd6"),
        (Charset::Gbk, b"\xd6\x20"),
    ] {
        assert_eq!(charset.decode(bytes), None, "{charset:?} {bytes:?}");
    }
    assert_eq!(Charset::Gbk.decode(b"\xd6\xd0\xce\xc4").as_deref(), Some("中文"));
    assert_eq!(Charset::Utf8.decode("\u{feff}x".as_bytes()).as_deref(), Some("\u{feff}x"));
}

#[test]
fn utf_8_carries_everything_raw() {
    let text = "\"中文 🧧 € · —\"";
    assert_eq!(Charset::Utf8.encode_json(text), text.as_bytes());
}

#[test]
fn gbk_escapes_what_it_cannot_carry_as_java_does() {
    for (text, bytes) in [
        ("中文", &b"\xd6\xd0\xce\xc4"[..]),
        ("·—", b"\xa1\xa4\xa1\xaa"),
        ("€", b"\\u20ac"),
        ("🧧", b"\\ud83e\\udde7"),
        ("ǹḿ", b"\\u01f9\\u1e3f"),
        ("⺁㑳", b"\\u2e81\\u3473"),
        ("⿰︐", b"\\u2ff0\\ufe10"),
        ("龴龻", b"\\u9fb4\\u9fbb"),
        ("\u{e78d}", b"\\ue78d"),
        ("a\u{a0}b", b"a\\u00a0b"),
    ] {
        assert_eq!(Charset::Gbk.encode_json(text), bytes, "{text}");
    }
}

/// Java's decoder and encoder must agree with what is sent raw. Compared whole once (Java 17); here
/// the count of what is raw, and that each of it comes back.
#[test]
fn gbk_carries_raw_what_both_sides_map_alike() {
    let mut raw = 0;
    for c in ('\u{80}'..='\u{10ffff}').map(String::from) {
        let bytes = Charset::Gbk.encode_json(&c);
        if bytes.len() == 2 {
            raw += 1;
            assert_eq!(Charset::Gbk.decode(&bytes).as_deref(), Some(c.as_str()));
        } else {
            assert!(bytes.starts_with(b"\\u"), "{c}");
        }
    }
    assert_eq!(raw, 23_832);
}
