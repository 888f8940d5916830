//! The answer's bytes: `{"<name>_response":<node>,"sign":"<signature>"}` and nothing else.
//!
//! No white space, the node first, `sign` right after it: the one layout that every SDK can cut
//! (ADR-0001). Nodes are made as JSON text and leave here as bytes of the answer's charset.

use serde::Serialize;

use crate::{Charset, Code};

#[derive(Serialize)]
struct Head<'a> {
    code: &'a str,
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_msg: Option<&'a str>,
}

impl Head<'_> {
    /// `{"code":…,"msg":…` with what else there is, still open.
    fn open(&self) -> String {
        // A struct of strings always serialises; an empty head would fail every test of the node.
        let mut json = serde_json::to_string(self).unwrap_or_default();
        json.pop();
        json
    }
}

/// The longest name that a method can have.
const LONGEST_METHOD: usize = 128;

/// The key of the answer's node: a method's name with `_` for `.`, or the key for no method.
///
/// SDKs look for the key of the method that they called, whether the gateway knows it or not. A name
/// that no method can have (`[a-z.]{1,128}`) counts as none: no other text gets into the envelope.
#[must_use]
pub fn response_key(method: Option<&str>) -> String {
    let method = method.filter(|name| (1..=LONGEST_METHOD).contains(&name.len()));
    // Without leaving early, and byte by byte: many bytes are compared at once then.
    let is_letter = |byte: u8| byte.is_ascii_lowercase() | (byte == b'.');
    match method.filter(|name| name.bytes().fold(true, |all, byte| all & is_letter(byte))) {
        Some(name) => {
            let underscored = name.bytes().map(|byte| if byte == b'.' { b'_' } else { byte });
            let mut key: Vec<u8> = underscored.collect();
            key.extend_from_slice(b"_response");
            String::from_utf8(key).unwrap_or_default()
        }
        None => "error_response".to_owned(),
    }
}

/// The node of a success: `code`, `msg`, then the members of `fields` in their order.
///
/// # Errors
///
/// Whatever keeps `fields` from being JSON.
pub fn success_node(fields: &impl Serialize, charset: Charset) -> serde_json::Result<Vec<u8>> {
    let (code, msg) = (Code::Success.number(), Code::Success.message());
    let mut json = Head { code, msg, sub_code: None, sub_msg: None }.open();
    match serde_json::to_string(fields)?.as_str() {
        "{}" | "null" => json.push('}'),
        object => {
            json.push(',');
            json.push_str(object.trim_start_matches('{'));
        }
    }
    Ok(bytes(&json, charset))
}

/// The node of an error.
#[must_use]
pub fn error_node(code: Code, sub_code: &str, sub_msg: &str, charset: Charset) -> Vec<u8> {
    let head = Head {
        code: code.number(),
        msg: code.message(),
        sub_code: Some(sub_code),
        sub_msg: Some(sub_msg),
    };
    bytes(&(head.open() + "}"), charset)
}

/// A node's bytes. `/` is written `\/`, as the platform writes it: some SDKs encode an answer again
/// before they verify it. In compact JSON a slash stands only inside strings.
fn bytes(json: &str, charset: Charset) -> Vec<u8> {
    // Without leaving early: many bytes are compared at once then, and most nodes have none.
    if json.bytes().fold(false, |any, byte| any | (byte == b'/')) {
        charset.encode_json(&json.replace('/', "\\/"))
    } else {
        charset.encode_json(json)
    }
}

/// A whole answer: the node as it was signed, and what vouches for it.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The key of the node, see [`response_key`].
    pub key: &'a str,
    /// The node's bytes.
    pub node: &'a [u8],
    /// The serial number of the certificate that the signature is verified with; `None` for a bare key.
    pub cert_sn: Option<&'a str>,
    /// The signature (Base64); `None` only where the real gateway's unsigned errors are imitated.
    pub signature: Option<&'a str>,
}

impl<'a> Envelope<'a> {
    /// One that a bare key's signature vouches for.
    #[must_use]
    pub const fn new(key: &'a str, node: &'a [u8], signature: Option<&'a str>) -> Self {
        Self { key, node, cert_sn: None, signature }
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut answer = [b"{\"", self.key.as_bytes(), b"\":", self.node].concat();
        for (name, value) in [("alipay_cert_sn", self.cert_sn), ("sign", self.signature)] {
            if let Some(value) = value {
                answer
                    .extend([b",\"", name.as_bytes(), b"\":\"", value.as_bytes(), b"\""].concat());
            }
        }
        answer.push(b'}');
        answer
    }
}
