//! A call's outcome: as lines for people, and as one JSON object.

use std::fmt::Write;

use hongbao_client::{Answer, CallError};
use serde_json::{Map, Value, json};

use crate::terminal::table::cell;
use crate::terminal::{self, width};

/// Lines for people: the code, then the node's fields as they came.
pub(crate) fn shown(method: &str, outcome: &Result<Answer<String>, CallError>) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    match outcome {
        Ok(answer) => {
            let node = node(&answer.response);
            let code = node.get("code").and_then(Value::as_str).unwrap_or_default();
            let msg = node.get("msg").and_then(Value::as_str).unwrap_or_default();
            let (code, msg) = (terminal::Value(code), terminal::Value(msg));
            let _ = writeln!(text, "{method}\n{code} {msg} (signature verified)");
            let fields = node.iter().filter(|(name, _)| !matches!(name.as_str(), "code" | "msg"));
            lines(&mut text, fields, 2);
            trace(&mut text, answer.http.trace_id.as_deref());
        }
        Err(CallError::Refused(no)) => {
            let verified = if no.verified { "signature verified" } else { "NOT SIGNED" };
            let [code, msg, sub_code, sub_msg] =
                [&no.code, &no.msg, &no.sub_code, &no.sub_msg].map(|text| terminal::Value(text));
            let _ = writeln!(text, "{method}\n{code} {msg} ({verified})");
            let _ = writeln!(text, "  sub_code  {sub_code}\n  sub_msg   {sub_msg}");
            trace(&mut text, no.answer.trace_id.as_deref());
        }
        Err(_) => {}
    }
    text
}

/// The text of one field of a success, as a line; `None` if it has none.
pub(crate) fn one_field(answer: &Answer<String>, name: &str) -> Option<String> {
    match node(&answer.response).get(name)? {
        Value::String(text) => Some(format!("{text}\n")),
        other => Some(format!("{other}\n")),
    }
}

/// An object's fields, a line each.
pub(crate) fn fields(members: &Map<String, Value>) -> String {
    let mut text = String::new();
    lines(&mut text, members.iter(), 0);
    text
}

fn trace(text: &mut String, trace_id: Option<&str>) {
    if let Some(trace_id) = trace_id {
        let _ = writeln!(text, "trace_id {}", terminal::Value(trace_id));
    }
}

/// A line for each field; entries of lists one step further in.
fn lines<'a>(
    text: &mut String,
    fields: impl Iterator<Item = (&'a String, &'a Value)> + Clone,
    indent: usize,
) {
    let fields = fields.map(|(name, value)| (terminal::Value(name).to_string(), value));
    let widest = fields.clone().map(|(name, _)| width(&name)).max().unwrap_or_default();
    for (name, value) in fields {
        match value {
            Value::Array(entries) => {
                for entry in entries.iter().filter_map(Value::as_object) {
                    let _ = writeln!(text, "{:indent$}{name}", "");
                    lines(text, entry.iter(), indent + 2);
                }
            }
            value => {
                let gap = widest - width(&name) + 2;
                let _ = writeln!(text, "{:indent$}{name}{:gap$}{}", "", "", cell(value));
            }
        }
    }
}

/// One JSON object: whether it succeeded, whether the platform signed it, and what it says.
pub(crate) fn as_json(method: &str, outcome: &Result<Answer<String>, CallError>) -> String {
    let (verified, code, trace_id) = match outcome {
        Ok(answer) => (true, "10000", answer.http.trace_id.as_deref()),
        Err(CallError::Refused(no)) => {
            (no.verified, no.code.as_str(), no.answer.trace_id.as_deref())
        }
        Err(error) => (false, "", error.answer().and_then(|answer| answer.trace_id.as_deref())),
    };
    let mut object = json!({
        "method": method,
        "success": outcome.is_ok(),
        "verified": verified,
        "code": code,
        "trace_id": trace_id,
    });
    match outcome {
        Ok(answer) => object["response"] = Value::Object(node(&answer.response)),
        Err(error) => {
            if let CallError::Refused(no) = error {
                object["sub_code"] = no.sub_code.as_str().into();
                object["sub_msg"] = no.sub_msg.as_str().into();
            }
            object["error"] = error.to_string().into();
            object["may_have_happened"] = error.may_have_happened().into();
        }
    }
    format!("{object:#}\n")
}

/// The node's members. One that is not an object, such as one that is encrypted, is shown whole.
fn node(text: &str) -> Map<String, Value> {
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        Ok(other) => Map::from_iter([("node".to_owned(), other)]),
        Err(_) => Map::from_iter([("node".to_owned(), text.into())]),
    }
}
