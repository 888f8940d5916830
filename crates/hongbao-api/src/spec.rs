//! The shape of a method's table.
//!
//! Rows are written as columns, in the order of the document they come from, so that the two can be
//! compared by eye. Meanings and solutions are in our own words, Chinese and English.

use hongbao_engine::Cause;
use serde::{Serialize, Serializer};

/// A method's contract.
#[derive(Debug, Serialize)]
pub struct Spec {
    /// The method's name.
    pub method: &'static str,
    /// Its official title.
    pub title: &'static str,
    /// What biz_content holds.
    pub request: &'static [Row],
    /// What the answer's node holds after `code` and `msg`, in this order.
    pub response: &'static [Row],
    /// Its business errors.
    pub errors: &'static [ErrorRow],
}

impl Spec {
    /// The row for an event; `None` where the method declares none.
    #[must_use]
    pub fn error(&self, when: When) -> Option<&'static ErrorRow> {
        self.errors.iter().find(|row| row.when == when)
    }
}

/// One field.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whether it must be there.
    #[serde(rename = "required")]
    pub presence: Presence,
    /// Its greatest length in characters.
    pub max: u16,
    /// The document's example.
    pub example: &'static str,
    /// What it means, in Chinese.
    pub meaning: &'static str,
    /// What it means, in English.
    pub meaning_en: &'static str,
}

/// A field's type, as the documents name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Text.
    String,
    /// `yyyy-MM-dd HH:mm:ss`, Beijing time.
    Date,
    /// Yuan with two decimals.
    Price,
    /// A whole number.
    Number,
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

/// One business error, and the event that causes it.
#[derive(Debug, Serialize)]
pub struct ErrorRow {
    /// The event.
    #[serde(skip)]
    pub when: When,
    /// The value of `sub_code`.
    pub sub_code: &'static str,
    /// The value of `sub_msg`.
    pub message: &'static str,
    /// What the caller can do, in Chinese.
    pub solution: &'static str,
    /// What the caller can do, in English.
    pub solution_en: &'static str,
}

/// The events that a method's table gives a business error for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// biz_content is absent or empty.
    Empty,
    /// biz_content is no JSON object, or a row of the request does not fit.
    Malformed,
    /// The store failed; the call may have happened.
    System,
    /// The engine refused.
    Refused(Cause),
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
    Row { name, kind, presence, max, example, meaning, meaning_en }
}

/// An error's row.
pub(crate) const fn error(
    when: When,
    sub_code: &'static str,
    message: &'static str,
    solution: &'static str,
    solution_en: &'static str,
) -> ErrorRow {
    ErrorRow { when, sub_code, message, solution, solution_en }
}
