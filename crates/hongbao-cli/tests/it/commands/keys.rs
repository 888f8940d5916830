//! `hongbao keys`: each form against documents that are put together elsewhere, files and their modes.

use std::os::unix::fs::PermissionsExt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hongbao_wire::SigningKey;

use crate::harness::server::Folder;
use crate::harness::shell::{file, key_files, path, run, run_with};
use crate::vectors::keys::app_documents;
use crate::vectors::{app_key, platform_key};

/// Each form's name and its content, as a file holds it.
fn forms() -> Vec<(String, Vec<u8>)> {
    let names = ["pkcs1", "pkcs8", "spki", "pkcs1-public"];
    let labels = ["RSA PRIVATE KEY", "PRIVATE KEY", "PUBLIC KEY", "RSA PUBLIC KEY"];
    let each = app_documents().iter().zip(names).zip(labels).flat_map(|((der, name), label)| {
        let base64 = STANDARD.encode(der);
        let lines = base64.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap());
        let body = lines.collect::<Vec<_>>().join("\n");
        let pem = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
        [
            (name.to_owned(), (base64 + "\n").into_bytes()),
            (format!("{name}-pem"), pem.into_bytes()),
            (format!("{name}-der"), der.clone()),
        ]
    });
    each.collect()
}

fn is_public(form: &str) -> bool {
    form.contains("public") || form.starts_with("spki")
}

#[test]
fn each_form_becomes_each_other() {
    let folder = Folder::new();
    let forms = forms();
    for (from, content) in &forms {
        let source = file(&folder, from, content);
        for (to, expected) in &forms {
            let target = path(&folder, &format!("{from}-{to}"));
            let done = run(&["keys", "convert", &source, "--to", to, "--out", &target]);
            if is_public(from) && !is_public(to) {
                done.refused("a public key where a private one is needed", "cannot sign");
                continue;
            }
            assert!(done.said.ends_with(&format!("({from})\n")), "{}", done.said);
            assert_eq!(done.printed(), "");
            assert!(std::fs::read(&target).unwrap() == *expected, "{from} to {to}");
            let mode = std::fs::metadata(target).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}

#[test]
fn a_key_goes_through_a_pipe() {
    let pem = app_key().to_pem().unwrap();
    let done = run_with(&["keys", "convert", "-", "--to", "spki"], |_| {}, pem.as_bytes());
    assert_eq!(done.said, "found a private key in the standard input (pkcs8-pem)\n");
    assert_eq!(done.printed(), app_key().public_key_base64() + "\n");
}

#[test]
fn a_new_key_is_its_owners_and_overwrites_nothing() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let out = path(&folder, "app.pem");
    let done = run(&["keys", "new", "--out", &out]);
    assert!(done.said.contains(&out) && !done.said.contains("PRIVATE"));
    let public = done.printed();
    let (key, form) = SigningKey::read(&std::fs::read(&out).unwrap()).unwrap();
    assert_eq!((form.to_string().as_str(), key.verifying_key().bits()), ("pkcs8-pem", 2048));
    assert_eq!(public, key.public_key_base64() + "\n");
    let mode = std::fs::metadata(&out).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let again = run(&["keys", "new", "--out", &out]);
    again.refused("cannot be written", "no file is ever overwritten");
    assert_eq!(
        SigningKey::read(&std::fs::read(&out).unwrap()).unwrap().0.public_key(),
        key.public_key()
    );
    run(&["keys", "convert", &out, "--to", "pkcs1", "--out", &out]);
    assert_eq!(
        SigningKey::read(&std::fs::read(&out).unwrap()).unwrap().0.public_key(),
        key.public_key()
    );
}

#[test]
fn a_new_key_has_the_size_and_the_form_that_is_asked_for() {
    for (bits, format) in [("1024", "pkcs1"), ("2048", "pkcs1-pem"), ("3072", "pkcs8")] {
        let done = run(&["keys", "new", "--out", "-", "--bits", bits, "--format", format]);
        let (key, form) = SigningKey::read(done.out.as_bytes()).unwrap();
        assert_eq!(key.verifying_key().bits().to_string(), bits);
        assert_eq!(form.to_string(), format);
        assert!(done.said.contains(&key.public_key_base64()) && !done.said.contains("PRIVATE"));
    }
    for wrong in [["--bits", "512"], ["--format", "spki"], ["--format", "x"]] {
        assert_eq!(run(&[&["keys", "new", "--out", "-"], &wrong[..]].concat()).code, Some(2));
    }
}

#[test]
fn a_key_is_shown_without_its_private_half() {
    let folder = Folder::new();
    let fingerprint = app_key().fingerprint();
    for (form, content) in forms() {
        let shown = run(&["keys", "show", &file(&folder, &form, content)]).printed();
        let kind = if is_public(&form) { "public" } else { "private" };
        for part in [
            format!("key          a {kind} key in "),
            format!("({form})\n"),
            "bits         2048\n".to_owned(),
            format!("fingerprint  {fingerprint}\n"),
            format!("public half  {}\n", app_key().public_key_base64()),
        ] {
            assert!(shown.contains(&part), "{part} in {shown}");
        }
        assert_eq!(shown.lines().count(), 4);
    }
}

#[test]
fn a_pair_belongs_together_or_not() {
    let folder = Folder::new();
    let (private, public) = key_files(&folder);
    let done = run(&["keys", "show", &private, "--pair", &public]);
    assert!(done.printed().contains("pair         yes: "));
    let other = file(&folder, "other.txt", platform_key().public_key_base64());
    let done = run(&["keys", "show", &private, "--pair", &other]);
    assert_eq!(done.code, Some(1));
    assert!(done.out.contains("pair         no: ") && done.out.contains("Alipay's public key"));
    let done = run(&["keys", "show", &public, "--pair", &public]);
    done.refused("--pair needs a private key", "private key's file");
    let done = run(&["keys", "show", &private, "--pair", &private]);
    done.refused("a private key where a public one is needed", "hongbao keys show");
}

#[test]
fn what_is_no_key_is_named_with_the_next_thing_to_try() {
    let folder = Folder::new();
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for (content, sentence, remedy) in [
        (encrypted, "encrypted with a passphrase", "openssl pkey"),
        ("ssh-rsa AAAA me@home", "OpenSSH", "ssh-keygen"),
        ("MCAwDgYHKoZIzj0CAQUABQAABAA=", "cut short: 20 bytes are there of 34", "of PEM from"),
        ("hello", "no key in any form", "as PEM"),
        ("", "no key: it is empty", "as PEM"),
    ] {
        run(&["keys", "show", &file(&folder, "x", content)]).refused(sentence, remedy);
    }
    run(&["keys", "show", &path(&folder, "nowhere")]).refused("cannot be read", "that is there");
}

#[test]
fn a_damaged_key_says_where_it_is_damaged() {
    let folder = Folder::new();
    let show = |content: &[u8]| run(&["keys", "show", &file(&folder, "x", content)]);
    let pem = app_key().to_pem().unwrap();
    let base64 = app_key().pkcs8_base64();
    let start = "starts with -----BEGIN";
    show(pem.replacen("-----BEGIN", "----BEGIN", 1).as_bytes())
        .refused("damaged PEM: its first line", start);
    show(pem.replacen("KEY-----", "KEY----", 1).as_bytes())
        .refused("damaged PEM: its first line does not end", start);
    show(pem.replacen("-----END", "----END", 1).as_bytes())
        .refused("damaged PEM: its last line", start);
    show(&pem.as_bytes()[..900]).refused("damaged PEM: its last line", start);
    let whole = STANDARD.decode(&base64).unwrap().len();
    show(&base64.as_bytes()[..800])
        .refused(&format!("cut short: 600 bytes are there of {whole}"), "Copy it again");
    show(format!("{base64}AAAA").as_bytes()).refused("too many behind its end", "Copy it again");
    show(format!("\"{base64}\"").as_bytes()).refused("line 1, column 1", "Base64 has letters");
    let lines: Vec<&str> = pem.lines().collect();
    let torn = pem.replacen(lines[4], &format!("{}…{}", &lines[4][..10], &lines[4][10..]), 1);
    show(torn.as_bytes()).refused("line 5, column 11", "Base64 has letters");
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nMA4wBwIBADAAMAAwAAMBAA==\n-----END CERTIFICATE REQUEST-----\n";
    show(request.as_bytes()).refused("a request for a certificate (CSR)", "openssl req");
    show(b"<RSAKeyValue>").refused("a .NET key in XML", "PEM");
    for change in [u16::to_le_bytes, u16::to_be_bytes] {
        for text in [format!("\u{feff}{pem}"), pem.replace('\n', "\r\n"), base64.clone()] {
            let utf16: Vec<u8> = text.encode_utf16().flat_map(change).collect();
            assert!(show(&utf16).printed().contains(&app_key().fingerprint()));
        }
    }
}
