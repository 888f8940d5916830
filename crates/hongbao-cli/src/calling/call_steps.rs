//! A call, step by step: what was signed and sent, what came, and why it is believed or not.

use hongbao_client::{HttpAnswer, Prepared};
use hongbao_wire::{Empties, Opened, Params, Part, Verdict};

use crate::calling::credentials::Credentials;
use crate::command_error::CommandError;
use crate::signing::signing_steps::{self, Signed, step};
use crate::terminal::Value;

/// The way to the signature, and the request as it is sent.
pub(crate) fn request(
    prepared: &Prepared,
    credentials: &Credentials,
) -> Result<String, CommandError> {
    let pairs = prepared.parameters().map(|(name, value)| (name.into(), value.to_vec())).collect();
    let params = Params::read([Part::Text(pairs)], 64);
    let signed = Signed {
        params: Some(&params),
        empties: Empties::Dropped,
        charset: prepared.charset(),
        sign_type: prepared.sign_type(),
        message: prepared.string_to_sign().to_vec(),
        key: credentials.signing_key()?,
        signature: prepared.signature().to_owned(),
    };
    let sent = format!(
        "POST {}?{}\nContent-Type: {}\n\n{}",
        credentials.gateway()?,
        prepared.query(),
        prepared.content_type(),
        prepared.form()
    );
    Ok(signing_steps::explained(&signed) + &step("sent", &sent))
}

/// What came, the bytes that are signed, and the verdict with this key.
pub(crate) fn answer(
    prepared: &Prepared,
    http: &HttpAnswer,
    credentials: &Credentials,
) -> Result<String, CommandError> {
    let header = |name: &str, value: &Option<String>| match value {
        Some(value) => format!("{name}: {}\n", Value(value)),
        None => String::new(),
    };
    let came = format!(
        "HTTP {}\n{}{}\n{}",
        http.status,
        header("Content-Type", &http.content_type),
        header("trace_id", &http.trace_id),
        http.text()
    );
    let mut text = step("came", &came);
    let declared = http.charset().unwrap_or(prepared.charset());
    let opened = match Opened::read(&http.body, declared, Some(prepared.method())) {
        Ok(opened) => opened,
        Err(error) => {
            let error = error.to_string();
            return Ok(text + &step("verdict", &format!("no answer: {}", Value(&error))));
        }
    };
    let key = credentials.verifying_key()?;
    let title = format!("signed part ({}, {} bytes)", opened.charset.name(), opened.node.len());
    text += &step(&title, &opened.text);
    text += &step("signature", opened.signature.as_deref().unwrap_or("(none)"));
    let fingerprint = key.key.fingerprint();
    text += &step("Alipay public key", &format!("{}\nfingerprint {fingerprint}", key.origin));
    text += &step(
        "verdict",
        match opened.verify(prepared.sign_type(), &key.key) {
            Verdict::Verified => "the platform signed these bytes",
            Verdict::Unsigned => "there is no signature: nobody vouches for it",
            Verdict::Forged => "this is not the platform's signature of these bytes",
        },
    );
    Ok(text)
}
