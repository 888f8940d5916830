//! A list of objects as a table for people: a line of names, then a line for each entry.

use serde_json::{Map, Value};

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
        let cells = entries.iter().map(|entry| match entry.get(name) {
            None => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        });
        let column: Vec<String> = std::iter::once(name.clone()).chain(cells).collect();
        let widest = column.iter().map(|cell| width(cell)).max().unwrap_or_default();
        for (line, cell) in lines.iter_mut().zip(column) {
            line.push_str(&format!("{cell}{:1$}  ", "", widest - width(&cell)));
        }
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The columns that a text takes on a terminal, where a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|character| if character >= '\u{1100}' { 2 } else { 1 }).sum()
}
