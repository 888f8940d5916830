//! Prices as text or as numbers: the one difference between the ways of writing an answer.

use hongbao_engine::PriceStyle;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::{Kind, Row};

/// A response as JSON, its prices in the style that the caller wants.
///
/// # Errors
///
/// Whatever keeps the response from being JSON.
pub(crate) fn write(
    response: &impl Serialize,
    rows: &[Row],
    style: PriceStyle,
) -> serde_json::Result<Box<RawValue>> {
    match style {
        PriceStyle::String => serde_json::value::to_raw_value(response),
        PriceStyle::Number => written(response, rows, |row| row.kind == Kind::Price),
        PriceStyle::Document => written(response, rows, |row| row.bare),
    }
}

fn written(
    response: &impl Serialize,
    rows: &[Row],
    is_bare: fn(&Row) -> bool,
) -> serde_json::Result<Box<RawValue>> {
    let json = serde_json::to_value(response)?;
    match json.as_object() {
        Some(members) => RawValue::from_string(with_numbers(members, rows, is_bare)?),
        None => serde_json::value::to_raw_value(&json),
    }
}

/// An object some of whose prices are bare: the digits of their text, both decimals included.
fn with_numbers(
    members: &Map<String, Value>,
    rows: &[Row],
    is_bare: fn(&Row) -> bool,
) -> serde_json::Result<String> {
    let mut written = Vec::with_capacity(members.len());
    for (name, value) in members {
        let row = rows.iter().find(|row| row.name == name);
        let value = match (row, value) {
            (Some(row), Value::String(digits)) if is_bare(row) => digits.clone(),
            (_, Value::Array(entries)) => {
                let fields = row.map_or(&[][..], |row| row.fields);
                let entries = entries.iter().filter_map(Value::as_object);
                let written: Result<Vec<_>, _> =
                    entries.map(|entry| with_numbers(entry, fields, is_bare)).collect();
                format!("[{}]", written?.join(","))
            }
            (_, value) => value.to_string(),
        };
        written.push(format!("{}:{value}", serde_json::to_string(name)?));
    }
    Ok(format!("{{{}}}", written.join(",")))
}
