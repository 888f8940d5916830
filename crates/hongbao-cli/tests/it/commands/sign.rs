//! `hongbao sign`: against the vectors, against a running gateway, and what it refuses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hongbao_wire::{SignType, SigningKey};

use crate::harness::call::{CASH, VOUCHER, VOUCHER_ID};
use crate::harness::server::{CAMPAIGN, Folder};
use crate::harness::shell::{Done, file, key_files, path, run, run_with};
use crate::vectors::{app_key, entries, platform_key};
use crate::wire::requests::{on_a_sandbox, succeeds};

#[test]
fn each_vector_is_signed_as_it_stands() {
    let folder = Folder::new();
    let (key, _) = key_files(&folder);
    let mut signed = 0;
    for case in entries("wire") {
        let name = case.file_name().unwrap().to_str().unwrap();
        let params = case.join("params");
        let mut arguments =
            vec!["sign", "--json", "--key", &key, "--params", params.to_str().unwrap()];
        if name.ends_with("kept") {
            arguments.push("--keep-empties");
        }
        let done = run(&arguments);
        if done.code == Some(2) {
            continue;
        }
        let json: serde_json::Value = serde_json::from_str(&done.printed()).unwrap();
        let to_sign = std::fs::read(case.join("to-sign")).unwrap();
        assert_eq!(json["string_to_sign_sha256"], hongbao_wire::sha256_hex(&to_sign), "{name}");
        let signature = std::fs::read_to_string(case.join("signature")).unwrap();
        if !name.starts_with("bad-signature") && !signature.is_empty() {
            assert_eq!(json["sign"], signature.replace(' ', "+"), "{name}");
            signed += 1;
        }
    }
    assert!(signed > 30, "{signed} vectors");
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&run(arguments).printed()).unwrap()
}

#[test]
fn a_request_that_is_signed_here_is_answered() {
    on_a_sandbox(|folder, server| {
        let data = folder.path().to_str().unwrap();
        let key = path(folder, "keys/app-2014072300007148.pem");
        let cash = format!("biz_content={{\"crowd_no\":\"{CAMPAIGN}\",\"x\":\"红 包+%\"}}");
        let voucher = format!("biz_content={{\"voucher_id\":\"{VOUCHER_ID}\"}}");
        for (method, biz_content, charset, sign_type) in [
            (CASH, &cash, "charset=utf-8", "sign_type=RSA2"),
            (CASH, &cash, "charset=GBK", "sign_type=RSA"),
            (VOUCHER, &voucher, "charset=gb18030", "sign_type=RSA2"),
        ] {
            let method = format!("method={method}");
            let request = [
                "sign",
                "--json",
                "app_id=2014072300007148",
                "version=1.0",
                &method,
                biz_content,
                charset,
                sign_type,
                "timestamp=2026-01-01 00:00:00",
                "notify_url=",
            ];
            for more in
                [&["--data", data][..], &["--key", &key], &["--key", &key, "--keep-empties"]]
            {
                let signed = json(&[&request[..], more].concat());
                let target = format!("/gateway.do?{}", signed["request"].as_str().unwrap());
                let answer = server.get(&target);
                let text = String::from_utf8_lossy(&answer.body);
                assert!(text.contains(r#""code":"10000""#), "{target}: {text}");
                let done = run_with(
                    &["verify", "--params", "-", "--data", data],
                    |_| {},
                    target.as_bytes(),
                );
                assert!(done.printed().starts_with("verified\n"));
            }
        }
        succeeds(&server.get(&crate::harness::server::detail_query(folder, CAMPAIGN)));
    });
}

#[test]
fn each_step_is_explained() {
    let folder = Folder::new();
    let (key, _) = key_files(&folder);
    let done = run(&[
        "sign",
        "--key",
        &key,
        "--explain",
        "charset=gbk",
        "sign_type=RSA",
        "b=红包",
        "a=",
        "app_id=1",
    ]);
    let text = done.printed();
    let message =
        [b"app_id=1&b=".as_slice(), &[0xBA, 0xEC, 0xB0, 0xFC], b"&charset=gbk&sign_type=RSA"]
            .concat();
    let signature = app_key().sign(SignType::Rsa, &message).unwrap();
    for line in [
        "  a =    (left out: empty)",
        "string-to-sign (gbk, 41 bytes)",
        "  app_id=1&b=红包&charset=gbk&sign_type=RSA",
        "  00000000  61 70 70 5f 69 64 3d 31 26 62 3d ba ec b0 fc 26  app_id=1&b=....&",
        "its SHA-1",
        &format!("  {}", SignType::Rsa.digest_hex(&message)),
        &format!("  2048 bits, fingerprint {}", app_key().fingerprint()),
        &format!("  {signature}"),
        "  method, timestamp, version",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(text.contains("\n  a=&app_id=1&b=%BA%EC%B0%FC&charset=gbk&sign_type=RSA&sign="));
}

#[test]
fn bytes_are_signed_as_they_are() {
    let folder = Folder::new();
    let (key, _) = key_files(&folder);
    let bytes = b"a=1\n\xff\0";
    for (name, sign_type) in [("RSA2", SignType::Rsa2), ("RSA", SignType::Rsa)] {
        let arguments = ["sign", "--text", "-", "--key", &key, "--sign-type", name];
        let done = run_with(&arguments, |_| {}, bytes);
        assert_eq!(done.printed(), app_key().sign(sign_type, bytes).unwrap() + "\n");
    }
}

#[test]
fn what_is_not_clear_is_refused() {
    let folder = Folder::new();
    let (key, public) = key_files(&folder);
    let sign = |arguments: &[&str]| run(&[&["sign", "--key", &key], arguments].concat());
    sign(&[]).refused("nothing to sign", "--params FILE");
    sign(&["sign=x"]).refused("nothing to sign", "--params FILE");
    sign(&["word"]).refused("word is not key=value", "Write key=value");
    sign(&["a=1", "a=2"]).refused("two values for one name", "once");
    sign(&["a=€", "charset=gbk"]).refused("gbk cannot carry €", "another charset");
    sign(&["charset=latin1"]).refused("latin1 is not a charset", "gb18030");
    sign(&["sign_type=MD5"]).refused("MD5 is not a sign_type", "RSA2, RSA");
    sign(&["sign_type=RSA", "--sign-type", "RSA2"]).refused("contradicts", "what is signed");
    let params = file(&folder, "params", "charset=utf-8&x=%E7%BA");
    sign(&["--params", &params, "--charset", "gbk"]).refused("contradicts", "what is signed");
    run(&["sign", "a=1", "--key", &public]).refused("where a private one is needed", "cannot sign");
    run(&["sign", "a=1", "--key", &path(&folder, "x")]).refused("cannot be read", "--help");
}

/// A key's text in a variable, signing `a=1`.
fn signed_with(variables: &[(&str, &str)], arguments: &[&str]) -> Done {
    let change = |command: &mut std::process::Command| {
        command.envs(variables.iter().copied());
    };
    run_with(&[&["sign", "a=1"], arguments].concat(), change, b"")
}

#[test]
fn a_key_comes_from_flag_then_environment_then_profile_then_sandbox() {
    on_a_sandbox(|folder, _| {
        let by = |key: &SigningKey| key.sign(SignType::Rsa2, b"a=1").unwrap() + "\n";
        let data = folder.path().to_str().unwrap();
        let sandbox = SigningKey::read(folder.sandbox("app_private_key").as_bytes()).unwrap().0;
        let profiles = folder.path().join("hongbao");
        std::fs::create_dir_all(&profiles).unwrap();
        std::fs::write(profiles.join("key.pem"), platform_key().to_pem().unwrap()).unwrap();
        std::fs::write(profiles.join("p.toml"), "app_private_key_file = \"key.pem\"").unwrap();
        let other = SigningKey::generate().unwrap();
        let file = file(folder, "other.pem", other.to_pem().unwrap());
        let text = app_key().to_pem().unwrap();
        let (variable, home) =
            (("HONGBAO_APP_PRIVATE_KEY", text.as_str()), ("XDG_CONFIG_HOME", data));
        let profile = ["--data", data, "--profile", "p"];
        assert_eq!(signed_with(&[home], &["--data", data]).printed(), by(&sandbox));
        assert_eq!(signed_with(&[home, ("HONGBAO_DATA", data)], &[]).printed(), by(&sandbox));
        assert_eq!(signed_with(&[home], &profile).printed(), by(&platform_key()));
        assert_eq!(signed_with(&[home, variable], &profile).printed(), by(app_key()));
        let all = [&profile[..], &["--key", &file]].concat();
        assert_eq!(signed_with(&[home, variable], &all).printed(), by(&other));
    });
}

#[test]
fn a_missing_sandbox_or_profile_names_the_next_step() {
    let folder = Folder::new();
    let data = folder.path().to_str().unwrap();
    let started = format!("Start one with: hongbao serve --sandbox --data {data}.");
    signed_with(&[], &["--data", data]).refused(&format!("no sandbox in {data}"), &started);
    file(&folder, "sandbox.json", "{}");
    signed_with(&[], &["--data", data])
        .refused("has no app_private_key", "Start the sandbox again");
    file(&folder, "sandbox.json", "{");
    signed_with(&[], &["--data", data]).refused("is damaged", "Start the sandbox again");
    let profile = |text: &str| {
        let folder = folder.path().join("hongbao");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("p.toml"), text).unwrap();
        signed_with(&[("XDG_CONFIG_HOME", data)], &["--profile", "p"])
    };
    profile("gateway = \"x\"").refused("has no app_private_key_file", "Add a line");
    profile("key = \"x\"").refused("has key, an unknown or non-text entry", "app_private_key_file");
    profile("gateway = 1").refused("has gateway, an unknown or non-text entry", "as text");
    profile("[").refused("is not valid TOML", "gateway = ");
    let key = app_key().pkcs8_base64();
    let pasted = profile(&format!("app_private_key_file = \"{key}\""));
    pasted.refused("has a key as its app_private_key_file", "a file of its own");
    assert!(!pasted.said.contains(&key[40..80]));
    let home = ("HOME", data);
    signed_with(&[home], &["--profile", "q"]).refused(".config/hongbao/q.toml", "Write it");
    signed_with(&[home], &["--profile", "../q"]).refused("not a valid profile name", "letters");
    signed_with(&[], &["--profile", "q"]).refused("no folder for profiles", "HOME");
    let torn = ("HONGBAO_APP_PRIVATE_KEY", "MIIx");
    signed_with(&[torn], &[]).refused("the key in HONGBAO_APP_PRIVATE_KEY cannot be used", "PEM");
}

#[test]
fn a_key_among_the_arguments_is_refused_and_not_repeated() {
    let pkcs8 = app_key().pkcs8_base64();
    let torn = &pkcs8[..1_000];
    let pem = app_key().to_pem().unwrap();
    let named = format!("key={pkcs8}");
    let flagged = format!("--key={pem}");
    let public = app_key().public_key_base64();
    for arguments in [
        ["sign", "a=1", &pkcs8],
        ["sign", &named, "b=1"],
        ["sign", "a=1", &flagged],
        ["sign", "--key", torn],
        ["verify", "--public-key", &public],
        ["keys", "show", &pem],
        ["serve", "--keys", &pem],
    ] {
        let done = run(&arguments);
        done.refused("an argument holds a key", "Put it into a file");
        assert!(!done.said.contains(&pkcs8[40..80]));
    }
    let signature = STANDARD.encode([0xAB; 256]);
    assert_eq!(run(&["verify", "--text", "/dev/null", "--signature", &signature]).code, Some(2));
}
