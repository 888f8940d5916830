//! What PostgreSQL is told in words of its own: how tables are made, and how many rows are looked up at once.
//! The store that tells it is not built yet; tests do.

use super::layout::{About, Form, Outline};
use super::statement::{Dialect, Referring, Wording, numbered};

/// PostgreSQL's words. Names in quotes are never taken for its own, as `user` and `window` are.
pub(crate) const POSTGRES: Dialect =
    Dialect { sigil: '$', quote: "\"", referring: Referring::Number };

/// The statements that make a table, and the view by which it is read.
pub(crate) fn create(table: &Outline) -> Vec<String> {
    let words = Wording::of(table.clone(), &POSTGRES);
    let layout = table.layout;
    let columns = table.columns.iter().map(|column| definition(&words, column));
    let counters = layout.counters.iter();
    let counters = counters.map(|name| format!("{} BIGINT NOT NULL DEFAULT 0", words.name(name)));
    let key = [format!("PRIMARY KEY ({})", words.names(layout.key.iter().copied()))];
    let unique = layout.unique.iter();
    let unique = unique.map(|columns| format!("UNIQUE ({})", words.names(columns.iter().copied())));
    let parts: Vec<_> = columns.chain(counters).chain(key).chain(unique).collect();
    let name = words.name(layout.name);
    let mut made = vec![format!("CREATE TABLE {name} ({})", parts.join(", "))];
    made.extend(view(&words, table));
    made
}

fn definition(words: &Wording<'_>, column: &About) -> String {
    let form = match column.form {
        Form::Number => "BIGINT",
        Form::Flag => "BOOLEAN",
        // In the order of its bytes, as everywhere else.
        Form::Text => "TEXT COLLATE \"C\"",
        Form::Bytes => "BYTEA",
    };
    let full = if column.optional { "" } else { " NOT NULL" };
    format!("{} {form}{full}", words.name(column.name))
}

/// The table with the names of what its rows refer to. Where that is not there, its name is missing.
fn view(words: &Wording<'_>, table: &Outline) -> Option<String> {
    let (column, to) = numbered(table)?;
    let (own, other) = (words.name(table.layout.name), words.name(to.table));
    let of = |table: &str, name: &str| format!("{table}.{}", words.name(name));
    let columns = table.columns.iter().map(|column| of(&own, column.name));
    let columns: Vec<_> = columns.chain([of(&other, to.name)]).collect();
    Some(format!(
        "CREATE VIEW {} AS SELECT {} FROM {own} LEFT JOIN {other} ON {} = {} AND {} = {}",
        words.name(table.layout.rows),
        columns.join(", "),
        of(&other, "home"),
        of(&own, "home"),
        of(&other, to.number),
        of(&own, column),
    ))
}

/// The rows under many keys: each parameter has one column of all keys, as an array.
pub(crate) fn find_many(table: &Outline) -> String {
    let words = Wording::of(table.clone(), &POSTGRES);
    let keys = words.key();
    let arrays = (1..).zip(&keys).map(|(at, column)| {
        // Asked for by name, whatever is kept.
        let is_number = column.form == Form::Number && column.reference.is_none();
        format!("{}::{}[]", words.parameter(at), if is_number { "bigint" } else { "text" })
    });
    let arrays: Vec<_> = arrays.collect();
    let names = keys.iter().map(|column| column.reference.map_or(column.name, |to| to.name));
    let names: Vec<_> = names.map(|name| words.name(name)).collect();
    let (arrays, names) = (arrays.join(", "), names.join(", "));
    words.select(&format!(" JOIN unnest({arrays}) AS wanted ({names}) USING ({names})"))
}
