//! Settles a campaign now that is over: what was not drawn goes back. A second time changes nothing.

use hongbao_engine::{Books, CrowdNo, Key, Refusal, Stop};
use serde::{Deserialize, Serialize};

use crate::contract::behaviour::{Behaviour, Context, HomeOf, crowd_no};
use crate::contract::operation::{Operation, OperationSpec, Verb};
use crate::contract::refusal_row::{CAMPAIGN_UNKNOWN, refused};
use crate::views::campaign_view::{CROWD_NO, CampaignState, STATE, describe};

/// Settles a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignSettle {
    /// The campaign id.
    pub crowd_no: String,
}

impl Operation for CampaignSettle {
    type Response = CampaignState;
    const SPEC: OperationSpec = OperationSpec {
        name: "campaign settle",
        verb: Verb::Post,
        path: "campaigns/{crowd_no}/settle",
        title: "立即清算活动",
        title_en: "Settle a campaign now",
        request: &[CROWD_NO],
        response: STATE,
        refusals: &[
            CAMPAIGN_UNKNOWN,
            refused(Refusal::NotOver, "活动未付款或尚未结束", "It is not paid, or not over"),
        ],
    };
}

impl Behaviour<CampaignState> for CampaignSettle {
    type Command = CrowdNo;

    fn command(self, _: &Context) -> Result<CrowdNo, Refusal> {
        crowd_no(&self.crowd_no)
    }

    fn place(no: &CrowdNo) -> HomeOf<'_> {
        HomeOf::Campaign(no)
    }

    fn hint(no: &CrowdNo, _: &Context) -> Vec<Key> {
        vec![Key::Campaign(no.clone()), Key::Lane(())]
    }

    fn run(no: &CrowdNo, books: &mut Books, _: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.settle(no)?;
        Ok(describe(&campaign, books.now()))
    }
}
