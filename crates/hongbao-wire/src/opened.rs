//! An answer, opened: the node's bytes as they were signed, in whatever layout they came.
//!
//! The reverse of the envelope, and more patient: white space, the signature first, a certificate's
//! serial or other members anywhere. What it never does is guess: an answer that could be cut in
//! two ways is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Charset, SignType, VerifyingKey, response_key};

/// Why an answer cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Its bytes spell no text.
    #[error("it is not text in its charset")]
    Undecodable,
    /// It is not one JSON object.
    #[error("it is not one JSON object")]
    NotAnObject,
    /// A member that counts is there twice, or two nodes are.
    #[error("it has {0} twice, or beside another node")]
    Ambiguous(String),
    /// It has neither the method's node nor an error's.
    #[error("it has no {0}")]
    NoNode(String),
    /// Its signature is not a string.
    #[error("its signature is not text")]
    BadSignature,
}

/// What a signature says about an answer's node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The platform signed these bytes.
    Verified,
    /// There is no signature.
    Unsigned,
    /// There is one, and it is not the platform's for these bytes.
    Forged,
}

/// An answer, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'a> {
    /// The key under which the node stood.
    pub key: String,
    /// The node's bytes as they came: what is signed.
    pub node: &'a [u8],
    /// The node as text.
    pub text: Cow<'a, str>,
    /// The signature as it was written, Base64.
    pub signature: Option<String>,
    /// The charset that the answer turned out to be in.
    pub charset: Charset,
}

impl<'a> Opened<'a> {
    /// Opens the answer to a method (`None` if the request named no usable one).
    ///
    /// `charset` is the one it is declared to be in. The real gateway has been seen to answer in
    /// GBK what it declares as utf-8; bytes that are not utf-8 are therefore read as GB 18030, which
    /// contains it.
    ///
    /// # Errors
    ///
    /// [`OpenError`] for what is not an answer, or could be read as two.
    pub fn read(body: &'a [u8], charset: Charset, method: Option<&str>) -> Result<Self, OpenError> {
        let charset = match charset {
            Charset::Utf8 if std::str::from_utf8(body).is_err() => Charset::Gb18030,
            declared => declared,
        };
        charset.decode(body).ok_or(OpenError::Undecodable)?;
        let shadow = shadow(body, charset);
        let root = Root::read(&shadow)?;
        let (key, node) = root.node(&response_key(method))?;
        let node = part(body, &shadow, node.get());
        let signature = root.member("sign")?.map(|raw| serde_json::from_str(raw.get()));
        Ok(Self {
            key,
            node,
            text: charset.decode(node).ok_or(OpenError::Undecodable)?,
            signature: signature.transpose().map_err(|_| OpenError::BadSignature)?,
            charset,
        })
    }

    /// Whether the platform signed the node. The bytes as they came are tried first; some gateways
    /// sign the text before its slashes are escaped, so then `\/` is read as `/`.
    #[must_use]
    pub fn verify(&self, sign_type: SignType, key: &VerifyingKey) -> Verdict {
        let Some(signature) = &self.signature else { return Verdict::Unsigned };
        let Ok(signature) = STANDARD.decode(signature) else { return Verdict::Forged };
        let plain = || self.without_escaped_slashes();
        if key.accepts(sign_type, self.node, &signature)
            || plain().is_some_and(|node| key.accepts(sign_type, &node, &signature))
        {
            Verdict::Verified
        } else {
            Verdict::Forged
        }
    }

    /// The node with `/` for `\/`; `None` if it has none.
    #[must_use]
    pub fn without_escaped_slashes(&self) -> Option<Vec<u8>> {
        without_escaped_slashes(self.node, self.charset)
    }
}

/// The node with `/` for `\/`; `None` if there is none.
fn without_escaped_slashes(node: &[u8], charset: Charset) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(node.len());
    let mut rest = node;
    while !rest.is_empty() {
        let (character, tail) = match rest {
            [b'\\', b'/', ..] => (&b"/"[..], 2),
            [b'\\', _, ..] => (&rest[..2], 2),
            _ => {
                let length = length(rest, charset);
                (&rest[..length], length)
            }
        };
        plain.extend_from_slice(character);
        rest = &rest[tail..];
    }
    (plain.len() < node.len()).then_some(plain)
}

/// Text of the same length that a JSON parser can read: bytes of a double-byte charset may look like
/// quotes and backslashes, so each character that is not ASCII becomes as many letters. In JSON such
/// characters stand only inside strings.
fn shadow(body: &[u8], charset: Charset) -> Cow<'_, str> {
    if let (Charset::Utf8, Ok(text)) = (charset, std::str::from_utf8(body)) {
        return Cow::Borrowed(text);
    }
    let mut shadow = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        let length = length(rest, charset);
        if first.is_ascii() {
            shadow.push(char::from(*first))
        } else {
            shadow.extend(std::iter::repeat_n('x', length))
        }
        rest = &rest[length..];
    }
    Cow::Owned(shadow)
}

/// How many bytes the next character has; in utf-8 bytes will do, as none of them looks like ASCII.
fn length(rest: &[u8], charset: Charset) -> usize {
    let length = match (charset, rest) {
        (Charset::Utf8, _) => 1,
        (_, [0x81..=0xFE, b'0'..=b'9', ..]) => 4,
        (_, [0x81..=0xFE, ..]) => 2,
        _ => 1,
    };
    length.min(rest.len())
}

/// The bytes of the body where `text`, a part of its shadow, stands.
fn part<'a>(body: &'a [u8], shadow: &str, text: &str) -> &'a [u8] {
    let start = text.as_ptr().addr() - shadow.as_ptr().addr();
    body.get(start..start + text.len()).unwrap_or_default()
}

/// The members of an answer's root object; each name with all its values.
struct Root<'a>(BTreeMap<String, Vec<&'a RawValue>>);

impl<'a> Root<'a> {
    fn read(json: &'a str) -> Result<Self, OpenError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let root = deserializer.deserialize_map(Members).map_err(|_| OpenError::NotAnObject)?;
        deserializer.end().map_err(|_| OpenError::NotAnObject)?;
        Ok(root)
    }

    /// The one member of this name.
    fn member(&self, name: &str) -> Result<Option<&'a RawValue>, OpenError> {
        match self.0.get(name).map(Vec::as_slice) {
            None => Ok(None),
            Some([value]) => Ok(Some(value)),
            Some(_) => Err(OpenError::Ambiguous(name.to_owned())),
        }
    }

    /// The method's node, or an error's.
    fn node(&self, key: &str) -> Result<(String, &'a RawValue), OpenError> {
        let error_key = response_key(None);
        let error = if key == error_key { None } else { self.member(&error_key)? };
        match (self.member(key)?, error) {
            (Some(node), None) => Ok((key.to_owned(), node)),
            (None, Some(node)) => Ok((error_key, node)),
            (Some(_), Some(_)) => Err(OpenError::Ambiguous(error_key)),
            (None, None) => Err(OpenError::NoNode(key.to_owned())),
        }
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Root<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Root<'de>, A::Error> {
        let mut members = BTreeMap::<String, Vec<&RawValue>>::new();
        while let Some((name, value)) = map.next_entry()? {
            members.entry(name).or_default().push(value);
        }
        Ok(Root(members))
    }
}
