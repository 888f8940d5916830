//! `hongbao verify` of requests and bytes: other ways to sign, text that went through HTML, a parameter
//! too many or too few, files however they were saved.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hongbao_wire::{Charset, SignType};

use crate::commands::verify::{PLAIN, check, escaped, joined, query, sign, verify, with};
use crate::harness::server::Folder;
use crate::harness::shell::{Done, file, key_files, run, run_with};
use crate::raw_signature::{pkcs1_block, raw_signature};
use crate::vectors::app_key;
use crate::vectors::keys::app_documents;

/// The plain request with a signature of these bytes.
fn signed_with(signature: &[u8]) -> String {
    query(&PLAIN.to_vec(), &escaped(STANDARD.encode(signature).as_bytes()))
}

fn unhex(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    (0..hex.len() / 2).map(byte).collect()
}

#[test]
fn another_way_to_sign_is_named_by_what_is_in_the_signature() {
    let text = joined(&PLAIN.to_vec());
    let raw = |block: &[u8]| raw_signature(&app_documents()[0], block);
    let digits = SignType::Rsa2.digest_hex(&text);
    let hash = unhex(&digits);
    for (content, found) in [
        (
            hash.as_slice(),
            "found: it was signed with PKCS#1 v1.5 padding: the bare SHA-256 of the text, without a DigestInfo",
        ),
        (digits.as_bytes(), "the SHA-256 of the text as hexadecimal digits, without a DigestInfo"),
        (text.as_slice(), "the text itself, without a DigestInfo"),
        (
            &[7; 32],
            "in it: PKCS#1 v1.5 padding, 32 bytes without a DigestInfo, as many as SHA-256 has",
        ),
        (&[7; 11], "in it: PKCS#1 v1.5 padding, 11 bytes without a DigestInfo\n"),
    ] {
        let done = verify(&Folder::new(), &signed_with(&raw(&pkcs1_block(1, content))));
        assert_eq!(done.code, Some(1));
        assert!(done.out.contains(found), "{found}: {}", done.out);
        assert!(!done.out.contains("neither SHA-256"), "{}", done.out);
    }
    // MD5, which is not computed here: nothing is claimed of the text.
    let md5 = unhex(&format!("3020300c06082a864886f70d020505000410{}", "07".repeat(16)));
    let sent = signed_with(&raw(&pkcs1_block(1, &md5)));
    check(&sent, "a DigestInfo of MD5 (16 bytes)");
    check(&sent, "its text was not compared");
    let info = unhex(&format!("3031300d060960864801650304020105000420{digits}"));
    check(
        &signed_with(&raw(&pkcs1_block(0, &info))),
        "found: it was signed with no padding but zeros: a DigestInfo of SHA-256",
    );
    check(
        &signed_with(&raw(&pkcs1_block(2, &info))),
        "found: it was signed with the padding of encryption",
    );
    let short = unhex(&format!("302f300b0609608648016503040201 0420{digits}").replace(' ', ""));
    check(
        &signed_with(&raw(&pkcs1_block(1, &short))),
        "found: its DigestInfo of SHA-256 is not written as it must be",
    );
    check(&signed_with(&[0x55; 256]), "it shows no padding that is known");
    check(&signed_with(&[0x55; 128]), "sign has 128 bytes, this key's signatures have 256");
}

#[test]
fn another_way_to_write_a_signature_is_named() {
    let good = sign(app_key(), &joined(&PLAIN.to_vec()));
    let bytes = STANDARD.decode(&good).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
    for (sent, found) in [
        (good.trim_end_matches('=').to_owned(), "lost its padding"),
        (hex, "hexadecimal digits"),
        (STANDARD.encode(&good), "in Base64 twice"),
        (good.replace('/', "\\/").replace('=', "\\u003d") + " ", "escapes of JSON"),
        (
            good.replace('+', "&#43;").replace('=', "&#x3D;").replace('/', "&#47;"),
            "HTML's entities, such as &#43;",
        ),
        (STANDARD.encode(reversed), "reverse order"),
    ] {
        check(&query(&PLAIN.to_vec(), &escaped(sent.trim_end().as_bytes())), found);
    }
}

#[test]
fn text_that_went_through_html_is_told() {
    let folder = Folder::new();
    let plain = PLAIN.to_vec();
    let text = String::from_utf8(joined(&plain)).unwrap();
    let good = query(&plain, &escaped(sign(app_key(), text.as_bytes()).as_bytes()));
    // As a browser shows it, and as its source has it.
    let done = verify(&folder, &good.replace("&timestamp=", "×tamp="));
    assert!(
        done.code == Some(1) && done.out.contains("found: the text went through HTML"),
        "{}",
        done.out
    );
    assert!(!done.out.contains("sign_type is missing"), "{}", done.out);
    check(&good.replace('&', "&amp;"), "found: the text went through HTML");
    let pairs = with("notify_url", b"http://x");
    let other = query(&pairs, &escaped(sign(app_key(), &joined(&pairs)).as_bytes()));
    check(
        &other.replace("&notify_url", "¬ify_url").replace("&timestamp", "×tamp"),
        "found: the text went through HTML",
    );
    // Signed as the escaped text that sub_msg shows.
    for html in [text.replace('&', "&amp;"), text.replace('&', "&amp;").replace('"', "&quot;")] {
        let signature = sign(app_key(), html.as_bytes());
        check(
            &query(&plain, &escaped(signature.as_bytes())),
            "found: the string-to-sign was signed as HTML writes it",
        );
    }
    // A value that is escaped on one side.
    let value = "{&quot;a&quot;:&quot;红 +包&quot;}";
    let sent = with("biz_content", value.as_bytes());
    check(
        &query(&sent, &escaped(sign(app_key(), text.as_bytes()).as_bytes())),
        "found: the values were sent with HTML's entities",
    );
    let signature = sign(app_key(), &joined(&sent));
    check(
        &query(&plain, &escaped(signature.as_bytes())),
        "found: the values were signed with HTML's entities",
    );
    // Plain bytes, copied from a page.
    let (_, public) = key_files(&folder);
    let signature = sign(app_key(), text.as_bytes());
    for (seen, found) in [
        (text.replace('&', "&amp;").replace('"', "&quot;"), "has HTML's entities"),
        (text.replace("&timestamp", "×tamp"), "went through HTML"),
    ] {
        let seen = file(&folder, "seen", seen);
        let done =
            run(&["verify", "--text", &seen, "--signature", &signature, "--public-key", &public]);
        assert!(done.code == Some(1) && done.out.contains(found), "{found}: {}", done.out);
    }
}

#[test]
fn one_parameter_too_many_or_too_few_is_named() {
    let plain = PLAIN.to_vec();
    let good = escaped(sign(app_key(), &joined(&plain)).as_bytes());
    for more in [("button", &b"ok"[..]), ("x", b"1"), ("notify_url", b"http://x")] {
        let sent = [plain.clone(), vec![more]].concat();
        check(
            &query(&sent, &good),
            &format!("found: {} was sent, but left out of what was signed", more.0),
        );
    }
    for (name, value) in [("format", &b"JSON"[..]), ("version", b"1.0"), ("button", b"ok")] {
        let signed = with(name, value);
        let signature = escaped(sign(app_key(), &joined(&signed)).as_bytes());
        let found =
            format!("found: {name}={} was signed, but not sent", String::from_utf8_lossy(value));
        check(&query(&plain, &signature), &found);
    }
    let folder = Folder::new();
    let (_, public) = key_files(&folder);
    let signature = sign(app_key(), b"a=1&b=2");
    for (text, found) in [
        ("a=1&b=2&button=ok", "button is here, but was not signed"),
        ("b=2&a=1", "in another order"),
        ("\u{feff}a=1&b=2", "byte order mark"),
        ("a=1&amp;b=2\r\n", "HTML's entities"),
    ] {
        let text = file(&folder, "text", text);
        let done =
            run(&["verify", "--text", &text, "--signature", &signature, "--public-key", &public]);
        assert!(done.code == Some(1) && done.out.contains(found), "{found}: {}", done.out);
    }
}

#[test]
fn bytes_that_are_no_text_of_their_charset_are_told() {
    let gbk = Charset::Gbk.encode("{\"a\":\"红包\"}").unwrap();
    let pairs = with("biz_content", &gbk);
    let sent = query(&pairs, &escaped(sign(app_key(), &joined(&pairs)).as_bytes()));
    let done = verify(&Folder::new(), &sent).printed();
    assert!(done.starts_with("verified\n"), "{done}");
    assert!(
        done.contains("biz_content is not text in utf-8, which charset says: it may be gbk"),
        "{done}"
    );
    assert!(done.contains("红包") && !done.contains('\u{fffd}'), "{done}");
    let pairs = with("biz_content", b"a\xFFb");
    let sent = query(&pairs, &escaped(sign(app_key(), &joined(&pairs)).as_bytes()));
    let done = verify(&Folder::new(), &sent).printed();
    assert!(done.contains("not text of any charset") && done.contains(r"a\xFFb"), "{done}");
}

#[test]
fn a_charset_in_the_form_alone_is_told() {
    let plain = PLAIN.to_vec();
    let good = query(&plain, &escaped(sign(app_key(), &joined(&plain)).as_bytes()));
    let (first, rest) = good.split_once('&').unwrap();
    let url = format!("http://127.0.0.1:8600/gateway.do?{first}\r\n\r\n{rest}\r\n");
    let done = verify(&Folder::new(), &url).printed();
    assert!(done.contains("the real gateway may answer in GBK"), "{done}");
    assert!(!verify(&Folder::new(), &good).printed().contains("GBK"));
}

/// A text in each form that editors and shells save.
fn saved(text: &str) -> Vec<Vec<u8>> {
    let utf16 = |change: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(change).collect()
    };
    let dos = text.replace('\n', "\r\n");
    vec![
        text.into(),
        format!("\u{feff}{text}").into_bytes(),
        format!("\u{feff}{dos}\r\n").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ]
}

#[test]
fn every_option_reads_a_file_however_it_was_saved() {
    let folder = Folder::new();
    let plain = PLAIN.to_vec();
    let signature = sign(app_key(), &joined(&plain));
    let request = query(&plain, &escaped(signature.as_bytes()));
    let done = |arguments: &[&str]| -> Done { run(arguments) };
    for (private, public) in
        saved(&app_key().to_pem().unwrap()).into_iter().zip(saved(&app_key().public_key_base64()))
    {
        let private = file(&folder, "private", private);
        let public = file(&folder, "public", public);
        for (params, given) in saved(&request).into_iter().zip(saved(&signature)) {
            let params = file(&folder, "params", params);
            done(&["verify", "--params", &params, "--public-key", &public]).printed();
            let signed = done(&["sign", "--params", &params, "--key", &private]).printed();
            assert_eq!(signed.trim_end(), signature);
            let text = file(&folder, "text", joined(&plain));
            let given = file(&folder, "signature", given);
            done(&["verify", "--text", &text, "--signature-file", &given, "--public-key", &public])
                .printed();
        }
        done(&["keys", "show", &private, "--pair", &public]).printed();
    }
    let broken = [&[0xFF, 0xFE][..], &[0, 0xD8, b'a', 0]].concat();
    let broken = file(&folder, "broken", broken);
    done(&["verify", "--params", &broken])
        .refused("UTF-16 with a broken character", "Save it as utf-8");
    done(&["sign", "--params", &broken])
        .refused("UTF-16 with a broken character", "Save it as utf-8");
    // Bytes are signed as they are, and it is said.
    let (key, _) = key_files(&folder);
    let marked = run_with(&["sign", "--text", "-", "--key", &key], |_| {}, "\u{feff}a".as_bytes());
    assert!(marked.said.contains("byte order mark"), "{}", marked.said);
    assert_eq!(marked.printed().trim_end(), sign(app_key(), "\u{feff}a".as_bytes()));
}
