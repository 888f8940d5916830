//! A JSON text written anew in the ways that tools have: in what order, with which escapes, with or
//! without white space. Numbers and literals keep their text.

use std::fmt::Write;

use hongbao_api::Row;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deeper than any answer of the platform.
const DEEPEST: u32 = 32;

/// A JSON text, taken apart as far as its strings and numbers, which keep their text.
pub(crate) enum Tree {
    Object(Vec<(String, Tree)>),
    Array(Vec<Tree>),
    Leaf(String),
}

/// How slashes are written.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Slashes {
    AsTheyAre,
    Plain,
    Escaped,
}

/// How characters are written that can also be escaped by number.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Letters {
    AsTheyAre,
    Raw,
    /// All that are not ASCII, by number in lower-case digits.
    Numbered,
    /// The same in upper-case digits.
    NumberedUpper,
    /// Raw save `< > &`, as Go writes them.
    Go,
    /// Raw save `< > & = '`, as Gson writes them.
    Gson,
}

/// In what order members stand.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Order {
    AsItIs,
    /// Result code first, then as the method's table has them.
    Table,
    /// Result code first, the others as they are.
    CodeFirst,
    /// By name.
    Sorted,
}

/// One way to write.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) order: Order,
    pub(crate) slashes: Slashes,
    pub(crate) letters: Letters,
    /// A space after each comma and colon, as Python has it.
    pub(crate) is_spaced: bool,
}

/// The members that every node starts with.
const HEAD: [&str; 4] = ["code", "msg", "sub_code", "sub_msg"];

impl Tree {
    /// Takes a text apart; `None` if it is not JSON, or deeper than answers are.
    pub(crate) fn read(json: &str) -> Option<Self> {
        Self::at(json, DEEPEST)
    }

    fn at(json: &str, depth: u32) -> Option<Self> {
        let json = json.trim_matches([' ', '\t', '\n', '\r']);
        let below = depth.checked_sub(1)?;
        match json.as_bytes().first()? {
            b'{' => {
                let Members(members) = serde_json::from_str(json).ok()?;
                let each = members.into_iter().map(|(name, value)| {
                    Some((serde_json::to_string(&name).ok()?, Self::at(value.get(), below)?))
                });
                each.collect::<Option<_>>().map(Self::Object)
            }
            b'[' => {
                let entries: Vec<&RawValue> = serde_json::from_str(json).ok()?;
                let each = entries.into_iter().map(|entry| Self::at(entry.get(), below));
                each.collect::<Option<_>>().map(Self::Array)
            }
            _ => Some(Self::Leaf(json.to_owned())),
        }
    }

    /// The text in this style; `rows` is the table that `Order::Table` goes by.
    pub(crate) fn written(&self, style: Style, rows: &[Row]) -> String {
        let mut text = String::new();
        self.write(&mut text, style, rows);
        text
    }

    fn write(&self, text: &mut String, style: Style, rows: &[Row]) {
        let comma = if style.is_spaced { ", " } else { "," };
        match self {
            Self::Leaf(leaf) => push_leaf(text, leaf, style),
            Self::Array(entries) => {
                text.push('[');
                for (index, entry) in entries.iter().enumerate() {
                    text.push_str(if index > 0 { comma } else { "" });
                    entry.write(text, style, rows);
                }
                text.push(']');
            }
            Self::Object(members) => {
                text.push('{');
                for (index, (name, value)) in ordered(members, style.order, rows).enumerate() {
                    text.push_str(if index > 0 { comma } else { "" });
                    push_leaf(text, name, style);
                    text.push_str(if style.is_spaced { ": " } else { ":" });
                    let row = rows.iter().find(|row| row.name == name.trim_matches('"'));
                    value.write(text, style, row.map_or(&[], |row| row.fields));
                }
                text.push('}');
            }
        }
    }
}

fn ordered<'a>(
    members: &'a [(String, Tree)],
    order: Order,
    rows: &[Row],
) -> impl Iterator<Item = &'a (String, Tree)> {
    let mut members: Vec<_> = members.iter().collect();
    let head = |name: &str| HEAD.iter().position(|known| *known == name).unwrap_or(HEAD.len());
    let row = |name: &str| rows.iter().position(|row| row.name == name).unwrap_or(rows.len());
    match order {
        Order::AsItIs => {}
        Order::Table => members.sort_by_key(|(name, _)| {
            let name = name.trim_matches('"');
            (head(name), row(name))
        }),
        Order::CodeFirst => members.sort_by_key(|(name, _)| head(name.trim_matches('"'))),
        Order::Sorted => members.sort_by(|(one, _), (other, _)| one.cmp(other)),
    }
    members.into_iter()
}

/// A string's text in a style; a number's or literal's as it is.
fn push_leaf(text: &mut String, leaf: &str, style: Style) {
    let mut rest = leaf;
    while let Some(c) = rest.chars().next() {
        let (unit, c) = unit(rest, c);
        rest = &rest[unit.len()..];
        match c {
            Some('/') => match style.slashes {
                Slashes::Plain => text.push('/'),
                Slashes::Escaped => text.push_str("\\/"),
                Slashes::AsTheyAre if style.letters == Letters::AsTheyAre => text.push_str(unit),
                Slashes::AsTheyAre => text.push_str(if unit == "/" { "/" } else { "\\/" }),
            },
            Some(c) if style.letters != Letters::AsTheyAre => push_letter(text, c, style.letters),
            Some(_) | None => text.push_str(unit),
        }
    }
}

/// The next unit of a string's text, and the character that it stands for where it could be written
/// otherwise.
fn unit(rest: &str, first: char) -> (&str, Option<char>) {
    if first != '\\' {
        let is_free = first != '"';
        return (&rest[..first.len_utf8()], is_free.then_some(first));
    }
    let number = |at: usize| {
        let digits = rest.get(at..).filter(|rest| rest.starts_with("\\u"))?.get(2..6)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (rest.as_bytes().get(1), number(0)) {
        (_, Some(high)) => {
            let low = number(6).filter(|_| (0xD800..0xDC00).contains(&high));
            let units = [Some(high), low];
            let decoded =
                char::decode_utf16(units.into_iter().flatten()).next().and_then(Result::ok);
            let length = if low.is_some() { 12 } else { 6 };
            (&rest[..length], decoded.filter(|c| !c.is_control() && !matches!(c, '"' | '\\')))
        }
        (Some(b'/'), None) => (&rest[..2], Some('/')),
        // An escape of two characters; a string's text ends with its quote, so the second is there.
        (_, None) => (rest.get(..2).unwrap_or(rest), None),
    }
}

fn push_letter(text: &mut String, c: char, letters: Letters) {
    let is_markup = match letters {
        Letters::Go => matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
        Letters::Gson => matches!(c, '<' | '>' | '&' | '=' | '\'' | '\u{2028}' | '\u{2029}'),
        Letters::AsTheyAre | Letters::Raw => false,
        Letters::Numbered | Letters::NumberedUpper => !c.is_ascii(),
    };
    if !is_markup {
        text.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        let _ = match letters {
            Letters::NumberedUpper => write!(text, "\\u{unit:04X}"),
            _ => write!(text, "\\u{unit:04x}"),
        };
    }
}

/// An object's members in their order, their values as they stand.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Each).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, Order, Slashes, Style, Tree};

    const AS_IT_IS: Style = Style {
        order: Order::AsItIs,
        slashes: Slashes::AsTheyAre,
        letters: Letters::AsTheyAre,
        is_spaced: false,
    };

    fn written(json: &str, style: Style) -> String {
        Tree::read(json).unwrap().written(style, &[])
    }

    #[test]
    fn what_is_not_changed_keeps_its_text() {
        let json = r#"{"b":"\u7ea2\/ \"\\ \n\ud83e\udde7","a":[1.10,true,null,{}],"c":"红/"}"#;
        assert_eq!(written(json, AS_IT_IS), json);
        let spread = json.replace(',', " ,\n ").replace("{\"", "{ \"");
        assert_eq!(written(&spread, AS_IT_IS), json);
    }

    #[test]
    fn each_style_is_written() {
        let json = r#"{"b":"\u7ea2\/<'=","code":"1\u002f","a":"红/\ud83e\udde7\u0022"}"#;
        for (style, expected) in [
            (
                Style { letters: Letters::Raw, ..AS_IT_IS },
                r#"{"b":"红\/<'=","code":"1\/","a":"红/🧧\u0022"}"#,
            ),
            (
                Style { slashes: Slashes::Escaped, letters: Letters::Numbered, ..AS_IT_IS },
                r#"{"b":"\u7ea2\/<'=","code":"1\/","a":"\u7ea2\/\ud83e\udde7\u0022"}"#,
            ),
            (
                Style { slashes: Slashes::Plain, letters: Letters::NumberedUpper, ..AS_IT_IS },
                r#"{"b":"\u7EA2/<'=","code":"1/","a":"\u7EA2/\uD83E\uDDE7\u0022"}"#,
            ),
            (
                Style { letters: Letters::Go, order: Order::Sorted, ..AS_IT_IS },
                r#"{"a":"红/🧧\u0022","b":"红\/\u003c'=","code":"1\/"}"#,
            ),
            (
                Style {
                    letters: Letters::Gson,
                    order: Order::CodeFirst,
                    is_spaced: true,
                    ..AS_IT_IS
                },
                r#"{"code": "1\/", "b": "红\/\u003c\u0027\u003d", "a": "红/🧧\u0022"}"#,
            ),
        ] {
            assert_eq!(written(json, style), expected);
        }
    }

    #[test]
    fn a_deep_text_is_left_alone() {
        assert!(Tree::read(&("[".repeat(20) + &"]".repeat(20))).is_some());
        assert!(Tree::read(&("[".repeat(90_000) + &"]".repeat(90_000))).is_none());
        assert!(Tree::read("{\"a\":").is_none());
    }
}
