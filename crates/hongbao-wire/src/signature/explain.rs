//! What a sandbox tells about a bad signature: the string-to-sign as the gateway rebuilt it.
//!
//! It goes to a caller who has proved nothing, so it says no more than was sent: tokens are starred,
//! what is long is named by length and hash, and no browser can take any of it for markup.

use std::fmt::Write;

use crate::{Charset, CommonError, Empties, Params, sha256_hex, string_to_sign};

/// A biz_content over this many bytes is named, not shown.
const LONGEST_BIZ_CONTENT: usize = 2 << 10;
/// Any other value over this many bytes likewise.
const LONGEST_VALUE: usize = 512;
/// And so is the whole.
const LONGEST_TEXT: usize = 8 << 10;

/// Parameters whose values are secrets.
const TOKENS: [&[u8]; 2] = [b"app_auth_token", b"auth_token"];

/// The message to a bad signature, with the string-to-sign (empty values dropped).
#[must_use]
pub fn explain(params: &Params<'_>, charset: Charset, charset_in_query: bool) -> String {
    let (_, _, message) = CommonError::InvalidSignature.row();
    let mut text = format!("{message}，网关生成的验签字符串为：");
    let whole = string_to_sign(params, Empties::Dropped);
    if whole.len() > LONGEST_TEXT {
        push_named(&mut text, &whole);
    } else {
        push_pairs(&mut text, params, charset);
    }
    if !charset_in_query {
        text.push_str(
            "；请确认charset参数放在了URL查询字符串中且各参数值使用charset参数指示的字符集编码\
             （charset只放在请求体中时，正式网关可能按GBK读取请求并以GBK应答）",
        );
    }
    text
}

fn push_pairs(text: &mut String, params: &Params<'_>, charset: Charset) {
    let pairs = params.iter().filter(|(name, value)| *name != b"sign" && !value.is_empty());
    for (index, (name, value)) in pairs.enumerate() {
        if index > 0 {
            text.push_str("&amp;");
        }
        push_escaped(text, &String::from_utf8_lossy(name));
        text.push('=');
        let longest = if name == b"biz_content" { LONGEST_BIZ_CONTENT } else { LONGEST_VALUE };
        match charset.decode(value) {
            _ if TOKENS.contains(&name) => text.push_str("***"),
            Some(decoded) if value.len() <= longest => push_escaped(text, &decoded),
            Some(_) | None => push_named(text, value),
        }
    }
}

/// Names bytes that are not shown.
fn push_named(text: &mut String, bytes: &[u8]) {
    // Writing to a String cannot fail.
    let _ = write!(text, "({} bytes, SHA-256 {})", bytes.len(), sha256_hex(bytes));
}

fn push_escaped(text: &mut String, raw: &str) {
    for c in raw.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\'' => text.push_str("&#39;"),
            c => text.push(c),
        }
    }
}
