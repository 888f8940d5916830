//! Cells: what stands in one column of one row, in whichever database. A record is written as cells and
//! read back from them; no driver is known here.

use std::borrow::Cow;
use std::fmt;

use hongbao_engine::{Fen, Form, Home, Id, Timestamp};

/// What stands in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Null,
    /// An integer.
    Number(i64),
    /// An integer that no column holds; writing it fails.
    Excess(u64),
    /// Yes or no; a database without booleans keeps it as 1 or 0.
    Flag(bool),
    /// A text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
}

#[cfg(test)]
impl Cell<'_> {
    /// The same, of its own.
    pub(crate) fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Number(number) => Cell::Number(number),
            Self::Excess(number) => Cell::Excess(number),
            Self::Flag(flag) => Cell::Flag(flag),
            Self::Text(text) => Cell::Text(text.into_owned().into()),
            Self::Bytes(bytes) => Cell::Bytes(bytes.into_owned().into()),
        }
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Excess(number), Self::Number)
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<Home> for Cell<'_> {
    fn from(home: Home) -> Self {
        home.number().into()
    }
}

impl From<Fen> for Cell<'_> {
    fn from(amount: Fen) -> Self {
        amount.get().into()
    }
}

impl From<Timestamp> for Cell<'_> {
    fn from(moment: Timestamp) -> Self {
        moment.secs().into()
    }
}

impl<'a, F: Form> From<&'a Id<F>> for Cell<'a> {
    fn from(id: &'a Id<F>) -> Self {
        id.as_str().into()
    }
}

impl<'a, T: Into<Self>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, T::into)
    }
}

/// What is read from one cell; `None` if the cell holds something else.
pub(crate) trait FromCell: Sized {
    fn from_cell(cell: &Cell<'_>) -> Option<Self>;
}

impl FromCell for i64 {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Cell::Number(number) = cell { Some(*number) } else { None }
    }
}

impl FromCell for u32 {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for u64 {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}

impl FromCell for bool {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Flag(flag) => Some(*flag),
            Cell::Number(0) => Some(false),
            Cell::Number(1) => Some(true),
            Cell::Null | Cell::Number(_) | Cell::Excess(_) | Cell::Text(_) | Cell::Bytes(_) => None,
        }
    }
}

impl FromCell for String {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text.as_ref().to_owned()) } else { None }
    }
}

impl FromCell for Vec<u8> {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { Some(bytes.to_vec()) } else { None }
    }
}

impl<const N: usize> FromCell for [u8; N] {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Cell::Bytes(bytes) = cell { bytes.as_ref().try_into().ok() } else { None }
    }
}

impl FromCell for Home {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        u32::from_cell(cell).map(Self::new)
    }
}

impl FromCell for Fen {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self::new)
    }
}

impl FromCell for Timestamp {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        i64::from_cell(cell).map(Self::from_secs)
    }
}

impl<F: Form> FromCell for Id<F> {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { Self::parse(text) } else { None }
    }
}

impl<T: FromCell> FromCell for Option<T> {
    fn from_cell(cell: &Cell<'_>) -> Option<Self> {
        if *cell == Cell::Null { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}

/// A row that a database has given.
pub(crate) trait Row {
    /// The cell at this place, from 0; `None` if no cell can hold what is there.
    fn cell(&self, at: usize) -> Option<Cell<'_>>;
}

/// A row's cells, one after the other. Looking for a column by its name takes longer than reading it.
pub(crate) struct Cells<'a> {
    row: &'a dyn Row,
    next: usize,
}

impl<'a> Cells<'a> {
    pub(in crate::tables) fn of(row: &'a dyn Row) -> Self {
        Self { row, next: 0 }
    }

    /// What the next cell holds.
    pub(in crate::tables) fn next<T: FromCell>(&mut self) -> Result<T, Damage> {
        self.read(T::from_cell)
    }

    /// What the next cell's text stands for.
    pub(in crate::tables) fn text<T>(
        &mut self,
        meaning: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Damage> {
        self.read(|cell| if let Cell::Text(text) = cell { meaning(text) } else { None })
    }

    /// The value that the next cell's word stands for.
    pub(in crate::tables) fn word<T: Copy>(&mut self, words: Words<T>) -> Result<T, Damage> {
        self.text(|text| meaning(words, text))
    }

    /// The same, where there may be none.
    pub(in crate::tables) fn maybe_word<T: Copy>(
        &mut self,
        words: Words<T>,
    ) -> Result<Option<T>, Damage> {
        self.read(|cell| match cell {
            Cell::Null => Some(None),
            Cell::Text(text) => meaning(words, text).map(Some),
            Cell::Number(_) | Cell::Excess(_) | Cell::Flag(_) | Cell::Bytes(_) => None,
        })
    }

    fn read<T>(&mut self, meaning: impl FnOnce(&Cell<'_>) -> Option<T>) -> Result<T, Damage> {
        let at = self.next;
        self.next += 1;
        let cell = self.row.cell(at);
        cell.as_ref().and_then(meaning).ok_or_else(|| Damage { at, text: shown(cell.as_ref()) })
    }
}

/// Words that stand for values.
pub(in crate::tables) type Words<T> = &'static [(&'static str, T)];

/// The value that a word stands for.
pub(in crate::tables) fn meaning<T: Copy>(words: Words<T>, text: &str) -> Option<T> {
    words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

/// The word that stands for a value.
pub(in crate::tables) fn spell<T: PartialEq>(words: Words<T>, value: &T) -> &'static str {
    words.iter().find(|(_, known)| known == value).map_or("", |(word, _)| word)
}

/// A cell that does not hold what its column holds.
#[derive(Debug)]
pub(in crate::tables) struct Damage {
    /// Which one, from 0.
    pub(in crate::tables) at: usize,
    text: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A cell in an error: texts as they are; bytes may be secret.
fn shown(cell: Option<&Cell<'_>>) -> String {
    match cell {
        Some(Cell::Text(text)) => format!("{text:?}"),
        Some(Cell::Null) => "nothing".to_owned(),
        Some(Cell::Number(_) | Cell::Excess(_) | Cell::Flag(_)) => {
            "a number that does not fit".to_owned()
        }
        Some(Cell::Bytes(_)) => "bytes that do not fit".to_owned(),
        None => "what no column holds".to_owned(),
    }
}
