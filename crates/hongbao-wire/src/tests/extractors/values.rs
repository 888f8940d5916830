//! Conformance case 34: what is stored cannot move the cut, however much it looks like an envelope.
//!
//! Who stumbles on which value is written beside it, and is checked both ways.

use serde_json::json;

use super::answer::{Answer, KEY, check, is_compact};
use super::{BOTH, EASY_PHP, ERROR_NODE, FZLEE, GBK, GOPAY, PHP_CERT, UTF_8, WANDERCN};
use crate::Charset;

/// Stored values, the charsets they are answered in, and who cannot verify such an answer.
struct Hostile {
    values: &'static [&'static str],
    charsets: &'static [Charset],
    breaks: &'static [&'static str],
}

#[rustfmt::skip]
const HOSTILE: &[Hostile] = &[
    // JSON escapes quotes and backslashes, so none of these looks like an envelope from outside.
    Hostile {
        values: &[
            "", "\"", "\\", "\\\\", "\\\"", "/", "\\/", "\n", "\r\n", "\t", "\u{0}", "\u{1f}", "\u{7f}",
            ",", ":", "'", "sign", "\"sign\"", "\",\"sign\":\"x\"", "\",\"sign\":\"", ",\"sign\":",
            "','sign':'x'", "{}", "{\"a\":1}", "_response\":", "\"x_response\":{}", "alipay_cert",
            "中文", "中文\\", "𠮷", "🧧", "€·—", "\u{2028}", "\u{feff}", "\u{fffd}",
        ],
        charsets: BOTH,
        breaks: &[],
    },
    // These count braces inside strings too.
    Hostile {
        values: &[
            "{", "}", "}{", "{{", "}}", "{{}", "{}}", "\\}", "\"}", "},\"sign\":\"", "},\"sign\":\"x\"}",
        ],
        charsets: BOTH,
        breaks: &[FZLEE, WANDERCN],
    },
    // This one counts brackets as braces, and loses count where two close in a row.
    Hostile {
        values: &["[", "]", "][", "{{}}", "[{}]", "[\"x\",{\"a\":[]}]"],
        charsets: BOTH,
        breaks: &[WANDERCN],
    },
    // The first refuses a second occurrence of the node's name, the other looks for the last one.
    Hostile {
        values: &[
            KEY,
            "\"alipay_marketing_voucher_query_response\":{}",
            "{\"alipay_marketing_voucher_query_response\":\"\"}",
        ],
        charsets: BOTH,
        breaks: &[EASY_PHP, WANDERCN],
    },
    // Cut right, but then the model is looked for under this key.
    Hostile { values: &[ERROR_NODE, "\"error_response\":{}"], charsets: BOTH, breaks: &[EASY_PHP] },
    // Both take these letters anywhere for the mark of certificate mode, which this answer is not in.
    Hostile {
        values: &[
            "alipay_cert_sn", "my alipay_cert_sn", "\"alipay_cert_sn\":\"x\"", ",\"alipay_cert_sn\":",
        ],
        charsets: BOTH,
        breaks: &[PHP_CERT, EASY_PHP],
    },
    // Characters whose second byte in GBK is a brace, a bracket or a bar.
    Hostile { values: &["調", "諁", "誟", "誡", "諀", "繹繻纚纝"], charsets: BOTH, breaks: &[] },
    // Characters whose second byte in GBK is a backslash; Go reads it as one.
    Hostile { values: &["誠", "中文繺", "誠\\誠"], charsets: UTF_8, breaks: &[] },
    Hostile { values: &["誠", "中文繺", "誠\\誠"], charsets: GBK, breaks: &[GOPAY] },
];

#[test]
fn case_34_stored_values_do_not_move_the_cut() {
    for row in HOSTILE {
        for &charset in row.charsets {
            for value in row.values {
                check_value(value, charset, row.breaks);
            }
        }
    }
}

/// The value in the middle of a node, and at its end.
fn check_value(value: &str, charset: Charset, breaks: &[&str]) {
    for fields in [
        json!({"camp_status": "READY", "coupon_name": value, "crowd_no": "1"}),
        json!({"camp_status": "READY", "coupon_name": "中文", "origin_crowd_no": value}),
    ] {
        let answer = Answer::success(&fields, charset);
        check(&answer, KEY, breaks);
        assert!(is_compact(&answer), "{}", answer.text());
    }
}
