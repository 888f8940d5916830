//! Records that a merchant has paid for a campaign, outside. The same reference again is the same
//! payment; another one is refused, and so is a reference that has paid another campaign.

use hongbao_engine::{Books, CrowdNo, Key, Paying, Stop};
use serde::{Deserialize, Serialize};

use super::campaign_show::{CROWD_NO, CampaignState, STATE, describe, number};
use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// Records a campaign's payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPay {
    /// The campaign id.
    pub crowd_no: String,
    /// The outside payment's reference, which pays one campaign of a merchant.
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
            row("reference", Kind::String, Presence::Optional, 128, "bank-2016-0810", "外部付款的单号：同一商户内，一个单号只付一个活动，否则 409 reference-used；不传或传 - 则不限", "The outside payment's reference: within one merchant it pays one campaign, else 409 reference-used; absent or - pays any number"),
        ],
        response: STATE,
        errors: &[],
    };
}

impl Behaviour for CampaignPay {
    fn subject(&self) -> &str {
        &self.crowd_no
    }

    fn hint(&self, context: &Context) -> Vec<Key> {
        CrowdNo::parse(&self.crowd_no).map_or(Vec::new(), |no| self.paying(context).hint(&no))
    }

    fn serve(&self, books: &mut Books, context: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.pay(&number(&self.crowd_no)?, &self.paying(context))?;
        Ok(describe(&campaign, books.now()))
    }
}

impl CampaignPay {
    fn paying(&self, context: &Context) -> Paying<'_> {
        Paying {
            reference: self.reference.as_deref(),
            delay: context.operator.settle_delay,
            most: context.operator.limits.open,
        }
    }
}
