//! Keys in every form, against documents that are put together byte by byte elsewhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::vectors::app_key;
use super::vectors::keys::app_documents;
use crate::{AnyKey, KeyError, KeyForm, SigningKey, VerifyingKey};

/// The documents of the vectors' app as each form's name has them, in DER, with PEM's label.
fn documents() -> [(&'static str, &'static [u8], &'static str); 4] {
    let [pkcs1, pkcs8, spki, pkcs1_public] = app_documents();
    [
        ("pkcs1", pkcs1, "RSA PRIVATE KEY"),
        ("pkcs8", pkcs8, "PRIVATE KEY"),
        ("spki", spki, "PUBLIC KEY"),
        ("pkcs1-public", pkcs1_public, "RSA PUBLIC KEY"),
    ]
}

fn pem(label: &str, der: &[u8], line: usize, end: &str) -> String {
    let base64 = STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(line).map(|line| str::from_utf8(line).unwrap());
    let body: Vec<_> = lines.collect();
    format!("-----BEGIN {label}-----{end}{}{end}-----END {label}-----{end}", body.join(end))
}

/// Each form of the app's key: its name and its bytes.
fn forms() -> Vec<(String, Vec<u8>)> {
    let each = documents().into_iter().flat_map(|(name, der, label)| {
        [
            (name.to_owned(), STANDARD.encode(der).into_bytes()),
            (format!("{name}-pem"), pem(label, der, 64, "\n").into_bytes()),
            (format!("{name}-der"), der.to_vec()),
        ]
    });
    each.collect()
}

fn written(key: &AnyKey, form: KeyForm) -> Result<Vec<u8>, KeyError> {
    match key {
        AnyKey::Private(key) => key.write(form),
        AnyKey::Public(key) => key.write(form),
    }
}

#[test]
fn each_form_is_read_and_written_as_each_other() {
    let forms = forms();
    assert_eq!(forms.len(), KeyForm::all().count());
    for (from, content) in &forms {
        let (key, found) = AnyKey::read(content).unwrap();
        assert_eq!(found.to_string(), *from);
        for (to, expected) in &forms {
            let form = KeyForm::parse(to).unwrap();
            match written(&key, form) {
                Ok(bytes) => assert!(bytes == *expected, "{from} to {to}"),
                Err(error) => {
                    assert!(matches!(error, KeyError::Public), "{from} to {to}: {error}");
                    assert!(form.document.is_private() && !found.document.is_private());
                }
            }
        }
    }
    assert!(KeyForm::parse("pkcs12").is_none());
}

#[test]
fn copying_does_no_harm() {
    for (name, der, label) in documents() {
        let base64 = STANDARD.encode(der);
        let many = pem("X", der, 76, "\r\n").lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        let many = many[..many.len() - 1].join("\r\n");
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        for text in [format!("\u{feff}{base64}\r\n"), base64.clone()] {
            assert!(AnyKey::read(&utf16(&text)).is_ok(), "{name} as UTF-16");
            let swapped: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert!(AnyKey::read(&swapped).is_ok(), "{name} as UTF-16, the other way round");
        }
        let variants = [
            (false, format!("\u{feff}  {base64}\n\n")),
            (false, base64.trim_end_matches('=').to_owned()),
            (false, many),
            (true, pem(label, der, 64, "\r\n")),
            (true, pem(label, der, 4_096, "\n")),
            (true, pem(label, der, 64, "\\n")),
            (true, pem("PRIVATE KEY", der, 64, "\n")),
            (true, format!("# my key\n{}trailing\n", pem(label, der, 64, "\n  "))),
            (true, pem("EC PARAMETERS", b"x", 64, "\n") + &pem(label, der, 64, "\n")),
        ];
        for (is_pem, text) in variants {
            let (_, form) = AnyKey::read(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {text}"));
            let expected = if is_pem { format!("{name}-pem") } else { name.to_owned() };
            assert_eq!(form.to_string(), expected, "{text}");
        }
    }
}

#[test]
fn halves_belong_together_whatever_form_they_had() {
    let public: Vec<_> =
        forms().into_iter().filter_map(|(_, c)| VerifyingKey::read(&c).ok()).collect();
    let private: Vec<_> =
        forms().into_iter().filter_map(|(_, c)| SigningKey::read(&c).ok()).collect();
    assert_eq!((public.len(), private.len()), (6, 6));
    for (public, (private, form)) in public.iter().map(|(key, _)| key).zip(&private) {
        assert_eq!(public.public_key(), app_documents()[2], "{form}");
        assert_eq!(private.public_key(), public.public_key());
        assert_eq!(private.fingerprint(), public.fingerprint());
        assert_eq!(public.bits(), 2048);
    }
    assert_eq!(app_key().verifying_key().public_key(), app_key().public_key());
}

/// A sequence of parts, each given as tag and content.
fn sequence(parts: &[(u8, &[u8])]) -> Vec<u8> {
    let part = |(tag, content): &(u8, &[u8])| {
        [&[*tag, u8::try_from(content.len()).unwrap()], *content].concat()
    };
    let content = parts.iter().map(part).collect::<Vec<_>>().concat();
    [&[0x30, u8::try_from(content.len()).unwrap()], content.as_slice()].concat()
}

#[test]
fn what_is_no_usable_key_is_named() {
    const EC: &[u8] = &[0x06, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1];
    let pem = |label: &str, der: &[u8]| pem(label, der, 64, "\n").into_bytes();
    let pkcs1 = &app_documents()[0];
    let legacy = String::from_utf8(pem("RSA PRIVATE KEY", pkcs1)).unwrap();
    let legacy = legacy.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1);
    let (int, bytes, bits, seq) = (0x02, 0x04, 0x03, 0x30);
    let small = sequence(&[(int, &[0x7F; 64]), (int, &[1, 0, 1])]);
    for (content, expected) in [
        (b"".to_vec(), "Empty"),
        (b"no key".to_vec(), "Unknown"),
        (b"0".to_vec(), "Unknown"),
        (vec![0xFF; 300], "Unknown"),
        (b"hello, world".to_vec(), "Unknown"),
        (vec![0xFF, 0xFE, 0x00, 0xD8, b'M', 0], "Utf16"),
        (b"<html>".to_vec(), "Foreign(\"a page or an XML file\")"),
        (
            b"\xEF\xBB\xBF {\"kty\":\"RSA\"}".to_vec(),
            "Foreign(\"a JSON file, such as a JSON Web Key\")",
        ),
        (sequence(&[(int, &[3]), (seq, EC)]), "Foreign(\"a PKCS#12 file (.p12, .pfx)\")"),
        (pem("RSA PRIVATE KEY", &sequence(&[(int, [0].as_slice()); 9])), "Malformed"),
        (legacy.into_bytes(), "Encrypted"),
        (pem("ENCRYPTED PRIVATE KEY", b"x"), "Encrypted"),
        (sequence(&[(seq, EC), (bytes, &[1])]), "Encrypted"),
        (pem("OPENSSH PRIVATE KEY", b"x"), "OpenSsh"),
        (b"ssh-rsa AAAA me@home".to_vec(), "OpenSsh"),
        (b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".to_vec(), "OpenSsh"),
        (sequence(&[(seq, &[]), (seq, EC), (bits, &[0])]), "Certificate"),
        (
            sequence(&[(seq, &[int, 1, 0, seq, 0, seq, 0, 0xA0, 0]), (seq, EC), (bits, &[0])]),
            "Request",
        ),
        (sequence(&[(seq, &[int, 1, 0, seq, 0, seq, 0]), (seq, EC), (bits, &[0])]), "Request"),
        (sequence(&[(int, &[0]), (seq, EC), (bytes, &[1])]), "NotRsa"),
        (sequence(&[(seq, EC), (bits, &[0, 4])]), "NotRsa"),
        (pem("EC PRIVATE KEY", &sequence(&[(int, &[1]), (bytes, &[1; 32])])), "NotRsa"),
        (small, "Size(511)"),
    ] {
        let error = AnyKey::read(&content).unwrap_err();
        assert_eq!(format!("{error:?}"), expected);
        assert!(!error.remedy().is_empty());
    }
    let [_, (_, pkcs8, _), (_, spki, _), _] = documents();
    assert!(matches!(SigningKey::read(spki), Err(KeyError::Public)));
    assert!(matches!(VerifyingKey::read(pkcs8), Err(KeyError::Private)));
}

#[test]
fn a_damaged_key_is_told_where_it_is_damaged() {
    const START: &str = "Frame(\"its first line does not start with -----BEGIN\")";
    const FIRST: &str = "Frame(\"its first line does not end with -----\")";
    const LAST: &str =
        "Frame(\"its last line, which starts with -----END, is damaged or missing\")";
    let pem = |label: &str, der: &[u8]| pem(label, der, 64, "\n").into_bytes();
    let pkcs1 = &app_documents()[0];
    let mut longer = pkcs1.clone();
    longer.push(0);
    let cut = |is: usize| format!("CutShort {{ is: {is}, whole: Some({}) }}", pkcs1.len());
    let (cut_short, cut_short_602, cut_short_600) = (cut(pkcs1.len() - 1), cut(602), cut(600));
    let good = String::from_utf8(pem("RSA PRIVATE KEY", pkcs1)).unwrap();
    let base64 = STANDARD.encode(pkcs1);
    let bytes_of = |text: &str| text.as_bytes().to_vec();
    for (content, expected) in [
        (longer, "Trailing(1)"),
        (pkcs1[..pkcs1.len() - 1].to_vec(), cut_short.as_str()),
        (pem("RSA PRIVATE KEY", &pkcs1[..pkcs1.len() - 1]), cut_short.as_str()),
        (STANDARD.encode(&pkcs1[..602]).into_bytes(), cut_short_602.as_str()),
        (STANDARD.encode(&pkcs1[..603])[..801].into(), cut_short_600.as_str()),
        (b"MIIE".to_vec(), "CutShort { is: 3, whole: None }"),
        (bytes_of(&good.replacen("-----BEGIN", "----BEGIN", 1)), START),
        (bytes_of(&good.replacen("KEY-----", "KEY----", 1)), FIRST),
        (bytes_of(&good.replacen("-----END", "----END", 1)), LAST),
        (bytes_of(&good[..500]), LAST),
        (bytes_of(&good.replacen("\nMI", "\n\u{201c}MI", 1)), "Base64 { line: 2, column: 1 }"),
        (
            bytes_of(&(base64[..70].to_owned() + "\n" + &base64[70..99] + "*" + &base64[99..])),
            "Base64 { line: 2, column: 30 }",
        ),
    ] {
        let error = AnyKey::read(&content).unwrap_err();
        assert_eq!(format!("{error:?}"), expected);
    }
}
