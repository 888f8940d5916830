//! Charsets: strict in, lossless out.

use crate::Charset;

#[test]
fn names_are_javas_and_compared_without_case() {
    for (charset, names) in [
        (Charset::Utf8, &["utf-8", "Utf-8", "utf8", "UTF8", "unicode-1-1-utf-8"][..]),
        (Charset::Gbk, &["gbk", "gBk", "cp936", "CP936", "windows-936", "Windows-936"]),
        (Charset::Gb2312, &["GB2312", "EUC_CN", "euc-cn", "euccn", "x-EUC-CN"]),
        (Charset::Gb2312, &["gb2312-80", "GB2312-1980"]),
        (Charset::Gb18030, &["gb18030", "GB18030-2022"]),
    ] {
        for name in names {
            assert_eq!(Charset::parse(name.as_bytes()), Some(charset), "{name}");
        }
    }
    // ms936 is the name of another charset in Java, which differs from GBK.
    for name in ["", "utf_8", "utf-8 ", "latin1", "gbk ", "utf-16", "ms936", "x-mswin-936", "936"] {
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
fn plain_text_is_carried_whole_or_not_at_all() {
    assert_eq!(Charset::Gbk.encode("a中文").unwrap(), b"a\xd6\xd0\xce\xc4");
    assert_eq!(Charset::Utf8.encode("€🧧").unwrap(), "€🧧".as_bytes());
    assert_eq!(Charset::Gbk.encode("中€"), Err('€'));
    for charset in Charset::ALL {
        assert_eq!(Charset::parse(charset.name().as_bytes()), Some(charset));
        let text = "红包 100% \"a\"";
        let bytes = charset.encode(text).unwrap();
        assert_eq!(charset.decode(&bytes).as_deref(), Some(text));
    }
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

#[test]
fn gb2312_and_gb18030_escape_what_they_cannot_carry_as_java_does() {
    for (charset, text, bytes) in [
        (Charset::Gb2312, "中文", &b"\xd6\xd0\xce\xc4"[..]),
        (Charset::Gb2312, "·—", b"\\u00b7\\u2014"),
        (Charset::Gb2312, "囍€", b"\\u56cd\\u20ac"),
        (Charset::Gb18030, "囍€·—", b"\x87\xd6\xa2\xe3\xa1\xa4\xa1\xaa"),
        (Charset::Gb18030, "🧧", b"\x95\x30\xe2\x35"),
        (Charset::Gb18030, "\u{e78d}\u{e5e5}", b"\\ue78d\\ue5e5"),
    ] {
        assert_eq!(charset.encode_json(text), bytes, "{charset:?} {text}");
    }
}

/// What a Java client sends: its bytes spell the text that it meant, save two characters of gb2312
/// that Java itself maps in its own way.
#[test]
fn what_java_encodes_is_decoded() {
    for (charset, bytes, text) in [
        (Charset::Gbk, &b"\x87\xd6\xa1\xa4\xa1\xaa"[..], "囍·—"),
        (Charset::Gb2312, b"\xd6\xd0\xa1\xa4\xa1\xaa", "中·—"),
        (Charset::Gb18030, b"\x95\x30\xe2\x35\xa2\xe3", "🧧€"),
        (Charset::Gbk, b"\xa2\xe3", "€"),
    ] {
        assert_eq!(charset.decode(bytes).as_deref(), Some(text), "{charset:?}");
    }
}

/// Java's decoder and encoder must agree with what is sent raw. The tables were compared whole
/// once (Java 17); here is the count of what is raw in each, and that each of it comes back.
#[test]
fn each_charset_carries_raw_what_both_sides_map_alike() {
    for (charset, expected) in
        [(Charset::Gbk, 23_832), (Charset::Gb2312, 7_443), (Charset::Gb18030, 1_111_911)]
    {
        let mut raw = 0;
        for c in ('\u{80}'..='\u{10ffff}').map(String::from) {
            let bytes = charset.encode_json(&c);
            if bytes.starts_with(b"\\u") {
                continue;
            }
            raw += 1;
            assert_eq!(charset.decode(&bytes).as_deref(), Some(c.as_str()));
        }
        assert_eq!(raw, expected, "{charset:?}");
    }
}
