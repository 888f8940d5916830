//! Shows a campaign to its operator: what no method tells, the proof of chance among it.

use hongbao_engine::{Books, CrowdNo, Key, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::CAMPAIGN_UNKNOWN;
use crate::views::campaign_view::{CROWD_NO, CampaignState, STATE, describe};

/// Asks for one campaign of any merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignShow {
    /// The campaign id.
    pub crowd_no: String,
}

impl Operation for CampaignShow {
    type Response = CampaignState;
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign show",
        verb: Verb::Get,
        path: "campaigns/{crowd_no}",
        title: "查看活动",
        title_en: "Show a campaign",
        request: &[CROWD_NO],
        response: STATE,
        refusals: &[CAMPAIGN_UNKNOWN],
    };
}

impl Behaviour<CampaignState> for CampaignShow {
    type Command = CrowdNo;

    fn command(self, _: &Context) -> Result<CrowdNo, Refusal> {
        crowd_no(&self.crowd_no)
    }

    fn place(no: &CrowdNo) -> HomeOf<'_> {
        HomeOf::Campaign(no)
    }

    fn hint(no: &CrowdNo, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(no.clone())]
    }

    fn run(no: &CrowdNo, books: &mut Books, _: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.campaign(no)?.ok_or(Refusal::CampaignUnknown)?;
        Ok(describe(&campaign, books.now()))
    }
}
