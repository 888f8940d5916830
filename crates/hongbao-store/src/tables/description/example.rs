//! What the tests write into columns whose values have a form: of each row from 0, another.

use super::cell::{Cell, Words};

/// One home for all.
pub(in crate::tables) fn home(_: i64) -> Cell<'static> {
    7_i64.into()
}

/// Numbers that no language puts into the order of their bytes.
pub(in crate::tables) fn crowd_no(row: i64) -> Cell<'static> {
    mixed(row).into()
}

pub(in crate::tables) fn user_id(row: i64) -> Cell<'static> {
    format!("2088{row:012}").into()
}

pub(in crate::tables) fn merchant_id(row: i64) -> Cell<'static> {
    format!("2088101{row:09}").into()
}

pub(in crate::tables) fn app_id(row: i64) -> Cell<'static> {
    format!("2014{row:012}").into()
}

pub(in crate::tables) fn voucher_id(row: i64) -> Cell<'static> {
    format!("2026{row:024}").into()
}

/// One word after the other.
pub(in crate::tables) fn nth<T>(words: Words<T>, row: i64) -> Cell<'static> {
    let word = usize::try_from(row).ok().and_then(|row| words.iter().cycle().nth(row));
    word.map_or("", |(word, _)| word).into()
}

/// A text of its own for each row.
pub(in crate::tables) fn mixed(row: i64) -> String {
    let start = ["b", "A", "a-", "aa", "B", "a_"];
    let start = usize::try_from(row).ok().and_then(|row| start.iter().cycle().nth(row));
    format!("{}{row}", start.unwrap_or(&""))
}
