//! Settles a campaign now that is over: what was not drawn goes back. A second time changes nothing.

use hongbao_engine::{Books, CrowdNo, Key, Record, Stop, Work};
use serde::{Deserialize, Serialize};

use super::campaign_show::{CROWD_NO, CampaignState, STATE, describe, number};
use crate::method::{Behaviour, Context, Method, operation};
use crate::spec::{Family, Spec, Surface, Verb};

/// Settles a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignSettle {
    /// The campaign id.
    pub crowd_no: String,
}

impl Method for CampaignSettle {
    type Response = CampaignState;
    const WRITES: bool = true;
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "campaigns/{crowd_no}/settle" },
        family: Family::World,
        method: "campaign settle",
        title: "立即清算活动",
        request: &[CROWD_NO],
        response: STATE,
        errors: &[],
    };
}

impl Behaviour for CampaignSettle {
    fn subject(&self) -> &str {
        &self.crowd_no
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        CrowdNo::parse(&self.crowd_no).map(Key::Campaign).into_iter().chain([Key::Lane]).collect()
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<CampaignState, Stop> {
        let campaign = books.settle(&number(&self.crowd_no)?)?;
        Ok(describe(&campaign, books.now()))
    }
}

/// The work that books what has come due with a record, as the operation does it; `None` for a record
/// with which nothing ever does.
#[must_use]
pub fn due(record: &Record, context: Context) -> Option<Work> {
    let Record::Campaign(campaign) = record else { return None };
    let request = CampaignSettle { crowd_no: campaign.crowd_no.to_string() };
    Some(operation(campaign.home, request, context))
}
