//! States and kinds as the protocol spells them.

use hongbao_engine::{Prize, State, VoucherState};

/// The value of `camp_status`.
#[must_use]
pub fn camp_status(state: State) -> &'static str {
    match state {
        State::Created => "CREATED",
        State::Paid => "PAID",
        State::Ready => "READY",
        State::Pause => "PAUSE",
        State::Closed => "CLOSED",
        State::Settle => "SETTLE",
    }
}

/// The value of `prize_type`.
#[must_use]
pub fn prize_type(prize: Prize) -> &'static str {
    match prize {
        Prize::Fixed => "fixed",
        Prize::Random => "random",
    }
}

/// The value of a voucher's `status`.
#[must_use]
pub fn voucher_status(state: VoucherState) -> &'static str {
    match state {
        VoucherState::Trans => "TRANS",
        VoucherState::Unc => "UNC",
        VoucherState::Unactive => "UNACTIVE",
        VoucherState::Enabled => "ENABLED",
        VoucherState::Using => "USING",
        VoucherState::Used => "USED",
        VoucherState::Refunding => "REFUNDING",
        VoucherState::Refunded => "REFUNDED",
        VoucherState::Expired => "EXPIRED",
        VoucherState::Disabled => "DISABLED",
        VoucherState::Delete => "DELETE",
        VoucherState::Transfer => "TRANSFER",
    }
}
