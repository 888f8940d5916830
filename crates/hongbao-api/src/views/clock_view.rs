//! A sandbox's clock as operations answer it: that of all merchants, or one merchant's own.
//!
//! Must not know which operation asks.

use hongbao_engine::{Books, ClockReading, Key, MerchantId, Refusal, Stop};
use hongbao_wire::Date;
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::HomeOf;
use crate::contract::spec::{Kind, Presence, Row, row};

/// Whose clock it is: one merchant's own, or that of all others.
#[derive(Debug, Clone)]
pub(crate) struct ClockOf(Option<MerchantId>);

impl ClockOf {
    /// The clock that a request names. A malformed id cannot belong to any merchant, so it is answered as
    /// unknown.
    pub(crate) fn named(merchant: Option<&str>) -> Result<Self, Refusal> {
        let id = |text| MerchantId::parse(text).ok_or(Refusal::MerchantUnknown);
        merchant.map(id).transpose().map(Self)
    }

    /// Where it lies.
    pub(crate) fn place(&self) -> HomeOf<'_> {
        self.0.as_ref().map_or(HomeOf::Caller, |id| HomeOf::Listed(id.as_str()))
    }

    /// What reading it asks for first.
    pub(crate) fn hint(&self) -> Vec<Key> {
        self.0.iter().cloned().map(Key::Merchant).chain([Key::Stamp(())]).collect()
    }

    /// Makes sure that these books are those in which it lies.
    pub(crate) fn check(&self, books: &Books) -> Result<(), Stop> {
        books.need(&self.hint())?;
        self.0.as_ref().map_or(Ok(()), |id| books.merchant_here(id).map(drop))
    }
}

/// What the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockState {
    /// Business time.
    pub now: Date,
    /// Whether it stands still.
    pub frozen: bool,
    /// How many entries are due and not booked yet; nothing where all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
}

impl From<ClockReading> for ClockState {
    fn from(dial: ClockReading) -> Self {
        Self { now: Date::from_secs(dial.now.secs()), frozen: dial.frozen, left: None }
    }
}

/// The merchant whose clock it is.
#[rustfmt::skip]
pub(crate) const MERCHANT: Row =
    row("merchant", Kind::String, Presence::Optional, 16, "2088001159940003", "只看或只调这个商户自己的时钟；不填为所有没有自己时钟的商户", "The merchant whose own clock it is; default: the clock of all merchants that have none");

/// What an operation says that has moved time, and could not book in time all that this made due.
#[rustfmt::skip]
pub(crate) const LEFT: Row =
    row("left", Kind::Number, Presence::Optional, 20, "1200", "到期而尚未入账的笔数；全部入账则无此字段", "How many due entries are not booked yet; absent once all are");

/// The rows of [`ClockState`].
#[rustfmt::skip]
pub(crate) const CLOCK: &[Row] = &[
    row("now",    Kind::Date,   Presence::Required, 19, "2016-08-10 22:28:30", "业务时间（北京时间）", "Business time (Beijing time)"),
    row("frozen", Kind::Boolean, Presence::Required, 5,  "false", "是否静止", "Whether it stands still"),
    LEFT,
];
