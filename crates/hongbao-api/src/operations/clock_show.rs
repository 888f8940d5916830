//! Shows a sandbox's clock. Anywhere else there is none.

use hongbao_engine::{Books, Key, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::NO_SANDBOX;
use crate::views::clock_view::{CLOCK, ClockState};

/// Asks what the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockShow {}

impl Operation for ClockShow {
    type Response = ClockState;
    const SPEC: OperationSpec = OperationSpec {
        name: "clock show",
        verb: Verb::Get,
        path: "sandbox/clock",
        title: "查看沙箱时钟",
        title_en: "Show a sandbox's clock",
        request: &[],
        response: CLOCK,
        refusals: &[NO_SANDBOX],
    };
}

impl Behaviour<ClockState> for ClockShow {
    type Command = ();

    fn command(self, _: &Context) -> Result<(), Refusal> {
        Ok(())
    }

    fn hint((): &(), _: &Context) -> Vec<Key> {
        vec![Key::Stamp(())]
    }

    fn run((): &(), books: &mut Books, _: &Context) -> Result<ClockState, Stop> {
        Ok(books.dial()?.into())
    }
}
