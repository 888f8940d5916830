//! What a sandbox tells about a bad signature: nothing a browser takes for markup, no token, and
//! otherwise the string-to-sign.
//!
//! An input is a query. Tokens are added to it, and are looked for in what comes out.
#![no_main]

use hongbao_wire::{Charset, Empties, Params, Part, explain, string_to_sign};
use libfuzzer_sys::fuzz_target;

const CHARSETS: [Charset; 4] = [Charset::Utf8, Charset::Gbk, Charset::Gb2312, Charset::Gb18030];
const TOKENS: [&str; 2] = ["app_auth_token", "auth_token"];
const TOKEN: &str = "zQ7-token-9kX";
const ENTITIES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

fuzz_target!(|input: &[u8]| {
    let tokens = TOKENS.map(|name| (name.into(), TOKEN.into()));
    let params = Params::read([Part::Text(tokens.to_vec()), Part::Urlencoded(input)], 256);
    let sent_elsewhere = |(name, value): (&[u8], &[u8])| {
        let holds = |bytes: &[u8]| bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
        holds(name) || (holds(value) && !TOKENS.iter().any(|token| token.as_bytes() == name))
    };
    if params.iter().any(sent_elsewhere) {
        return;
    }
    for charset in CHARSETS {
        for charset_in_query in [true, false] {
            let text = explain(&params, charset, charset_in_query);
            assert!(!text.contains(TOKEN));
            check_escaped(&text);
            check_told(&text, &params, charset);
        }
    }
});

/// Without the entities, no character is left that could begin or end markup.
fn check_escaped(text: &str) {
    let rest = ENTITIES.iter().fold(text.to_owned(), |text, (entity, _)| text.replace(entity, ""));
    assert!(!rest.contains(['<', '>', '"', '\'', '&']), "{text}");
}

/// What is short and spells text is told whole.
fn check_told(text: &str, params: &Params<'_>, charset: Charset) {
    let signed = string_to_sign(params, Empties::Dropped);
    let short = signed.len() <= 8 << 10 && params.iter().all(|(_, value)| value.len() <= 512);
    if !short || params.iter().any(|(_, value)| charset.decode(value).is_none()) {
        return;
    }
    let pairs = params.iter().filter(|(name, value)| *name != b"sign" && !value.is_empty());
    let told = pairs.map(|(name, value)| {
        let value = charset.decode(value).expect("it spells text");
        let value = if value == TOKEN { "***" } else { &value };
        format!("{}={value}", str::from_utf8(name).expect("ASCII"))
    });
    let told = told.collect::<Vec<_>>().join("&");
    let read = ENTITIES.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    assert!(read.contains(&told), "{read}\ndoes not hold\n{told}");
}
