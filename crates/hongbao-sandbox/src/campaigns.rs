//! The campaigns of the world: the documents' own, one in each state, and a foreign one.
//!
//! They are made by the engine's own operations, money and all.

use std::sync::Arc;

use hongbao_engine::{
    Books, Campaign, CrowdNo, Fen, Frequency, Funds, Home, Order, Prize, Record, Rules, Seed, Slot,
    State, Stop, Target, Timestamp, Timing, UserId,
};

use crate::parties::{FOREIGN, OWN, TEN_YEARS, USERS};
use crate::world::NOT_AN_ID;

/// What the packets of the world follow from; a real campaign's is drawn by chance.
const SEED: Seed = Seed::new(*b"a seed that everybody knows, too");

/// A campaign of the world.
pub(crate) struct CampaignFixture {
    pub(crate) crowd_no: &'static str,
    pub(crate) home: Home,
    /// What asking for it shows.
    pub(crate) state: State,
    origin_crowd_no: &'static str,
    /// How many packets are drawn from it.
    draws: usize,
}

const fn own(
    crowd_no: &'static str,
    origin_crowd_no: &'static str,
    state: State,
) -> CampaignFixture {
    CampaignFixture { crowd_no, home: OWN, state, origin_crowd_no, draws: 0 }
}

/// The campaigns of the world.
#[rustfmt::skip]
pub(crate) const CAMPAIGNS: &[CampaignFixture] = &[
    CampaignFixture {
        draws: 5,
        ..own("POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx", "20160901029410190092922308762004", State::Ready)
    },
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
    /// Makes the campaign by the operations that make any: created, paid, drawn from, closed, settled.
    /// Then its dates are moved, so that it stays as it is for ten years; its money is not touched.
    pub(crate) fn make(&self, books: &mut Books) -> Result<(), Stop> {
        let now = books.now();
        let seq = books.next()?;
        let no = CrowdNo::parse(self.crowd_no).ok_or(NOT_AN_ID)?;
        books.put(Record::Campaign(Arc::new(Campaign {
            crowd_no: no.clone(),
            home: self.home,
            seq,
            origin_crowd_no: self.origin_crowd_no.to_owned(),
            coupon_name: "XXX周年庆红包".to_owned(),
            prize_msg: "XX送您大红包".to_owned(),
            merchant_link: None,
            prize: Prize::Random,
            seed: SEED,
            frequency: Frequency { lifetime: 100, window: None },
            funds: Funds::new(Fen::new(2_000_000), 1_000),
            timing: Timing { paid_at: None, ..timing(State::Ready, now) },
            reference: None,
            stopped: false,
        })))?;
        if self.state != State::Created {
            books.pay(&no, "world", 0)?;
        }
        for user in USERS.iter().take(self.draws) {
            let user_id = UserId::parse(user).ok_or(NOT_AN_ID)?;
            let (crowd_no, slot) = (no.clone(), Slot::of_user(&user_id));
            let order = Order { crowd_no, user_id, slot, amount: None };
            let rules = Rules { users_are_open: true, merchant_user: None };
            books.draw(&order, self.home, &rules)?;
        }
        if matches!(self.state, State::Closed | State::Settle) {
            books.modify(&no, self.home, Target::Closed, 0)?;
        }
        if self.state == State::Settle {
            books.settle(&no)?;
        }
        let made = books.campaign(&no)?.ok_or(NOT_AN_ID)?;
        let moved = Campaign { timing: timing(self.state, now), ..Campaign::clone(&made) };
        books.put(Record::Campaign(Arc::new(moved)))
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
        settle_at: Some(now.plus_days(TEN_YEARS)),
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
        State::Created => Timing { paid_at: None, settle_at: None, ..running },
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
