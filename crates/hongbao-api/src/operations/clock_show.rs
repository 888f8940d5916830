//! Shows a sandbox's clock. Anywhere else there is none.

use hongbao_engine::{Books, Dial, Key, Stop};
use hongbao_wire::Date;
use serde::{Deserialize, Serialize};

use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Row, Spec, Surface, Verb, row};

/// Asks what the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockShow {}

/// What the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClockState {
    /// Business time.
    pub now: Date,
    /// Whether it stands still.
    pub frozen: bool,
}

impl From<Dial> for ClockState {
    fn from(dial: Dial) -> Self {
        Self { now: Date::from_secs(dial.now.secs()), frozen: dial.frozen }
    }
}

/// The rows of [`ClockState`].
#[rustfmt::skip]
pub(crate) const CLOCK: &[Row] = &[
    row("now",    Kind::Date,   Presence::Required, 19, "2016-08-10 22:28:30", "业务时间（北京时间）", "Business time (Beijing time)"),
    row("frozen", Kind::Boolean, Presence::Required, 5,  "false", "是否静止", "Whether it stands still"),
];

impl Method for ClockShow {
    type Response = ClockState;
    const WRITES: bool = false;
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Get, path: "sandbox/clock" },
        family: Family::World,
        method: "clock show",
        title: "查看沙箱时钟",
        request: &[],
        response: CLOCK,
        errors: &[],
    };
}

impl Behaviour for ClockShow {
    fn subject(&self) -> &'static str {
        ""
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        vec![Key::Stamp]
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<ClockState, Stop> {
        Ok(books.dial()?.into())
    }
}
