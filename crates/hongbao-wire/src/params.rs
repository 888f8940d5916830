//! The parameters of a request: raw bytes, percent-decoded once and never re-encoded.
//!
//! SDKs put them in the query, in the form, or spread over both; some repeat one. They are merged
//! here by name (ADR-0003). Values stay bytes: they are signed as bytes, in whatever charset they came.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::{Charset, CommonError, Flaw};

/// Where parameters stand in a request.
#[derive(Debug)]
pub enum Part<'a> {
    /// Urlencoded: a query, or a form.
    Urlencoded(&'a [u8]),
    /// The text parts of a multipart form: names and values as they are.
    Text(Vec<(Vec<u8>, Vec<u8>)>),
}

/// The merged parameters of one request, ordered by name.
#[derive(Debug, Clone, Default)]
pub struct Params<'a> {
    values: Values<'a>,
    /// What an earlier place says in other words; either spelling may be the one that is signed.
    respelled: Values<'a>,
    flaw: Option<Flaw>,
}

type Values<'a> = BTreeMap<Cow<'a, [u8]>, Cow<'a, [u8]>>;

impl<'a> Params<'a> {
    /// Reads and merges the parts of a request, at most `max` distinct parameters.
    ///
    /// A flaw (a broken percent escape, a name that is empty or not ASCII, too many parameters) does not
    /// stop the reading, so that the answer can still be given in the charset and under the name that
    /// the request asks for; [`Params::check`] reports the first.
    ///
    /// Of two values for one name the later counts, which is the form's; an empty one says nothing.
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
        let Some(name) = name.filter(|name| !name.is_empty() && name.is_ascii()) else {
            self.flaw.get_or_insert(Flaw::OTHER);
            return;
        };
        let Some(value) = value else {
            self.flaw.get_or_insert(Flaw::of(&name));
            return;
        };
        if self.values.len() >= max && !self.values.contains_key(&name) {
            self.flaw.get_or_insert(Flaw::TOO_MANY);
            return;
        }
        match self.values.entry(name) {
            Entry::Vacant(place) => {
                place.insert(value);
            }
            Entry::Occupied(_) if value.is_empty() => {}
            Entry::Occupied(mut place) => {
                let earlier = place.insert(value);
                if *place.get() == earlier {
                    return;
                }
                let name = place.key().clone();
                if mean_the_same(&name, &earlier, place.get()) {
                    self.respelled.insert(name, earlier);
                } else {
                    self.respelled.remove(&name);
                }
            }
        }
    }

    /// The same parameters with the earlier spelling of each that has two; `None` where none has.
    #[must_use]
    pub fn respelled(&self) -> Option<Self> {
        if self.respelled.is_empty() {
            return None;
        }
        let mut params = self.clone();
        params.values.append(&mut params.respelled);
        Some(params)
    }

    /// Whether the request could be read without a flaw.
    ///
    /// # Errors
    ///
    /// [`CommonError::InvalidParameter`] if not.
    pub fn check(&self) -> Result<(), CommonError> {
        self.flaw.map_or(Ok(()), |flaw| Err(CommonError::InvalidParameter(flaw)))
    }

    /// Whether each value is text of this charset.
    ///
    /// # Errors
    ///
    /// [`CommonError::NotInCharset`] if one is not.
    pub fn check_text(&self, charset: Charset) -> Result<(), CommonError> {
        // Without leaving early: many bytes are looked at at once then.
        let is_ascii = |value: &[u8]| value.iter().fold(0, |bits, byte| bits | byte).is_ascii();
        let is_text = |value: &[u8]| is_ascii(value) || charset.decode(value).is_some();
        let all = self.values.values().all(|value| is_text(value));
        if all { Ok(()) } else { Err(CommonError::NotInCharset) }
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

/// Whether two values of a parameter say the same in different spelling.
fn mean_the_same(name: &[u8], one: &[u8], other: &[u8]) -> bool {
    match name {
        b"charset" => Charset::parse(one).is_some_and(|one| Charset::parse(other) == Some(one)),
        b"format" => one.eq_ignore_ascii_case(other),
        _ => false,
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
