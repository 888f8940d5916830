//! A voucher, its bills, and its states.
//!
//! As with campaigns, no state is stored: it is read off flags, dates and bills at a moment.

use std::sync::Arc;

use crate::{Fen, Home, Kind, Timestamp, UserId, VoucherId};

/// A voucher (券): a promise to one user, funded or backed by one merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    /// Its id.
    pub voucher_id: VoucherId,
    /// The home it lives in: the merchant that issued it.
    pub home: Home,
    /// The template it was made from.
    pub template_id: String,
    /// Whose it is.
    pub user_id: UserId,
    /// Its name, as the user sees it.
    pub name: String,
    /// Its face value.
    pub face: Fen,
    /// A JSON object, as text.
    pub extend_info: String,
    /// Its moments.
    pub terms: Terms,
    /// What was done with it as a whole.
    pub marks: Marks,
    /// Each use and each refund, oldest first.
    pub bills: Vec<Bill>,
}

/// A voucher's moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it is issued; later than it was sent where the sending is asynchronous.
    pub issue_at: Timestamp,
    /// From when it can be used.
    pub active_at: Timestamp,
    /// From when it cannot be used any more.
    pub expires_at: Timestamp,
}

/// What was done with a voucher as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// The user has still to claim it.
    pub unclaimed: bool,
    /// Switched off.
    pub disabled: bool,
    /// Deleted.
    pub deleted: bool,
    /// Given to another user.
    pub transferred: bool,
}

/// One use of a voucher in a payment, or one refund of such a use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Use or refund.
    pub kind: BillKind,
    /// The payment it belongs to.
    pub trade_no: Option<String>,
    /// How much of the voucher it moves.
    pub amount: Fen,
    /// Whether it is final; else it is held.
    pub committed: bool,
    /// The merchant where it was used, if known.
    pub partner: Option<Partner>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a bill is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillKind {
    /// A payment.
    Use,
    /// A refund.
    Refund,
}

/// The merchant at the other end of a bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its id (PID).
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The twelve states of a voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VoucherState {
    /// Being issued.
    Trans,
    /// Not claimed yet.
    Unc,
    /// Not usable yet.
    Unactive,
    /// Usable.
    Enabled,
    /// In a payment that is not final.
    Using,
    /// Used up.
    Used,
    /// In a refund that is not final.
    Refunding,
    /// Refunded when it could not be used any more.
    Refunded,
    /// Over, with value left.
    Expired,
    /// Switched off.
    Disabled,
    /// Deleted.
    Delete,
    /// Given to another user.
    Transfer,
}

/// The facts that a voucher's state follows from, at one moment; as a requirement, `None` is a fact
/// that does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VoucherFacts<T> {
    /// It is deleted.
    pub deleted: T,
    /// It was given away.
    pub transferred: T,
    /// `issue_at` has come.
    pub issued: T,
    /// It is switched off.
    pub disabled: T,
    /// It is claimed, or need not be.
    pub claimed: T,
    /// A use is held.
    pub paying: T,
    /// A refund is held.
    pub refunding: T,
    /// Nothing of it is left.
    pub spent: T,
    /// Something was refunded after its end.
    pub refunded_late: T,
    /// `expires_at` has come.
    pub expired: T,
    /// `active_at` has come.
    pub active: T,
}

impl VoucherState {
    /// All states, in the order of a voucher's life.
    pub const ALL: [Self; 12] = [
        Self::Trans,
        Self::Unc,
        Self::Unactive,
        Self::Enabled,
        Self::Using,
        Self::Used,
        Self::Refunding,
        Self::Refunded,
        Self::Expired,
        Self::Disabled,
        Self::Delete,
        Self::Transfer,
    ];

    /// The state's row: one conjunction of facts. Among facts that can occur together the rows
    /// exclude each other and leave no gap.
    #[must_use]
    pub fn requires(self) -> VoucherFacts<Option<bool>> {
        let (yes, no) = (Some(true), Some(false));
        let any = VoucherFacts::default();
        let kept = VoucherFacts { deleted: no, transferred: no, ..any };
        let issued = VoucherFacts { issued: yes, disabled: no, ..kept };
        let free = VoucherFacts { paying: no, refunding: no, ..issued };
        let left = VoucherFacts { spent: no, expired: no, claimed: yes, ..free };
        match self {
            Self::Delete => VoucherFacts { deleted: yes, ..any },
            Self::Transfer => VoucherFacts { deleted: no, transferred: yes, ..any },
            Self::Trans => VoucherFacts { issued: no, ..kept },
            Self::Disabled => VoucherFacts { issued: yes, disabled: yes, ..kept },
            Self::Using => VoucherFacts { paying: yes, ..issued },
            Self::Refunding => VoucherFacts { paying: no, refunding: yes, ..issued },
            Self::Used => VoucherFacts { spent: yes, refunded_late: no, ..free },
            Self::Refunded => VoucherFacts { spent: yes, refunded_late: yes, ..free },
            Self::Expired => VoucherFacts { spent: no, expired: yes, ..free },
            Self::Unc => VoucherFacts { claimed: no, ..left },
            Self::Unactive => VoucherFacts { active: no, ..left },
            Self::Enabled => VoucherFacts { active: yes, ..left },
        }
    }
}

impl VoucherFacts<Option<bool>> {
    /// Whether these requirements hold for those facts.
    #[must_use]
    pub fn hold(&self, facts: &VoucherFacts<bool>) -> bool {
        let pairs = [
            (self.deleted, facts.deleted),
            (self.transferred, facts.transferred),
            (self.issued, facts.issued),
            (self.disabled, facts.disabled),
            (self.claimed, facts.claimed),
            (self.paying, facts.paying),
            (self.refunding, facts.refunding),
            (self.spent, facts.spent),
            (self.refunded_late, facts.refunded_late),
            (self.expired, facts.expired),
            (self.active, facts.active),
        ];
        pairs.into_iter().all(|(required, fact)| required.is_none_or(|required| required == fact))
    }
}

impl Voucher {
    /// The facts at a moment.
    #[must_use]
    pub fn facts(&self, now: Timestamp) -> VoucherFacts<bool> {
        let held = |kind| self.bills.iter().any(|bill| bill.kind == kind && !bill.committed);
        VoucherFacts {
            deleted: self.marks.deleted,
            transferred: self.marks.transferred,
            issued: self.terms.issue_at <= now,
            disabled: self.marks.disabled,
            claimed: !self.marks.unclaimed,
            paying: held(BillKind::Use),
            refunding: held(BillKind::Refund),
            spent: self.left() <= 0,
            refunded_late: self.refunded_late() > 0,
            expired: self.terms.expires_at <= now,
            active: self.terms.active_at <= now,
        }
    }

    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> VoucherState {
        let facts = self.facts(now);
        VoucherState::ALL
            .into_iter()
            .find(|state| state.requires().hold(&facts))
            .unwrap_or(VoucherState::Disabled) // unreachable: the rows leave no gap, a test holds them to it
    }

    /// What could be spent at a moment if its owner wanted to: nothing of a voucher that is over,
    /// switched off or gone.
    #[must_use]
    pub fn available(&self, now: Timestamp) -> Fen {
        let facts = self.facts(now);
        let over = facts.expired || facts.disabled || facts.deleted || facts.transferred;
        // Bills that add up to more than any amount leave nothing.
        let left = if over { 0 } else { self.left() };
        i64::try_from(left).map_or(Fen::ZERO, Fen::new)
    }

    /// The face value without what was used or is held, and without what came back too late to be
    /// used again, in fen.
    fn left(&self) -> i128 {
        let uses = self.sum(|bill| bill.kind == BillKind::Use);
        let refunds = self.sum(|bill| bill.kind == BillKind::Refund && bill.committed);
        let bills = refunds.wrapping_sub(uses).wrapping_sub(self.refunded_late());
        bills.wrapping_add(self.face.get().into())
    }

    fn refunded_late(&self) -> i128 {
        let end = self.terms.expires_at;
        self.sum(|bill| bill.kind == BillKind::Refund && bill.committed && bill.created_at >= end)
    }

    /// In fen. Where each bill is an `i64`, no number of them that fits in memory overflows an `i128`.
    fn sum(&self, counts: impl Fn(&Bill) -> bool) -> i128 {
        let bills = self.bills.iter().filter(|bill| counts(bill));
        bills.map(|bill| i128::from(bill.amount.get())).sum()
    }
}

impl Kind for Voucher {
    const NAME: &'static str = "voucher";
    type Id = VoucherId;
    type Held = Arc<Self>;

    fn id(&self) -> Self::Id {
        self.voucher_id.clone()
    }

    fn home(&self) -> Home {
        self.home
    }

    fn place(&self) -> String {
        self.voucher_id.to_string()
    }
}

#[cfg(test)]
mod tests;
