//! A signature's way, step by step: for people, and as JSON.

use std::fmt::Write;

use hongbao_wire::{Charset, Empties, Params, SignType, SigningKey, sha256_hex};
use serde_json::json;

use crate::calling::credentials::Sourced;
use crate::signing::request_text::request;
use crate::terminal::Value;

/// What the gateway wants of every request.
const REQUIRED: [&str; 6] = ["app_id", "method", "charset", "sign_type", "timestamp", "version"];

/// All that went into a signature, and what came out.
pub(crate) struct Signed<'a> {
    /// The parameters, unless plain bytes were signed.
    pub(crate) params: Option<&'a Params<'a>>,
    pub(crate) empties: Empties,
    pub(crate) charset: Charset,
    pub(crate) sign_type: SignType,
    pub(crate) message: Vec<u8>,
    pub(crate) key: Sourced<SigningKey>,
    pub(crate) signature: String,
}

/// Each step with a heading.
pub(crate) fn explained(signed: &Signed<'_>) -> String {
    let mut text = String::new();
    let mut step = |title: &str, body: &str| text += &step(title, body);
    let (charset, message) = (signed.charset, signed.message.as_slice());
    let hash = hash_name(signed.sign_type);
    if let Some(params) = signed.params {
        step("parameters, sorted by name", &sorted(params, signed.empties, charset));
    }
    let title = format!("string-to-sign ({}, {} bytes)", charset.name(), message.len());
    step(&title, &shown(message, charset));
    step("its bytes", &hex_dump(message));
    step(&format!("its {hash}"), &signed.sign_type.digest_hex(message));
    let key = &signed.key;
    step(
        "private key",
        &format!(
            "{}\n{} bits, fingerprint {}",
            key.origin,
            signed.key.key.verifying_key().bits(),
            key.key.fingerprint()
        ),
    );
    let title =
        format!("signature ({}: PKCS#1 v1.5 over the {hash}, Base64)", signed.sign_type.name());
    step(&title, &signed.signature);
    if let Some(params) = signed.params {
        step("request, urlencoded", &request(params, &signed.signature));
        let missing: Vec<_> =
            REQUIRED.into_iter().filter(|name| params.get(name).is_none()).collect();
        if !missing.is_empty() {
            step("the gateway also wants", &missing.join(", "));
        }
    }
    text
}

/// One step: its title, and what belongs to it further in.
pub(crate) fn step(title: &str, body: &str) -> String {
    // A carriage return stays, and is shown: it is signed like everything else.
    let body = body.strip_suffix('\n').unwrap_or(body);
    let lines: String = body.split('\n').map(|line| format!("  {line}\n")).collect();
    format!("{title}\n{lines}")
}

/// The same as one JSON object.
pub(crate) fn as_json(signed: &Signed<'_>) -> String {
    let object = json!({
        "sign_type": signed.sign_type.name(),
        "charset": signed.charset.name(),
        "string_to_sign": shown(&signed.message, signed.charset),
        "string_to_sign_sha256": sha256_hex(&signed.message),
        "key": {
            "origin": signed.key.origin,
            "bits": signed.key.key.verifying_key().bits(),
            "fingerprint": signed.key.key.fingerprint(),
        },
        "sign": signed.signature,
        "request": signed.params.map(|params| request(params, &signed.signature)),
    });
    format!("{object:#}\n")
}

fn sorted(params: &Params<'_>, empties: Empties, charset: Charset) -> String {
    let line = |(name, value): (&[u8], &[u8])| {
        let note = match (value.is_empty(), empties) {
            _ if name == b"sign" => "   (left out: the signature itself)",
            (true, Empties::Dropped) => "   (left out: empty)",
            (true, Empties::Kept) | (false, _) => "",
        };
        let (name, value) = (shown(name, charset), shown(value, charset));
        format!("{} = {}{note}\n", Value(&name), Value(&value))
    };
    params.iter().map(line).collect()
}

/// Bytes as text of a charset; if they are none, as text of any other, and at last what is text of
/// utf-8, with the other bytes as `\xBA`.
pub(crate) fn shown(bytes: &[u8], charset: Charset) -> String {
    let charsets = [charset, Charset::Utf8, Charset::Gb18030];
    if let Some(text) = charsets.into_iter().find_map(|charset| charset.decode(bytes)) {
        return text.into_owned();
    }
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        shown.push_str(chunk.valid());
        shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    shown
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sixteen bytes a line: offset, hex, ASCII.
fn hex_dump(bytes: &[u8]) -> String {
    let mut dump = String::new();
    for (number, line) in bytes.chunks(16).enumerate() {
        let hex: String = line.iter().map(|byte| format!("{byte:02x} ")).collect();
        let graphic = |&byte: &u8| if matches!(byte, b' '..=b'~') { char::from(byte) } else { '.' };
        let text: String = line.iter().map(graphic).collect();
        let _ = writeln!(dump, "{:08x}  {hex:<48} {text}", number * 16);
    }
    dump
}

/// The hash that a sign_type signs.
pub(crate) fn hash_name(sign_type: SignType) -> &'static str {
    match sign_type {
        SignType::Rsa => "SHA-1",
        SignType::Rsa2 => "SHA-256",
    }
}
