//! A voucher's columns, and those of its bills.

use std::sync::Arc;

use hongbao_engine::{
    Bill, BillKind, Fen, Home, Marks, Partner, Record, Terms, UserId, Voucher, VoucherId,
};
use rusqlite::{Connection, Row, params};

use super::{Column, Rows, all, home, id, one, spell, time, word};
use crate::Failure;
use crate::sqlite::before_commit;

const KINDS: &[(&str, BillKind)] = &[("use", BillKind::Use), ("refund", BillKind::Refund)];

static ROWS: Rows = Rows::of("voucher", &["home", "voucher_id"]);
static BILLS: Rows = Rows::of("voucher_bill", &["home", "voucher_id", "number"]);

/// A voucher without its bills.
fn read(row: &Row<'_>) -> rusqlite::Result<Voucher> {
    let (voucher_id, user_id): (VoucherId, UserId) = (id(row, "voucher_id")?, id(row, "user_id")?);
    Ok(Voucher {
        voucher_id,
        home: home(row)?,
        template_id: row.get("template_id")?,
        user_id,
        name: row.get("name")?,
        face: Fen::new(row.get("face")?),
        extend_info: row.get("extend_info")?,
        terms: Terms {
            created_at: time(row, "created_at")?,
            issue_at: time(row, "issue_at")?,
            active_at: time(row, "active_at")?,
            expires_at: time(row, "expires_at")?,
        },
        marks: Marks {
            unclaimed: row.get("unclaimed")?,
            disabled: row.get("disabled")?,
            deleted: row.get("deleted")?,
            transferred: row.get("transferred")?,
        },
        bills: Vec::new(),
    })
}

/// A voucher with its bills.
pub(super) fn find(db: &Connection, home: Home, id: &VoucherId) -> Result<Option<Record>, Failure> {
    let sql = "SELECT * FROM voucher WHERE home = ?1 AND voucher_id = ?2";
    let Some(mut voucher) = one(db, sql, params![home.number(), id.as_str()], read)? else {
        return Ok(None);
    };
    let sql = "SELECT * FROM voucher_bill WHERE home = ?1 AND voucher_id = ?2 ORDER BY number";
    voucher.bills = all(db, sql, params![home.number(), id.as_str()], bill)?;
    Ok(Some(Record::Voucher(Arc::new(voucher))))
}

fn bill(row: &Row<'_>) -> rusqlite::Result<Bill> {
    let (id, name): (Option<String>, Option<String>) =
        (row.get("partner_id")?, row.get("partner_name")?);
    Ok(Bill {
        kind: word(row, "kind", KINDS)?,
        trade_no: row.get("trade_no")?,
        amount: Fen::new(row.get("amount")?),
        committed: row.get("committed")?,
        partner: id.zip(name).map(|(id, name)| Partner { id, name }),
        created_at: time(row, "created_at")?,
    })
}

pub(super) fn save(db: &Connection, voucher: &Voucher) -> Result<(), Failure> {
    let (terms, marks) = (&voucher.terms, &voucher.marks);
    let columns: &[Column<'_>] = &[
        ("home", &voucher.home.number()),
        ("voucher_id", &voucher.voucher_id.as_str()),
        ("template_id", &voucher.template_id),
        ("user_id", &voucher.user_id.as_str()),
        ("name", &voucher.name),
        ("face", &voucher.face.get()),
        ("extend_info", &voucher.extend_info),
        ("created_at", &terms.created_at.secs()),
        ("issue_at", &terms.issue_at.secs()),
        ("active_at", &terms.active_at.secs()),
        ("expires_at", &terms.expires_at.secs()),
        ("unclaimed", &marks.unclaimed),
        ("disabled", &marks.disabled),
        ("deleted", &marks.deleted),
        ("transferred", &marks.transferred),
    ];
    ROWS.put(db, columns)?;
    for (number, bill) in (0_i64..).zip(&voucher.bills) {
        save_bill(db, voucher, number, bill)?;
    }
    // A held bill that was released stands last, or nowhere.
    let count = i64::try_from(voucher.bills.len()).unwrap_or(i64::MAX);
    let sql = "DELETE FROM voucher_bill WHERE home = ?1 AND voucher_id = ?2 AND number >= ?3";
    let key = params![voucher.home.number(), voucher.voucher_id.as_str(), count];
    let mut statement = db.prepare_cached(sql).map_err(before_commit)?;
    statement.execute(key).map(drop).map_err(before_commit)
}

fn save_bill(db: &Connection, voucher: &Voucher, number: i64, bill: &Bill) -> Result<(), Failure> {
    let columns: &[Column<'_>] = &[
        ("home", &voucher.home.number()),
        ("voucher_id", &voucher.voucher_id.as_str()),
        ("number", &number),
        ("kind", &spell(KINDS, &bill.kind)),
        ("trade_no", &bill.trade_no),
        ("amount", &bill.amount.get()),
        ("committed", &bill.committed),
        ("partner_id", &bill.partner.as_ref().map(|partner| &partner.id)),
        ("partner_name", &bill.partner.as_ref().map(|partner| &partner.name)),
        ("created_at", &bill.created_at.secs()),
    ];
    BILLS.put(db, columns)
}
