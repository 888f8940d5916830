//! The parameters of a request: raw bytes, percent-decoded once and never re-encoded.
//!
//! SDKs put them in the query, in the form, or spread over both; some repeat one. They are merged
//! here by name. Values stay bytes: they are signed as bytes, in whatever charset they came.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::CommonError;

/// Where parameters stand in a request.
#[derive(Debug)]
pub enum Part<'a> {
    /// Urlencoded: a query, or a form.
    Urlencoded(&'a [u8]),
    /// The text parts of a multipart form: names and values as they are.
    Text(Vec<(Vec<u8>, Vec<u8>)>),
}

/// The merged parameters of one request, ordered by name.
#[derive(Debug, Default)]
pub struct Params<'a> {
    values: BTreeMap<Cow<'a, [u8]>, Cow<'a, [u8]>>,
    flawed: bool,
}

impl<'a> Params<'a> {
    /// Reads and merges the parts of a request, at most `max` distinct parameters.
    ///
    /// A flaw (a broken percent escape, a name that is empty or not ASCII, two values for one name,
    /// too many parameters) does not stop the reading, so that the answer can still be given in the
    /// charset and under the name that the request asks for; [`Params::check`] reports it.
    #[must_use]
    pub fn read(parts: impl IntoIterator<Item = Part<'a>>, max: usize) -> Self {
        let mut params = Self::default();
        for part in parts {
            match part {
                Part::Urlencoded(text) => params.add_urlencoded(text, max),
                Part::Text(pairs) => {
                    for (name, value) in pairs {
                        params.add(Some(name.into()), Some(value.into()), max);
                    }
                }
            }
        }
        params
    }

    fn add_urlencoded(&mut self, text: &'a [u8], max: usize) {
        for pair in text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            let split = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at(split);
            let value = value.get(1..).unwrap_or_default();
            self.add(percent_decode(name), percent_decode(value), max);
        }
    }

    /// Adds a parameter; `None` is a name or value that could not be decoded.
    fn add(&mut self, name: Option<Cow<'a, [u8]>>, value: Option<Cow<'a, [u8]>>, max: usize) {
        match (name, value) {
            (Some(name), Some(value)) if !name.is_empty() && name.is_ascii() => {
                if self.values.len() >= max && !self.values.contains_key(&name) {
                    self.flawed = true;
                    return;
                }
                let known = self.values.entry(name).or_insert_with(|| value.clone());
                self.flawed |= *known != value;
            }
            _ => self.flawed = true,
        }
    }

    /// Whether the request could be read without a flaw.
    ///
    /// # Errors
    ///
    /// [`CommonError::InvalidParameter`] if not.
    pub fn check(&self) -> Result<(), CommonError> {
        if self.flawed { Err(CommonError::InvalidParameter) } else { Ok(()) }
    }

    /// The value of a parameter. An empty one counts as absent, as some SDKs send what is not set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.values.get(name.as_bytes()).map(AsRef::as_ref).filter(|value| !value.is_empty())
    }

    /// All parameters in ascending order of their names' bytes, the empty ones too.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.values.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}

/// Parameters as a query or a form has them, escaped as Java does: `+` for a space, upper-case hex.
#[must_use]
pub fn urlencode<'a>(pairs: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        percent_encode(&mut text, name);
        text.push('=');
        percent_encode(&mut text, value);
    }
    text
}

/// One text, escaped likewise.
#[must_use]
pub fn urlencode_text(plain: &str) -> String {
    let mut text = String::with_capacity(plain.len());
    percent_encode(&mut text, plain.as_bytes());
    text
}

fn percent_encode(text: &mut String, bytes: &[u8]) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for &byte in bytes {
        match byte {
            b' ' => text.push('+'),
            b'-' | b'_' | b'.' | b'*' => text.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => {
                let digits = [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]);
                text.extend(['%', digits[0], digits[1]]);
            }
        }
    }
}

/// Undoes percent-encoding (`+` is a space, hex of either case); `None` if an escape is broken.
fn percent_decode(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !text.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(&byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(rest.next())? << 4 | hex_digit(rest.next())?,
            other => other,
        });
    }
    Some(Cow::Owned(decoded))
}

fn hex_digit(byte: Option<&u8>) -> Option<u8> {
    match byte? {
        digit @ b'0'..=b'9' => Some(digit - b'0'),
        digit @ b'a'..=b'f' => Some(digit - b'a' + 10),
        digit @ b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
