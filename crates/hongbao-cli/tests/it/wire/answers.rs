//! Conformance of answers over HTTP: each test is named after its case in the protocol's list of
//! cases. The cases that look at an answer's bytes alone are tests of the wire crate.

use hongbao_wire::{Charset, SignType, SigningKey, VerifyingKey};

use crate::harness::call::{CASH, Call};
use crate::harness::server::{Folder, Response, Server, serve};
use crate::wire::requests::{on_a_sandbox, succeeds};

/// The bytes between the envelope's key and its signature, and the signature.
fn cut(answer: &Response) -> (Vec<u8>, Vec<u8>) {
    let body = &answer.body;
    let find = |text: &[u8]| body.windows(text.len()).rposition(|bytes| bytes == text).unwrap();
    let start = body.iter().position(|&byte| byte == b':').unwrap() + 1;
    let end = find(b",\"sign\":\"");
    let sign = String::from_utf8(body[end + 9..body.len() - 2].to_vec()).unwrap();
    (body[start..end].to_vec(), base64(&sign))
}

fn base64(text: &str) -> Vec<u8> {
    let bits = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let sextets: Vec<u8> = text.bytes().filter_map(bits).collect();
    let whole = |four: &[u8]| {
        let sum = four.iter().fold(0_u32, |sum, &six| sum << 6 | u32::from(six));
        (sum << (6 * (4 - four.len()))).to_be_bytes()[1..four.len()].to_vec()
    };
    sextets.chunks(4).flat_map(whole).collect()
}

fn platform_key(folder: &Folder) -> VerifyingKey {
    let pem = std::fs::read_to_string(folder.path().join("keys/platform.pem")).unwrap();
    VerifyingKey::from_der(SigningKey::from_pem(&pem).unwrap().public_key()).unwrap()
}

/// Calls that give every kind of answer.
fn kinds(folder: &Folder) -> Vec<Call> {
    let forced = |id: &str| Call::new(folder, CASH, &format!("{{\"crowd_no\":\"{id}\"}}"));
    vec![
        Call::cash(folder),
        Call::voucher(folder),
        Call::new(folder, CASH, "{}"),
        Call::cash(folder).without("biz_content"),
        Call::cash(folder).without("method"),
        Call::cash(folder).without("version"),
        Call::cash(folder).with("app_id", "1"),
        Call::cash(folder).with("app_id", "2014072300007149"),
        Call::cash(folder).with("method", "no.such"),
        Call::cash(folder).with_sign("AAAA"),
        forced("FIXTURE-error-unavailable"),
        forced("FIXTURE-error-panic"),
    ]
}

#[test]
fn case_33_every_answer_is_200_with_its_charset_and_a_trace_id() {
    on_a_sandbox(|folder, server| {
        for charset in ["utf-8", "UTF-8", "GBK", "gb2312", "gb18030"] {
            for call in kinds(folder) {
                let answer = call.with("charset", charset).send(server);
                assert_eq!(answer.status, 200);
                let content_type = format!("text/html;charset={charset}");
                assert_eq!(answer.header("content-type"), Some(content_type.as_str()));
                let trace_id = answer.header("trace_id").unwrap();
                assert!(trace_id.len() == 32 && trace_id.bytes().all(|b| b.is_ascii_hexdigit()));
            }
        }
    });
}

#[test]
fn case_36_and_37_prices_are_text_and_numbers_are_bare() {
    on_a_sandbox(|folder, server| {
        let cash = Call::cash(folder).send(server).text();
        let voucher = Call::voucher(folder).send(server).text();
        for part in
            [r#""total_amount":"20000.00""#, r#""send_amount":"102.73""#, r#""total_num":1000,"#]
        {
            assert!(cash.contains(part), "{part}: {cash}");
        }
        for part in
            [r#""available_amount":"1.00""#, r#""bill_details":[{"trade_no":"#, r#"}]},"sign""#]
        {
            assert!(voucher.contains(part), "{part}: {voucher}");
        }
        let without_bills = r#"{"voucher_id":"201706160007300200410ENABLED"}"#;
        let plain = Call::voucher(folder).with("biz_content", without_bills).send(server).text();
        assert!(!plain.contains("bill_details") && !plain.contains("null"), "{plain}");
    });
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--price-json", "number"]);
    let server = Server::start(command);
    let cash = Call::cash(&folder).send(&server).text();
    assert!(cash.contains(r#""total_amount":20000.00,"send_amount":102.73,"#), "{cash}");
}

#[test]
fn case_41_an_answer_is_signed_as_its_request_says() {
    on_a_sandbox(|folder, server| {
        let key = platform_key(folder);
        for (sign_type, other) in [(SignType::Rsa, SignType::Rsa2), (SignType::Rsa2, SignType::Rsa)]
        {
            for call in kinds(folder) {
                let (node, sign) = cut(&call.sign_type(sign_type).send(server));
                assert!(key.accepts(sign_type, &node, &sign));
                assert!(!key.accepts(other, &node, &sign));
            }
        }
        for call in
            [Call::cash(folder).without("sign_type"), Call::cash(folder).with("sign_type", "X")]
        {
            let (node, sign) = cut(&call.send(server));
            assert!(key.accepts(SignType::Rsa2, &node, &sign));
        }
    });
}

#[test]
fn case_42_equal_requests_get_equal_bytes() {
    on_a_sandbox(|folder, server| {
        for call in kinds(folder) {
            let (first, second) = (call.send(server), call.send(server));
            assert_eq!(first.body, second.body);
            assert_ne!(first.header("trace_id"), second.header("trace_id"));
        }
    });
}

#[test]
fn case_43_the_prefix_stands_before_the_cash_familys_codes_only() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.env("HONGBAO_ISV_PREFIX", "true");
    let server = Server::start(command);
    let cash = Call::new(&folder, CASH, r#"{"crowd_no":"x"}"#).send(&server).text();
    assert!(cash.contains(r#""sub_code":"isv.CASH_CAMPAIGN_NOT_EXIST""#), "{cash}");
    let voucher = Call::voucher(&folder).with("biz_content", "[]").send(&server).text();
    assert!(voucher.contains(r#""sub_code":"INVALID_PARAMETER""#), "{voucher}");
    let common = Call::cash(&folder).without("version").send(&server).text();
    assert!(common.contains(r#""sub_code":"isv.missing-version""#), "{common}");
    succeeds(&Call::cash(&folder).send(&server));
}

#[test]
fn errors_for_unknown_apps_are_unsigned_only_on_demand() {
    let folder = Folder::new();
    let mut command = serve(&folder);
    command.args(["--sign-unknown-app=false"]);
    let server = Server::start(command);
    for app_id in ["1", "2014072300007149"] {
        let answer = Call::cash(&folder).with("app_id", app_id).send(&server).text();
        assert!(answer.ends_with("\"}}") && !answer.contains("\"sign\""), "{answer}");
    }
    assert!(Call::cash(&folder).with("version", "2").send(&server).text().contains("\"sign\""));
}

#[test]
fn every_charset_spells_the_same_answer() {
    on_a_sandbox(|folder, server| {
        let utf8 = Call::voucher(folder).send(server);
        let node = |bytes: Vec<u8>, charset: Charset| charset.decode(&bytes).unwrap().into_owned();
        let expected = node(cut(&utf8).0, Charset::Utf8);
        for charset in ["gbk", "gb2312", "gb18030"] {
            let answer = Call::voucher(folder).with("charset", charset).send(server);
            let charset = Charset::parse(charset.as_bytes()).unwrap();
            assert_eq!(node(cut(&answer).0, charset), expected);
        }
    });
}
