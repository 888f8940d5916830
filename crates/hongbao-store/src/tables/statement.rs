//! The statements that follow from a table's description, in the words of one database.

use super::table::{About, Described, Layout, Reference, Writing};

/// How databases differ.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// What stands before the number of a parameter.
    sigil: char,
    /// What stands before and behind a name.
    quote: &'static str,
}

/// The embedded database's words. A name in quotes that no column has would be a text there.
pub(crate) const SQLITE: Dialect = Dialect { sigil: '?', quote: "" };

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
}

impl Statements {
    pub(crate) fn of(table: &dyn Described, dialect: &Dialect) -> Self {
        let words = Wording { layout: table.layout(), columns: &table.columns(), dialect };
        Self { find: words.find(), walk: words.walk(), write: words.write() }
    }
}

/// The rows of a table, as they are read, and what is to follow: which, in which order.
pub(crate) fn select(table: &dyn Described, dialect: &Dialect, rest: &str) -> String {
    Wording { layout: table.layout(), columns: &table.columns(), dialect }.select(rest)
}

/// The column of a table that keeps a number where a record has a name.
pub(crate) fn numbered(table: &dyn Described) -> Option<(&'static str, &'static Reference)> {
    table.columns().into_iter().find_map(|column| Some((column.name, column.reference?)))
}

/// A table in a database's words.
struct Wording<'a> {
    layout: &'a Layout,
    columns: &'a [&'static About],
    dialect: &'a Dialect,
}

impl Wording<'_> {
    fn name(&self, name: &str) -> String {
        format!("{quote}{name}{quote}", quote = self.dialect.quote)
    }

    fn names<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> String {
        names.into_iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }

    fn parameter(&self, number: usize) -> String {
        format!("{}{number}", self.dialect.sigil)
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

    fn select(&self, rest: &str) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| self.read(column)).collect();
        format!("SELECT {} FROM {}{rest}", columns.join(", "), self.name(self.layout.rows))
    }

    /// A column of the key as rows are asked for by it.
    fn asked(&self, key: &str) -> String {
        let reference = self.columns.iter().find(|column| column.name == key);
        let reference = reference.and_then(|column| column.reference);
        self.name(reference.map_or(key, |to| to.name))
    }

    fn find(&self) -> String {
        let key = (1..).zip(self.layout.key);
        let key: Vec<_> =
            key.map(|(at, key)| format!("{} = {}", self.asked(key), self.parameter(at))).collect();
        format!("{} WHERE {}", self.select(""), key.join(" AND "))
    }

    fn walk(&self) -> String {
        let last = self.layout.key.len();
        let key: Vec<_> = (1..)
            .zip(self.layout.key)
            .map(|(at, key)| {
                let sign = if at == last { '>' } else { '=' };
                format!("{} {sign} {}", self.asked(key), self.parameter(at))
            })
            .collect();
        let order = self.layout.key.last().map_or_else(String::new, |key| self.asked(key));
        let most = self.parameter(last + 1);
        format!("{} WHERE {} ORDER BY {order} LIMIT {most}", self.select(""), key.join(" AND "))
    }

    /// A cell as it is written: of what it refers to, the number; there is no row without it.
    fn value(&self, at: usize, column: &About) -> String {
        let value = self.parameter(at);
        let Some(to) = column.reference else { return value };
        let (table, number) = (self.name(to.table), self.name(to.number));
        let (names, home) = (self.names(["home", to.name]), self.parameter(1));
        format!("(SELECT {number} FROM {table} WHERE ({names}) = ({home}, {value}))")
    }

    fn write(&self) -> String {
        let values: Vec<_> =
            (1..).zip(self.columns).map(|(at, column)| self.value(at, column)).collect();
        let insert = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.name(self.layout.name),
            self.names(self.columns.iter().map(|column| column.name)),
            values.join(", ")
        );
        match self.layout.writing {
            Writing::Append => insert,
            Writing::Replace => insert + &self.replace(),
        }
    }

    /// A clash in any other column than the key's is an error, and a fixed column that would change is one.
    fn replace(&self) -> String {
        let key = self.layout.key;
        let others = || self.columns.iter().filter(|column| !key.contains(&column.name));
        let set = others().filter(|column| !column.fixed).map(|column| {
            let name = self.name(column.name);
            format!("{name} = excluded.{name}")
        });
        let fixed = others().filter(|column| column.fixed).map(|column| {
            let (table, name) = (self.name(self.layout.name), self.name(column.name));
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
