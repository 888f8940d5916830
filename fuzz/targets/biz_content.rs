//! biz_content against each method's table, in each charset: what is accepted satisfies the table,
//! what satisfies it is accepted, and the work that comes of it ends without a panic.
#![no_main]

use std::collections::BTreeMap;
use std::sync::Arc;

use hongbao_api::{Call, Caller, Context, METHODS, MethodEntry, Operator, Presence, Row, When};
use hongbao_engine::{Books, NumberKey, PriceStyle, Stop, Timestamp};
use hongbao_wire::Charset;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use serde_json::value::RawValue;

const CHARSETS: [Charset; 4] = [Charset::Utf8, Charset::Gbk, Charset::Gb2312, Charset::Gb18030];

fuzz_target!(|input: &[u8]| {
    for charset in CHARSETS {
        for entry in METHODS {
            check(entry, input, charset);
        }
    }
});

fn check(entry: &MethodEntry, input: &[u8], charset: Charset) {
    let fixture_home = &|_: &str| None;
    let call = Call {
        biz_content: Some(input),
        charset,
        price_style: PriceStyle::String,
        context: Context {
            caller: Caller::Administrator { token: "admin" },
            entropy: [7; 32],
            number_key: NumberKey::new([5; 32]),
            operator: Arc::new(Operator::default()),
        },
        fixture_home,
        once: None,
    };
    let work = entry.work(&call);
    let text = charset.decode(input);
    let fits = text.is_some_and(|text| fits(&text, entry.spec.request));
    // What fits the table need not be a value of its field.
    let taken = matches!(work, Ok(_) | Err(When::Refused(_)));
    assert_eq!(taken, fits, "{} {charset:?}", entry.spec.method);
    let Ok(work) = work else { return };
    let mut books = Books::open(work.home, Timestamp::from_secs(1_767_196_800));
    for key in &work.hint {
        books.load(key.clone(), None);
    }
    let outcome = (work.run)(&mut books);
    assert!(matches!(outcome, Ok(_) | Err(Stop::Refused(..))), "{outcome:?}");
}

/// Whether a text is one JSON object without a repeated name whose members fit the rows.
fn fits(text: &str, rows: &[Row]) -> bool {
    let Ok(Value::Object(members)) = serde_json::from_str::<Value>(text) else { return false };
    let Ok(raw) = serde_json::from_str::<BTreeMap<String, &RawValue>>(text) else { return false };
    // Of two members of one name the tree keeps one, while each has its colon in the text.
    let repeats = names(&Value::Object(members.clone())) != colons(text);
    !repeats
        && rows.iter().all(|row| {
            let length = match members.get(row.name) {
                None | Some(Value::Null) => 0,
                Some(Value::String(text)) => text.chars().count(),
                Some(Value::Number(_)) => raw[row.name].get().len(),
                Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => return false,
            };
            let absent = length == 0;
            (!absent || row.presence == Presence::Optional)
                && row.max.is_none_or(|max| length <= max.into())
        })
}

/// How many members there are, on all levels.
fn names(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.len() + members.values().map(names).sum::<usize>(),
        Value::Array(entries) => entries.iter().map(names).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// How many colons of a JSON text stand outside its strings.
fn colons(json: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in json.bytes() {
        quoted ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        count += usize::from(byte == b':' && !quoted);
    }
    count
}
