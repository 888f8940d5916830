//! What an operation answers when it is refused: a problem as RFC 9457 describes it.

use hongbao_engine::{Compared, Refusal, RefusalClass};
use serde::Serialize;

use crate::contract::spec::{Kind, Row};
use crate::values::biz_content::Misfit;

/// Characters of a caller's own word that a detail repeats.
const REPEATED: usize = 64;
/// Characters of an explanation that may hold such a word.
const EXPLAINED: usize = 200;

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What kind it is, in words with a hyphen between them.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What of the request it is about, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Problem {
    /// The problem of this name: words with a hyphen between them.
    #[must_use]
    pub fn new(kind: &str, status: u16) -> Self {
        Self { kind: kind.to_owned(), title: kind.replace('-', " "), status, detail: None }
    }

    /// The same with what of the request it is about.
    #[must_use]
    pub fn about(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// What a row takes, where a value is not that.
    pub(crate) fn about_row(self, row: &Row) -> Self {
        self.about(format!("{} is not {}", row.name, wanted(row)))
    }

    /// The problem of fields that do not fit the rows of the operation of this name.
    pub(crate) fn of_fields(misfit: &Misfit, name: &str, rows: &[Row]) -> Self {
        let malformed = || Self::new("fields-malformed", 422);
        match misfit {
            Misfit::Text(error) => malformed().about(short(&error.to_string(), EXPLAINED)),
            Misfit::Absent(row) => malformed().about(format!("{} is required", row.name)),
            Misfit::Form(row) | Misfit::Value(row) | Misfit::Word(row) => {
                malformed().about_row(row)
            }
            Misfit::Twice(field) => {
                Self::new("field-given-twice", 422).about(short(field, REPEATED))
            }
            Misfit::Unknown(field) => {
                let known: Vec<_> = rows.iter().map(|row| row.name).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                let field = short(field, REPEATED);
                let detail = format!("{field} is not a field of {name}: {known}");
                Self::new("field-unknown", 422).about(detail)
            }
        }
    }

    /// The problem of a path that leads nowhere.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new("not-found", 404)
    }

    /// The problem that a refusal is, with what it compared. What only a sandbox has is not there in
    /// production.
    #[must_use]
    pub fn of(refusal: Refusal, compared: Compared) -> Self {
        let problem = Self::new(refusal.name(), status(refusal));
        if compared.is_nothing() { problem } else { problem.about(compared.to_string()) }
    }
}

/// What a row takes, in words.
fn wanted(row: &Row) -> String {
    match row.kind {
        Kind::Boolean => "true or false".to_owned(),
        Kind::Number => "a whole number".to_owned(),
        Kind::Date => "a date as 2016-08-10 22:28:30".to_owned(),
        Kind::Price => "an amount in yuan as 20.00".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Word(words) => format!("one of {}", words.join(", ")),
        Kind::String => {
            let max = row.max.map(|max| format!(" of at most {max} characters"));
            format!("text{}", max.unwrap_or_default())
        }
    }
}

/// The first characters of a text.
fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The HTTP status of a refusal.
pub(crate) fn status(refusal: Refusal) -> u16 {
    match refusal.class() {
        RefusalClass::Unknown => 404,
        RefusalClass::Conflict => 409,
        RefusalClass::Illegal => 422,
    }
}
