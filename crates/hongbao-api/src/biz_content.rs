//! biz_content against its table: presence, type, length; nothing else decides what is malformed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::{Kind, Presence, Spec, When};

/// The request that this JSON text spells, if it fits the rows. A row that is there and does not fit
/// is the table's own error for it, where there is one; everything else is [`When::Malformed`].
///
/// Members that no row names are ignored, as long as the whole is one JSON object without a
/// repeated name and of sane depth. `null` and `""` count as absent.
pub(crate) fn parse<T: DeserializeOwned>(json: &str, spec: &Spec) -> Result<T, When> {
    let malformed = |_| When::Malformed;
    serde_json::from_str::<Wellformed>(json).map_err(malformed)?;
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).map_err(malformed)?;
    let mut fields = Map::new();
    for row in spec.request {
        let misfit = || match spec.error(When::Row(row.name)) {
            Some(_) => When::Row(row.name),
            None => When::Malformed,
        };
        match members.get(row.name).map_or(Some(None), |raw| text(raw)).ok_or_else(misfit)? {
            Some(text) if row.max.is_some_and(|max| text.chars().count() > max.into()) => {
                return Err(misfit());
            }
            Some(text) => {
                let value = value(row.kind, text).ok_or_else(misfit)?;
                fields.insert(row.name.to_owned(), value);
            }
            None if row.presence == Presence::Required => return Err(When::Malformed),
            None => {}
        }
    }
    T::deserialize(Value::Object(fields)).map_err(malformed)
}

/// A row's value as its type has it; `None` if the text is none of that type.
fn value(kind: Kind, text: String) -> Option<Value> {
    match kind {
        Kind::Number => text.parse::<i64>().ok().map(Value::from),
        _ => Some(Value::String(text)),
    }
}

/// A member's text: a JSON string's characters, or a JSON number's digits as they stand.
/// The outer `None` is a value of another type, the inner one an absent value.
fn text(raw: &RawValue) -> Option<Option<String>> {
    let json = raw.get();
    match json.as_bytes().first()? {
        b'"' => {
            let text: String = serde_json::from_str(json).ok()?;
            Some(Some(text).filter(|text| !text.is_empty()))
        }
        b'-' | b'0'..=b'9' => Some(Some(json.to_owned())),
        b'n' => Some(None),
        _ => None,
    }
}

/// Any JSON value whose objects repeat no name. Deserialising it also bounds the depth, which
/// skipping over a value would not.
struct Wellformed;

impl<'de> Deserialize<'de> for Wellformed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Wellformed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated names")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Wellformed, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            map.next_value::<Wellformed>()?;
            if !names.insert(name) {
                return Err(serde::de::Error::custom("a repeated name"));
            }
        }
        Ok(Wellformed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Wellformed, A::Error> {
        while seq.next_element::<Wellformed>()?.is_some() {}
        Ok(Wellformed)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }

    fn visit_str<E>(self, _: &str) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }

    fn visit_unit<E>(self) -> Result<Wellformed, E> {
        Ok(Wellformed)
    }
}
