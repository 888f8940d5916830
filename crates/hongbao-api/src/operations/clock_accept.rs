//! Accepts the machine's clock after it has jumped: an operator has looked, and it is right. It
//! is not a unit of work: it concerns this process, and no record.

use hongbao_wire::Date;
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::contract::operation::{Operation, OperationRequest, OperationSpec, Task, Verb, json};
use crate::contract::spec::{Kind, Presence, row};
use crate::values::wire_value::date;
use crate::views::clock_view::LEFT;

/// Accepts the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAccept {}

/// The clock that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockAccepted {
    /// What the machine's clock shows.
    pub now: Date,
    /// How many entries are due and not booked yet; nothing where all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u64>,
}

impl Operation for ClockAccept {
    type Response = ClockAccepted;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "clock accept",
        verb: Verb::Post,
        path: "clock/accept",
        title: "确认系统时钟无误",
        title_en: "Accept the machine's clock",
        request: &[],
        response: &[
            row("now", Kind::Date, Presence::Required, 19, "2016-08-10 22:28:30", "系统时钟的时间（北京时间），自此以它为准", "What the machine's clock shows (Beijing time), from now on believed"),
            LEFT,
        ],
        refusals: &[],
    };
}

/// It has no fields.
pub(crate) fn task(asked: &OperationRequest<'_>) -> Result<Task, Problem> {
    let answer = |now, left| {
        let left = Some(left).filter(|left| *left > 0);
        json(&ClockAccepted { now: date(now), left })
    };
    asked.request::<ClockAccept>().map(|ClockAccept {}| Task::AcceptClock(answer))
}
