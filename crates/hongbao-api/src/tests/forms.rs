//! The forms of values: what is malformed, what is too much, what no text may hold, and how prices are
//! written in the documents' own style.

use hongbao_engine::PriceStyle;
use serde_json::json;

use super::{check, everything, example};
use crate::{Kind, METHODS, When};

#[test]
fn what_is_malformed_is_never_too_much_and_what_is_too_much_never_malformed() {
    for entry in everything() {
        for row in entry.request() {
            let malformed: &[&str] = match row.kind {
                Kind::Number => &["1.0", "10.0", "1e3", "+1", "0001", "-0", "１", "ten", " 1"],
                Kind::Price => &["0.91000000000000003", "1e3", "+1", "01.00", "1.", ".5", "1.000"],
                Kind::String | Kind::Word(_) | Kind::Date | Kind::Boolean | Kind::List(_) => {
                    continue;
                }
            };
            let mut request = example(entry.request());
            for value in malformed {
                request.insert(row.name.to_owned(), json!(value));
                check(&entry, &request, Err(When::Malformed));
            }
            let large = "9".repeat(usize::from(row.max.unwrap()) + 1);
            request.insert(row.name.to_owned(), json!(large));
            let own = entry.own_error(row);
            check(&entry, &request, Err(own.unwrap_or(When::Malformed)));
        }
    }
}

#[test]
fn no_text_with_a_nul_gets_past_a_table() {
    for entry in everything() {
        for row in entry.request().iter().filter(|row| row.kind == Kind::String) {
            let mut request = example(entry.request());
            request.insert(row.name.to_owned(), json!("a\0"));
            let own = entry.own_error(row);
            check(&entry, &request, Err(own.unwrap_or(When::Malformed)));
        }
    }
}

#[test]
fn prices_of_the_document_style_are_numbers_where_the_sample_prints_numbers() {
    for (method, response, expected) in [
        (
            "detail.query",
            json!({ "total_amount": "20000.00", "send_amount": "0.10", "total_num": 5 }),
            r#"{"total_amount":20000.00,"send_amount":0.10,"total_num":5}"#,
        ),
        (
            "voucher.query",
            json!({ "total_amount": "1.00", "bill_details": [{ "amount": "0.01" }] }),
            r#"{"total_amount":1.00,"bill_details":[{"amount":0.01}]}"#,
        ),
        (
            "trigger",
            json!({ "prize_amount": "2.00", "trigger_result": "true" }),
            r#"{"prize_amount":"2.00","trigger_result":"true"}"#,
        ),
    ] {
        let entry = METHODS.iter().find(|entry| entry.spec.method.ends_with(method)).unwrap();
        let rows = entry.spec.response;
        let written =
            crate::values::price_style::write(&response, rows, PriceStyle::Document).unwrap();
        assert_eq!(written.get(), expected);
    }
}
