//! Merchants: their columns.

use hongbao_engine::{Home, Merchant, Product};

use crate::tables::description::cell::{Cells, Damage, Words, meaning, spell};
use crate::tables::description::example;
use crate::tables::description::layout::{Layout, flag, number, text};
use crate::tables::description::table::{Column, Kept, KeyCells, Table, key_of};

const PRODUCTS: Words<Product> = &[("cash_campaign", Product::CashCampaign)];

const LAYOUT: Layout = Layout { unique: &[&["home"]], ..Layout::of("merchant", &["merchant_id"]) };

pub(crate) static TABLE: Table<Merchant> = Table::new(LAYOUT, COLUMNS, read);

const COLUMNS: &[Column<Merchant>] = &[
    text("merchant_id").like(example::merchant_id).from(|m| (&m.id).into()),
    number("home").from(|m| m.home.into()),
    text("name").from(|m| m.name.as_str().into()),
    // Words, a space between two.
    text("products").like(|row| if row % 2 == 0 { "cash_campaign" } else { "" }.into()).from(|m| {
        let words: Vec<_> = m.products.iter().map(|product| spell(PRODUCTS, product)).collect();
        words.join(" ").into()
    }),
    flag("uncertified").from(|m| m.uncertified.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Merchant, Damage> {
    Ok(Merchant {
        id: cells.next()?,
        home: cells.next()?,
        name: cells.next()?,
        products: cells.text(products)?,
        uncertified: cells.next()?,
    })
}

fn products(text: &str) -> Option<Vec<Product>> {
    text.split_whitespace().map(|word| meaning(PRODUCTS, word)).collect()
}

impl Kept for Merchant {
    fn key(_: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([id.into()])
    }
}
