//! Case 56 of the client: every way in which a gateway has been seen to write a field.

use hongbao_wire::{Date, Price};
use serde_json::{Map, Value, json};

use crate::methods::marketing_voucher_query::{VoucherDetail, VoucherQuery};
use crate::{METHODS, read_response};

/// The documents' voucher with some members in another form; `None` leaves one out.
fn read(members: &[(&str, Option<&str>)]) -> serde_json::Result<VoucherDetail> {
    let spec = METHODS.iter().map(|e| e.spec).find(|s| s.method.ends_with("voucher.query"));
    let rows = spec.unwrap().response.iter();
    let example = |row: &crate::Row| (row.name, json!(row.example).to_string());
    let mut all: Vec<(&str, String)> = rows.filter(|r| r.fields.is_empty()).map(example).collect();
    for (name, value) in members {
        all.retain(|(known, _)| known != name);
        all.extend(value.map(|value| (*name, value.to_owned())));
    }
    let members = all.iter().map(|(name, value)| format!("{name:?}:{value}"));
    read_response::<VoucherQuery>(&format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}

#[test]
fn case_56_a_price_is_read_to_the_fen_whatever_its_form() {
    for (json, fen) in [
        ("\"20000.00\"", 2_000_000),
        ("\"20000\"", 2_000_000),
        ("20000", 2_000_000),
        ("20000.0", 2_000_000),
        ("20000.00", 2_000_000),
        ("12345678901.10", 1_234_567_890_110),
        ("0.1", 10),
    ] {
        let voucher = read(&[("total_amount", Some(json))]).unwrap();
        assert_eq!(voucher.total_amount, Price::from_fen(fen), "{json}");
    }
    for json in ["\"x\"", "1.0E7", "0.001", "true", "[]", "{}", "null", "\"\""] {
        let error = read(&[("total_amount", Some(json))]).unwrap_err();
        let named = ["total_amount", "price in yuan"].iter().any(|w| error.to_string().contains(w));
        assert!(named, "{json}: {error}");
    }
}

#[test]
fn case_56_a_list_is_an_array_or_wrapped_or_absent() {
    let bill = json!({
        "amount": 1, "status": "S", "biz_type": "V_USE", "gmt_create": "2015-04-02 13:32:43",
        "partner_id": null, "x": {},
    });
    for (form, count) in [
        (Some(format!("[{bill},{bill}]")), 2),
        (Some(format!("{{\"voucher_bill_detail\":[{bill},{bill}]}}")), 2),
        (Some(bill.to_string()), 1),
        (Some("[]".to_owned()), 0),
        (Some("{}".to_owned()), 0),
        (Some("null".to_owned()), 0),
        (Some("\"\"".to_owned()), 0),
        (None, 0),
    ] {
        let bills = read(&[("bill_details", form.as_deref())]).unwrap().bill_details;
        assert_eq!(bills.len(), count, "{form:?}");
        for bill in bills {
            assert_eq!((bill.amount, bill.partner_id), (Price::from_fen(100), None));
        }
    }
    assert!(read(&[("bill_details", Some("7"))]).is_err());
}

#[test]
fn case_56_texts_stay_what_they_are() {
    let voucher = read(&[
        ("status", Some("\"SETTLED\"")),
        ("extend_info", Some("{\"a\":\"b\"}")),
        ("voucher_id", Some("20170616")),
    ]);
    let voucher = voucher.unwrap();
    assert_eq!(voucher.status, "SETTLED");
    assert_eq!(voucher.extend_info, "{\"a\":\"b\"}");
    assert_eq!(voucher.voucher_id, "20170616");
    assert_eq!(voucher.gmt_create, Date::from_secs(1_427_952_763));
    for date in ["\"2015-04-02\"", "1470839310000", "\"\""] {
        assert!(read(&[("gmt_create", Some(date))]).is_err(), "{date}");
    }
    assert!(read(&[("status", None)]).unwrap_err().to_string().contains("status"));
}

#[test]
fn numbers_are_whole_in_any_form() {
    let campaign = METHODS.iter().map(|e| e.spec).find(|s| s.method.ends_with("detail.query"));
    for (json, number) in
        [("1000", Some(1_000)), ("\"1000\"", Some(1_000)), ("1000.0", Some(1_000)), ("1.5", None)]
    {
        let mut all: Map<String, Value> = Map::new();
        for row in campaign.unwrap().response {
            all.insert(row.name.to_owned(), row.example.into());
        }
        let text = Value::Object(all).to_string();
        let text = text.replace("\"total_count\":\"1000\"", &format!("\"total_count\":{json}"));
        let read = read_response::<
            crate::methods::marketing_campaign_cash_detail_query::CashDetailQuery,
        >(&text);
        assert_eq!(read.ok().map(|read| read.total_count), number, "{json}");
    }
}
