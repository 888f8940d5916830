//! The shape of a table's rows: what a field is called, of which type it is, and what it means.
//!
//! Rows are written as columns, in the order of the document they come from, so that the two can be
//! compared by eye. Meanings are in our own words, Chinese and English. Must not know whose table it is, a
//! method's or an operation's.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// One field.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether it must be there.
    #[serde(rename = "required")]
    pub presence: Presence,
    /// Its greatest length in characters; `None` for a list.
    pub max: Option<u16>,
    /// The document's example.
    pub example: &'static str,
    /// What it means, in Chinese.
    pub meaning: &'static str,
    /// What it means, in English.
    pub meaning_en: &'static str,
    /// Whether it is text that people read on one line, so that nothing invisible may change it.
    #[serde(skip)]
    pub one_line: bool,
    /// Whether it is a price that the document's sample prints as a number.
    #[serde(skip)]
    pub bare: bool,
    /// The fields of each entry, where it is a list.
    #[serde(skip_serializing_if = "<[Row]>::is_empty")]
    pub fields: &'static [Row],
}

impl Row {
    /// The same for text that people read on one line.
    pub(crate) const fn one_line(self) -> Self {
        Self { one_line: true, ..self }
    }

    /// The same for a price that the document's sample prints as a number.
    pub(crate) const fn bare(self) -> Self {
        Self { bare: true, ..self }
    }
}

/// A field's type, as the documents name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// `yyyy-MM-dd HH:mm:ss`, Beijing time.
    Date,
    /// Yuan with two decimals.
    Price,
    /// A whole number.
    Number,
    /// `true` or `false`, as JSON or as text of these letters; nothing else is either.
    Boolean,
    /// One of these words, as text.
    Word(&'static [&'static str]),
    /// A list of objects of this name, whose fields are rows of their own.
    List(&'static str),
}

impl Kind {
    /// Its name, as documents and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String | Self::Word(_) => "String",
            Self::Date => "Date",
            Self::Price => "Price",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::List(name) => name,
        }
    }

    /// The words that it may be; none where it is not one of a few.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) => words,
            Self::String
            | Self::Date
            | Self::Price
            | Self::Number
            | Self::Boolean
            | Self::List(_) => &[],
        }
    }

    /// Whether it is a list of objects, whose fields are rows of their own.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::List(_))
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("type", self.name())?;
        if !self.words().is_empty() {
            members.serialize_entry("words", self.words())?;
        }
        members.end()
    }
}

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// It may be left out.
    Optional,
}

impl Serialize for Presence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self == Self::Required)
    }
}

/// A field's row.
#[expect(clippy::too_many_arguments, reason = "read as the columns of a table")]
pub(crate) const fn row(
    name: &'static str,
    kind: Kind,
    presence: Presence,
    max: u16,
    example: &'static str,
    meaning: &'static str,
    meaning_en: &'static str,
) -> Row {
    let max = Some(max);
    let (one_line, bare) = (false, false);
    Row { name, kind, presence, max, example, meaning, meaning_en, one_line, bare, fields: &[] }
}

/// The row of a list of objects with this name, with the rows of its entries.
#[expect(clippy::too_many_arguments, reason = "read as the columns of a table")]
pub(crate) const fn list(
    name: &'static str,
    entry: &'static str,
    presence: Presence,
    meaning: &'static str,
    meaning_en: &'static str,
    fields: &'static [Row],
) -> Row {
    let (kind, max, example) = (Kind::List(entry), None, "");
    let (one_line, bare) = (false, false);
    Row { name, kind, presence, max, example, meaning, meaning_en, one_line, bare, fields }
}
