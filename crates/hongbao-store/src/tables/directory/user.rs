//! Users: their columns.

use hongbao_engine::{Home, User};

use crate::tables::description::cell::{Cells, Damage};
use crate::tables::description::example;
use crate::tables::description::layout::{Layout, flag, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

const LAYOUT: Layout = Layout { unique: &[&["login_id"]], ..Layout::of("user", &["user_id"]) };

pub(crate) static TABLE: Table<User> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<User>] = &[
    text("user_id").like(example::user_id).from(|u| (&u.id).into()),
    text("login_id").optional().from(|u| u.login_id.as_deref().into()),
    flag("enterprise").from(|u| u.enterprise.into()),
    flag("uncertified").from(|u| u.uncertified.into()),
    flag("risky").from(|u| u.risky.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<User, Damage> {
    Ok(User {
        id: cells.next()?,
        login_id: cells.next()?,
        enterprise: cells.next()?,
        uncertified: cells.next()?,
        risky: cells.next()?,
    })
}

impl Kept for User {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
