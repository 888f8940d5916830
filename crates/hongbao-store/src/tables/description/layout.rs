//! The words in which a table is described: its name, its key, and what each of its columns holds. How cells
//! are made of records is not known here.

use super::cell::Cell;

/// What a table has beside its columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Its name.
    pub(crate) name: &'static str,
    /// Where rows are read: the table, or a view of it with the names of what a row refers to by number.
    pub(crate) rows: &'static str,
    /// The columns by which a record is found, and walked over in the order of the last of them.
    pub(crate) key: &'static [&'static str],
    /// Other columns that no two rows share.
    pub(in crate::tables) unique: &'static [&'static [&'static str]],
    /// Whether rows change.
    pub(crate) writing: Writing,
    /// The index by which the rows of a campaign are found, where the key does not begin with it.
    pub(crate) by_campaign: Option<&'static str>,
    /// Counters beside the record: columns that begin at 0.
    pub(in crate::tables) counters: &'static [&'static str],
}

/// Whether rows change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// Rows are only added. A key that is there is an error.
    Append,
    /// A row is added, or takes the place of the one under its key.
    Replace,
}

impl Layout {
    /// A table that is read as it is written, and whose rows change.
    pub(in crate::tables) const fn of(name: &'static str, key: &'static [&'static str]) -> Self {
        Self {
            name,
            rows: name,
            key,
            unique: &[],
            writing: Writing::Replace,
            by_campaign: None,
            counters: &[],
        }
    }
}

/// A column, without the type of the rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) name: &'static str,
    pub(in crate::tables) form: Form,
    /// Whether it may hold nothing.
    pub(in crate::tables) optional: bool,
    /// Whether it stays as it was first written: a row that would change it is refused.
    pub(in crate::tables) fixed: bool,
    /// What it refers to, if it keeps a number where a record has a name.
    pub(in crate::tables) reference: Option<&'static Reference>,
    /// What the tests write into it, in the row of this number from 0; otherwise what suits its form.
    #[cfg_attr(not(test), expect(dead_code, reason = "it is for tests"))]
    pub(in crate::tables) example: Option<fn(i64) -> Cell<'static>>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Number,
    Flag,
    Text,
    Bytes,
}

/// Another table's row, of the same home. A record has its name; the column keeps its number, which is short.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) table: &'static str,
    /// The column of its name.
    pub(crate) name: &'static str,
    /// The column of its number.
    pub(crate) number: &'static str,
}

impl About {
    const fn of(name: &'static str, form: Form) -> Self {
        Self { name, form, optional: false, fixed: false, reference: None, example: None }
    }

    /// The same, which may hold nothing.
    pub(in crate::tables) const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The same, which stays as it was first written.
    pub(in crate::tables) const fn fixed(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// The same, which keeps the number of what a record names.
    pub(in crate::tables) const fn refers(self, to: &'static Reference) -> Self {
        Self { reference: Some(to), ..self }
    }

    /// The same, into which the tests write this, in the row of a number from 0.
    pub(in crate::tables) const fn like(self, example: fn(i64) -> Cell<'static>) -> Self {
        Self { example: Some(example), ..self }
    }
}

/// A column of integers.
pub(in crate::tables) const fn number(name: &'static str) -> About {
    About::of(name, Form::Number)
}

/// A column of yes and no.
pub(in crate::tables) const fn flag(name: &'static str) -> About {
    About::of(name, Form::Flag)
}

/// A column of texts.
pub(in crate::tables) const fn text(name: &'static str) -> About {
    About::of(name, Form::Text)
}

/// A column of bytes.
pub(in crate::tables) const fn bytes(name: &'static str) -> About {
    About::of(name, Form::Bytes)
}

/// A table without the type of its rows: what statements follow from.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub(in crate::tables) layout: Layout,
    /// In order.
    pub(crate) columns: Vec<&'static About>,
}
