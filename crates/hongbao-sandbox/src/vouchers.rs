//! The vouchers of the world: the documents' own, one in each state, and a foreign one.
//!
//! What no operation makes yet is seeded as facts, never as a state.

use std::sync::Arc;

use hongbao_engine::{
    Bill, BillKind, Fen, Home, Marks, Partner, Record, Terms, Timestamp, UserId, Voucher,
    VoucherId, VoucherState,
};

use crate::parties::{FOREIGN, MERCHANT_ID, OWN, TEN_YEARS, USERS};

/// A voucher of the world.
pub(crate) struct VoucherFixture {
    pub(crate) voucher_id: &'static str,
    pub(crate) home: Home,
    /// What asking for it shows.
    pub(crate) state: VoucherState,
    /// Whether it was used in full and given back in full before.
    went_round: bool,
}

const fn own(voucher_id: &'static str, state: VoucherState) -> VoucherFixture {
    VoucherFixture { voucher_id, home: OWN, state, went_round: false }
}

/// The vouchers of the world.
#[rustfmt::skip]
pub(crate) const VOUCHERS: &[VoucherFixture] = &[
    VoucherFixture { went_round: true, ..own("20170616000730020041006ZYE2V", VoucherState::Enabled) },
    own("20170616000730020041000TRANS", VoucherState::Trans),
    own("2017061600073002004100000UNC", VoucherState::Unc),
    own("20170616000730020041UNACTIVE", VoucherState::Unactive),
    own("201706160007300200410ENABLED", VoucherState::Enabled),
    own("20170616000730020041000USING", VoucherState::Using),
    own("201706160007300200410000USED", VoucherState::Used),
    own("20170616000730020041REFUNDIN", VoucherState::Refunding),
    own("20170616000730020041REFUNDED", VoucherState::Refunded),
    own("201706160007300200410EXPIRED", VoucherState::Expired),
    own("20170616000730020041DISABLED", VoucherState::Disabled),
    own("2017061600073002004100DELETE", VoucherState::Delete),
    own("20170616000730020041TRANSFER", VoucherState::Transfer),
    VoucherFixture { home: FOREIGN, ..own("201706160007300200410FOREIGN", VoucherState::Enabled) },
];

const FACE: Fen = Fen::new(100);

impl VoucherFixture {
    /// The voucher, made so that it shows its state for ten years from `now`; `None` if a number is
    /// none.
    pub(crate) fn voucher(&self, now: Timestamp) -> Option<Record> {
        let [buyer, ..] = USERS;
        Some(Record::Voucher(Arc::new(Voucher {
            voucher_id: VoucherId::parse(self.voucher_id)?,
            home: self.home,
            template_id: "0616844525285551005194106549".to_owned(),
            user_id: UserId::parse(buyer)?,
            name: "商户代金券".to_owned(),
            face: FACE,
            extend_info: "{}".to_owned(),
            terms: terms(self.state, now),
            marks: marks(self.state),
            bills: if self.went_round {
                vec![used(now), Bill { kind: BillKind::Refund, ..used(now) }]
            } else {
                bills(self.state, now)
            },
        })))
    }
}

fn terms(state: VoucherState, now: Timestamp) -> Terms {
    let valid = Terms {
        created_at: now,
        issue_at: now,
        active_at: now,
        expires_at: now.plus_days(TEN_YEARS),
    };
    match state {
        VoucherState::Trans => Terms { issue_at: now.plus_days(TEN_YEARS), ..valid },
        VoucherState::Unactive => Terms {
            active_at: now.plus_days(TEN_YEARS),
            expires_at: now.plus_days(TEN_YEARS + 30),
            ..valid
        },
        VoucherState::Expired | VoucherState::Refunded => {
            let sent = now.plus_days(-30);
            let expires_at = now.plus_days(-1);
            Terms { created_at: sent, issue_at: sent, active_at: sent, expires_at }
        }
        VoucherState::Unc
        | VoucherState::Enabled
        | VoucherState::Using
        | VoucherState::Used
        | VoucherState::Refunding
        | VoucherState::Disabled
        | VoucherState::Delete
        | VoucherState::Transfer => valid,
    }
}

fn marks(state: VoucherState) -> Marks {
    Marks {
        unclaimed: state == VoucherState::Unc,
        disabled: state == VoucherState::Disabled,
        deleted: state == VoucherState::Delete,
        transferred: state == VoucherState::Transfer,
    }
}

fn bills(state: VoucherState, now: Timestamp) -> Vec<Bill> {
    let refund = |bill| Bill { kind: BillKind::Refund, ..bill };
    match state {
        VoucherState::Using => vec![Bill { committed: false, ..used(now) }],
        VoucherState::Used => vec![used(now)],
        VoucherState::Refunding => {
            vec![used(now), refund(Bill { committed: false, ..used(now) })]
        }
        VoucherState::Refunded => vec![used(now.plus_days(-2)), refund(used(now))],
        VoucherState::Trans
        | VoucherState::Unc
        | VoucherState::Unactive
        | VoucherState::Enabled
        | VoucherState::Expired
        | VoucherState::Disabled
        | VoucherState::Delete
        | VoucherState::Transfer => Vec::new(),
    }
}

/// A use of the whole voucher in the documents' payment.
fn used(at: Timestamp) -> Bill {
    Bill {
        kind: BillKind::Use,
        trade_no: Some("2015040200073002576500000001".to_owned()),
        amount: FACE,
        committed: true,
        partner: Some(Partner { id: MERCHANT_ID.to_owned(), name: "商户名称".to_owned() }),
        created_at: at,
    }
}
