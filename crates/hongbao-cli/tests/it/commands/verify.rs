//! `hongbao verify`: each mistake made for real, and found.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use hongbao_wire::{Charset, SignType, SigningKey};

use crate::harness::call::{Call, VOUCHER};
use crate::harness::server::Folder;
use crate::harness::shell::{Done, file, key_files, path, run, run_with};
use crate::vectors::{app_key, entries, platform_key};
use crate::wire::requests::on_a_sandbox;

/// A request's parameters, sorted; its values and what is signed may differ.
pub(crate) type Pairs<'a> = Vec<(&'a str, &'a [u8])>;

pub(crate) const PLAIN: [(&str, &[u8]); 5] = [
    ("app_id", b"1"),
    ("biz_content", "{\"a\":\"红 +包\"}".as_bytes()),
    ("charset", b"utf-8"),
    ("sign_type", b"RSA2"),
    ("timestamp", b"2026-01-01 00:00:00"),
];

pub(crate) fn joined(pairs: &Pairs<'_>) -> Vec<u8> {
    let each = pairs.iter().map(|(name, value)| [name.as_bytes(), b"=", value].concat());
    each.collect::<Vec<_>>().join(&b'&')
}

pub(crate) fn escaped(value: &[u8]) -> String {
    value.iter().map(|byte| format!("%{byte:02X}")).collect()
}

pub(crate) fn query(pairs: &Pairs<'_>, sign: &str) -> String {
    let each = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    each.collect::<Vec<_>>().join("&") + "&sign=" + sign
}

pub(crate) fn with<'a>(name: &'a str, value: &'a [u8]) -> Pairs<'a> {
    let mut pairs: Pairs<'_> = PLAIN.into_iter().filter(|(known, _)| *known != name).collect();
    pairs.push((name, value));
    pairs.sort();
    pairs
}

pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> String {
    key.sign(SignType::Rsa2, message).unwrap()
}

/// Verifies a request with the app's public key.
pub(crate) fn verify(folder: &Folder, query: &str) -> Done {
    let (_, public) = key_files(folder);
    let data = folder.path().to_str().unwrap();
    let arguments = ["verify", "--params", "-", "--public-key", &public, "--data", data];
    run_with(&arguments, |_| {}, query.as_bytes())
}

/// Checks that a request is not verified, and that this is said.
pub(crate) fn check(query: &str, found: &str) {
    let done = verify(&Folder::new(), query);
    assert_eq!(done.code, Some(1), "{}", done.said);
    assert!(
        done.out.starts_with("not verified\n") && done.out.contains(found),
        "{found}: {}",
        done.out
    );
}

#[test]
fn each_mistake_is_found() {
    let plain = PLAIN.to_vec();
    let good = sign(app_key(), &joined(&plain));
    let signed = |message: &[u8]| query(&plain, &escaped(sign(app_key(), message).as_bytes()));
    let rsa = app_key().sign(SignType::Rsa, &joined(&plain)).unwrap();
    check(
        &query(&plain, &escaped(rsa.as_bytes())),
        "found: it was signed with RSA (SHA-1), but sign_type is RSA2",
    );
    let said_rsa = with("sign_type", b"RSA");
    let made_rsa2 = escaped(sign(app_key(), &joined(&said_rsa)).as_bytes());
    check(
        &query(&said_rsa, &made_rsa2),
        "found: it was signed with RSA2 (SHA-256), but sign_type is RSA",
    );
    let without: Pairs<'_> = PLAIN.into_iter().filter(|(name, _)| *name != "sign_type").collect();
    check(&signed(&joined(&without)), "found: sign_type was left out");
    for java in [true, false] {
        let encoded: Vec<(&str, Vec<u8>)> = PLAIN
            .iter()
            .map(|(name, value)| (*name, url_encoded(value, java).into_bytes()))
            .collect();
        let encoded = encoded.iter().map(|(name, value)| (*name, value.as_slice())).collect();
        check(&signed(&joined(&encoded)), "found: the values were percent-encoded before");
    }
    let gbk = Charset::Gbk.encode("{\"a\":\"红 +包\"}").unwrap();
    check(
        &signed(&joined(&with("biz_content", &gbk))),
        "found: it was signed in gbk, but sent in utf-8, and charset says utf-8",
    );
    let raw_plus =
        "app_id=1&biz_content={\"a\":\"1+2\"}&sign_type=RSA2&timestamp=2026-01-01 00:00:00";
    let sent = format!(
        "{}&sign={}",
        raw_plus.replace("01 00", "01+00"),
        escaped(sign(app_key(), raw_plus.as_bytes()).as_bytes())
    );
    check(&sent, "found: a + in a value was not percent-encoded");
    check(&query(&plain, "AA!"), "sign is not Base64");
    let twice = good.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    check(&query(&plain, &escaped(twice.as_bytes())), "found: sign was percent-encoded twice");
    let broken = format!("{}\n{}", &good[..76], &good[76..]);
    check(&query(&plain, &escaped(broken.as_bytes())), "found: sign is broken into lines");
    let for_urls = URL_SAFE.encode(STANDARD.decode(&good).unwrap());
    check(&query(&plain, &escaped(for_urls.as_bytes())), "found: sign is in the Base64 for URLs");
    check(&query(&plain, ""), "there is no sign");
}

/// As `java.net.URLEncoder` does it, or with `%20` for a space.
fn url_encoded(value: &[u8], java: bool) -> String {
    let escaped = value.iter().map(|&byte| match byte {
        b' ' if java => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte) => char::from(byte).into(),
        byte => format!("%{byte:02X}"),
    });
    escaped.collect()
}

#[test]
fn a_wrong_text_is_told_from_a_wrong_key() {
    let plain = PLAIN.to_vec();
    let text = joined(&plain);
    let other = sign(app_key(), b"something else");
    let sent = query(&plain, &escaped(other.as_bytes()));
    check(&sent, "the key is right: its private half made this signature, but over another text");
    check(&sent, &SignType::Rsa2.digest_hex(b"something else"));
    check(&sent, &SignType::Rsa2.digest_hex(&text));
    let rsa = app_key().sign(SignType::Rsa, b"else").unwrap();
    check(&query(&plain, &escaped(rsa.as_bytes())), "and it was signed with RSA");
    let foreign = sign(&platform_key(), &text);
    check(
        &query(&plain, &escaped(foreign.as_bytes())),
        "was not made with this key's private half",
    );
    check(&query(&plain, &escaped(foreign.as_bytes())), &app_key().fingerprint());
}

#[test]
fn the_keys_at_hand_are_named() {
    let folder = Folder::new();
    let json = serde_json::json!({
        "app_private_key": SigningKey::generate().unwrap().pkcs8_base64(),
        "alipay_public_key": app_key().public_key_base64(),
    });
    file(&folder, "sandbox.json", json.to_string());
    let plain = PLAIN.to_vec();
    let sent = query(&plain, &escaped(sign(&platform_key(), &joined(&plain)).as_bytes()));
    let done = verify(&folder, &sent);
    assert!(done.out.contains("that key is Alipay's public key"), "{}", done.out);
    let json = serde_json::json!({ "app_private_key": platform_key().pkcs8_base64() });
    file(&folder, "sandbox.json", json.to_string());
    let done = verify(&folder, &sent);
    assert!(done.out.contains("the signature was made with the app's key"), "{}", done.out);
}

#[test]
fn each_vector_is_verified_or_not_as_its_name_says() {
    let folder = Folder::new();
    let mut verified = 0;
    for case in entries("wire") {
        let name = case.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(case.join("params")).unwrap();
        let done = verify(&folder, &text);
        let no_sign = !text.contains("sign=");
        match done.code {
            Some(0) => {
                assert!(!name.starts_with("bad-signature") && !no_sign, "{name}");
                verified += 1;
            }
            Some(1) => {
                assert!(name.starts_with("bad-signature") || no_sign, "{name}: {}", done.out)
            }
            _ => done.refused("the parameters have", "urlencoded"),
        }
    }
    assert!(verified > 30, "{verified} vectors");
}

#[test]
fn the_reading_of_empty_values_is_said() {
    let mut pairs = with("notify_url", b"");
    let kept = escaped(sign(app_key(), &joined(&pairs)).as_bytes());
    let done = verify(&Folder::new(), &query(&pairs, &kept)).printed();
    assert!(done.contains("\n  empty values kept\n"), "{done}");
    pairs.retain(|(_, value)| !value.is_empty());
    let dropped = escaped(sign(app_key(), &joined(&pairs)).as_bytes());
    let sent = format!("notify_url=&{}", query(&pairs, &dropped));
    let done = verify(&Folder::new(), &sent).printed();
    assert!(done.contains("\n  empty values left out\n"), "{done}");
}

#[test]
fn bytes_are_verified_as_they_are() {
    let folder = Folder::new();
    let (_, public) = key_files(&folder);
    let signature = file(&folder, "signature", sign(app_key(), b"a=1") + "\n");
    for (text, code, found) in [
        (&b"a=1"[..], 0, "RSA2 (SHA-256)"),
        (b"a=1\n", 1, "found: the text ends with a line's end"),
        (b"a=2", 1, "over another text"),
    ] {
        let text = file(&folder, "text", text);
        let arguments =
            ["verify", "--text", &text, "--signature-file", &signature, "--public-key", &public];
        let done = run(&arguments);
        assert_eq!(done.code, Some(code), "{}", done.said);
        assert!(done.out.contains(found), "{}", done.out);
    }
    let text = file(&folder, "text", "a=1");
    let given = sign(app_key(), b"a=1");
    let arguments = ["verify", "--text", &text, "--public-key", &public, "--signature", &given];
    assert_eq!(run(&arguments).code, Some(0));
    let wrong = [&arguments[..], &["--sign-type", "RSA"]].concat();
    assert!(run(&wrong).out.contains("signed with RSA2 (SHA-256), but sign_type is RSA"));
    run(&arguments[..5]).refused("--text needs its signature", "--signature-file");
    for wrong in [
        &["verify"][..],
        &["verify", "--text", "x", "--params", "y"],
        &["verify", "--signature", "x"],
    ] {
        assert_eq!(run(wrong).code, Some(2));
    }
}

#[test]
fn an_answer_is_verified() {
    on_a_sandbox(|folder, server| {
        let data = folder.path().to_str().unwrap();
        let verify = |body: &[u8], more: &[&str]| {
            let arguments = [&["verify", "--answer", "-", "--data", data], more].concat();
            run_with(&arguments, |_| {}, body)
        };
        let gbk = Call::new(folder, VOUCHER, "{\"voucher_id\":\"x\"}")
            .in_charset("gbk", b"{\"voucher_id\":\"x\"}");
        let gbk = gbk.send(server).body;
        let rsa = Call::cash(folder).sign_type(SignType::Rsa).send(server).body;
        let good = Call::cash(folder).send(server).body;
        let error = Call::cash(folder).without("method").send(server).body;
        for body in [&good, &error] {
            let done = verify(body, &[]);
            assert!(done.printed().starts_with("verified\n  RSA2 (SHA-256)\n"));
        }
        assert!(verify(&rsa, &["--sign-type", "RSA"]).printed().starts_with("verified"));
        assert!(verify(&gbk, &["--charset", "gbk"]).printed().starts_with("verified"));
        let not = |done: Done, found: &str| {
            assert_eq!(done.code, Some(1), "{}", done.said);
            assert!(done.out.contains(found), "{found}: {}", done.out);
        };
        not(verify(&rsa, &[]), "it was signed with RSA (SHA-1), but sign_type is RSA2");
        let text = String::from_utf8(good.clone()).unwrap();
        let altered = text.replace("20000.00", "30000.00");
        not(verify(altered.as_bytes(), &[]), "over another text");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        not(verify(format!("{value:#}").as_bytes(), &[]), "the answer was reformatted");
        let saved = Charset::Gbk.decode(&gbk).unwrap().into_owned();
        not(verify(saved.as_bytes(), &[]), "the signature fits the node in gbk");
        let unsigned = text.split(",\"sign\"").next().unwrap().to_owned() + "}";
        not(verify(unsigned.as_bytes(), &[]), "has no sign");
        let app = path(folder, "app.txt");
        run(&[
            "keys",
            "convert",
            &path(folder, "keys/app-2014072300007148.pem"),
            "--to",
            "spki",
            "--out",
            &app,
        ]);
        not(verify(&good, &["--public-key", &app]), "that key is the app's key");
        verify(b"<html>", &[]).refused("the answer cannot be opened", "as it came");
    });
}
