//! Logins: their columns. One that nobody has any more keeps its row, without a user.

use hongbao_engine::{Home, Login};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::example;
use crate::tables::description::layout::{Layout, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

pub(crate) static TABLE: Table<Login> =
    Table::new(Layout::of("login", &["login_id"]), COLUMNS, read);

const COLUMNS: &[Column<Login>] = &[
    text("login_id").from(|l| l.login_id.as_str().into()),
    text("user_id").optional().like(example::user_id).from(|l| l.user_id.as_ref().into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Login, Damage> {
    Ok(Login { login_id: cells.next()?, user_id: cells.next()? })
}

impl Kept for Login {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
