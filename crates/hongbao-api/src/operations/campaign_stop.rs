//! Stops drawing from a campaign in an emergency, or lets it go on. Its state stays what it is.

use hongbao_engine::{Books, CrowdNo, Key, Stop};
use serde::{Deserialize, Serialize};

use super::campaign_show::{CROWD_NO, CampaignState, STATE, describe, number};
use crate::method::{Behaviour, Context, Method};
use crate::spec::{Family, Kind, Presence, Spec, Surface, Verb, row};

/// Stops a campaign, or lets it go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignStop {
    /// The campaign id.
    pub crowd_no: String,
    /// `true` stops drawing, `false` lets it go on; default: `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
}

impl Method for CampaignStop {
    type Response = CampaignState;
    const WRITES: bool = true;

    #[rustfmt::skip]
    const SPEC: Spec = Spec {
        surface: Surface::Admin { verb: Verb::Post, path: "campaigns/{crowd_no}/stop" },
        family: Family::World,
        method: "campaign stop",
        title: "紧急停止活动",
        request: &[
            CROWD_NO,
            row("stopped", Kind::Boolean, Presence::Optional, 5, "true", "true 为停止（默认），false 为恢复", "true: stop drawing (default); false: resume"),
        ],
        response: STATE,
        errors: &[],
    };
}

impl Behaviour for CampaignStop {
    fn subject(&self) -> &str {
        &self.crowd_no
    }

    fn hint(&self, _: &Context) -> Vec<Key> {
        CrowdNo::parse(&self.crowd_no).map(Key::Campaign).into_iter().collect()
    }

    fn serve(&self, books: &mut Books, _: &Context) -> Result<CampaignState, Stop> {
        let stopped = self.stopped.unwrap_or(true);
        let campaign = books.stop(&number(&self.crowd_no)?, stopped)?;
        Ok(describe(&campaign, books.now()))
    }
}
