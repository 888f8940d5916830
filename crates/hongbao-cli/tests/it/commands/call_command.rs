//! `hongbao call`: exit codes, what it believes, and where it finds what it needs.

use std::process::Command;

use hongbao_wire::{Charset, Envelope, SignType, SigningKey, response_key};

use crate::commands::interop::proxy::{Answers, Proxy};
use crate::harness::call::VOUCHER_ID;
use crate::harness::canned::Canned;
use crate::harness::server::{Folder, Server, hongbao, serve};
use crate::harness::shell::{file, key_files};
use crate::vectors::platform_key;

const METHOD: &str = "alipay.marketing.voucher.query";

/// `hongbao call` of the documents' voucher.
fn call(folder: &Folder) -> Command {
    let mut command = hongbao();
    command.args(["call", METHOD, &format!("voucher_id={VOUCHER_ID}")]);
    command.arg("--data").arg(folder.path());
    command
}

/// How a command ended, what it printed, and what it said.
fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn it_succeeds_only_for_a_success_with_a_valid_signature() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    for extra in [&[][..], &["--charset", "gbk"], &["--sign-type", "RSA", "--charset", "gb18030"]] {
        let (code, printed, said) = run(call(&folder).args(extra));
        assert_eq!((code, said.as_str()), (0, ""));
        assert!(printed.contains("商户代金券"), "{printed}");
    }
    for (answers, expected) in [(Answers::Kept, 0), (Answers::Altered, 1)] {
        let proxy = Proxy::start(&server.address, answers);
        let gateway = format!("http://{}/gateway.do", proxy.address);
        let (code, _, said) = run(call(&folder).args(["--gateway", &gateway]));
        assert_eq!(code, expected, "{said}");
        assert_eq!(expected == 1, said.contains("signature is not the platform's"), "{said}");
    }
    // A signed no is believed, and is a no.
    let mut command = hongbao();
    command.args(["call", METHOD, "voucher_id=nothing", "--json", "--data"]).arg(folder.path());
    let (code, printed, said) = run(&mut command);
    assert_eq!(code, 1, "{said}");
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["verified"], true);
    assert_eq!(printed["success"], false);
    assert_eq!(printed["sub_code"], "INVALID_PARAMETER");
    assert_eq!(printed["may_have_happened"], false);
}

#[test]
fn what_the_table_refuses_is_sent_only_when_told_so() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let at = |arguments: &[&str]| {
        let mut command = hongbao();
        command.arg("call").args(arguments).arg("--data").arg(folder.path());
        run(&mut command)
    };
    for (arguments, said_of_it, sub_code) in [
        (&["alipay.marketing.vouchers.query"][..], "Did you mean", "isv.invalid-method"),
        (&["x.y"], "See all with: hongbao spec", "isv.invalid-method"),
        (&[METHOD], "voucher_id is missing", "INVALID_PARAMETER"),
        (&[METHOD, "voucher_id=1", "x=2"], "has no field x", "INVALID_PARAMETER"),
    ] {
        let (code, printed, said) = at(arguments);
        assert_eq!((code, printed.as_str()), (2, ""), "{said}");
        assert!(said.contains(said_of_it) && said.contains("--raw"), "{said}");
        let (code, printed, said) = at(&[arguments, &["--raw"]].concat());
        assert_eq!(code, 1, "{said}");
        assert!(printed.contains(sub_code), "{printed}");
    }
}

#[test]
fn biz_content_may_come_from_a_file() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let file = folder.path().join("biz_content.json");
    for (content, expected, words) in [
        (format!("{{\"voucher_id\": \"{VOUCHER_ID}\"}}"), 0, "商户代金券"),
        ("[]".to_owned(), 2, "not a JSON object"),
        ("{\"voucher\":1}".to_owned(), 2, "Did you mean voucher_id?"),
    ] {
        std::fs::write(&file, content).unwrap();
        let mut command = hongbao();
        command.args(["call", METHOD, "--data"]).arg(folder.path());
        let (code, printed, said) = run(command.arg("--biz-content").arg(&file));
        assert_eq!(code, expected, "{said}");
        assert!(printed.contains(words) || said.contains(words), "{printed}{said}");
    }
}

#[test]
fn without_a_folder_the_environment_says_it_all() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let mut command = call(&Folder::new());
    for (variable, name) in [
        ("HONGBAO_GATEWAY", "gateway"),
        ("HONGBAO_APP_ID", "app_id"),
        ("HONGBAO_APP_PRIVATE_KEY", "app_private_key_pkcs1"),
        ("HONGBAO_ALIPAY_PUBLIC_KEY", "alipay_public_key"),
    ] {
        let (code, _, said) = run(&mut command);
        assert_eq!(code, 2, "{said}");
        command.env(variable, folder.sandbox(name));
    }
    assert_eq!(run(&mut command).0, 0);
    // The app's own public key where the platform's belongs is told before anything is sent.
    let own = SigningKey::read(folder.sandbox("app_private_key").as_bytes()).unwrap().0;
    command.env("HONGBAO_ALIPAY_PUBLIC_KEY", own.public_key_base64());
    let (code, _, said) = run(&mut command);
    assert_eq!(code, 2);
    assert!(said.contains("is the app's own"), "{said}");
}

#[test]
fn case_61_the_timestamp_is_beijing_time_in_every_zone() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--timestamp-window", "600"]);
    let _server = Server::start(command);
    for zone in ["UTC", "Asia/Shanghai", "America/New_York", "EST5EDT"] {
        let (code, _, said) = run(call(&folder).env("TZ", zone));
        assert_eq!(code, 0, "{zone}: {said}");
    }
}

#[test]
fn a_script_gets_one_field_and_nothing_else() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let (code, printed, said) = run(call(&folder).args(["--only", "status"]));
    assert_eq!((code, printed.as_str(), said.as_str()), (0, "ENABLED\n", ""));
    let (code, printed, said) = run(call(&folder).args(["--only", "colour"]));
    assert_eq!((code, printed.as_str()), (1, ""));
    assert!(said.contains("no field colour") && said.contains("hongbao spec"), "{said}");
    let mut command = hongbao();
    command.args(["call", METHOD, "voucher_id=nothing", "--only", "status", "--data"]);
    let (code, printed, said) = run(command.arg(folder.path()));
    assert_eq!((code, printed.as_str()), (1, ""));
    assert!(said.contains("INVALID_PARAMETER"), "{said}");
}

/// A call of the gateway at this URL with the vectors' keys.
fn called(gateway: &str, arguments: &[&str]) -> (i32, String, String) {
    let folder = Folder::new();
    let (key, _) = key_files(&folder);
    let public = file(&folder, "platform.txt", platform_key().public_key_base64());
    let mut command = hongbao();
    command.args(["call", METHOD, "voucher_id=1", "--gateway", gateway, "--key", &key]);
    command.args(["--public-key", &public]).args(arguments);
    if !arguments.contains(&"--app-id") {
        command.args(["--app-id", "2014072300007148"]);
    }
    run(&mut command)
}

#[test]
fn an_encrypted_answer_is_named_whether_signed_or_not() {
    let node = b"\"ILpoMowjIQjfYMR847rnFQ==\"";
    let sign = platform_key().sign(SignType::Rsa2, node).unwrap();
    for sign in [Some(sign.as_str()), None, Some("AAAA")] {
        let server =
            Canned::http(200, Envelope::new(&response_key(Some(METHOD)), node, sign).to_bytes());
        let (code, printed, said) = called(&format!("http://{}/gateway.do", server.address), &[]);
        assert_eq!((code, printed.as_str()), (1, ""), "{said}");
        assert!(
            said.contains("the answer is encrypted") && said.contains("接口内容加密方式"),
            "{said}"
        );
        assert!(!said.contains("Check that the Alipay public key"), "{said}");
    }
}

#[test]
fn a_query_in_the_gateways_url_is_left_out_or_refused() {
    let folder = Folder::new();
    let server = Server::start(serve(&folder));
    let at = |query: &str| {
        let gateway = format!("http://{}/gateway.do{query}", server.address);
        run(call(&folder).args(["--gateway", &gateway]))
    };
    for query in ["?charset=utf-8", "?charset=UTF-8", "?", ""] {
        let (code, _, said) = at(query);
        assert_eq!((code, said.as_str()), (0, ""), "{query}");
    }
    for query in ["?charset=gbk", "?x=1"] {
        let (code, _, said) = at(query);
        assert!(code == 2 && said.contains("leave the query out"), "{said}");
    }
}

#[test]
fn tls_and_plain_ports_are_told_apart() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--tls-listen", "127.0.0.1:0"]);
    let server = Server::start(command);
    let (code, _, said) = called(&format!("https://{}/gateway.do", server.address), &[]);
    assert!(
        code == 2 && said.contains("answers, but not in TLS") && said.contains("http://"),
        "{said}"
    );
    let tls = folder.sandbox("gateway_tls");
    let (code, _, said) = called(&tls, &[]);
    assert!(
        code == 2 && said.contains("the TLS handshake with") && said.contains("--ca"),
        "{said}"
    );
    let (code, _, said) = called(&tls.replacen("https", "http", 1), &[]);
    assert!(
        code == 1 && said.contains("does not speak HTTP") && said.contains("https://"),
        "{said}"
    );
    let other = Canned::bytes(b"220 mail.example ESMTP\r\n".to_vec());
    let (_, _, said) = called(&format!("http://{}/gateway.do", other.address), &[]);
    assert!(said.contains("does not speak HTTP"), "{said}");
}

#[test]
fn a_merchants_id_is_no_apps_id() {
    let unused = "http://127.0.0.1:9/gateway.do";
    let (code, _, said) = called(unused, &["--app-id", "2088001159940003"]);
    assert!(code == 2 && said.contains("is a merchant's id (PID)"), "{said}");
    for other in ["2014072300007148", "20880011599400031", "208800115994000a"] {
        let (_, _, said) = called(unused, &["--app-id", other]);
        assert!(said.contains("nobody answers"), "{said}");
    }
    let (_, _, said) = called(unused, &["--app-id", "2088001159940003", "--raw"]);
    assert!(said.contains("nobody answers"), "{said}");
}

#[test]
fn biz_content_is_read_however_it_was_saved() {
    let folder = Folder::new();
    let _server = Server::start(serve(&folder));
    let text = format!("\u{feff}{{\"voucher_id\": \"{VOUCHER_ID}\"}}\r\n");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let other = Charset::Gbk.encode("{\"voucher_id\": \"红包\"}").unwrap();
    let broken = b"\xFF\xFF".to_vec();
    for (content, code, words) in [
        (text.into_bytes(), 0, "商户代金券"),
        (utf16, 0, "商户代金券"),
        (other, 1, "INVALID_PARAMETER"),
        (broken, 2, "neither utf-8, nor gbk, nor gb18030"),
    ] {
        let path = file(&folder, "biz_content.json", content);
        let mut command = hongbao();
        command.args(["call", METHOD, "--charset", "gbk", "--data"]).arg(folder.path());
        let (found, printed, said) = run(command.args(["--biz-content", &path]));
        assert_eq!(found, code, "{said}");
        assert!(printed.contains(words) || said.contains(words), "{printed}{said}");
    }
}
