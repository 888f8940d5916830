//! A node read back into a method's response, by the same rows that it was written from.
//!
//! Gateways differ in how they write a field: a price as text or as a number, a list as an array or
//! wrapped in an object of one member, an absent field as nothing, null or "". All of them are read
//! to the same exact values.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Error;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::{Kind, Method, Row};

/// The response of a method that a node's text holds. Members that no row names are ignored.
///
/// # Errors
///
/// The row that is missing or does not fit.
pub fn read_response<M: Method>(node: &str) -> serde_json::Result<M::Response> {
    M::Response::deserialize(object(node, M::SPEC.response)?)
}

fn object(json: &str, rows: &[Row]) -> serde_json::Result<Value> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
    let mut fields = Map::new();
    for row in rows {
        let Some(raw) = members.get(row.name) else { continue };
        let value =
            if row.kind.is_list() { list(raw.get(), row)? } else { scalar(raw.get(), row)? };
        fields.extend(value.map(|value| (row.name.to_owned(), value)));
    }
    Ok(Value::Object(fields))
}

/// A field that is not a list; `None` if it counts as absent.
fn scalar(json: &str, row: &Row) -> serde_json::Result<Option<Value>> {
    let text = match json.as_bytes().first() {
        Some(b'n') => return Ok(None),
        Some(b'"') => serde_json::from_str(json)?,
        _ => json.to_owned(),
    };
    if text.is_empty() && !matches!(row.kind, Kind::String | Kind::Word(_)) {
        return Ok(None);
    }
    match row.kind {
        Kind::Number => whole(&text).map(Some).ok_or_else(|| misfit(row)),
        Kind::Boolean => text.parse().map(|flag| Some(Value::Bool(flag))).map_err(|_| misfit(row)),
        // Other gateways may have other words.
        Kind::String | Kind::Word(_) | Kind::Date | Kind::Price | Kind::List(_) => {
            Ok(Some(Value::String(text)))
        }
    }
}

/// A whole number, also one that was written with a point and zeros.
fn whole(text: &str) -> Option<Value> {
    let (number, zeros) = text.split_once('.').unwrap_or((text, ""));
    let is_whole = zeros.bytes().all(|byte| byte == b'0');
    number.parse::<i64>().ok().filter(|_| is_whole).map(Value::from)
}

/// A list: an array, an object that wraps one, or a single entry.
fn list(json: &str, row: &Row) -> serde_json::Result<Option<Value>> {
    let entries: Vec<&RawValue> = match json.as_bytes().first() {
        Some(b'[') => serde_json::from_str(json)?,
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            match members.values().next() {
                None => return Ok(None),
                Some(inner) if members.len() == 1 && inner.get().starts_with('[') => {
                    serde_json::from_str(inner.get())?
                }
                Some(_) => vec![serde_json::from_str(json)?],
            }
        }
        _ if matches!(json, "null" | "\"\"") => return Ok(None),
        _ => return Err(misfit(row)),
    };
    let entries = entries.into_iter().map(|entry| object(entry.get(), row.fields));
    entries.collect::<serde_json::Result<_>>().map(|entries| Some(Value::Array(entries)))
}

fn misfit(row: &Row) -> serde_json::Error {
    serde_json::Error::custom(format_args!("{} does not fit its row", row.name))
}
