//! Each table's statements for PostgreSQL, run on one: what is written comes back, by its key, among many,
//! and in the order of its bytes.

mod server;

use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, error::SqlState};

use self::server::Server;
use super::{ROWS, described, row};
use crate::tables::description::cell::{Cell, Row};
use crate::tables::description::layout::Writing;
use crate::tables::description::postgres::{POSTGRES, create, find_many};
use crate::tables::description::statement::{Statements, select};
use crate::tables::description::table::Described;
use crate::tables::{campaign, draw};

type Cells = Vec<Cell<'static>>;

impl Row for postgres::Row {
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        let form = self.columns()[at].type_().clone();
        let value: Option<Cell<'_>> = match form {
            Type::INT8 => read::<i64>(self, at)?.map(Cell::Number),
            Type::BOOL => read::<bool>(self, at)?.map(Cell::Flag),
            Type::TEXT => read::<&str>(self, at)?.map(Cell::from),
            Type::BYTEA => read::<&[u8]>(self, at)?.map(Cell::from),
            _ => return None,
        };
        Some(value.unwrap_or(Cell::Null))
    }
}

fn read<'a, T: FromSql<'a>>(row: &'a postgres::Row, at: usize) -> Option<Option<T>> {
    row.try_get(at).ok()
}

/// A cell as a parameter, of its own type or refused.
impl ToSql for Cell<'_> {
    fn to_sql(
        &self,
        to: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Number(number) => number.to_sql_checked(to, out),
            Self::Excess(number) => Err(format!("{number} is too large").into()),
            Self::Flag(flag) => flag.to_sql_checked(to, out),
            Self::Text(text) => text.as_ref().to_sql_checked(to, out),
            Self::Bytes(bytes) => bytes.as_ref().to_sql_checked(to, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn parameters<'a>(
    cells: impl IntoIterator<Item = &'a Cell<'static>>,
) -> Vec<&'a (dyn ToSql + Sync)> {
    cells.into_iter().map(|cell| cell as &(dyn ToSql + Sync)).collect()
}

/// A table whose statements are run on a server.
struct Tried<'a> {
    table: &'static dyn Described,
    statements: Statements,
    db: &'a mut Client,
}

impl Tried<'_> {
    fn name(&self) -> &'static str {
        self.table.layout().name
    }

    fn write(&mut self, row: &Cells) -> Result<u64, postgres::Error> {
        self.db.execute(&self.statements.write, &parameters(row))
    }

    /// What a statement finds, as it would be written again.
    fn found(&mut self, sql: &str, of: &[&(dyn ToSql + Sync)]) -> Vec<Cells> {
        let rows = self.db.query(sql, of).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.iter().map(|row| self.table.echo(row).unwrap()).collect()
    }

    /// The cells of a row's key.
    fn key(&self, row: &Cells) -> Cells {
        let columns = self.table.outline().columns;
        let at = |key: &&str| columns.iter().position(|column| column.name == *key).unwrap();
        self.table.layout().key.iter().map(|key| row[at(key)].clone()).collect()
    }

    fn check_write(&mut self, rows: &[Cells]) {
        for row in rows {
            assert_eq!(self.write(row).unwrap(), 1, "{}", self.name());
        }
        let again = self.write(&rows[0]);
        match self.table.layout().writing {
            Writing::Replace => assert_eq!(again.unwrap(), 1, "{}", self.name()),
            Writing::Append => {
                let code = again.unwrap_err().code().cloned();
                assert_eq!(code, Some(SqlState::UNIQUE_VIOLATION), "{}", self.name());
            }
        }
        let columns = self.table.outline().columns;
        for fixed in (0..columns.len()).filter(|at| columns[*at].fixed) {
            let mut changed = rows[0].clone();
            changed[fixed] = 9_999_i64.into();
            assert_eq!(self.write(&changed).unwrap(), 0, "{} is fixed", columns[fixed].name);
        }
    }

    /// One by one, and all in one statement, of which one is not there.
    fn check_found(&mut self, rows: &[Cells]) {
        let mut keys: Vec<Cells> = rows.iter().map(|row| self.key(row)).collect();
        let sql = self.statements.find.clone();
        let found: Vec<_> =
            keys.iter().flat_map(|key| self.found(&sql, &parameters(key))).collect();
        assert_eq!(found, rows, "{sql}");
        let absent = self.key(&row(self.table, ROWS));
        if !keys.contains(&absent) {
            keys.push(absent);
        }
        let columns: Vec<Cells> =
            (0..keys[0].len()).map(|at| keys.iter().map(|key| key[at].clone()).collect()).collect();
        let columns: Vec<_> = columns.iter().map(|cells| cells as &(dyn ToSql + Sync)).collect();
        let sql = find_many(&self.table.outline());
        let mut found = self.found(&sql, &columns);
        found.sort_by_key(|found| rows.iter().position(|row| row == found));
        assert_eq!(found, rows, "{sql}");
        self.check_plan(&sql, &columns);
    }

    /// In chunks of two, among the rows that share all of the key but the last.
    fn check_walk(&mut self, rows: &[Cells]) {
        let mut keys: Vec<Cells> = rows.iter().map(|row| self.key(row)).collect();
        keys.sort_by(compare);
        let first = keys[0].clone();
        let (last, shared) = first.split_last().unwrap();
        let mut after: Cell<'static> = match last {
            Cell::Number(_) => i64::MIN.into(),
            _ => "".into(),
        };
        let mut walked = Vec::new();
        let sql = self.statements.walk.clone();
        loop {
            let place: Cells = shared.iter().cloned().chain([after, 2_i64.into()]).collect();
            let chunk = self.found(&sql, &parameters(&place));
            self.check_plan(&sql, &parameters(&place));
            let Some(row) = chunk.last() else { break };
            after = self.key(row).pop().unwrap();
            walked.extend(chunk.iter().map(|row| self.key(row)));
        }
        let expected: Vec<_> = keys.into_iter().filter(|key| key.starts_with(shared)).collect();
        assert_eq!(walked, expected, "{sql}");
    }

    /// One row goes, and no other.
    fn check_remove(&mut self, rows: &[Cells]) {
        let (key, sql) = (self.key(&rows[0]), self.statements.remove.clone());
        for changed in [1, 0] {
            assert_eq!(self.db.execute(&sql, &parameters(&key)).unwrap(), changed, "{sql}");
        }
        let find = self.statements.find.clone();
        let left = rows.iter().flat_map(|row| self.found(&find, &parameters(&self.key(row))));
        let left: Vec<Cells> = left.collect();
        assert_eq!(left, rows[1..], "{sql}");
        assert_eq!(self.write(&rows[0]).unwrap(), 1, "it is there again");
    }

    /// Nothing is sorted, and no table is gone through: an index finds it, however few rows there are.
    fn check_plan(&mut self, sql: &str, of: &[&(dyn ToSql + Sync)]) {
        self.db.batch_execute("SET enable_seqscan = off").unwrap();
        let plan = self.db.query(&format!("EXPLAIN {sql}"), of).unwrap();
        let lines: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let is_dear = |line: &String| line.contains("Seq Scan on") || line.contains("Sort");
        assert!(!lines.iter().any(is_dear), "{sql}\n{}", lines.join("\n"));
    }
}

/// Keys in the order in which every store walks over them.
fn compare(a: &Cells, b: &Cells) -> std::cmp::Ordering {
    let bytes = |key: &Cells| -> Vec<(i64, Vec<u8>)> {
        let cell = |cell: &Cell<'static>| match cell {
            Cell::Number(number) => (*number, Vec::new()),
            Cell::Text(text) => (0, text.as_bytes().to_vec()),
            _ => panic!("{cell:?} in a key"),
        };
        key.iter().map(cell).collect()
    };
    bytes(a).cmp(&bytes(b))
}

#[test]
fn each_table_is_made_written_and_read() {
    let mut server = Server::start().expect("PostgreSQL is there; `make test` installs it");
    let mut db = server.connect();
    for table in described() {
        for sql in create(&table.outline()) {
            db.batch_execute(&sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
        let statements = Statements::of(table.outline(), &POSTGRES);
        let mut tried = Tried { table, statements, db: &mut db };
        let mut rows: Vec<Cells> = (0..ROWS).map(|number| row(table, number)).collect();
        tried.check_write(&rows);
        // Where there is one row at most, the last is left.
        let key = tried.key(&rows[0]);
        if tried.key(&rows[1]) == key {
            let last = rows.pop().unwrap();
            assert_eq!(tried.write(&last).unwrap(), 1);
            rows = vec![last];
        }
        tried.check_found(&rows);
        tried.check_walk(&rows);
        tried.check_remove(&rows);
    }
    check_reference(&mut db);
}

/// A row that refers to another wants it when it is written. Where that has gone, its number stands for
/// its name.
fn check_reference(db: &mut Client) {
    let table = &draw::TABLE;
    let columns = table.outline().columns;
    let at = columns.iter().position(|column| column.reference.is_some()).unwrap();
    let statements = Statements::of(table.outline(), &POSTGRES);
    let mut tried = Tried { table, statements, db };
    let mut orphaned = row(table, ROWS);
    orphaned[at] = "none".into();
    let code = tried.write(&orphaned).unwrap_err().code().cloned();
    assert_eq!(code, Some(SqlState::NOT_NULL_VIOLATION));
    let sql = select(table.outline(), &POSTGRES, " ORDER BY seq");
    let names = |tried: &mut Tried<'_>| -> Vec<Cell<'static>> {
        tried.found(&sql, &[]).into_iter().map(|mut row| row.swap_remove(at)).collect()
    };
    let known: Vec<_> = (0..ROWS).map(|number| row(table, number).swap_remove(at)).collect();
    assert_eq!(names(&mut tried), known);
    tried.db.batch_execute("DELETE FROM campaign").unwrap();
    let number = |number| row(&campaign::TABLE, number).swap_remove(2);
    let numbers: Vec<_> = (0..ROWS).map(number).collect();
    let text = |cell: &Cell<'static>| match cell {
        Cell::Number(number) => Cell::from(number.to_string()),
        other => panic!("{other:?}"),
    };
    assert_eq!(names(&mut tried), numbers.iter().map(text).collect::<Vec<_>>());
}
