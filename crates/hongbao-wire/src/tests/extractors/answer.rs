//! An answer, and the two questions put to it: who cuts it right, and is it laid out as it must be.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::vectors::platform_key;
use super::{Body, CLIENTS, Client, Cut};
use crate::SignType;
use crate::{Charset, CommonError, Envelope, SigningKey, VerifyingKey, error_node, success_node};

pub(super) static PLATFORM: LazyLock<SigningKey> = LazyLock::new(platform_key);
static PUBLIC: LazyLock<VerifyingKey> =
    LazyLock::new(|| VerifyingKey::from_der(PLATFORM.public_key()).unwrap());

pub(super) const METHOD: &str = "alipay.marketing.voucher.query";
pub(super) const KEY: &str = "alipay_marketing_voucher_query_response";

/// An answer, and what is to be cut out of it.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    pub(super) charset: Charset,
    pub(super) expected: Cut,
}

impl Answer {
    pub(super) fn sealed(key: &str, node: Vec<u8>, charset: Charset) -> Self {
        let sign = PLATFORM.sign(SignType::Rsa2, &node).unwrap();
        let body = Envelope::new(key, &node, Some(&sign)).to_bytes();
        Self { body, charset, expected: Cut { content: node, sign } }
    }

    pub(super) fn success(fields: &Value, charset: Charset) -> Self {
        Self::sealed(KEY, success_node(fields, charset).unwrap(), charset)
    }

    pub(super) fn error(key: &str, error: CommonError, charset: Charset) -> Self {
        let (code, sub_code, sub_msg) = error.row();
        Self::sealed(key, error_node(code, sub_code, sub_msg, charset), charset)
    }

    pub(super) fn text(&self) -> String {
        self.charset.decode(&self.body).unwrap().into_owned()
    }

    /// What this SDK, asking for the method whose node has this name, cuts out of it.
    pub(super) fn cut_by(&self, client: &Client, node: &str) -> Result<Cut, &'static str> {
        let (raw, text) = (self.body.as_slice(), self.text());
        (client.cut)(&Body { raw, text: &text, charset: self.charset }, node)
    }
}

/// Every SDK that can read the answer cuts and accepts it, except these, which do neither.
pub(super) fn check(answer: &Answer, node: &str, breaks: &[&str]) {
    for client in CLIENTS.iter().filter(|client| client.charsets.contains(&answer.charset)) {
        let cut = answer.cut_by(client, node);
        let fits = cut.as_ref() == Ok(&answer.expected);
        let place = format!("{}: {}", client.name, answer.text());
        assert_eq!(fits, !breaks.contains(&client.name), "{place}\ncut: {cut:?}");
        let accepted = cut.is_ok_and(|cut| {
            let signature = STANDARD.decode(cut.sign).unwrap_or_default();
            PUBLIC.accepts(SignType::Rsa2, &cut.content, &signature)
        });
        assert_eq!(accepted, fits, "{place}");
    }
}

/// The layout of an answer, and no white space outside strings.
pub(super) fn is_compact(answer: &Answer) -> bool {
    let text = answer.text();
    let mut quoted = false;
    let mut escaped = false;
    let blank = text.chars().any(|c| {
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        c.is_ascii_control() && c != '\u{7f}' || c == ' ' && !quoted
    });
    !blank && laid_out(&text).is_some() && serde_json::from_str::<Value>(&text).is_ok()
}

/// `{"<key>_response":<object or Base64>,("alipay_cert_sn":"<32 hex>",)?"sign":"<Base64>"}`
fn laid_out(text: &str) -> Option<()> {
    let base64 = |text: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        !text.is_empty() && text.bytes().all(fits)
    };
    let (key, rest) = text.strip_prefix("{\"")?.split_once("\":")?;
    let lower = |byte: u8| byte == b'_' || byte.is_ascii_lowercase();
    key.strip_suffix("_response").filter(|key| !key.is_empty() && key.bytes().all(lower))?;
    let (mut node, sign) = rest.strip_suffix("\"}")?.rsplit_once(",\"sign\":\"")?;
    if let Some((before, serial)) = node.rsplit_once(",\"alipay_cert_sn\":\"") {
        let serial = serial.strip_suffix('"').filter(|serial| serial.len() == 32)?;
        let hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        serial.bytes().all(hex).then_some(())?;
        node = before;
    }
    let object = node.starts_with('{') && node.ends_with('}');
    let string = node.strip_prefix('"').and_then(|node| node.strip_suffix('"'));
    (base64(sign) && (object || string.is_some_and(base64))).then_some(())
}
