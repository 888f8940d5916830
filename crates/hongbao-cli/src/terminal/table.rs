//! A list of objects as a table for people: a line of names, then a line for each entry.

use serde_json::{Map, Value};

use crate::terminal::{self, width};

/// The entries as aligned columns, in the order in which their names come up; nothing for no entries.
pub(crate) fn table(entries: &[Map<String, Value>]) -> String {
    let mut names: Vec<&String> = Vec::new();
    for name in entries.iter().flat_map(Map::keys) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut lines = vec![String::new(); if entries.is_empty() { 0 } else { entries.len() + 1 }];
    for name in names {
        let cells = entries.iter().map(|entry| entry.get(name).map(cell).unwrap_or_default());
        let head = terminal::Value(name).to_string();
        let column: Vec<String> = std::iter::once(head).chain(cells).collect();
        let widest = column.iter().map(|cell| width(cell)).max().unwrap_or_default();
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push_str(&format!("{cell}{:1$}  ", "", widest - width(&cell)));
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A value as it stands in a line: text without quotes, anything else as JSON.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => terminal::Value(text).to_string(),
        other => terminal::Value(&other.to_string()).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::table;

    #[test]
    fn columns_are_aligned_and_nothing_leaves_its_line() {
        let entry = |name: &str| {
            Map::from_iter([("name".to_owned(), json!(name)), ("n".to_owned(), json!(1))])
        };
        let entries = ["“春”—…", "x\u{1b}[2J\nfake  1", "e\u{301}"].map(entry);
        assert_eq!(
            table(&entries),
            "name                 n\n“春”—…               1\nx\\u{1b}[2J\\nfake  1  1\ne\u{301}                    1\n"
        );
    }
}
