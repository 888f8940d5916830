//! SECURITY.md's table of limits says what the code has: each limit of the gateway has a row, and each
//! row's value is the code's.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use hongbao_gateway::Limits;

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../SECURITY.md");
    std::fs::read_to_string(path).unwrap()
}

/// A number as people write it: 10,000.
fn count(number: usize) -> String {
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

fn bytes(number: usize) -> String {
    match (number >> 20, number >> 10) {
        (mib @ 1.., _) if number.is_multiple_of(1 << 20) => format!("{mib} MiB"),
        (_, kib @ 1..) if number.is_multiple_of(1 << 10) => format!("{kib} KiB"),
        _ => format!("{number} bytes"),
    }
}

fn time(span: Duration) -> String {
    format!("{} s", span.as_secs())
}

/// Each field of the limits, how its row starts, and the value that its row must say.
fn rows(limits: &Limits) -> Vec<(&'static str, &'static str, String)> {
    let set = |set: bool| if set { "" } else { "none, unless set" }.to_owned();
    let per_second = |number: std::num::NonZeroU32| count(usize::try_from(number.get()).unwrap());
    vec![
        ("body", "body", bytes(limits.body)),
        ("bodies", "all bodies that are held at once", bytes(limits.bodies)),
        ("biz_content", "biz_content, decoded", bytes(limits.biz_content)),
        ("head", "head", bytes(limits.head)),
        ("parameters", "distinct parameters", count(limits.parameters)),
        ("connections", "connections, all listeners together", count(limits.connections)),
        ("answers", "calls answered at once", count(limits.answers)),
        ("app_method", "calls of one app and method in a second", set(limits.app_method.is_some())),
        ("bad_signatures", "explained bad signatures", per_second(limits.bad_signatures)),
        (
            "signatures",
            "memory for the signatures of successes",
            bytes(usize::try_from(limits.signatures).unwrap()),
        ),
        ("head_time", "a TLS handshake, or a request's head", time(limits.head_time)),
        ("body_time", "a request's body", time(limits.body_time)),
        ("call_time", "a call, once it is read", time(limits.call_time)),
        ("idle_time", "waiting for the next request", time(limits.idle_time)),
        ("write_time", "a client that accepts nothing", time(limits.write_time)),
        ("drain_time", "a shutdown waiting for the calls", time(limits.drain_time)),
        ("tick", "until what became due is booked", time(limits.tick)),
    ]
}

/// The fields of a struct, as its `Debug` names them.
fn fields(debug: &str) -> BTreeSet<String> {
    let mut depth = 0;
    let mut names = BTreeSet::new();
    let mut word = String::new();
    for c in debug.chars() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            ':' if depth == 1 => {
                names.insert(std::mem::take(&mut word));
            }
            c if c.is_alphanumeric() || c == '_' => {
                word.push(c);
                continue;
            }
            _ => {}
        }
        word.clear();
    }
    names
}

#[test]
fn the_table_of_limits_is_the_codes() {
    let (page, limits) = (page(), Limits::default());
    let rows = rows(&limits);
    let known: BTreeSet<_> = rows.iter().map(|(field, ..)| (*field).to_owned()).collect();
    assert_eq!(fields(&format!("{limits:?}")), known, "each limit has a row");
    for (field, words, value) in rows {
        let line = page.lines().find(|line| line.starts_with(&format!("| {words}")));
        let line = line.unwrap_or_else(|| panic!("{field}: SECURITY.md has no row {words}"));
        let told = line.split(" | ").nth(1).unwrap();
        assert!(told.starts_with(&value), "{field} is {value}: {line}");
    }
}
