//! biz_content as people type it, held against the method's table before anything is sent.

use hongbao_api::{Kind, METHODS, MethodSpec, Presence, Row};
use serde_json::{Map, Value};

use crate::command_error::CommandError;

/// How alike two names must be to be suggested, from 0 to 1.
const ALIKE: f64 = 0.8;

/// biz_content from `key=value` fields.
pub(crate) fn from_fields(
    method: &str,
    fields: &[(&str, &str)],
    checked: bool,
) -> Result<String, CommandError> {
    let rows = if checked { spec(method)?.request } else { known(method) };
    let mut members = Map::new();
    for (name, text) in fields {
        let row = rows.iter().find(|row| row.name == *name);
        let value = match row.map(|row| row.kind) {
            Some(Kind::Number) if text.bytes().all(|byte| byte.is_ascii_digit()) => json(text),
            Some(kind) if kind.is_list() => json(text),
            Some(_) | None => None,
        };
        members.insert((*name).to_owned(), value.unwrap_or_else(|| (*text).into()));
    }
    if checked {
        check(method, rows, &members)?;
    }
    Ok(Value::Object(members).to_string())
}

/// biz_content from JSON text.
pub(crate) fn from_file(method: &str, text: String, checked: bool) -> Result<String, CommandError> {
    if checked {
        let members: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
            let remedy = "Write it as {\"name\":\"value\"}; --raw sends it as it is.";
            CommandError::about("biz_content is not a JSON object", error, remedy)
        })?;
        check(method, spec(method)?.request, &members)?;
    }
    Ok(text)
}

fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// The rows of a method that is known; none otherwise.
fn known(method: &str) -> &'static [Row] {
    hongbao_api::find(method.as_bytes()).map_or(&[], |entry| entry.spec.request)
}

/// The method's table; an unknown method is refused with the names that are most alike.
fn spec(method: &str) -> Result<&'static MethodSpec, CommandError> {
    if let Some(entry) = hongbao_api::find(method.as_bytes()) {
        return Ok(entry.spec);
    }
    let names = METHODS.iter().map(|entry| entry.spec.method);
    let remedy = match nearest(method, names) {
        Some(name) => format!("Did you mean {name}? --raw sends it all the same."),
        None => "See all with: hongbao spec; --raw sends it all the same.".to_owned(),
    };
    Err(CommandError::new(format!("no method is called {method}"), remedy))
}

/// Every member has a row, and every row that is required a member.
fn check(method: &str, rows: &[Row], members: &Map<String, Value>) -> Result<(), CommandError> {
    let names = || rows.iter().map(|row| row.name);
    if let Some(name) = members.keys().find(|name| names().all(|known| known != name.as_str())) {
        let remedy = match nearest(name, names()) {
            Some(known) => format!("Did you mean {known}? --raw sends it all the same."),
            None => {
                let known = names().collect::<Vec<_>>().join(", ");
                format!("It has: {known}. --raw sends it all the same.")
            }
        };
        return Err(CommandError::new(format!("{method} has no field {name}"), remedy));
    }
    let missing = rows
        .iter()
        .find(|row| row.presence == Presence::Required && !members.contains_key(row.name));
    match missing {
        None => Ok(()),
        Some(row) => {
            let example = format!("Add it, as in: {}={}", row.name, row.example);
            let what = format!("{} is missing: {} {}", row.name, row.meaning_en, row.meaning);
            Err(CommandError::new(what, format!("{example}; --raw sends it without.")))
        }
    }
}

/// The name that is most alike, if one is alike at all.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let alike = known.map(|known| (strsim::jaro_winkler(name, known), known));
    let alike = alike.filter(|(likeness, _)| *likeness >= ALIKE);
    alike.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, known)| known)
}
