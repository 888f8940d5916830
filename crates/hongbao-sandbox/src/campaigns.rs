//! The campaigns of the world: the documents' own, one in each state, and a foreign one.
//!
//! What no operation makes yet is seeded as facts, never as a state.

use std::sync::Arc;

use hongbao_engine::{
    Campaign, CrowdNo, Fen, Funds, Home, Prize, Record, State, Timestamp, Timing,
};

use crate::parties::{FOREIGN, OWN, TEN_YEARS};

/// A campaign of the world.
pub(crate) struct CampaignFixture {
    pub(crate) crowd_no: &'static str,
    pub(crate) home: Home,
    /// What asking for it shows.
    pub(crate) state: State,
    origin_crowd_no: &'static str,
}

const fn own(
    crowd_no: &'static str,
    origin_crowd_no: &'static str,
    state: State,
) -> CampaignFixture {
    CampaignFixture { crowd_no, home: OWN, state, origin_crowd_no }
}

/// The campaigns of the world.
#[rustfmt::skip]
pub(crate) const CAMPAIGNS: &[CampaignFixture] = &[
    own("POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "20160901029410190092922308762004", State::Ready),
    own("FIXTURE-campaign-CREATED", "20160901029410190092922300001004", State::Created),
    own("FIXTURE-campaign-PAID",    "20160901029410190092922300002004", State::Paid),
    own("FIXTURE-campaign-READY",   "20160901029410190092922300003004", State::Ready),
    own("FIXTURE-campaign-PAUSE",   "20160901029410190092922300004004", State::Pause),
    own("FIXTURE-campaign-CLOSED",  "20160901029410190092922300005004", State::Closed),
    own("FIXTURE-campaign-SETTLE",  "20160901029410190092922300006004", State::Settle),
    CampaignFixture {
        home: FOREIGN,
        ..own("FIXTURE-campaign-of-another-merchant", "20160901029410190092922300007004", State::Ready)
    },
];

impl CampaignFixture {
    /// The campaign, made so that it shows its state for ten years from `now`; `None` if its number
    /// is none.
    pub(crate) fn campaign(&self, now: Timestamp) -> Option<Record> {
        Some(Record::Campaign(Arc::new(Campaign {
            crowd_no: CrowdNo::parse(self.crowd_no)?,
            home: self.home,
            origin_crowd_no: self.origin_crowd_no.to_owned(),
            coupon_name: "XXX周年庆红包".to_owned(),
            prize_msg: "XX送您大红包".to_owned(),
            prize: Prize::Random,
            funds: Funds { total: Fen::new(2_000_000), sent: Fen::ZERO, count: 1_000 },
            timing: timing(self.state, now),
        })))
    }
}

/// Facts from which the state follows.
fn timing(state: State, now: Timestamp) -> Timing {
    let running = Timing {
        created_at: now,
        paid_at: Some(now),
        start_at: now,
        end_at: now.plus_days(TEN_YEARS),
        over_at: now.plus_days(TEN_YEARS),
        paused: false,
        settled_at: None,
    };
    let (start, end) = (now.plus_days(-30), now.plus_days(-1));
    let over = Timing {
        created_at: start,
        paid_at: Some(start),
        start_at: start,
        end_at: end,
        over_at: end,
        ..running
    };
    match state {
        State::Created => Timing { paid_at: None, ..running },
        State::Paid => Timing {
            start_at: now.plus_days(TEN_YEARS),
            end_at: now.plus_days(TEN_YEARS + 30),
            over_at: now.plus_days(TEN_YEARS + 30),
            ..running
        },
        State::Ready => running,
        State::Pause => Timing { paused: true, ..running },
        State::Closed => over,
        State::Settle => Timing { settled_at: Some(end), ..over },
    }
}
