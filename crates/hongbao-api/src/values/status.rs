//! States and kinds as the protocol spells them.

use hongbao_engine::{Prize, State, VoucherState};

/// The value of `camp_status`.
#[must_use]
pub const fn camp_status(state: State) -> &'static str {
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
pub const fn prize_type(prize: Prize) -> &'static str {
    match prize {
        Prize::Fixed => "fixed",
        Prize::Random => "random",
    }
}

/// The value of a voucher's `status`.
#[must_use]
pub const fn voucher_status(state: VoucherState) -> &'static str {
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

/// All values of `camp_status`.
pub(crate) const CAMP_STATUSES: &[&str] = &{
    let mut words = [""; State::ALL.len()];
    let mut next = 0;
    while next < words.len() {
        words[next] = camp_status(State::ALL[next]);
        next += 1;
    }
    words
};

/// What stands for campaigns in any state where lists are asked for.
pub(crate) const ANY_STATUS: &str = "ALL";

/// What a list can be asked for.
pub(crate) const LISTED_STATUSES: &[&str] = &{
    let mut words = [ANY_STATUS; State::ALL.len() + 1];
    let mut next = 0;
    while next < State::ALL.len() {
        words[next + 1] = camp_status(State::ALL[next]);
        next += 1;
    }
    words
};

/// All values of `prize_type`.
pub(crate) const PRIZE_TYPES: &[&str] = &[prize_type(Prize::Fixed), prize_type(Prize::Random)];

/// All values of a voucher's `status`.
pub(crate) const VOUCHER_STATUSES: &[&str] = &{
    let mut words = [""; VoucherState::ALL.len()];
    let mut next = 0;
    while next < words.len() {
        words[next] = voucher_status(VoucherState::ALL[next]);
        next += 1;
    }
    words
};
