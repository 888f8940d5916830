//! Shows a sandbox's clock, or a merchant's own. Anywhere else there is none.

use hongbao_engine::{Books, Key, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{MERCHANT_UNKNOWN, NO_SANDBOX};
use crate::views::clock_view::{CLOCK, ClockOf, ClockState, MERCHANT};

/// Asks what the clock shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockShow {
    /// The merchant whose own clock it is; `None`: the clock of all that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merchant: Option<String>,
}

impl Operation for ClockShow {
    type Response = ClockState;
    const SPEC: OperationSpec = OperationSpec {
        name: "clock show",
        verb: Verb::Get,
        path: "sandbox/clock",
        title: "查看沙箱时钟",
        title_en: "Show a sandbox's clock",
        request: &[MERCHANT],
        response: CLOCK,
        refusals: &[NO_SANDBOX, MERCHANT_UNKNOWN],
    };
}

impl Behaviour<ClockState> for ClockShow {
    type Command = ClockOf;

    fn command(self, _: &Context) -> Result<ClockOf, Refusal> {
        ClockOf::named(self.merchant.as_deref())
    }

    fn place(of: &ClockOf) -> HomeOf<'_> {
        of.place()
    }

    fn hint(of: &ClockOf, _: &Context) -> Vec<Key> {
        of.hint()
    }

    fn run(of: &ClockOf, books: &mut Books, _: &Context) -> Result<ClockState, Stop> {
        of.check(books)?;
        Ok(books.dial()?.into())
    }
}
