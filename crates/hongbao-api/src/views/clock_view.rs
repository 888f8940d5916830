//! A sandbox's clock as operations answer it.
//!
//! Must not know which operation asks.

use hongbao_engine::ClockReading;
use hongbao_wire::Date;
use serde::{Deserialize, Serialize};

use crate::contract::spec::{Kind, Presence, Row, row};

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
