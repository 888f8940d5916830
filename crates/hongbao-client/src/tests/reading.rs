//! What a client makes of what comes, without a connection. How the bytes are cut is tested where
//! they are cut; here is what it means for a caller.

use hongbao_wire::{Charset, Envelope, SignType, response_key};

use super::{PLATFORM, client, vectors};
use crate::methods::marketing_voucher_query::VoucherQuery;
use crate::{Answer, BuildError, CallError, Client, HttpAnswer, Request};

const NODE: &str = r#"{"code":"10000","msg":"Success","name":"商户代金券"}"#;
const NO: &str = r#"{"code":"40004","msg":"Business Failed","sub_code":"@","sub_msg":"参数有误"}"#;

fn utf_8() -> Client {
    client("http://127.0.0.1:9/gateway.do", |builder| builder)
}

/// What the client makes of this body.
fn read_body(client: &Client, body: Vec<u8>) -> Result<Answer<String>, CallError> {
    let prepared = client.prepare(VoucherQuery::METHOD, "{}").unwrap();
    client.read(&prepared, HttpAnswer::from_body(body, None))
}

/// A node under a method's key, signed or not.
fn body(node: &[u8], sign_type: Option<SignType>) -> Vec<u8> {
    let sign = sign_type.map(|sign_type| PLATFORM.sign(sign_type, node).unwrap());
    Envelope::new(&response_key(Some(VoucherQuery::METHOD)), node, sign.as_deref()).to_bytes()
}

#[test]
fn case_54_a_success_must_be_signed_by_the_platform() {
    let client = utf_8();
    let node = NODE.as_bytes();
    let read = |body| read_body(&client, body);
    assert_eq!(read(body(node, Some(SignType::Rsa2))).unwrap().response, NODE);
    let altered = |node: &str| {
        let text = String::from_utf8(body(NODE.as_bytes(), Some(SignType::Rsa2))).unwrap();
        text.replace(NODE, node).into_bytes()
    };
    let other = vectors::app_key().sign(SignType::Rsa2, node).unwrap();
    let key = response_key(Some(VoucherQuery::METHOD));
    for forged in [
        altered(&NODE.replace("代", "贷")),
        altered(&NODE.replace("10000", "40004")),
        Envelope::new(&key, node, Some(&other)).to_bytes(),
        Envelope::new(&key, node, Some("AAAA")).to_bytes(),
        Envelope::new(&key, node, Some("not Base64")).to_bytes(),
        Envelope::new(&key, node, Some("")).to_bytes(),
        body(node, Some(SignType::Rsa)),
    ] {
        let error = read(forged).unwrap_err();
        assert!(matches!(error, CallError::Forged(_)), "{error}");
        assert!(error.may_have_happened() && !error.is_transient());
    }
    for unsigned in [NODE, "{}", r#"{"code":"10000","sub_code":""}"#, "[]"] {
        let error = read(body(unsigned.as_bytes(), None)).unwrap_err();
        assert!(matches!(error, CallError::SignatureMissing(_)), "{unsigned}: {error}");
    }
    let twice = altered(&format!("{NODE},\"{key}\":{NODE}"));
    let renamed = Envelope::new("alipay_other_response", node, Some(&other)).to_bytes();
    for broken in [twice, renamed, b"<html>busy</html>".to_vec(), Vec::new()] {
        let error = read(broken).unwrap_err();
        assert!(matches!(error, CallError::NoAnswer { .. }), "{error}");
        assert!(error.answer().is_some() && error.may_have_happened());
    }
}

/// An encrypted node is one text: neither a success nor a wrong key.
#[test]
fn an_encrypted_answer_is_named() {
    for (sign_type, is_signed) in [(Some(SignType::Rsa2), true), (None, false)] {
        let answer = body(b"\"c2VjcmV0\"", sign_type);
        let error = read_body(&utf_8(), answer).unwrap_err();
        let CallError::Encrypted { verified, .. } = error else { panic!("{error}") };
        assert_eq!(verified, is_signed);
        assert!(error.may_have_happened() && error.answer().is_some());
        assert!(error.to_string().starts_with("the answer is encrypted"));
    }
}

#[test]
fn case_54_keys_that_cannot_be_right_are_refused_at_once() {
    let builder = || {
        Client::builder()
            .gateway("http://127.0.0.1:9/gateway.do")
            .app_id("2014072300007148")
            .app_private_key(vectors::app_key().pkcs1_base64().unwrap())
    };
    let platform = PLATFORM.public_key_base64();
    assert!(builder().alipay_public_key(&platform).build().is_ok());
    let own = vectors::app_key().public_key_base64();
    let error = builder().alipay_public_key(own).build().unwrap_err();
    assert!(matches!(error, BuildError::OwnPublicKey));
    let error = builder().alipay_public_key("no key").build().unwrap_err();
    assert!(matches!(error, BuildError::PublicKey(_)));
    let error = builder().app_private_key(&platform).alipay_public_key(&platform).build();
    assert!(matches!(error.unwrap_err(), BuildError::PrivateKey(_)));
    for url in ["ftp://x/gateway.do", "gateway.do", ""] {
        let error = builder().alipay_public_key(&platform).gateway(url).build().unwrap_err();
        assert!(matches!(error, BuildError::Gateway(_)), "{url}");
    }
    for (query, fits) in [
        ("?charset=UTF-8", true),
        ("?", true),
        ("?charset=gbk", false),
        ("?charset=utf-8&x=1", false),
        ("?x=1", false),
    ] {
        let url = format!("http://127.0.0.1:9/gateway.do{query}");
        let built = builder().alipay_public_key(&platform).gateway(&url).build();
        match built {
            Ok(client) => {
                assert!(fits && format!("{client:?}").contains(":9/gateway.do,"), "{client:?}");
            }
            Err(error) => {
                assert!(!fits && matches!(error, BuildError::GatewayQuery(_)), "{error}");
            }
        }
    }
    let error = builder().alipay_public_key(&platform).root_certificates("-----BEGIN CERTIFICATE");
    assert!(matches!(error.build().unwrap_err(), BuildError::RootCertificate(_)));
    assert!(matches!(Client::builder().build().unwrap_err(), BuildError::Missing(_)));
}

/// What a client says of this refusal: the code, whether it is the platform's, whether it may have
/// happened.
fn refusal(node: &str, sign_type: Option<SignType>) -> (String, bool, bool) {
    match read_body(&utf_8(), body(node.as_bytes(), sign_type)) {
        Err(CallError::Refused(no)) => {
            (no.business_code().to_owned(), no.verified, no.may_have_happened())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn case_55_an_error_without_signature_is_read_and_flagged() {
    let node = NO.replace('@', "INVALID_PARAMETER");
    let code = "INVALID_PARAMETER".to_owned();
    assert_eq!(refusal(&node, Some(SignType::Rsa2)), (code.clone(), true, false));
    assert_eq!(refusal(&node, None), (code, false, true), "nobody vouches for it");

    let mut answer = HttpAnswer::from_body(body(node.as_bytes(), None), None);
    answer.trace_id = Some("0a1b".to_owned());
    let client = utf_8();
    let prepared = client.prepare(VoucherQuery::METHOD, "{}").unwrap();
    let Err(CallError::Refused(no)) = client.read(&prepared, answer) else { panic!("accepted") };
    assert_eq!((no.code.as_str(), no.msg.as_str()), ("40004", "Business Failed"));
    assert_eq!((no.sub_code.as_str(), no.sub_msg.as_str()), ("INVALID_PARAMETER", "参数有误"));
    assert_eq!(no.answer.trace_id.as_deref(), Some("0a1b"));
    assert_eq!(no.answer.body, body(node.as_bytes(), None));
}

#[test]
fn case_57_gbk_is_read_although_utf_8_was_asked() {
    let node = Charset::Gbk.encode_json(NODE);
    let answer = read_body(&utf_8(), body(&node, Some(SignType::Rsa2))).unwrap();
    assert_eq!(answer.response, NODE);
    assert!(answer.http.text().contains("商户代金券"));

    // And the other way round: the header wins over what was asked.
    let gbk = client("http://127.0.0.1:9/gateway.do", |builder| builder.charset(Charset::Gbk));
    let prepared = gbk.prepare(VoucherQuery::METHOD, "{}").unwrap();
    for (charset, content_type) in [
        (Charset::Gbk, None),
        (Charset::Utf8, Some("text/html;charset=UTF-8")),
        (Charset::Gb18030, Some("text/html; charset=\"gb18030\"; x=y")),
    ] {
        let body = body(&charset.encode_json(NODE), Some(SignType::Rsa2));
        let answer = HttpAnswer::from_body(body, content_type.map(str::to_owned));
        assert_eq!(gbk.read(&prepared, answer).unwrap().response, NODE);
    }
}

#[test]
fn case_58_slashes_may_be_escaped_after_signing() {
    let (plain, escaped) = (r#"{"code":"10000","url":"a/b"}"#, r#"{"code":"10000","url":"a\/b"}"#);
    let text = String::from_utf8(body(plain.as_bytes(), Some(SignType::Rsa2))).unwrap();
    let answer = read_body(&utf_8(), text.replace("a/b", "a\\/b").into_bytes()).unwrap();
    assert_eq!(answer.response, escaped);
}

#[test]
fn case_59_a_prefix_makes_no_other_code() {
    for spelled in ["SYSTEM_ERROR", "isv.SYSTEM_ERROR"] {
        let node = NO.replace('@', spelled);
        let said = refusal(&node, Some(SignType::Rsa2));
        assert_eq!(said, ("SYSTEM_ERROR".to_owned(), true, true), "it may have happened");
        let error = read_body(&utf_8(), body(node.as_bytes(), Some(SignType::Rsa2))).unwrap_err();
        assert!(error.is_transient());
        let CallError::Refused(no) = error else { panic!("{error}") };
        assert!(no.solutions().next().is_some());
        assert_eq!(no.sub_code, spelled);
    }
    // A common error's code begins with it by right.
    let node = r#"{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-format"}"#;
    assert_eq!(refusal(node, Some(SignType::Rsa2)).0, "isv.invalid-format");
    let node = r#"{"code":"20000","msg":"","sub_code":"isp.unknow-error","sub_msg":"系统繁忙"}"#;
    assert_eq!(refusal(node, Some(SignType::Rsa2)), ("isp.unknow-error".to_owned(), true, true));
}

#[test]
fn debug_shows_no_secret() {
    let builder = Client::builder().app_private_key("SECRET KEY").app_auth_token("SECRET TOKEN");
    assert!(!format!("{builder:?}").contains("SECRET"));
    let client = client("http://127.0.0.1:9/gateway.do", |b| b.app_auth_token("SECRET TOKEN"));
    let prepared = client.prepare(VoucherQuery::METHOD, "{}").unwrap();
    let shown = format!("{client:?} {prepared:?} {:?}", HttpAnswer::from_body(vec![7], None));
    let private = vectors::app_key().pkcs8_base64();
    for secret in ["SECRET", prepared.signature(), &private[60..120]] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(String::from_utf8_lossy(prepared.string_to_sign()).contains("SECRET TOKEN"));
}
