//! The parameters of a request: raw bytes, percent-decoded once and never re-encoded.
//!
//! SDKs put them in the query, in the form, or spread over both; some repeat one. They are merged
//! here by name. Values stay bytes: they are signed as bytes, in whatever charset they came.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::CommonError;

/// One urlencoded part of a request: its query, or its form body.
pub type Part<'a> = &'a [u8];

/// The merged parameters of one request, ordered by name.
#[derive(Debug, Default)]
pub struct Params<'a> {
    values: BTreeMap<Cow<'a, [u8]>, Cow<'a, [u8]>>,
    flawed: bool,
}

impl<'a> Params<'a> {
    /// Reads and merges urlencoded parts, at most `max` distinct parameters.
    ///
    /// A flaw (a broken percent escape, a name that is empty or not ASCII, two values for one name,
    /// too many parameters) does not stop the reading, so that the answer can still be given in the
    /// charset and under the name that the request asks for; [`Params::check`] reports it.
    #[must_use]
    pub fn read(parts: &[Part<'a>], max: usize) -> Self {
        let mut params = Self::default();
        for part in parts {
            for pair in part.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
                let split = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
                let (name, value) = pair.split_at(split);
                params.add(name, value.get(1..).unwrap_or_default());
                if params.values.len() > max {
                    params.flawed = true;
                    return params;
                }
            }
        }
        params
    }

    fn add(&mut self, name: &'a [u8], value: &'a [u8]) {
        match (percent_decode(name), percent_decode(value)) {
            (Some(name), Some(value)) if !name.is_empty() && name.is_ascii() => {
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
