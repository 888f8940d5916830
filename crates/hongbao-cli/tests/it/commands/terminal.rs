//! Nothing that comes from outside is obeyed by a terminal: each text that the command prints, fed with
//! what a terminal would obey.

use hongbao_wire::{Envelope, SignType, response_key};

use crate::harness::canned::Canned;
use crate::harness::server::Folder;
use crate::harness::shell::{Done, file, key_files, run, run_with};
use crate::vectors::{app_key, platform_key};

/// What a terminal would obey: escape sequences, a bell, a carriage return, a line's end, a C1 control,
/// a deletion, directions, characters without a shape.
const BAD: &str = "x\u{1b}]0;pwned\u{7}\u{1b}[2J\r\nok  fake\u{8}\u{9b}31m\u{85}\u{7f}\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}y";
/// The same as it must be shown.
const SHOWN: &str = r"x\u{1b}]0;pwned\u{7}\u{1b}[2J\r\nok  fake\u{8}\u{9b}31m\u{85}\u{7f}\u{202e}\u{2066}\u{200b}\u{feff}\u{2028}y";

/// Checks that a command obeyed nothing, and showed it this often.
fn check(done: &Done, times: usize) {
    for text in [&done.out, &done.said] {
        assert!(!text.contains("ok  fake\u{8}"), "{text:?}");
        let obeyed = |c: char| {
            c != '\n' && c != '\t' && (c.is_control() || BAD[3..].contains(c) && !c.is_ascii())
        };
        assert!(!text.chars().any(obeyed), "{text:?}");
        assert!(text.lines().all(|line| !line.starts_with("ok  fake")), "{text}");
    }
    let shown = done.out.matches(SHOWN).count() + done.said.matches(SHOWN).count();
    assert_eq!(shown, times, "{}{}", done.out, done.said);
}

/// A command of the admin side, answered with this status and JSON.
fn operated(status: u16, json: &serde_json::Value, arguments: &[&str]) -> Done {
    let server = Canned::http(status, json.to_string());
    let change = |command: &mut std::process::Command| {
        command.env("HONGBAO_ADMIN", format!("http://{}", server.address));
        command.env("HONGBAO_ADMIN_TOKEN", "0");
    };
    run_with(arguments, change, b"")
}

#[test]
fn tables_and_fields_of_the_admin_side_obey_nothing() {
    let list = serde_json::json!({
        "total": BAD,
        "campaigns": [{"crowd_no": "1", "coupon_name": BAD, BAD: 1}, {"crowd_no": "2", "n": [BAD]}],
    });
    let done = operated(200, &list, &["campaign", "list", "2088001159940003"]);
    assert_eq!(done.code, Some(0), "{}", done.said);
    assert!(done.out.contains("coupon_name"), "{}", done.out);
    check(&done, 3);
    // For programs it is the same value, and still nothing for a terminal.
    let done = operated(200, &list, &["campaign", "list", "2088001159940003", "--json"]);
    let read: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(read, list);
    assert!(!done.out.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{1b}']), "{:?}", done.out);
    let problem = serde_json::json!({ "type": "x", "title": BAD });
    let done = operated(409, &problem, &["campaign", "show", "1"]);
    assert_eq!(done.code, Some(1));
    check(&done, 1);
    let broken =
        serde_json::json!({"invariant": "x", "record": BAD, "expected": BAD, "found": "1"});
    let audited = serde_json::json!({
        "holds": false, "checked": 1, "broken": [broken], "more": false,
    });
    let done = operated(200, &audited, &["audit"]);
    assert_eq!(done.code, Some(1), "{}", done.said);
    check(&done, 2);
}

/// `hongbao call`, answered with this node, signed by the platform.
fn called(node: &serde_json::Value, arguments: &[&str]) -> Done {
    let node = node.to_string();
    let sign = platform_key().sign(SignType::Rsa2, node.as_bytes()).unwrap();
    let key = response_key(Some("alipay.marketing.voucher.query"));
    let server = Canned::http(200, Envelope::new(&key, node.as_bytes(), Some(&sign)).to_bytes());
    let folder = Folder::new();
    let (private, _) = key_files(&folder);
    let public = file(&folder, "platform.txt", platform_key().public_key_base64());
    let gateway = format!("http://{}/gateway.do", server.address);
    let call =
        ["call", "alipay.marketing.voucher.query", "voucher_id=1", "--app-id", "2014072300007148"];
    let keys = ["--key", &private, "--public-key", &public, "--gateway", &gateway];
    run(&[&call[..], &keys, arguments].concat())
}

#[test]
fn what_a_gateway_says_is_not_obeyed() {
    let success = serde_json::json!({
        "code": "10000", "msg": BAD, "name": BAD, "bill_details": [{ "partner_id": BAD }], BAD: 1,
    });
    let done = called(&success, &[]);
    assert_eq!(done.code, Some(0), "{}", done.said);
    check(&done, 4);
    check(&called(&success, &["--explain"]), 4);
    let refused =
        serde_json::json!({ "code": "40004", "msg": BAD, "sub_code": BAD, "sub_msg": BAD });
    let done = called(&refused, &[]);
    assert_eq!(done.code, Some(1), "{}", done.said);
    check(&done, 3);
    assert_eq!(called(&refused, &["--only", "name"]).code, Some(1));
    // A script gets the value to the byte.
    let done = called(&success, &["--only", "name"]);
    assert_eq!(done.out, format!("{BAD}\n"));
}

#[test]
fn what_is_verified_and_what_is_typed_is_not_obeyed() {
    let folder = Folder::new();
    let (private, public) = key_files(&folder);
    let text = file(&folder, "text", BAD);
    let signature = app_key().sign(SignType::Rsa2, BAD.as_bytes()).unwrap();
    let verify = ["verify", "--text", &text, "--public-key", &public, "--signature", &signature];
    let done = run(&verify);
    assert_eq!(done.code, Some(0), "{}", done.said);
    check(&done, 1);
    let escaped: String = BAD.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let request = format!("a={escaped}&charset={escaped}&sign=AAAA");
    let done =
        run_with(&["verify", "--params", "-", "--public-key", &public], |_| {}, request.as_bytes());
    assert_eq!(done.code, Some(1), "{}", done.said);
    check(&done, 3);
    check(&run(&["sign", BAD, "--key", &private]), 1);
    check(&run(&["sign", "a=1", "--key", BAD]), 1);
    check(&run(&["sign", &format!("a={BAD}"), "--key", &private, "--explain"]), 1);
    // Arguments that clap repeats keep their line breaks.
    let typed = BAD.replace("\r\n", "");
    for arguments in [[typed.as_str(), "x"], ["spec", &format!("--{typed}")]] {
        let done = run(&arguments);
        assert!(
            !done.said.contains('\u{1b}') && done.said.contains(r"\u{1b}]0;pwned"),
            "{}",
            done.said
        );
    }
}
