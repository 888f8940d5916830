//! `hongbao verify --answer`: answers in any charset, however they were saved, and written anew by any
//! tool.

use hongbao_wire::{Charset, Envelope, SignType, response_key};

use crate::harness::server::Folder;
use crate::harness::shell::{Done, file, run, run_with};
use crate::vectors::platform_key;

const METHOD: &str = "alipay.marketing.campaign.cash.detail.query";
/// A node as the platform writes it: slashes escaped, characters as they are, in the table's order.
const NODE: &str = r#"{"code":"10000","msg":"Success","crowd_no":"1","coupon_name":"满100\/减10<红>","prize_msg":"a","total_amount":"20000.00"}"#;

/// An answer with this node, and one with its signature of another.
fn answer(method: &str, signed: &[u8], shown: &[u8]) -> Vec<u8> {
    let sign = platform_key().sign(SignType::Rsa2, signed).unwrap();
    Envelope::new(&response_key(Some(method)), shown, Some(&sign)).to_bytes()
}

fn verify(body: &[u8], more: &[&str]) -> Done {
    let folder = Folder::new();
    let public = file(&folder, "public", platform_key().public_key_base64());
    let arguments = [&["verify", "--answer", "-", "--public-key", &public], more].concat();
    run_with(&arguments, |_| {}, body)
}

/// Checks that an answer is not verified, and that all of this is found.
fn check(body: &[u8], found: &[&str]) {
    let done = verify(body, &[]);
    assert_eq!(done.code, Some(1), "{}{}", done.out, done.said);
    for found in found {
        assert!(done.out.contains(&format!("found: {found}")), "{found}: {}", done.out);
    }
    let count = done.out.matches("found: ").count();
    assert_eq!(count, found.len(), "{}", done.out);
}

const ORDER: &str = "its members stand in another order";
const SPACE: &str = "the answer was reformatted: white space";
const SLASH: &str = "it has / where \\/ was signed";
const NUMBERS: &str = "it has \\u escapes where the characters themselves were signed";
const RAW: &str = "it has characters where \\u escapes were signed";

#[test]
fn an_answer_that_a_tool_wrote_anew_is_told() {
    let good = answer(METHOD, NODE.as_bytes(), NODE.as_bytes());
    verify(&good, &[]).printed();
    let shown = |node: &str| answer(METHOD, NODE.as_bytes(), node.as_bytes());
    let slashes = NODE.replace("\\/", "/");
    check(&shown(&slashes), &[SLASH]);
    let numbered = NODE.replace('满', "\\u6ee1").replace('减', "\\u51CF").replace('红', "\\u7ea2");
    check(&shown(&numbered), &[NUMBERS]);
    check(&shown(&numbered.replace("\\/", "/")), &[SLASH, NUMBERS]);
    check(&shown(&NODE.replace('<', "\\u003c").replace('>', "\\u003E")), &[NUMBERS]);
    let pretty = NODE.replace(',', ",\n    ").replace(':', ": ").replace('{', "{\n    ");
    check(&shown(&pretty), &[SPACE]);
    check(&shown(&pretty.replace("\\/", "/")), &[SPACE, SLASH]);
    let moved = r#"{"total_amount":"20000.00","prize_msg":"a","msg":"Success","crowd_no":"1","coupon_name":"满100\/减10<红>","code":"10000"}"#;
    check(&shown(moved), &[ORDER]);
    let all = moved.replace("\\/", "/").replace('红', "\\u7ea2").replace(',', ", ");
    check(&shown(&all), &[SPACE, ORDER, SLASH, NUMBERS]);
    // The other way round: what was signed has the escapes.
    let signed = |node: &str| answer(METHOD, node.as_bytes(), NODE.as_bytes());
    check(
        &signed(&NODE.replace('满', "\\u6ee1").replace('减', "\\u51cf").replace('红', "\\u7ea2")),
        &[RAW],
    );
    check(&signed(&NODE.replace('<', "\\u003c").replace('>', "\\u003e")), &[RAW]);
    // A method that no table here has: the code first, or by name.
    let other = r#"{"code":"10000","msg":"Success","b":"x","a":"y"}"#;
    let copy = r#"{"b":"x","msg":"Success","code":"10000","a":"y"}"#;
    check(&answer("alipay.trade.query", other.as_bytes(), copy.as_bytes()), &[ORDER]);
    let error = r#"{"code":"40004","msg":"Business Failed","sub_code":"X","sub_msg":"参数\/有误"}"#;
    let copy = r#"{"sub_msg":"参数/有误","sub_code":"X","msg":"Business Failed","code":"40004"}"#;
    check(&answer(METHOD, error.as_bytes(), copy.as_bytes()), &[ORDER, SLASH]);
    // What is really different is not excused.
    let altered = NODE.replace("20000.00", "20000.01");
    assert!(verify(&shown(&altered), &[]).out.contains("over another text"));
}

#[test]
fn an_answer_is_read_in_whatever_it_is_in() {
    let gbk = Charset::Gbk.encode(NODE).unwrap();
    let body = answer(METHOD, &gbk, &gbk);
    for more in [&[][..], &["--charset", "gbk"], &["--charset", "utf-8"], &["--charset", "GB18030"]]
    {
        let done = verify(&body, more).printed();
        assert!(done.starts_with("verified\n") && done.contains("满100"), "{done}");
        let is_asked = more.iter().any(|word| word.to_lowercase().starts_with("gb"));
        assert_eq!(!is_asked, done.contains("the answer is in gb18030, not in utf-8"), "{done}");
    }
    let body = answer(METHOD, NODE.as_bytes(), NODE.as_bytes());
    let text = String::from_utf8(body.clone()).unwrap();
    let utf16 = |change: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}\r\n").encode_utf16().flat_map(change).collect()
    };
    let marked = format!("\u{feff}{text}\r\n").into_bytes();
    for saved in [marked, utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        verify(&saved, &[]).printed();
    }
    // What was saved in another charset than it was signed in says so.
    let saved = String::from_utf8(answer(METHOD, &gbk, NODE.as_bytes())).unwrap();
    check(
        saved.as_bytes(),
        &["the signature fits the node in gbk, but the answer is in utf-8 here"],
    );
    verify(&[0xFF, 0xFE, 0, 0xD8, 0, 0], &[]).refused("UTF-16", "utf-8");
    verify(b"{\"x\":\"\xFF\xFF\"}", &[]).refused("not text in its charset", "as it came");
}

#[test]
fn an_encrypted_answer_is_told() {
    let body = answer(METHOD, b"\"c2VjcmV0\"", b"\"c2VjcmV0\"");
    let done = verify(&body, &[]).printed();
    assert!(done.contains("the answer is encrypted"), "{done}");
    run(&["verify", "--answer", "/no/such/file"]).refused("cannot be read", "that is there");
}
