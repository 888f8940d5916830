//! Applications: their columns.

use hongbao_engine::{App, Home, PriceStyle};

use crate::tables::description::cell::{Cells, Damage, Words, spell};
use crate::tables::description::example::{self, nth};
use crate::tables::description::layout::{Layout, bytes, flag, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

const PRICE_STYLES: Words<PriceStyle> = &[
    ("string", PriceStyle::String),
    ("number", PriceStyle::Number),
    ("document", PriceStyle::Document),
];

pub(crate) static TABLE: Table<App> = Table::new(Layout::of("app", &["app_id"]), COLUMNS, read);

const COLUMNS: &[Column<App>] = &[
    text("app_id").like(example::app_id).from(|app| (&app.id).into()),
    text("merchant_id").like(example::merchant_id).from(|app| (&app.merchant).into()),
    bytes("public_key").optional().from(|app| app.public_key.as_deref().into()),
    flag("online").from(|app| app.online.into()),
    text("price_style")
        .optional()
        .like(|row| nth(PRICE_STYLES, row / 2))
        .from(|app| app.price_style.map(|style| spell(PRICE_STYLES, &style)).into()),
];

fn read(cells: &mut Cells<'_>) -> Result<App, Damage> {
    Ok(App {
        id: cells.next()?,
        merchant: cells.next()?,
        public_key: cells.next()?,
        online: cells.next()?,
        price_style: cells.maybe_word(PRICE_STYLES)?,
    })
}

impl Kept for App {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
