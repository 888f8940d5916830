//! Conformance cases 31, 32, 35 and 38: every kind of answer made here, cut by every SDK's oracle.

use serde_json::{Value, json};

use super::answer::{Answer, KEY, METHOD, check, is_compact};
use super::{BOTH, Cut, ERROR_NODE, FZLEE, NODE_JS, SMARTWALLE, WANDERCN};
use crate::{Charset, CommonError, response_key};

/// Fields of every shape, and who cannot cut a node of them: one SDK loses count where two brackets
/// close in a row, so a list that ends with an object is too much for it.
fn shapes() -> [(Value, &'static [&'static str]); 6] {
    [
        (json!({}), &[]),
        (json!(null), &[]),
        (json!({"total_amount": "20000.00", "total_num": 1000}), &[]),
        (json!({"bill_details": [], "available": true}), &[]),
        (json!({"extend_info": "{\"a\":\"b\"}", "origin_crowd_no": ""}), &[]),
        (json!({"bill_details": [{"amount": "1.00"}, {}], "total_num": 2}), &[WANDERCN]),
    ]
}

#[test]
fn case_31_every_answer_is_compact_and_ends_with_its_brace() {
    for &charset in BOTH {
        let successes = shapes().map(|(fields, _)| Answer::success(&fields, charset));
        let errors = CommonError::ALL.map(|error| Answer::error(KEY, error, charset));
        let roots = CommonError::ALL.map(|error| Answer::error(ERROR_NODE, error, charset));
        for answer in successes.iter().chain(&errors).chain(&roots) {
            assert!(is_compact(answer), "{}", answer.text());
        }
    }
}

#[test]
fn case_32_nodes_of_every_shape_are_cut() {
    for (fields, breaks) in shapes() {
        for &charset in BOTH {
            check(&Answer::success(&fields, charset), KEY, breaks);
        }
    }
}

#[test]
fn case_32_errors_are_cut_under_the_key_of_the_method_and_under_that_of_none() {
    // Node looks for the method's key alone, and so do fzlee and wandercn; smartwalle verifies no
    // such answer, it hands the error back as it is.
    let under_none: &[&str] = &[NODE_JS, SMARTWALLE, FZLEE, WANDERCN];
    let (own, none) = (response_key(Some(METHOD)), response_key(None));
    assert_eq!((own.as_str(), none.as_str()), (KEY, ERROR_NODE));
    for error in CommonError::ALL {
        for &charset in BOTH {
            check(&Answer::error(&own, error, charset), KEY, &[]);
            check(&Answer::error(&none, error, charset), KEY, under_none);
        }
    }
}

#[test]
fn case_31_what_is_not_compact_is_known_as_such() {
    let answer = Answer::success(&json!({"a": [{"b": "c d"}]}), Charset::Utf8);
    assert!(is_compact(&answer));
    let text = answer.text();
    let twisted = |from: &str, to: &str| {
        let body = text.replacen(from, to, 1).into_bytes();
        let expected = Cut { content: Vec::new(), sign: String::new() };
        Answer { body, charset: Charset::Utf8, expected }
    };
    assert!(is_compact(&twisted(
        ",\"sign\"",
        ",\"alipay_cert_sn\":\"0123456789abcdef0123456789abcdef\",\"sign\""
    )));
    for (from, to) in [
        ("{\"alipay", " {\"alipay"),
        ("\":", "\": "),
        ("\"sign\":", "\"sign\": "),
        (",\"sign\"", "\n,\"sign\""),
        (",\"msg", ", \"msg"),
        ("{\"code", "[\"code"),
        ("query", "Query"),
        ("_response", "_answer"),
        ("\"sign\":\"", "\"sign\":\"-"),
        (",\"sign\":", ",\"x\":1,\"sign\":"),
        ("c d", "c\nd"),
        (",\"sign\"", ",\"alipay_cert_sn\":\"0123456789ABCDEF0123456789abcdef\",\"sign\""),
        ("=\"}", "=\"}\n"),
        ("=\"}", "=\",\"x\":1}"),
        ("{\"b\":\"c d\"}", "{\"b\" :\"c d\"}"),
    ] {
        let twisted = twisted(from, to);
        assert_ne!(twisted.text(), text, "{from}");
        assert!(!is_compact(&twisted), "{}", twisted.text());
    }
}

#[test]
fn case_35_only_what_must_be_is_escaped_by_number() {
    for (value, charset, expected) in [
        ("中文 \"\\/ \n\r\t\u{8}\u{c}\u{7f}", Charset::Utf8, ""),
        ("中文 \"\\/ \n\r\t\u{8}\u{c}\u{7f}", Charset::Gbk, ""),
        ("\\u4e2d \\\\u4e2d", Charset::Utf8, ""),
        ("\\u4e2d \\\\u4e2d", Charset::Gbk, ""),
        ("\u{0}中\u{1b}文\u{1f}", Charset::Utf8, "\u{0}\u{1b}\u{1f}"),
        ("\u{0}中\u{1b}文\u{1f}", Charset::Gbk, "\u{0}\u{1b}\u{1f}"),
        ("€ 🧧 𠮷 \u{a0}\u{2028}\u{feff}龴", Charset::Utf8, ""),
        ("€ 🧧 𠮷 \u{a0}\u{2028}\u{feff}龴", Charset::Gbk, "€🧧𠮷\u{a0}\u{2028}\u{feff}龴"),
    ] {
        let answer = Answer::success(&json!({ "coupon_name": value }), charset);
        assert_eq!(escaped_by_number(&answer.text()), expected, "{}", answer.text());
        let json: Value = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!(json[KEY]["coupon_name"], value);
    }
    for error in CommonError::ALL {
        for &charset in BOTH {
            let text = Answer::error(KEY, error, charset).text();
            assert_eq!(escaped_by_number(&text), "", "{text}");
        }
    }
}

/// The characters that stand as `\u` escapes in JSON.
fn escaped_by_number(json: &str) -> String {
    let mut units = Vec::new();
    let mut rest = json;
    while let Some((_, escape)) = rest.split_once('\\') {
        rest = &escape[1..];
        if escape.starts_with('u') {
            units.push(u16::from_str_radix(&rest[..4], 16).unwrap());
        }
    }
    String::from_utf16(&units).unwrap()
}

#[test]
fn case_38_every_error_has_a_sub_code_and_no_success_has_one() {
    for &charset in BOTH {
        for error in CommonError::ALL {
            let json: Value =
                serde_json::from_str(&Answer::error(KEY, error, charset).text()).unwrap();
            let node = &json[KEY];
            assert_ne!(node["sub_code"].as_str().unwrap(), "");
            assert_ne!(node["sub_msg"].as_str().unwrap(), "");
            assert_ne!(node["code"], "10000");
        }
        let answer = Answer::success(&json!({"camp_status": "READY"}), charset);
        let json: Value = serde_json::from_str(&answer.text()).unwrap();
        let names: Vec<_> = json[KEY].as_object().unwrap().keys().collect();
        assert_eq!(names, ["code", "msg", "camp_status"]);
        assert_eq!(json[KEY]["code"], "10000");
    }
}
