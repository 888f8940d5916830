//! The statements that follow from a table's description, in the words of one database.

use super::layout::{About, Outline, Reference, Writing};

/// How databases differ.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// What stands before the number of a parameter.
    pub(in crate::tables) sigil: char,
    /// What stands before and behind a name.
    pub(in crate::tables) quote: &'static str,
    /// How rows are asked for that refer to another.
    pub(in crate::tables) referring: Referring,
}

/// How rows are asked for that refer to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Referring {
    /// By its name, with which its row is joined. That row is found once, and is read anyway.
    Name,
    /// By its number, which is looked up first: rows that are joined would be sorted once more.
    Number,
}

/// The embedded database's words. A name in quotes that no column has would be a text there.
pub(crate) const SQLITE: Dialect = Dialect { sigil: '?', quote: "", referring: Referring::Name };

/// The statements of a table that are run often.
#[derive(Debug)]
pub(crate) struct Statements {
    /// Gives the row under a key; the parameters are the key's.
    pub(crate) find: String,
    /// Gives the rows that share all of a key but the last, which is greater than the next parameter, in its
    /// order; at most as many as the parameter after that says.
    pub(crate) walk: String,
    /// Writes a row; the parameters are its cells. It changes one row, or is refused.
    pub(crate) write: String,
    /// Removes the row under a key; the parameters are the key's.
    pub(crate) remove: String,
}

impl Statements {
    pub(crate) fn of(table: Outline, dialect: &Dialect) -> Self {
        let words = Wording::of(table, dialect);
        Self {
            find: words.find(),
            walk: words.walk(),
            write: words.write(),
            remove: words.remove(),
        }
    }
}

/// The rows of a table, as they are read, and what is to follow: which, in which order.
pub(crate) fn select(table: Outline, dialect: &Dialect, rest: &str) -> String {
    Wording::of(table, dialect).select(rest)
}

/// The column of a table that keeps a number where a record has a name.
pub(crate) fn numbered(table: &Outline) -> Option<(&'static str, &'static Reference)> {
    table.columns.iter().find_map(|column| Some((column.name, column.reference?)))
}

/// A table in a database's words.
pub(in crate::tables) struct Wording<'a> {
    outline: Outline,
    dialect: &'a Dialect,
}

impl<'a> Wording<'a> {
    pub(in crate::tables) fn of(outline: Outline, dialect: &'a Dialect) -> Self {
        Self { outline, dialect }
    }

    pub(in crate::tables) fn name(&self, name: &str) -> String {
        format!("{quote}{name}{quote}", quote = self.dialect.quote)
    }

    pub(in crate::tables) fn names<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> String {
        names.into_iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    pub(in crate::tables) fn parameter(&self, number: usize) -> String {
        format!("{}{number}", self.dialect.sigil)
    }

    /// The columns of the key.
    pub(in crate::tables) fn key(&self) -> Vec<&'static About> {
        let column =
            |key: &&str| self.outline.columns.iter().find(|column| column.name == *key).copied();
        self.outline.layout.key.iter().filter_map(column).collect()
    }

    /// A column as it is read: of what it refers to, the name; if that is not there, the number as a text, so
    /// that an audit can say whose row it is.
    fn read(&self, column: &About) -> String {
        let name = self.name(column.name);
        match column.reference {
            None => name,
            Some(to) => format!("coalesce({}, CAST({name} AS TEXT))", self.name(to.name)),
        }
    }

    pub(in crate::tables) fn select(&self, rest: &str) -> String {
        let columns: Vec<_> = self.outline.columns.iter().map(|column| self.read(column)).collect();
        format!("SELECT {} FROM {}{rest}", columns.join(", "), self.name(self.outline.layout.rows))
    }

    fn find(&self) -> String {
        let key: Vec<_> = (1..).zip(self.key()).map(|(at, column)| self.is(at, column)).collect();
        self.select(&format!(" WHERE {}", key.join(" AND ")))
    }

    fn walk(&self) -> String {
        let key = self.key();
        let last = key.len();
        let which = (1..).zip(&key).map(|(at, column)| {
            let behind = || format!("{} > {}", self.name(column.name), self.parameter(at));
            if at == last { behind() } else { self.is(at, column) }
        });
        let which: Vec<_> = which.collect();
        let order = key.last().map_or_else(String::new, |last| self.name(last.name));
        let most = self.parameter(last + 1);
        self.select(&format!(" WHERE {} ORDER BY {order} LIMIT {most}", which.join(" AND ")))
    }

    /// The condition that a column holds a parameter.
    fn is(&self, at: usize, column: &About) -> String {
        match (self.dialect.referring, column.reference) {
            (Referring::Name, Some(to)) => {
                format!("{} = {}", self.name(to.name), self.parameter(at))
            }
            (Referring::Number, Some(_)) | (_, None) => {
                format!("{} = {}", self.name(column.name), self.value(at, column))
            }
        }
    }

    /// A cell as it is written: of what it refers to, the number; there is no row without it.
    fn value(&self, at: usize, column: &About) -> String {
        let value = self.parameter(at);
        let Some(to) = column.reference else { return value };
        let (table, number) = (self.name(to.table), self.name(to.number));
        let (names, home) = (self.names(["home", to.name]), self.parameter(1));
        format!("(SELECT {number} FROM {table} WHERE ({names}) = ({home}, {value}))")
    }

    fn remove(&self) -> String {
        let key = (1..).zip(self.key());
        let key = key
            .map(|(at, column)| format!("{} = {}", self.name(column.name), self.value(at, column)));
        let key: Vec<_> = key.collect();
        format!("DELETE FROM {} WHERE {}", self.name(self.outline.layout.name), key.join(" AND "))
    }

    fn write(&self) -> String {
        let values: Vec<_> =
            (1..).zip(&self.outline.columns).map(|(at, column)| self.value(at, column)).collect();
        let insert = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name(self.outline.layout.name),
            self.names(self.outline.columns.iter().map(|column| column.name)),
            values.join(", ")
        );
        match self.outline.layout.writing {
            Writing::Append => insert,
            Writing::Replace => insert + &self.replace(),
        }
    }

    /// A clash in any other column than the key's is an error, and a fixed column that would change is one.
    fn replace(&self) -> String {
        let key = self.outline.layout.key;
        let others = || self.outline.columns.iter().filter(|column| !key.contains(&column.name));
        let set = others().filter(|column| !column.fixed).map(|column| {
            let name = self.name(column.name);
            format!("{name} = excluded.{name}")
        });
        let fixed = others().filter(|column| column.fixed).map(|column| {
            let (table, name) = (self.name(self.outline.layout.name), self.name(column.name));
            format!("{table}.{name} = excluded.{name}")
        });
        let (set, fixed): (Vec<_>, Vec<_>) = (set.collect(), fixed.collect());
        let unless = if fixed.is_empty() { "" } else { " WHERE " };
        format!(
            " ON CONFLICT ({}) DO UPDATE SET {}{unless}{}",
            self.names(key.iter().copied()),
            set.join(", "),
            fixed.join(" AND ")
        )
    }
}
