//! Stops drawing from a campaign in an emergency, or lets it go on. Its state stays what it is.

use hongbao_engine::{Books, CrowdNo, Key, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::CAMPAIGN_UNKNOWN;
use crate::contract::spec::{Kind, Presence, row};
use crate::views::campaign_view::{CROWD_NO, CampaignState, STATE, describe};

/// Stops a campaign, or lets it go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignStop {
    /// The campaign id.
    pub crowd_no: String,
    /// `true` stops drawing, `false` lets it go on; default: `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
}

impl Operation for CampaignStop {
    type Response = CampaignState;

    #[rustfmt::skip]
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign stop",
        verb: Verb::Post,
        path: "campaigns/{crowd_no}/stop",
        title: "紧急停止活动",
        title_en: "Stop a campaign in an emergency",
        request: &[
            CROWD_NO,
            row("stopped", Kind::Boolean, Presence::Optional, 5, "true", "true 为停止（默认），false 为恢复", "true: stop drawing (default); false: resume"),
        ],
        response: STATE,
        refusals: &[CAMPAIGN_UNKNOWN],
    };
}

/// Which campaign, and whether drawing from it is stopped.
pub(crate) struct Stopping {
    crowd_no: CrowdNo,
    stopped: bool,
}

impl Behaviour<CampaignState> for CampaignStop {
    type Command = Stopping;

    fn command(self, _: &Context) -> Result<Stopping, Refusal> {
        let crowd_no = crowd_no(&self.crowd_no)?;
        Ok(Stopping { crowd_no, stopped: self.stopped.unwrap_or(true) })
    }

    fn place(asked: &Stopping) -> HomeOf<'_> {
        HomeOf::Campaign(&asked.crowd_no)
    }

    fn hint(asked: &Stopping, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(asked.crowd_no.clone())]
    }

    fn run(asked: &Stopping, books: &mut Books, _: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.stop(&asked.crowd_no, asked.stopped)?;
        Ok(describe(&campaign, books.now()))
    }
}
