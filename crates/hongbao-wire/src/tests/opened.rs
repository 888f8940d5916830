//! Cases 53, 54, 57, 58 of the client as bytes: what opens, and what is refused.

use std::sync::LazyLock;

use super::vectors::platform_key;
use crate::{Charset, OpenError, Opened, SignType, SigningKey, Verdict, VerifyingKey};

static PLATFORM: LazyLock<SigningKey> = LazyLock::new(platform_key);
static PUBLIC: LazyLock<VerifyingKey> =
    LazyLock::new(|| VerifyingKey::from_der(PLATFORM.public_key()).unwrap());

const METHOD: &str = "alipay.marketing.voucher.query";
const NODE: &str = r#"{"code":"10000","msg":"Success","name":"}{\"商户\\"}"#;

/// A form with `@node` and `@sign` filled in, as bytes of a charset.
fn body(form: &str, node: &[u8], signed: &[u8]) -> Vec<u8> {
    let sign = format!("\"sign\":\"{}\"", PLATFORM.sign(SignType::Rsa2, signed).unwrap());
    let form = form.replace("@key", "\"alipay_marketing_voucher_query_response\"");
    let (before, after) = form.split_once("@node").unwrap();
    let fill = |text: &str| text.replace("@sign", &sign).into_bytes();
    [fill(before), node.to_vec(), fill(after)].concat()
}

fn check(body: &[u8], charset: Charset, node: &[u8], verdict: Verdict) {
    let opened = Opened::read(body, charset, Some(METHOD)).unwrap();
    assert_eq!(opened.node, node, "{}", String::from_utf8_lossy(body));
    assert_eq!(opened.verify(SignType::Rsa2, &PUBLIC), verdict);
    let wrong = opened.verify(SignType::Rsa, &PUBLIC);
    assert!(wrong != Verdict::Verified, "the other algorithm does not fit");
}

#[test]
fn case_53_any_layout_opens() {
    for charset in [Charset::Utf8, Charset::Gbk, Charset::Gb18030] {
        let node = charset.encode_json(NODE);
        for form in [
            "{@key:@node,@sign}",
            "{@sign,@key:@node}",
            "{ @key : @node , @sign }",
            "\r\n{\r\n\t@key\n:\n@node\n,\n@sign\n}\n",
            "{@key:@node,\"alipay_cert_sn\":\"0123456789abcdef\",@sign}",
            "{@key:@node,@sign,\"alipay_cert_sn\":\"0123456789abcdef\"}",
            "{\"alipay_cert_sn\":\"0123456789abcdef\",@key:@node,@sign}",
            "{\"x\":{\"sign\":\"a\"},@key:@node,\"y\":[{}],@sign,\"z\":null}",
            "{@key:@node,@sign,\"echo\":\"alipay_marketing_voucher_query_response\"}",
            "{\"error_response\":@node,@sign}",
            "{\"alipay\\u005fmarketing_voucher_query_response\":@node,@sign}",
        ] {
            check(&body(form, &node, &node), charset, &node, Verdict::Verified);
        }
        check(&body("{@key:@node}", &node, &node), charset, &node, Verdict::Unsigned);
    }
    let text = br#""Base64 of what is encrypted""#;
    check(&body("{@key:@node,@sign}", text, text), Charset::Utf8, text, Verdict::Verified);
}

#[test]
fn bytes_that_look_like_quotes_and_backslashes_are_parts_of_characters() {
    // Each second byte here is a backslash, and the four-byte one holds digits.
    for charset in [Charset::Gbk, Charset::Gb18030] {
        let mut node = b"{\"code\":\"10000\",\"name\":\"".to_vec();
        node.extend([0x81, 0x5C, 0x95, 0x5C, 0xD5, 0x5C, b'/', 0x81, 0x5C]);
        if charset == Charset::Gb18030 {
            node.extend([0x90, 0x30, 0x81, 0x35]);
        }
        node.extend(b"\"}");
        check(&body("{@key:@node,@sign}", &node, &node), charset, &node, Verdict::Verified);
    }
}

#[test]
fn case_54_what_was_altered_is_refused() {
    let node = NODE.as_bytes();
    let whole = body("{@key:@node,@sign}", node, node);
    let end = whole.len() - 2 - 4;
    for place in 44..end {
        let mut altered = whole.clone();
        altered[place] ^= 1;
        let opened = Opened::read(&altered, Charset::Utf8, Some(METHOD));
        let verdict = opened.map(|opened| opened.verify(SignType::Rsa2, &PUBLIC));
        let refused = verdict != Ok(Verdict::Verified);
        assert!(refused, "byte {place}: {}", String::from_utf8_lossy(&altered));
    }
    let other = SigningKey::generate().unwrap();
    let other = VerifyingKey::from_der(other.public_key()).unwrap();
    let opened = Opened::read(&whole, Charset::Utf8, Some(METHOD)).unwrap();
    assert_eq!(opened.verify(SignType::Rsa2, &other), Verdict::Forged);
}

#[test]
fn case_54_what_could_be_read_as_two_is_refused() {
    let node = NODE.as_bytes();
    let key = "alipay_marketing_voucher_query_response";
    let ambiguous = |name: &str| OpenError::Ambiguous(name.to_owned());
    for (form, expected) in [
        ("{@key:@node,@sign,@key:{}}", ambiguous(key)),
        ("{@key:{},@key:@node,@sign}", ambiguous(key)),
        ("{@key:@node,@sign,@sign}", ambiguous("sign")),
        ("{@key:@node,@sign,\"error_response\":{}}", ambiguous("error_response")),
        ("{\"other_response\":@node,@sign}", OpenError::NoNode(key.to_owned())),
        ("{@key:@node,\"sign\":1}", OpenError::BadSignature),
        ("[{@key:@node,@sign}]", OpenError::NotAnObject),
        ("{@key:@node,@sign}}", OpenError::NotAnObject),
        ("{@key:@node,@sign", OpenError::NotAnObject),
        ("<html>@node</html>", OpenError::NotAnObject),
    ] {
        let body = body(form, node, node);
        assert_eq!(Opened::read(&body, Charset::Utf8, Some(METHOD)), Err(expected), "{form}");
    }
    let broken = [b"{\"error_response\":\"", &[0xFF, 0xFF][..], b"\"}"].concat();
    assert_eq!(Opened::read(&broken, Charset::Utf8, None), Err(OpenError::Undecodable));
}

#[test]
fn case_57_an_answer_in_gbk_is_read_although_utf_8_was_asked() {
    let node = Charset::Gbk.encode_json(NODE);
    let body = body("{@key:@node,@sign}", &node, &node);
    check(&body, Charset::Utf8, &node, Verdict::Verified);
    assert_eq!(Opened::read(&body, Charset::Utf8, Some(METHOD)).unwrap().text, NODE);
}

#[test]
fn case_58_escaped_slashes_are_tried_both_ways() {
    for charset in [Charset::Utf8, Charset::Gbk] {
        let escaped = charset.encode_json(r#"{"url":"https:\/\/商户\/","x":"\\\/"}"#);
        let plain = charset.encode_json(r#"{"url":"https://商户/","x":"\\/"}"#);
        for signed in [&escaped, &plain] {
            let body = body("{@key:@node,@sign}", &escaped, signed);
            check(&body, charset, &escaped, Verdict::Verified);
        }
        let body = body("{@key:@node,@sign}", &plain, &escaped);
        check(&body, charset, &plain, Verdict::Forged);
    }
}
