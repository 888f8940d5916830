//! The oracles of the official SDKs, which search the answer as text and cut by position.

use serde_json::Value;

use super::{Body, Cut, ERROR_NODE, first, last};

/// Java v2, .NET v2, EasySDK for Java and C#: the brace that matches the node's first one.
pub(super) fn java(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    let text = body.text;
    let (name, at) = root(text.as_bytes(), node)?;
    if !text.contains("\"sign\"") {
        return Err("no sign");
    }
    let from = at + name.len() + 2;
    let ahead = text.get(from..).ok_or("nothing after the name")?;
    let begin = from + ahead.find(['{', '"']).ok_or("no value")?;
    let end = begin + value_length(&text.as_bytes()[begin..]);
    if text.rfind(name).is_some_and(|again| again > end) {
        return Err("the node's name again after the node");
    }
    Ok(body.cut(&text[begin..end], body.sign()?))
}

/// The node to look at and where its name stands first: the method's, else the error's.
fn root<'a>(bytes: &[u8], node: &'a str) -> Result<(&'a str, usize), &'static str> {
    [node, ERROR_NODE]
        .into_iter()
        .find_map(|name| Some((name, first(bytes, name.as_bytes()).filter(|&at| at > 0)?)))
        .ok_or("no node")
}

/// How long the object is that starts here, strings skipped; or the string, which is Base64.
fn value_length(bytes: &[u8]) -> usize {
    if bytes[0] == b'"' {
        let quote = bytes[1..].iter().position(|&byte| byte == b'"');
        return quote.map_or(bytes.len(), |quote| quote + 2);
    }
    let (mut depth, mut quoted, mut backslashes) = (0, false, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if backslashes % 2 == 0 => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
    }
    bytes.len()
}

/// PHP `AopClient`: to the last `"sign"`, with one character between.
pub(super) fn php(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    php_cut(body, node, b"\"sign\"")
}

/// PHP `AopCertClient`: to the last `"alipay_cert_sn"` if these letters stand anywhere.
pub(super) fn php_cert(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    match last(body.raw, b"alipay_cert_sn") {
        Some(1..) => php_cut(body, node, b"\"alipay_cert_sn\""),
        _ => php_cut(body, node, b"\"sign\""),
    }
}

/// PHP searches the raw bytes, whatever their charset. A part that is not found counts as the
/// position 0, a negative length as no content.
fn php_cut(body: &Body<'_>, node: &str, after: &[u8]) -> Result<Cut, &'static str> {
    let (name, at) = root(body.raw, node)?;
    let begin = at + name.len() + 2;
    let end = last(body.raw, after).unwrap_or_default().saturating_sub(1);
    let content = body.raw.get(begin..end).ok_or("no content")?.to_vec();
    Ok(Cut { content, sign: body.sign()? })
}

/// EasySDK for PHP: the rules of `AopCertClient`, no second occurrence of the node's name, and then
/// a model that is taken from `error_response` if these letters stand anywhere.
pub(super) fn easy_php(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    if first(body.raw, node.as_bytes()) != last(body.raw, node.as_bytes()) {
        return Err("the node's name twice");
    }
    let cut = php_cert(body, node)?;
    let model = if body.text.contains(ERROR_NODE) { ERROR_NODE } else { node };
    let json: Value = serde_json::from_str(body.text).map_err(|_| "not JSON")?;
    if json[model].is_object() { Ok(cut) } else { Err("no model") }
}

/// Python: from the first thing like a node to the last thing like a node's end before `"sign"`.
pub(super) fn python(body: &Body<'_>, _node: &str) -> Result<Cut, &'static str> {
    let text = body.text;
    let begin = text.match_indices('"').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        // The SDK's pattern says `A-z` for `A-Z`, so the six characters between are letters too.
        let name = rest.split(|c| !matches!(c, 'A'..='z')).next().unwrap_or_default();
        name.strip_suffix("_response").filter(|name| !name.is_empty())?;
        let value = spaced(&rest[name.len()..], &["\"", ":", "{"])?;
        Some(text.len() - value.len() - 1)
    });
    let end = text.match_indices('}').rev().find_map(|(at, _)| {
        let sign = spaced(&text[at + 1..], &["", ",", "\"sign\"", ":", "\""])?;
        Some((at + 1, sign.split('"').next().unwrap_or_default()))
    });
    let (begin, (end, sign)) = begin.zip(end).ok_or("response shape maybe illegal")?;
    let content = text.get(begin..end).unwrap_or_default();
    Ok(body.cut(content, sign.to_owned()))
}

/// What follows these parts, if the text starts with them and with nothing else than what Python's
/// pattern takes for white space between two.
fn spaced<'a>(text: &'a str, parts: &[&str]) -> Option<&'a str> {
    let (head, rest) = parts.split_first()?;
    let text = text.strip_prefix(head)?;
    if rest.is_empty() {
        Some(text)
    } else {
        spaced(text.trim_start_matches([' ', '\t', '\n']), rest)
    }
}

/// Node with `validateSign`: the end is found in the whole text but applied to what is left of it
/// after the name, so it falls into the signature, and the last brace before it counts.
///
/// Node counts UTF-16 units and this counts bytes, to the same effect: the cut falls as far behind
/// `"sign"` as the name's end is from the start, and there is only ASCII on both ways.
pub(super) fn node(body: &Body<'_>, node: &str) -> Result<Cut, &'static str> {
    let json: Value = serde_json::from_str(body.text).map_err(|_| "not JSON")?;
    if json[node].is_null() && json[ERROR_NODE].is_null() {
        return Err("no node");
    }
    let sign = body.sign()?;
    let bytes = body.text.as_bytes();
    let quoted = format!("{node}\"");
    let shift = first(bytes, quoted.as_bytes()).map_or(node.len(), |at| at + quoted.len());
    let end = last(bytes, b"\"sign\"").unwrap_or_default();
    let kept = body.text.trim().as_bytes().get(shift..).unwrap_or_default();
    let kept = &kept[..end.min(kept.len())];
    let begin = first(kept, b"{").unwrap_or_default();
    let end = last(kept, b"}").map_or(kept.len(), |at| at + 1);
    Ok(Cut { content: kept.get(begin..end).unwrap_or_default().to_vec(), sign })
}
