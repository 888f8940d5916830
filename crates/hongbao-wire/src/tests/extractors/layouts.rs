//! Case 32, the other way round: layouts that are not ours, and which SDKs take them all the same.
//!
//! What the real SDKs were seen to do with these is known; an oracle that did otherwise would prove
//! nothing about the answers that are made here.

use super::answer::{Answer, KEY, PLATFORM, check};
use super::{
    CLIENTS, Client, Cut, EASY_PHP, GOPAY, JAVA, NODE_JS, PHP, PHP_CERT, PYTHON, SMARTWALLE,
    WANDERCN,
};
use crate::Charset;
use crate::SignType;

const NODE_JSON: &str = r#"{"code":"10000","msg":"Success","camp_status":"READY"}"#;

/// An answer of this form: `@key`, `@node`, `@sign` and `@cert` are filled in.
fn answer(form: &str, node: &str, sign: String) -> Answer {
    let body = form
        .replace("@key", KEY)
        .replace("@cert", "\"alipay_cert_sn\":\"0123456789abcdef0123456789abcdef\"")
        .replace("@sign", &format!("\"sign\":\"{sign}\""))
        .replace("@node", node);
    let expected = Cut { content: node.as_bytes().to_vec(), sign };
    Answer { body: body.into_bytes(), charset: Charset::Utf8, expected }
}

fn check_layout(form: &str, node: &str, breaks: &[&str]) {
    check(
        &answer(form, node, PLATFORM.sign(SignType::Rsa2, node.as_bytes()).unwrap()),
        KEY,
        breaks,
    );
}

#[test]
fn case_32_each_layout_breaks_whom_it_is_known_to_break() {
    let all = CLIENTS.map(|client| client.name);
    for (form, breaks) in [
        (r#"{"@key":@node,@sign}"#, &[][..]),
        // The certificate's serial before the signature, behind it, and before the node.
        (r#"{"@key":@node,@cert,@sign}"#, &[PHP, PYTHON]),
        (r#"{"@key":@node,@sign,@cert}"#, &[PHP_CERT, EASY_PHP, GOPAY]),
        (r#"{@cert,"@key":@node,@sign}"#, &[PHP_CERT, EASY_PHP, GOPAY]),
        // The signature first.
        (r#"{@sign,"@key":@node}"#, &[PHP, PHP_CERT, EASY_PHP, PYTHON, NODE_JS, GOPAY]),
        // White space: before the colon, after it, before and after the comma, at the ends.
        (r#"{"@key" :@node,@sign}"#, &[PHP, PHP_CERT, EASY_PHP, GOPAY]),
        (r#"{"@key": @node,@sign}"#, &[PHP, PHP_CERT, EASY_PHP, GOPAY, WANDERCN]),
        (r#"{"@key":@node ,@sign}"#, &[PHP, PHP_CERT, EASY_PHP, GOPAY]),
        (r#"{"@key":@node, @sign}"#, &[PHP, PHP_CERT, EASY_PHP, GOPAY]),
        (r#"{ "@key":@node,@sign }"#, &[]),
        ("{\n\"@key\":\t@node,\n@sign\n}", &[PHP, PHP_CERT, EASY_PHP, GOPAY, WANDERCN]),
        ("{\r\n\"@key\":@node,\r\n@sign\r\n}", &[PHP, PHP_CERT, EASY_PHP, PYTHON, GOPAY]),
        // The node's name again behind the node.
        (r#"{"@key":@node,@sign,"echo":"@key"}"#, &[JAVA, EASY_PHP, WANDERCN]),
        // Something else between the node and the signature.
        (r#"{"@key":@node,"x":1,@sign}"#, &[PHP, PHP_CERT, EASY_PHP, PYTHON, GOPAY]),
        // No signature; nothing at all.
        (r#"{"@key":@node}"#, &all),
        ("", &all),
    ] {
        check_layout(form, NODE_JSON, breaks);
    }
}

#[test]
fn case_32_members_of_the_node_that_look_like_the_envelope() {
    for (node, breaks) in [
        // Quotes are escaped inside strings, so only a member of that name can look like this.
        (r#"{"code":"10000","sign":"x"}"#, &[GOPAY][..]),
        (r#"{"sign":"x","code":"10000"}"#, &[]),
        (r#"{"code":"10000","x":{"a":1},"sign":"x"}"#, &[GOPAY]),
        (r#"{"code":"10000","alipay_cert_sn":"x"}"#, &[PHP_CERT, EASY_PHP]),
        (r#"{"code":"10000","x_response":{"a":1}}"#, &[]),
        (r#"{"code":"10000","x":{"y":{"z":{}}}}"#, &[WANDERCN]),
    ] {
        check_layout(r#"{"@key":@node,@sign}"#, node, breaks);
    }
}

#[test]
fn case_32_a_short_signature_is_too_short_for_node() {
    let short = answer(r#"{"@key":@node,@sign}"#, NODE_JSON, "c3R1Yg==".to_owned());
    for client in &CLIENTS {
        let fits = short.cut_by(client, KEY).as_ref() == Ok(&short.expected);
        assert_eq!(fits, client.name != NODE_JS, "{}", client.name);
    }
}

#[test]
fn case_32_a_digit_in_the_name_of_the_node_is_too_much_for_python() {
    let name = "alipay_v2_query_response";
    let sign = PLATFORM.sign(SignType::Rsa2, NODE_JSON.as_bytes()).unwrap();
    let answer = answer(r#"{"alipay_v2_query_response":@node,@sign}"#, NODE_JSON, sign);
    check(&answer, name, &[PYTHON]);
}

#[test]
fn case_32_an_encrypted_node_is_cut_with_its_quotes() {
    let node = r#""ILpoMowjIQjfYMR847rnFQ==""#;
    let sealed = answer(r#"{"@key":@node,@sign}"#, node, "c2lnbg==".repeat(40));
    let fits = |client: &Client| sealed.cut_by(client, KEY).as_ref() == Ok(&sealed.expected);
    let told = [JAVA, PHP, PHP_CERT, SMARTWALLE, GOPAY, NODE_JS];
    // The others take another way for such a node, which is not told here.
    for client in CLIENTS.iter().filter(|client| told.contains(&client.name)) {
        assert_eq!(fits(client), client.name != NODE_JS, "{}", client.name);
    }
}
