//! Sets a sandbox's clock, or a merchant's own: to a moment, on by a span, to stand still or to run. Never
//! back.

use hongbao_engine::{Books, ClockChange, Key, Refusal, Stop, Timestamp};
use hongbao_wire::parse_timestamp;
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{MERCHANT_UNKNOWN, NO_SANDBOX, refused};
use crate::contract::spec::{Kind, Presence, row};
use crate::views::clock_view::{CLOCK, ClockOf, ClockState, MERCHANT};

/// Sets the clock; what is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClockSet {
    /// The merchant that has its own clock from then on; `None`: the clock of all that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
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

impl Operation for ClockSet {
    type Response = ClockState;
    const LEFT: Option<fn(&mut ClockState, u64)> =
        Some(|state, left| state.left = Some(left).filter(|left| *left > 0));

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "clock set",
        verb: Verb::Put,
        path: "sandbox/clock",
        title: "设置沙箱时钟",
        title_en: "Set a sandbox's clock",
        request: &[
            MERCHANT,
            row("now",     Kind::Date,   Presence::Optional, 19, "2016-08-10 22:28:30", "调到这个时间（北京时间），只能往后", "Set it to this moment (Beijing time); it never goes back"),
            row("advance", Kind::String, Presence::Optional, 12, "100h", "再往后拨：数字加 s、m、h 或 d", "Then move it forward by this span: a number of s, m, h or d"),
            row("frozen",  Kind::Boolean, Presence::Optional, 5,  "true", "true 为静止，false 为恢复走动", "true: the clock stands still from then on; false: it runs"),
        ],
        response: CLOCK,
        refusals: &[
            NO_SANDBOX,
            MERCHANT_UNKNOWN,
            refused(Refusal::TimeEarlier, "时间只能往后", "The clock cannot go back"),
            refused(Refusal::TimeIllegal, "不是时间或时长，或在 9000 年之后", "Not a moment or a span, or after the year 9000"),
        ],
    };
}

/// Whose clock is set, and how.
pub(crate) struct Setting {
    of: ClockOf,
    change: ClockChange,
}

impl Behaviour<ClockState> for ClockSet {
    type Command = Setting;

    fn command(self, _: &Context) -> Result<Setting, Refusal> {
        let of = ClockOf::named(self.merchant.as_deref())?;
        let change = ClockChange {
            now: read(&self.now, |text| parse_timestamp(text.as_bytes()))?
                .map(Timestamp::from_secs),
            advance: read(&self.advance, span)?.unwrap_or_default(),
            frozen: self.frozen,
        };
        Ok(Setting { of, change })
    }

    fn place(setting: &Setting) -> HomeOf<'_> {
        setting.of.place()
    }

    fn hint(setting: &Setting, _: &Context) -> Vec<Key> {
        setting.of.hint()
    }

    fn run(setting: &Setting, books: &mut Books, _: &Context) -> Result<ClockState, Stop> {
        setting.of.check(books)?;
        Ok(books.turn(&setting.change)?.into())
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
