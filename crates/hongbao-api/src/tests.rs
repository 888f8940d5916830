//! The table walk: what every method's table promises, checked without naming a method.

mod forms;
mod response;

use std::sync::Arc;

use hongbao_engine::{
    AppId, Books, Home, MerchantId, NumberKey, PriceStyle, Stop, Timestamp, Work,
};
use hongbao_wire::Charset;
use serde_json::{Map, Value};

use crate::{
    Call, Caller, Context, Kind, METHODS, MethodEntry, OPERATIONS, OperationEntry,
    OperationRequest, Operator, Presence, Row, When,
};

const CALLER: Home = Home::new(1);

fn context() -> Context {
    Context {
        caller: Caller::Merchant {
            home: CALLER,
            id: MerchantId::parse("2088001159940003").unwrap(),
            app: AppId::parse("2014072300007148").unwrap(),
        },
        entropy: [7; 32],
        number_key: NumberKey::new([5; 32]),
        operator: Arc::new(Operator::default()),
    }
}

fn work(entry: &MethodEntry, biz_content: Option<&[u8]>) -> Result<Work, When> {
    let fixture_home = &|_: &str| None;
    let (charset, price_style) = (Charset::Utf8, PriceStyle::String);
    let units = entry.units(&Call {
        biz_content,
        charset,
        price_style,
        context: context(),
        fixture_home,
        elsewhere: true,
        once: None,
    });
    units.map(|units| units.first)
}

/// What an operation answers to these fields: the kind of problem and its detail, or nothing.
fn problem(
    entry: &OperationEntry,
    json: &str,
    texts: &[(String, String)],
) -> Option<(String, String)> {
    let asked = OperationRequest { json, texts, key: None, context: context(), home_of: &|_| None };
    let problem = entry.task_of(&asked).err()?;
    assert!(matches!(problem.status, 404 | 422), "{problem:?}");
    Some((problem.kind, problem.detail.unwrap_or_default()))
}

/// A row of one of the two registries.
enum Entry {
    Method(&'static MethodEntry),
    Operation(&'static OperationEntry),
}

impl Entry {
    fn name(&self) -> &'static str {
        match self {
            Self::Method(entry) => entry.spec.method,
            Self::Operation(entry) => entry.spec.name,
        }
    }

    fn request(&self) -> &'static [Row] {
        match self {
            Self::Method(entry) => entry.spec.request,
            Self::Operation(entry) => entry.spec.request,
        }
    }

    fn response(&self) -> &'static [Row] {
        match self {
            Self::Method(entry) => entry.spec.response,
            Self::Operation(entry) => entry.spec.response,
        }
    }

    /// What a row that does not fit is answered, beside everything malformed.
    fn own_error(&self, row: &Row) -> Option<When> {
        match self {
            Self::Method(entry) => {
                entry.spec.error(When::Row(row.name)).map(|_| When::Row(row.name))
            }
            Self::Operation(_) => None,
        }
    }
}

fn everything() -> impl Iterator<Item = Entry> {
    METHODS.iter().map(Entry::Method).chain(OPERATIONS.iter().map(Entry::Operation))
}

/// The documents' example of a request.
fn example(rows: &[Row]) -> Map<String, Value> {
    rows.iter().map(|row| (row.name.to_owned(), row.example.into())).collect()
}

fn check(entry: &Entry, request: &Map<String, Value>, expected: Result<(), When>) {
    let json = serde_json::to_string(request).unwrap();
    match entry {
        Entry::Method(method) => {
            let got = match work(method, Some(json.as_bytes())) {
                // The table has taken it; its values are the method's own to refuse.
                Ok(_) | Err(When::Refused(_)) => Ok(()),
                Err(when) => Err(when),
            };
            assert_eq!(got, expected, "{} {json}", entry.name());
        }
        Entry::Operation(operation) => {
            let got = problem(operation, &json, &[]).map(|(kind, _)| kind);
            let own =
                |kind: &String| operation.spec.all_refusals().any(|row| row.refusal.name() == kind);
            let got = got.filter(|kind| !own(kind));
            let expected = expected.is_err().then(|| "fields-malformed".to_owned());
            assert_eq!(got, expected, "{} {json}", entry.name());
        }
    }
}

#[test]
fn requests_are_held_to_their_rows() {
    for entry in everything() {
        let (entry, rows) = (&entry, entry.request());
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
            let misfit = Err(entry.own_error(row).unwrap_or(When::Malformed));
            // What is not a number at all is malformed: the own error of a number says that it is too large.
            let other = match row.kind {
                Kind::Number | Kind::Price => Err(When::Malformed),
                Kind::String | Kind::Word(_) | Kind::Date | Kind::Boolean | Kind::List(_) => misfit,
            };
            for value in [Value::Array(vec![]), Value::Object(Map::new())] {
                check(entry, &with(value), other);
            }
            let is_flag = row.kind == Kind::Boolean;
            for value in [Value::Bool(true), Value::Bool(false)] {
                check(entry, &with(value), if is_flag { Ok(()) } else { other });
            }
            if is_flag {
                for text in ["true", "false"] {
                    check(entry, &with(text.into()), Ok(()));
                }
                for other in ["TRUE", "True", "yes", "no", "on", "t", "1", "0", " true", "真"] {
                    check(entry, &with(other.into()), misfit);
                }
                for number in [0, 1] {
                    check(entry, &with(number.into()), misfit);
                }
            }
            for word in row.kind.words() {
                check(entry, &with((*word).into()), Ok(()));
                check_word(entry, &with(word.to_lowercase().to_uppercase().into()), row);
                check_word(entry, &with(format!("{word}.").into()), row);
            }
            let max = usize::from(row.max.unwrap());
            if row.kind == Kind::String {
                check(entry, &with("包".repeat(max).into()), Ok(()));
            }
            check(entry, &with("包".repeat(max + 1).into()), other);
        }
    }
}

/// Text that is not one of a row's words is the row's own error: a method's, or an operation's refusal.
fn check_word(entry: &Entry, request: &Map<String, Value>, row: &Row) {
    let word = request[row.name].as_str().unwrap();
    if row.kind.words().contains(&word) || word.len() > usize::from(row.max.unwrap()) {
        return;
    }
    match entry {
        Entry::Method(_) => {
            check(entry, request, Err(entry.own_error(row).unwrap_or(When::Malformed)));
        }
        Entry::Operation(operation) => {
            let (kind, detail) =
                problem(operation, &Value::Object(request.clone()).to_string(), &[]).unwrap();
            let own = operation.spec.refusals.iter().find(|own| own.field == Some(row.name));
            assert_eq!(kind, own.map_or("fields-malformed", |own| own.refusal.name()));
            assert!(detail.ends_with(&row.kind.words().join(", ")), "{detail}");
        }
    }
}

/// A name that is misspelt must not pass for a field that is left out; nor does a field count twice.
#[test]
fn an_operation_takes_only_its_own_fields_and_each_once() {
    for entry in OPERATIONS {
        let fields = example(entry.spec.request);
        let mut misspelt = fields.clone();
        misspelt.insert("refrence".to_owned(), "x".into());
        let (kind, detail) = problem(entry, &Value::Object(misspelt).to_string(), &[]).unwrap();
        assert_eq!(kind, "field-unknown");
        assert!(detail.starts_with("refrence is not a field of "), "{detail}");
        for row in entry.spec.request {
            let pair = (row.name.to_owned(), row.example.to_owned());
            let json = Value::Object(fields.clone()).to_string();
            let twice = ("field-given-twice".to_owned(), row.name.to_owned());
            assert_eq!(problem(entry, &json, std::slice::from_ref(&pair)), Some(twice.clone()));
            let rest: Vec<_> = example(entry.spec.request).into_iter().collect();
            let rest = rest
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
            let texts: Vec<_> = rest.chain([pair.clone()]).collect();
            assert_eq!(problem(entry, "", &texts), Some(twice));
            let value = Value::from(row.example);
            let (kind, detail) =
                problem(entry, &format!("{{\"{0}\":{value},\"{0}\":{value}}}", row.name), &[])
                    .unwrap();
            assert_eq!(kind, "fields-malformed");
            assert!(detail.contains(row.name), "{detail}");
        }
    }
}

/// What a field says goes on as it stands: 10^23 + 1 is not 1e23.
#[test]
fn a_number_keeps_its_digits() {
    let asked = |digits: &str| {
        let json = format!("{{\"crowd_no\":\"x\",\"reference\":{digits}}}");
        let asked = OperationRequest {
            json: &json,
            texts: &[],
            key: None,
            context: context(),
            home_of: &|_| None,
        };
        asked.request::<crate::operations::campaign_pay::CampaignPay>().unwrap().reference
    };
    for digits in ["100000000000000000000001", "18446744073709551617", "-0.10"] {
        assert_eq!(asked(digits).as_deref(), Some(digits));
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
        // A view is never absent, so that one which is hinted for is still missing here.
        let Err(Stop::Missing(missing)) = outcome else { continue };
        let forgotten = missing.iter().find(|key| !work.hint.contains(key));
        assert_eq!(forgotten, None, "{}", entry.spec.method);
    }
}

#[test]
fn tables_are_whole() {
    let methods: Vec<_> = METHODS.iter().map(|entry| entry.spec.method).collect();
    let operations: Vec<_> = OPERATIONS.iter().map(|entry| entry.spec.name).collect();
    for names in [methods, operations] {
        assert!(names.is_sorted_by(|one, next| one < next), "ordered, no name twice: {names:?}");
    }
    for entry in everything() {
        for rows in [entry.request(), entry.response()] {
            for row in rows {
                let same = rows.iter().filter(|other| other.name == row.name).count();
                assert_eq!(same, 1, "{}.{} stands once", entry.name(), row.name);
                assert!(!row.meaning.is_empty() && !row.meaning_en.is_empty());
            }
        }
    }
    for spec in METHODS.iter().map(|entry| entry.spec) {
        for row in spec.errors {
            for when in row.when {
                let same = spec.errors.iter().filter(|other| other.when.contains(when)).count();
                assert_eq!(same, 1, "{}: {when:?} has one row", spec.method);
            }
        }
    }
    for spec in OPERATIONS.iter().map(|entry| entry.spec) {
        for row in spec.all_refusals() {
            let same = spec.all_refusals().filter(|other| other.refusal == row.refusal).count();
            assert_eq!(same, 1, "{}: {:?} has one row", spec.name, row.refusal);
            assert!((400..500).contains(&row.status()));
            assert!(!row.meaning.is_empty() && !row.meaning_en.is_empty());
        }
        assert!(!spec.title.is_empty() && spec.title_en.is_ascii());
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
        crate::values::price_style::write(&response, rows.spec.response, style)
            .unwrap()
            .get()
            .to_owned()
    };
    assert_eq!(write(PriceStyle::String), response.to_string());
    assert_eq!(
        write(PriceStyle::Number),
        r#"{"name":"1.00","total_amount":10000000.00,"available_amount":0.10,"extend_info":"{\"amount\":\"1.00\"}","bill_details":[{"amount":0.01,"status":"S"}]}"#
    );
}

#[test]
fn a_key_of_its_own_is_a_row_of_a_command() {
    let mut unkeyed = Vec::new();
    for entry in METHODS {
        if let Some(own) = entry.own_key {
            assert!(entry.writes, "{}", entry.spec.method);
            assert!(entry.spec.request.iter().any(|row| row.name == own), "{own}");
        }
        unkeyed.extend(entry.is_unkeyed().then_some(entry.spec.method));
    }
    assert!(
        !unkeyed.is_empty() && unkeyed.len() < METHODS.iter().filter(|entry| entry.writes).count()
    );
}

#[test]
fn an_operation_that_moves_time_says_how_much_is_left_if_any_is() {
    let shown = r#"{"now":"2026-01-05 04:00:00","frozen":true"#;
    let answer = |left: crate::Left, count| {
        String::from_utf8(left(format!("{shown}}}").as_bytes(), count).unwrap()).unwrap()
    };
    let moving = OPERATIONS.iter().filter_map(|entry| Some((entry.spec.name, entry.left?)));
    for (name, left) in moving.clone() {
        assert_eq!(answer(left, 0), format!("{shown}}}"), "{name}");
        assert_eq!(answer(left, 12), format!("{shown},\"left\":12}}"), "{name}");
    }
    assert_eq!(moving.map(|(name, _)| name).collect::<Vec<_>>(), ["clock set"]);
}
