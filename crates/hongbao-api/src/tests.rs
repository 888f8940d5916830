//! The table walk: what every method's table promises, checked without naming a method.

mod response;

use std::sync::Arc;

use hongbao_engine::{Books, Home, MerchantId, PriceStyle, Stop, Timestamp, Work};
use hongbao_wire::Charset;
use serde_json::{Map, Value};

use crate::{Call, Context, Entry, Kind, METHODS, Operator, Presence, Row, When};

const CALLER: Home = Home::new(1);

fn work(entry: &Entry, biz_content: Option<&[u8]>) -> Result<Work, When> {
    let fixture_home = &|_: &str| None;
    let (charset, price_style) = (Charset::Utf8, PriceStyle::String);
    let context = Context {
        caller: CALLER,
        merchant: MerchantId::none(),
        entropy: [7; 32],
        operator: Arc::new(Operator::default()),
    };
    entry.work(&Call { biz_content, charset, price_style, context, fixture_home })
}

/// The documents' example of a request.
fn example(rows: &[Row]) -> Map<String, Value> {
    rows.iter().map(|row| (row.name.to_owned(), row.example.into())).collect()
}

fn check(entry: &Entry, request: &Map<String, Value>, expected: Result<(), When>) {
    let json = serde_json::to_vec(request).unwrap();
    let got = work(entry, Some(&json)).map(drop);
    assert_eq!(got, expected, "{} {}", entry.spec.method, String::from_utf8_lossy(&json));
}

#[test]
fn requests_are_held_to_their_rows() {
    for entry in METHODS {
        let rows = entry.spec.request;
        check(entry, &example(rows), Ok(()));
        for row in rows {
            let with = |value: Value| {
                let mut request = example(rows);
                request.insert(row.name.to_owned(), value);
                request
            };
            let absent = match row.presence {
                Presence::Required => Err(When::Malformed),
                Presence::Optional => Ok(()),
            };
            let mut without = example(rows);
            without.remove(row.name);
            check(entry, &without, absent);
            check(entry, &with(Value::Null), absent);
            check(entry, &with("".into()), absent);
            // A row that is there and does not fit is the table's own error, where it has one.
            let own = entry.spec.error(When::Row(row.name)).map(|_| When::Row(row.name));
            let misfit = Err(own.unwrap_or(When::Malformed));
            for value in [Value::Bool(true), Value::Array(vec![]), Value::Object(Map::new())] {
                check(entry, &with(value), misfit);
            }
            let max = usize::from(row.max.unwrap());
            if row.kind == Kind::String {
                check(entry, &with("包".repeat(max).into()), Ok(()));
            }
            check(entry, &with("包".repeat(max + 1).into()), misfit);
        }
    }
}

#[test]
fn no_content_is_empty_and_a_broken_one_malformed() {
    for entry in METHODS {
        assert_eq!(work(entry, None).map(drop), Err(When::Empty));
        let json = serde_json::to_string(&example(entry.spec.request)).unwrap();
        let inner = json.trim_start_matches('{').trim_end_matches('}');
        for broken in [
            " ".to_owned(),
            "null".to_owned(),
            format!("[{json}]"),
            format!("{json}{json}"),
            format!("{{{inner},}}"),
            format!("{{{inner},{inner}}}"),
            format!("{{{inner},\"x\":{{\"y\":1,\"y\":2}}}}"),
            format!("{{{inner},\"x\":{}1{}}}", "[".repeat(1_000), "]".repeat(1_000)),
            format!("{{{inner},\"x\":\"\\ud800\"}}"),
            format!("\u{feff}{json}"),
        ] {
            let got = work(entry, Some(broken.as_bytes())).map(drop);
            assert_eq!(got, Err(When::Malformed), "{broken:.80}");
        }
        for sound in [format!(" {json}\n"), format!("{{\"x\":[1e9,true,null,{{}}],{inner}}}")] {
            assert!(work(entry, Some(sound.as_bytes())).is_ok(), "{sound}");
        }
        assert_eq!(work(entry, Some(b"{\"x\":\"\xff\"}")).map(drop), Err(When::Malformed));
    }
}

/// A hint that names all that a work asks for spares it a round.
#[test]
fn the_usual_call_takes_one_round() {
    for entry in METHODS {
        let json = serde_json::to_vec(&example(entry.spec.request)).unwrap();
        let work = work(entry, Some(&json)).unwrap();
        let mut books = Books::open(work.home, Timestamp::from_secs(0));
        for key in &work.hint {
            books.load(key.clone(), None);
        }
        let outcome = (work.run)(&mut books);
        assert!(!matches!(outcome, Err(Stop::Missing(_))), "{}: {outcome:?}", entry.spec.method);
    }
}

#[test]
fn tables_are_whole() {
    let mut names: Vec<_> = METHODS.iter().map(|entry| entry.spec.method).collect();
    names.dedup();
    assert!(names.is_sorted() && names.len() == METHODS.len(), "ordered, no name twice");
    for spec in METHODS.iter().map(|entry| entry.spec) {
        for rows in [spec.request, spec.response] {
            for row in rows {
                let same = rows.iter().filter(|other| other.name == row.name).count();
                assert_eq!(same, 1, "{}.{} stands once", spec.method, row.name);
                assert!(!row.meaning.is_empty() && !row.meaning_en.is_empty());
            }
        }
        for row in spec.errors {
            for when in row.when {
                let same = spec.errors.iter().filter(|other| other.when.contains(when)).count();
                assert_eq!(same, 1, "{}: {when:?} has one row", spec.method);
            }
        }
    }
}

#[test]
fn a_price_is_text_or_a_number_of_the_same_digits() {
    let rows = METHODS.iter().find(|e| e.spec.method.ends_with("voucher.query")).unwrap();
    let response = serde_json::json!({
        "name": "1.00", "total_amount": "10000000.00", "available_amount": "0.10",
        "extend_info": "{\"amount\":\"1.00\"}", "bill_details": [{"amount": "0.01", "status": "S"}],
    });
    let write = |style| {
        crate::price_style::write(&response, rows.spec.response, style).unwrap().get().to_owned()
    };
    assert_eq!(write(PriceStyle::String), response.to_string());
    assert_eq!(
        write(PriceStyle::Number),
        r#"{"name":"1.00","total_amount":10000000.00,"available_amount":0.10,"extend_info":"{\"amount\":\"1.00\"}","bill_details":[{"amount":0.01,"status":"S"}]}"#
    );
}
