//! SECURITY.md's table of limits says what the code has: each limit of the gateway has a row, and what
//! the row says is the code's value.

use std::collections::BTreeMap;
use std::path::Path;

use hongbao_gateway::Limits;

/// Each field of the limits, and how its row starts.
const ROWS: [(&str, &str); 25] = [
    ("body", "body"),
    ("bodies", "all bodies that are held at once"),
    ("bodies_address", "bodies of one address"),
    ("biz_content", "biz_content, decoded"),
    ("head", "head"),
    ("parameters", "distinct parameters"),
    ("connections", "connections"),
    ("connections_address", "connections of one address"),
    ("admin_connections", "connections to the admin side"),
    ("answers", "calls answered at once"),
    ("app_method", "calls of one app and method in a second"),
    ("bad_signatures", "explained bad signatures"),
    ("explained", "explained bad signatures"),
    ("strangers_logged", "requests of strangers logged"),
    ("summary", "requests of strangers logged"),
    ("log", "log lines that wait to be written"),
    ("log_flush_time", "a shutdown waiting for the log"),
    ("signatures", "memory for the signatures of successes"),
    ("head_time", "a TLS handshake, or a request's head"),
    ("body_time", "a request's body"),
    ("call_time", "a call, once it is read"),
    ("idle_time", "waiting for the next request"),
    ("write_time", "a client that accepts nothing"),
    ("drain_time", "a shutdown waiting for the calls"),
    ("tick", "until what became due is booked"),
];

/// A number as people write it: 10,000.
fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How the page may write a value that `Debug` shows: a time, several numbers, a number alone or as bytes.
fn spellings(debug: &str) -> Vec<String> {
    if let Some(seconds) = debug.strip_suffix('s') {
        return vec![format!("{seconds} s"), format!("each {seconds} s")];
    }
    if debug == "None" {
        return vec!["none, unless set".to_owned()];
    }
    let numbers = debug.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let numbers: Vec<u64> = numbers.map(|digits| digits.parse().unwrap()).collect();
    match numbers.as_slice() {
        [number] => {
            let bytes = [(20, "MiB"), (10, "KiB")].into_iter().find_map(|(bits, unit)| {
                let is_whole = number.is_multiple_of(1 << bits) && *number > 0;
                is_whole.then(|| format!("{} {unit}", number >> bits))
            });
            bytes.into_iter().chain([count(*number)]).collect()
        }
        several => {
            let each: Vec<String> = several.iter().map(|number| count(*number)).collect();
            vec![each.join(" and ")]
        }
    }
}

/// The fields of a struct with their values, as its `Debug` shows them.
fn fields(debug: &str) -> BTreeMap<String, String> {
    let inner = debug.split_once('{').unwrap().1.rsplit_once('}').unwrap().0;
    let mut depth = 0;
    let parts = inner.split(|c| {
        depth += i32::from("{([".contains(c)) - i32::from("})]".contains(c));
        c == ',' && depth == 0
    });
    let parts = parts.filter_map(|part| part.trim().split_once(": "));
    parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn the_table_of_limits_is_the_codes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../SECURITY.md");
    let page = std::fs::read_to_string(path).unwrap();
    let fields = fields(&format!("{:?}", Limits::default()));
    assert!(fields.len() > 15, "{fields:?}");
    for (field, value) in fields {
        let words = ROWS.iter().find(|(known, _)| *known == field);
        let (_, words) = words.unwrap_or_else(|| panic!("{field} has no row here"));
        let row = page.lines().find(|line| line.starts_with(&format!("| {words}")));
        let row = row.unwrap_or_else(|| panic!("{field}: SECURITY.md has no row {words}"));
        let told: Vec<&str> = row.split(" | ").skip(1).collect();
        let spellings = spellings(&value);
        let is_told = spellings.iter().any(|spelling| {
            told[0].starts_with(spelling.as_str())
                || spelling.starts_with("each ") && row.contains(spelling.as_str())
        });
        assert!(is_told, "{field} is {value}, {spellings:?}: {row}");
    }
}
