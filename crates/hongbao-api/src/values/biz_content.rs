//! A request against its table: presence, type, form, length; nothing else decides what is malformed.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hongbao_wire::{is_price, is_whole_number};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::contract::spec::{Kind, Presence, Row};
use crate::values::wording::is_one_line;

/// Why a request does not fit its table.
#[derive(Debug)]
pub(crate) enum Misfit {
    /// It is not one JSON object of sane depth without a repeated name.
    Text(serde_json::Error),
    /// A field of this name is given in two places.
    Twice(String),
    /// No row has this name.
    Unknown(String),
    /// The row is required and absent.
    Absent(&'static Row),
    /// The text is not an amount or a whole number, where the row wants one.
    Form(&'static Row),
    /// The text is not one of the row's words.
    Word(&'static Row),
    /// The value is not of the row's type, too long, too large, or holds what the row's text may not.
    Value(&'static Row),
}

/// A field as it was given.
enum Given<'a> {
    /// A member of a JSON object.
    Json(&'a RawValue),
    /// Text: part of a path or of a query.
    Text(&'a str),
}

/// The fields of a request, by their names.
#[derive(Default)]
pub(crate) struct Fields<'a>(BTreeMap<String, Given<'a>>);

impl<'a> Fields<'a> {
    /// The members of one JSON object without a repeated name and of sane depth.
    pub(crate) fn of_object(json: &'a str) -> Result<Self, Misfit> {
        serde_json::from_str::<Wellformed>(json).map_err(Misfit::Text)?;
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_str(json).map_err(Misfit::Text)?;
        let members = members.into_iter().map(|(name, value)| (name, Given::Json(value)));
        Ok(Self(members.collect()))
    }

    /// Adds a field whose value is text as it stands.
    pub(crate) fn add(&mut self, name: &str, text: &'a str) -> Result<(), Misfit> {
        match self.0.entry(name.to_owned()) {
            Entry::Vacant(vacant) => {
                vacant.insert(Given::Text(text));
                Ok(())
            }
            Entry::Occupied(occupied) => Err(Misfit::Twice(occupied.key().clone())),
        }
    }

    /// Refuses a field that no row names.
    pub(crate) fn all_known(&self, rows: &[Row]) -> Result<(), Misfit> {
        let is_unknown = |name: &&String| !rows.iter().any(|row| row.name == **name);
        let unknown = self.0.keys().find(is_unknown);
        unknown.map_or(Ok(()), |name| Err(Misfit::Unknown(name.clone())))
    }

    /// The request that these fields spell. `null` and `""` count as absent.
    pub(crate) fn request<T: DeserializeOwned>(&self, rows: &'static [Row]) -> Result<T, Misfit> {
        let mut fields = Map::new();
        for row in rows {
            let text = self.0.get(row.name).map_or(Some(None), |given| given.text(row.kind));
            match text.ok_or_else(|| misfit(row))? {
                Some(text) => {
                    if !is_wellformed(row.kind, &text) {
                        return Err(Misfit::Form(row));
                    }
                    let fits = fits(row, &text);
                    let words = row.kind.words();
                    if fits && !words.is_empty() && !words.contains(&text.as_str()) {
                        return Err(Misfit::Word(row));
                    }
                    let value = value(row.kind, text).filter(|_| fits);
                    fields.insert(row.name.to_owned(), value.ok_or(Misfit::Value(row))?);
                }
                None if row.presence == Presence::Required => return Err(Misfit::Absent(row)),
                None => {}
            }
        }
        T::deserialize(Value::Object(fields)).map_err(Misfit::Text)
    }
}

/// A value of another JSON type: a number that is malformed, or a value that does not fit.
fn misfit(row: &'static Row) -> Misfit {
    match row.kind {
        Kind::Number | Kind::Price => Misfit::Form(row),
        Kind::String | Kind::Word(_) | Kind::Date | Kind::Boolean | Kind::List(_) => {
            Misfit::Value(row)
        }
    }
}

/// Whether the text has the form that a number or an amount is written in, however large it is.
fn is_wellformed(kind: Kind, text: &str) -> bool {
    match kind {
        Kind::Number => is_whole_number(text),
        Kind::Price => is_price(text),
        Kind::String | Kind::Word(_) | Kind::Date | Kind::Boolean | Kind::List(_) => true,
    }
}

/// Whether a row takes this text: it is not too long, no store has to keep a NUL, and what people read
/// on one line holds nothing that changes it unseen.
fn fits(row: &Row, text: &str) -> bool {
    row.max.is_none_or(|max| text.chars().count() <= max.into())
        && !text.contains('\0')
        && (!row.one_line || is_one_line(text))
}

/// A row's value as its type has it; `None` if the text is not one of that type.
fn value(kind: Kind, text: String) -> Option<Value> {
    match kind {
        Kind::Number => text.parse::<i64>().ok().map(Value::from),
        Kind::Boolean => text.parse().ok().map(Value::Bool),
        Kind::String | Kind::Word(_) | Kind::Date | Kind::Price | Kind::List(_) => {
            Some(Value::String(text))
        }
    }
}

impl Given<'_> {
    /// Its text: a JSON string's characters, a JSON number's digits as they stand, `true` or `false`
    /// where that is the row's type. The outer `None` is a value of another type, the inner one an
    /// absent value.
    fn text(&self, kind: Kind) -> Option<Option<String>> {
        let json = match self {
            Self::Text(text) => {
                return Some(Some((*text).to_owned()).filter(|text| !text.is_empty()));
            }
            Self::Json(raw) => raw.get(),
        };
        match json.as_bytes().first()? {
            b'"' => {
                let text: String = serde_json::from_str(json).ok()?;
                Some(Some(text).filter(|text| !text.is_empty()))
            }
            b'-' | b'0'..=b'9' if kind != Kind::Boolean => Some(Some(json.to_owned())),
            b't' | b'f' if kind == Kind::Boolean => Some(Some(json.to_owned())),
            b'n' => Some(None),
            _ => None,
        }
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
            if names.contains(&name) {
                return Err(serde::de::Error::custom(format_args!("a repeated name {name:?}")));
            }
            names.insert(name);
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
