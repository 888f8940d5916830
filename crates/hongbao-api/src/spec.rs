//! The shape of a method's table.
//!
//! Rows are written as columns, in the order of the document they come from, so that the two can be
//! compared by eye. Meanings and solutions are in our own words, Chinese and English.

use hongbao_engine::{Product, Refusal};
use serde::{Serialize, Serializer};

/// The contract of a method, or of an admin operation.
#[derive(Debug, Serialize)]
pub struct Spec {
    /// Where it is called.
    #[serde(skip)]
    pub surface: Surface,
    /// Which family of methods it belongs to.
    #[serde(skip)]
    pub family: Family,
    /// The method's name; an operation's words on the command line.
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
        self.errors.iter().find(|row| row.when.contains(&when))
    }
}

/// Where something is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// On the gateway, by its name.
    Gateway,
    /// On the admin side, under `/admin/v1/`.
    Admin {
        /// How.
        verb: Verb,
        /// Under which path; `{name}` is a field of the request.
        path: &'static str,
    },
}

/// The verb of an admin operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Looks.
    Get,
    /// Does.
    Post,
    /// Sets.
    Put,
}

impl Verb {
    /// As HTTP spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A family of methods, whose business errors and products are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Cash red-packet campaigns. The real gateway has been seen to write `isv.` before their codes.
    Cash,
    /// Vouchers.
    Voucher,
    /// What is done outside the gateway in real life.
    World,
}

impl Family {
    /// What a merchant must have signed for to call it; `None` where nothing is needed.
    #[must_use]
    pub fn product(self) -> Option<Product> {
        match self {
            Self::Cash => Some(Product::CashCampaign),
            Self::Voucher | Self::World => None,
        }
    }

    /// What stands before its business codes where the server imitates the prefix.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Cash => "isv.",
            Self::Voucher | Self::World => "",
        }
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
    /// A list of objects of this name, whose fields are rows of their own.
    List(&'static str),
}

impl Kind {
    /// Its name, as documents and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Date => "Date",
            Self::Price => "Price",
            Self::Number => "Number",
            Self::Boolean => "Boolean",
            Self::List(name) => name,
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
        serializer.serialize_str(self.name())
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

/// One business error, and the events that cause it.
#[derive(Debug, Serialize)]
pub struct ErrorRow {
    /// The events; none where the document repeats a row.
    #[serde(skip)]
    pub when: &'static [When],
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
    /// The merchant has not signed for the product.
    NotOpened,
    /// More calls than the limit allows; nothing happened.
    TooFrequent,
    /// biz_content is absent or empty.
    Empty,
    /// biz_content is not a JSON object, or a row of the request does not fit.
    Malformed,
    /// This row of the request does not fit, and the table has an error of its own for it.
    Row(&'static str),
    /// The store is not available; nothing happened.
    Unavailable,
    /// The store did not say whether it happened.
    Unsure,
    /// The engine refused.
    Refused(Refusal),
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

/// An error's row.
pub(crate) const fn error(
    when: &'static [When],
    sub_code: &'static str,
    message: &'static str,
    solution: &'static str,
    solution_en: &'static str,
) -> ErrorRow {
    ErrorRow { when, sub_code, message, solution, solution_en }
}
