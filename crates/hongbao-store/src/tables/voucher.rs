//! Vouchers: their columns, and those of their bills, which lie in a table of their own.

use hongbao_engine::{Bill, BillKind, Home, Marks, Partner, Terms, Voucher, VoucherId};

use super::description::cell::{Cells, Damage, Words, spell};
use super::description::example::{self, nth};
use super::description::layout::{Layout, flag, number, text};
use super::description::table::{Column, Kept, KeyCells, Table, key_of};

const KINDS: Words<BillKind> = &[("use", BillKind::Use), ("refund", BillKind::Refund)];

/// Vouchers without their bills.
pub(crate) static TABLE: Table<Voucher> =
    Table::new(Layout::of("voucher", &["home", "voucher_id"]), COLUMNS, read);

const COLUMNS: &[Column<Voucher>] = &[
    number("home").like(example::home).from(|v| v.home.into()),
    text("voucher_id").like(example::voucher_id).from(|v| (&v.voucher_id).into()),
    text("template_id").from(|v| v.template_id.as_str().into()),
    text("user_id").like(example::user_id).from(|v| (&v.user_id).into()),
    text("name").from(|v| v.name.as_str().into()),
    number("face").from(|v| v.face.into()),
    text("extend_info").from(|v| v.extend_info.as_str().into()),
    number("created_at").from(|v| v.terms.created_at.into()),
    number("issue_at").from(|v| v.terms.issue_at.into()),
    number("active_at").from(|v| v.terms.active_at.into()),
    number("expires_at").from(|v| v.terms.expires_at.into()),
    flag("unclaimed").from(|v| v.marks.unclaimed.into()),
    flag("disabled").from(|v| v.marks.disabled.into()),
    flag("deleted").from(|v| v.marks.deleted.into()),
    flag("transferred").from(|v| v.marks.transferred.into()),
];

fn read(cells: &mut Cells<'_>) -> Result<Voucher, Damage> {
    Ok(Voucher {
        home: cells.next()?,
        voucher_id: cells.next()?,
        template_id: cells.next()?,
        user_id: cells.next()?,
        name: cells.next()?,
        face: cells.next()?,
        extend_info: cells.next()?,
        terms: Terms {
            created_at: cells.next()?,
            issue_at: cells.next()?,
            active_at: cells.next()?,
            expires_at: cells.next()?,
        },
        marks: Marks {
            unclaimed: cells.next()?,
            disabled: cells.next()?,
            deleted: cells.next()?,
            transferred: cells.next()?,
        },
        bills: Vec::new(),
    })
}

impl Kept for Voucher {
    fn key(home: Home, id: &Self::Id) -> KeyCells<'_> {
        key_of([home.into(), id.into()])
    }
}

/// A bill, whose it is, and which of that voucher's, from 0.
#[derive(Debug)]
pub(crate) struct BillRow {
    pub(crate) home: Home,
    pub(crate) voucher_id: VoucherId,
    pub(crate) number: i64,
    pub(crate) bill: Bill,
}

/// Bills, oldest first.
pub(crate) static BILLS: Table<BillRow> = Table::new(
    Layout::of("voucher_bill", &["home", "voucher_id", "number"]),
    BILL_COLUMNS,
    read_bill,
);

const BILL_COLUMNS: &[Column<BillRow>] = &[
    number("home").like(example::home).from(|b| b.home.into()),
    text("voucher_id").like(example::voucher_id).from(|b| (&b.voucher_id).into()),
    number("number").from(|b| b.number.into()),
    text("kind").like(|row| nth(KINDS, row)).from(|b| spell(KINDS, &b.bill.kind).into()),
    text("trade_no").optional().from(|b| b.bill.trade_no.as_deref().into()),
    number("amount").from(|b| b.bill.amount.into()),
    flag("committed").from(|b| b.bill.committed.into()),
    text("partner_id").optional().from(|b| b.bill.partner.as_ref().map(|p| p.id.as_str()).into()),
    text("partner_name")
        .optional()
        .from(|b| b.bill.partner.as_ref().map(|p| p.name.as_str()).into()),
    number("created_at").from(|b| b.bill.created_at.into()),
];

fn read_bill(cells: &mut Cells<'_>) -> Result<BillRow, Damage> {
    let (home, voucher_id, number) = (cells.next()?, cells.next()?, cells.next()?);
    let (kind, trade_no) = (cells.word(KINDS)?, cells.next()?);
    let (amount, committed) = (cells.next()?, cells.next()?);
    let (id, name): (Option<String>, Option<String>) = (cells.next()?, cells.next()?);
    let partner = id.zip(name).map(|(id, name)| Partner { id, name });
    let created_at = cells.next()?;
    let bill = Bill { kind, trade_no, amount, committed, partner, created_at };
    Ok(BillRow { home, voucher_id, number, bill })
}
