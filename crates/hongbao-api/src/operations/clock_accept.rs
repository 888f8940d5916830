//! Accepts the machine's clock after it has jumped: an operator has looked, and it is right. It
//! is not a unit of work: it concerns this process, and no record.

use hongbao_wire::Date;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::method::{Asked, Method, Task};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// Accepts the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAccept {}

/// The clock that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockAccepted {
    /// What the machine's clock shows.
    pub now: Date,
}

impl ClockAccepted {
    /// A machine's clock that shows this, in seconds since the Unix epoch.
    #[must_use]
    pub fn at(secs: i64) -> Self {
        Self { now: Date::from_secs(secs) }
    }
}

impl Method for ClockAccept {
    type Response = ClockAccepted;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "clock/accept" },
        family: Family::World,
        method: "clock accept",
        title: "确认系统时钟无误 Accept the machine's clock",
        request: &[],
        response: &[
            row("now", Kind::Date, Presence::Required, 19, "2016-08-10 22:28:30", "系统时钟的时间（北京时间），自此以它为准", "What the machine's clock shows (Beijing time), from now on believed"),
        ],
        errors: &[],
    };
}

/// It has no fields.
pub(crate) fn task(asked: &Asked<'_>) -> Result<Task, Problem> {
    asked.request::<ClockAccept>().map(|ClockAccept {}| Task::AcceptClock)
}
