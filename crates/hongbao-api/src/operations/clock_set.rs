//! Sets a sandbox's clock: to a moment, on by a span, to stand still or to run. Never back.

use hongbao_engine::{Books, Key, Refusal, Stop, Timestamp, Turn};
use hongbao_wire::parse_timestamp;
use serde::{Deserialize, Serialize};

use super::clock_show::{CLOCK, ClockState};
use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// Sets the clock; what is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClockSet {
    /// To this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Then on by this span.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance: Option<String>,
    /// `true`: it stands still from then on; `false`: it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<bool>,
}

impl Method for ClockSet {
    type Response = ClockState;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Put, path: "sandbox/clock" },
        family: Family::World,
        method: "clock set",
        title: "设置沙箱时钟",
        request: &[
            row("now",     Kind::Date,   Presence::Optional, 19, "2016-08-10 22:28:30", "调到这个时间（北京时间），只能往后", "Set it to this moment (Beijing time); it never goes back"),
            row("advance", Kind::String, Presence::Optional, 12, "100h", "再往后拨：数字加 s、m、h 或 d", "Then move it forward by this span: a number of s, m, h or d"),
            row("frozen",  Kind::Boolean, Presence::Optional, 5,  "true", "true 为静止，false 为恢复走动", "true: the clock stands still from then on; false: it runs"),
        ],
        response: CLOCK,
        errors: &[],
    };
}

impl Behaviour for ClockSet {
    const MOVES_TIME: bool = true;

    fn subject(&self) -> &'static str {
        ""
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        vec![Key::Stamp]
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<ClockState, Stop> {
        Ok(books.turn(&self.turn()?)?.into())
    }
}

impl ClockSet {
    fn turn(&self) -> Result<Turn, Refusal> {
        Ok(Turn {
            now: read(&self.now, |text| parse_timestamp(text.as_bytes()))?
                .map(Timestamp::from_secs),
            advance: read(&self.advance, span)?.unwrap_or_default(),
            frozen: self.frozen,
        })
    }
}

/// What a field says, if it is there.
fn read<T>(
    field: &Option<String>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    field.as_deref().map(|text| parse(text).ok_or(Refusal::TimeIllegal)).transpose()
}

/// The seconds of a span such as `90s`, `15m`, `100h` or `30d`.
fn span(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<u32>().ok().map(|number| i64::from(number) * unit)
}
