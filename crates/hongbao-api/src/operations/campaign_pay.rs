//! Records that a merchant has paid for a campaign, outside. The same reference again is the same
//! payment; another one is refused.

use hongbao_engine::{Books, CrowdNo, Key, Stop};
use serde::{Deserialize, Serialize};

use super::campaign_show::{CROWD_NO, CampaignState, STATE, describe, number};
use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// What a payment is called that has no reference of its own.
const NO_REFERENCE: &str = "-";

/// Records a campaign's payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPay {
    /// The campaign's number.
    pub crowd_no: String,
    /// The outside payment's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Method for CampaignPay {
    type Response = CampaignState;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "campaigns/{crowd_no}/pay" },
        family: Family::World,
        method: "campaign pay",
        title: "登记活动付款",
        request: &[
            CROWD_NO,
            row("reference", Kind::String, Presence::Optional, 128, "bank-2016-0810", "外部付款的单号", "The outside payment's reference"),
        ],
        response: STATE,
        errors: &[],
    };
}

impl Behaviour for CampaignPay {
    fn subject(&self) -> &str {
        &self.crowd_no
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        CrowdNo::parse(&self.crowd_no).map(Key::Campaign).into_iter().chain([Key::Lane]).collect()
    }

    fn serve(&self, books: &mut Books, context: &Context) -> Result<CampaignState, Stop> {
        let reference = self.reference.as_deref().unwrap_or(NO_REFERENCE);
        let delay = context.operator.settle_delay;
        let campaign = books.pay(&number(&self.crowd_no)?, reference, delay)?;
        Ok(describe(&campaign, books.now()))
    }
}
