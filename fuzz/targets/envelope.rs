//! Opening answers: whatever comes, and answers that were sealed here; against the ways in which other
//! SDKs cut them.
//!
//! An input is an answer's body as it stands, and also, if it is JSON, a node to be sealed.
#![no_main]

use hongbao_wire::{Charset, Envelope, Opened, response_key};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use serde_json::value::RawValue;

#[path = "../../crates/hongbao-wire/src/tests/extractors/counting.rs"]
#[expect(dead_code, reason = "these two know the bytes of a node whatever stands in it")]
mod counting;
#[path = "../../crates/hongbao-wire/src/tests/extractors/official.rs"]
#[expect(dead_code, reason = "as above")]
mod official;

const METHOD: &str = "alipay.marketing.voucher.query";
const ERROR_NODE: &str = "error_response";
const CHARSETS: [Charset; 4] = [Charset::Utf8, Charset::Gbk, Charset::Gb2312, Charset::Gb18030];
const SIGNATURE: &str = "c2lnbmF0dXJl";

/// An answer as the oracles see it.
struct Body<'a> {
    raw: &'a [u8],
    text: &'a str,
}

impl Body<'_> {
    fn cut(&self, content: &str, sign: String) -> Cut {
        Cut { content: content.as_bytes().to_vec(), sign }
    }

    fn sign(&self) -> Result<String, &'static str> {
        sign_in(self.text)
    }
}

struct Cut {
    content: Vec<u8>,
    #[expect(dead_code, reason = "what is compared are the nodes")]
    sign: String,
}

fn sign_in(json: &str) -> Result<String, &'static str> {
    let root: Value = serde_json::from_str(json).map_err(|_| "not JSON")?;
    root["sign"].as_str().map(str::to_owned).ok_or("no sign")
}

fn first(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

fn last(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).rposition(|window| window == part)
}

fuzz_target!(|input: &[u8]| {
    for charset in CHARSETS {
        check_any(input, charset);
        check_sealed(input, charset);
    }
});

/// What opens is a part of what came, is JSON, and is what a JSON parser finds there.
fn check_any(body: &[u8], charset: Charset) {
    let Ok(opened) = Opened::read(body, charset, Some(METHOD)) else { return };
    let range = body.as_ptr_range();
    assert!(range.contains(&opened.node.as_ptr()) && opened.node.len() < body.len());
    assert!(serde_json::from_str::<&RawValue>(&opened.text).is_ok());
    assert_eq!(opened.charset.decode(opened.node).as_deref(), Some(&*opened.text));
    if let (Charset::Utf8, Ok(text)) = (opened.charset, str::from_utf8(body)) {
        let cut = counting::smartwalle(&Body { raw: body, text }, &response_key(Some(METHOD)));
        if let Ok(cut) = cut {
            assert_eq!(cut.content, opened.node);
        }
    }
}

/// What was sealed here opens to what was sealed, and Java cuts the same bytes.
fn check_sealed(input: &[u8], charset: Charset) {
    let Ok(json) = str::from_utf8(input) else { return };
    let Ok(members) = serde_json::from_str::<Value>(json) else { return };
    // The envelope adds a level, and one oracle reads the whole at once.
    if !members.is_object() || json.matches(['{', '[']).count() > 100 {
        return;
    }
    let node = charset.encode_json(&members.to_string());
    let key = response_key(Some(METHOD));
    let body = Envelope::new(&key, &node, Some(SIGNATURE)).to_bytes();
    let opened = Opened::read(&body, charset, Some(METHOD)).expect("sealed here");
    assert_eq!(opened.node, node);
    assert_eq!(opened.signature.as_deref(), Some(SIGNATURE));
    if let (Charset::Utf8, Ok(text)) = (charset, str::from_utf8(&body)) {
        let body = Body { raw: &body, text };
        for oracle in [official::java, counting::smartwalle] {
            assert_eq!(oracle(&body, &key).map(|cut| cut.content), Ok(node.clone()));
        }
    }
}
