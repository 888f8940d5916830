//! Requests that are signed before anything is measured, and answers that are known to be right.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hongbao_wire::{Empties, Params, Part, SignType, SigningKey, VerifyingKey, string_to_sign};

use crate::Outcome;

/// The app that asks, and the record that it asks for.
pub(crate) const APP: &str = "2014072300007148";
pub(crate) const CAMPAIGN: &str =
    "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";

/// So many distinct, signed queries for one campaign: they differ in their timestamp.
pub(crate) fn signed(key: &SigningKey, count: usize) -> Outcome<Vec<Vec<u8>>> {
    let content = format!("{{\"crowd_no\":\"{CAMPAIGN}\"}}");
    let method = "alipay.marketing.campaign.cash.detail.query";
    signed_as(key, method, count, &|_| content.clone())
}

/// So many distinct, signed requests of a method, as HTTP, of which each has its own biz_content. Public
/// parameters stand in the query and biz_content in the form, as the official SDK for Java has it.
pub(crate) fn signed_as(
    key: &SigningKey,
    method: &str,
    count: usize,
    content: &(dyn Fn(usize) -> String + Sync),
) -> Outcome<Vec<Vec<u8>>> {
    let half = count / 2;
    let some = |numbers: std::ops::Range<usize>| -> Outcome<Vec<_>> {
        numbers.map(|number| one(key, method, number, &content(number))).collect()
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| some(0..half));
        let second = some(half..count);
        let mut requests = first.join().map_err(|_| "a signer panicked")??;
        requests.extend(second?);
        Ok(requests)
    })
}

fn one(key: &SigningKey, method: &str, number: usize, content: &str) -> Outcome<Vec<u8>> {
    let (day, hour) = (1 + number / 86_400, number / 3_600 % 24);
    let (minute, second) = (number / 60 % 60, number % 60);
    let query = format!(
        "app_id={APP}&method={method}&format=JSON&charset=utf-8\
         &sign_type=RSA2&timestamp=2026-01-{day:02}%20{hour:02}%3A{minute:02}%3A{second:02}&version=1.0\
         &alipay_sdk=bench"
    );
    let form = format!("biz_content={}", hongbao_wire::urlencode_text(content));
    let parts = [Part::Urlencoded(query.as_bytes()), Part::Urlencoded(form.as_bytes())];
    let text = string_to_sign(&Params::read(parts, 20), Empties::Dropped);
    let sign = key.sign(SignType::Rsa2, &text)?;
    let sign = sign.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let length = form.len();
    let request = format!(
        "POST /gateway.do?{query}&sign={sign} HTTP/1.1\r\nhost: 127.0.0.1\r\n\
         content-type: application/x-www-form-urlencoded;charset=utf-8\r\n\
         content-length: {length}\r\n\r\n{form}"
    );
    Ok(request.into_bytes())
}

/// An answer's node and its signature.
pub(crate) fn node(body: &[u8]) -> Outcome<(&[u8], &str)> {
    let text = std::str::from_utf8(body)?;
    let (head, sign) = text.rsplit_once(",\"sign\":\"").ok_or("an answer without a signature")?;
    let (_, node) = head.split_once(':').ok_or("an answer without a node")?;
    Ok((node.as_bytes(), sign.trim_end_matches("\"}")))
}

/// Whether an answer has this code and the platform's signature.
pub(crate) fn is_signed(body: &[u8], key: &VerifyingKey, code: &str) -> Outcome<bool> {
    let (node, sign) = node(body)?;
    let has_code = node.starts_with(format!("{{\"code\":\"{code}\"").as_bytes());
    Ok(has_code && key.accepts(SignType::Rsa2, node, &STANDARD.decode(sign)?))
}
