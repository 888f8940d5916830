//! The oracles of the unofficial SDKs: one reads JSON, one searches, two count brackets.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Body, Cut, ERROR_NODE, first, last, sign_in};

/// smartwalle: the raw JSON of the members. It hands an error node back without verifying it.
pub(super) fn smartwalle(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_str(body.text).map_err(|_| "not JSON")?;
    let raw = |name: &str| members.get(name).map(|value| value.get());
    let Some(content) = raw(node) else {
        let unverified = raw(ERROR_NODE).is_some();
        return Err(if unverified { "not verified" } else { "no node" });
    };
    let sign = raw("sign").ok_or("no sign")?.trim_matches('"');
    Ok(body.cut(content, sign.to_owned()))
}

/// gopay: between the first `_response":` and the first `,"sign":`, or the first
/// `,"alipay_cert_sn":` if the root has that member.
pub(super) fn gopay(body: &Body<'_>, _node: &str) -> Result<Cut, &'static str> {
    // Go reads JSON as UTF-8, whatever its charset, and replaces what is none.
    let json = String::from_utf8_lossy(body.raw);
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_str(&json).map_err(|_| "not JSON")?;
    let after: &[u8] = if members.contains_key("alipay_cert_sn") {
        b",\"alipay_cert_sn\":"
    } else {
        b",\"sign\":"
    };
    let before = b"_response\":";
    let begin = first(body.raw, before).ok_or("no node")? + before.len();
    let end = first(body.raw, after).ok_or("no end")?;
    let content = body.raw.get(begin..end).ok_or("no content")?.to_vec();
    Ok(Cut { content, sign: sign_in(&json)? })
}

/// fzlee: from the node's first brace to the one that balances it, strings not skipped.
pub(super) fn fzlee(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    let sign = body.sign()?;
    let at = body.text.find(node).ok_or("no node")?;
    let begin = at + body.text[at..].find('{').ok_or("no value")?;
    let mut depth = 0;
    for (offset, byte) in body.text[begin..].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(body.cut(&body.text[begin..=begin + offset], sign));
        }
    }
    Ok(body.cut("", sign))
}

/// wandercn: both values by the last occurrence of the letters of their names.
pub(super) fn wandercn(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    let bytes = body.text.as_bytes();
    let content = wandercn_value(bytes, node).ok_or("panic")?.to_vec();
    let sign = wandercn_value(bytes, "sign").ok_or("panic")?;
    Ok(Cut { content, sign: String::from_utf8_lossy(sign).into_owned() })
}

/// The value after the next colon. Braces and brackets count alike, in strings too; and the byte
/// after an inner one that closes is looked at without counting, so that two in a row end it all.
fn wandercn_value<'a>(bytes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let after = last(bytes, name.as_bytes())? + name.len();
    let begin = after + first(&bytes[after..], b":")? + 1;
    if !matches!(bytes.get(begin)?, b'{' | b'[') {
        let string = bytes.get(begin + 1..)?;
        return string.get(..first(string, b"\"")?);
    }
    let (mut at, mut depth) = (begin, 0);
    while !matches!(bytes.get(at)?, b'}' | b']') {
        at += 1;
        match bytes.get(at)? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            _ => {}
        }
    }
    bytes.get(begin..=at)
}
