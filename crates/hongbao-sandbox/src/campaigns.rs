//! The campaigns of the world: the documents' own, one in each state, one for each refusal of a draw
//! that a campaign can give, and a foreign one.
//!
//! They are made by the engine's own operations, money and all.

use std::sync::Arc;

use hongbao_engine::{
    Books, Campaign, Change, Changes, CrowdNo, DrawRequest, Fen, Frequency, Funds, Home, Paying,
    Prize, Rules, Seed, Slot, State, Stop, Tallied, Tally, Target, Timestamp, Timing, UserId,
    Window,
};

use crate::parties::{FOREIGN, NOT_AN_ID, OWN, TEN_YEARS, USERS};

/// What the packets of the world follow from; a real campaign's is drawn by chance.
const SEED: Seed = Seed::new(*b"a seed that everybody knows, too");

/// The documents' campaign.
pub const CAMPAIGN: &str = "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx";
/// A campaign that was stopped in an emergency.
pub(crate) const STOPPED: &str = "FIXTURE-campaign-stopped";
/// A campaign whose one packet is drawn.
pub(crate) const USED_UP: &str = "FIXTURE-campaign-used-up";
/// A campaign from which a user draws once, as [`DRAWER`] did.
pub(crate) const ONCE: &str = "FIXTURE-campaign-L1";
/// A campaign from which a user draws once a day, as [`DRAWER`] did on each of ten years' days.
pub(crate) const DAILY: &str = "FIXTURE-campaign-D1-L100";
/// Who has drawn as often as one may, and under which number.
pub(crate) const DRAWER: &str = "2088102146165580";
pub(crate) const DRAWN: &str = "FIXTURE_draw";

/// A campaign of the world.
pub(crate) struct CampaignFixture {
    pub(crate) crowd_no: &'static str,
    pub(crate) home: Home,
    /// What asking for it shows.
    pub(crate) state: State,
    origin_crowd_no: &'static str,
    prize: Prize,
    /// The budget in fen, and how many packets.
    budget: (i64, u32),
    frequency: Frequency,
    /// The packets drawn from it: who, and under which number, if under one.
    draws: &'static [(&'static str, Option<&'static str>)],
    stopped: bool,
}

const fn own(
    crowd_no: &'static str,
    origin_crowd_no: &'static str,
    state: State,
) -> CampaignFixture {
    CampaignFixture {
        crowd_no,
        home: OWN,
        state,
        origin_crowd_no,
        prize: Prize::Random,
        budget: (2_000_000, 1_000),
        frequency: Frequency { lifetime: 100, window: None },
        draws: &[],
        stopped: false,
    }
}

/// The campaigns of the world.
#[rustfmt::skip]
pub(crate) const CAMPAIGNS: &[CampaignFixture] = &[
    CampaignFixture {
        draws: &[(USERS[0], None), (USERS[1], None), (USERS[2], None), (USERS[3], None), (USERS[4], None)],
        ..own(CAMPAIGN, "20160901029410190092922308762004", State::Ready)
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
    CampaignFixture { stopped: true, ..own(STOPPED, "20160901029410190092922300008004", State::Ready) },
    CampaignFixture {
        prize: Prize::Fixed,
        budget: (100, 1),
        draws: &[(USERS[0], None)],
        ..own(USED_UP, "20160901029410190092922300009004", State::Ready)
    },
    CampaignFixture {
        frequency: Frequency { lifetime: 1, window: None },
        draws: &[(DRAWER, Some(DRAWN))],
        ..own(ONCE, "20160901029410190092922300010004", State::Ready)
    },
    CampaignFixture {
        frequency: Frequency { lifetime: 100, window: Some((Window::Day, 1)) },
        draws: &[(DRAWER, Some(DRAWN))],
        ..own(DAILY, "20160901029410190092922300011004", State::Ready)
    },
];

impl CampaignFixture {
    /// Makes the campaign by the operations that make any: created, paid, drawn from, closed, settled.
    /// Then its dates are moved, so that it stays as it is for ten years; its money is not touched.
    /// One that is there already is left alone.
    pub(crate) fn make(&self, books: &mut Books) -> Result<(), Stop> {
        let now = books.now();
        let no = CrowdNo::parse(self.crowd_no).ok_or(NOT_AN_ID)?;
        if books.campaign(&no)?.is_some() {
            return Ok(());
        }
        let seq = books.next_campaign()?;
        books.put(Arc::new(self.created(&no, seq, now)))?;
        if self.state != State::Created {
            let reference = Some(self.origin_crowd_no);
            books.pay(&no, &Paying { reference, delay: 0, most: None })?;
        }
        for (user, number) in self.draws {
            self.draw(books, &no, (user, *number))?;
        }
        if matches!(self.state, State::Closed | State::Settle) {
            let change = Change { target: Target::Closed, delay: 0, most: None };
            books.modify(&no, self.home, &change)?;
        }
        if self.state == State::Settle {
            books.settle(&no)?;
        }
        if self.stopped {
            books.stop(&no, true)?;
        }
        let made = books.campaign(&no)?.ok_or(NOT_AN_ID)?;
        let (timing, changes) = (timing(self.state, now), Changes::default());
        let moved = Campaign { timing, changes, ..Campaign::clone(&made) };
        books.put(Arc::new(moved))
    }

    /// As it is before anybody has paid.
    fn created(&self, no: &CrowdNo, seq: u64, now: Timestamp) -> Campaign {
        let (total, count) = self.budget;
        Campaign {
            crowd_no: no.clone(),
            home: self.home,
            seq,
            origin_crowd_no: self.origin_crowd_no.to_owned(),
            coupon_name: "XXX周年庆红包".to_owned(),
            prize_msg: "XX送您大红包".to_owned(),
            merchant_link: None,
            prize: self.prize,
            seed: SEED,
            frequency: self.frequency,
            funds: Funds::new(Fen::new(total), count),
            timing: Timing { paid_at: None, ..timing(State::Ready, now) },
            reference: None,
            stopped: false,
            changes: Changes::default(),
        }
    }

    /// Draws a packet. Where a user draws so often in a window, the draw's window is moved, too: up to
    /// ten years from now the user stands where the draw has left it.
    fn draw(
        &self,
        books: &mut Books,
        no: &CrowdNo,
        (user, number): (&str, Option<&str>),
    ) -> Result<(), Stop> {
        let user_id = UserId::parse(user).ok_or(NOT_AN_ID)?;
        let slot = match number {
            None => Slot::of_user(&user_id),
            Some(number) => Slot::named(number).ok_or(NOT_AN_ID)?,
        };
        let order =
            DrawRequest { crowd_no: no.clone(), user_id: user_id.clone(), slot, amount: None };
        let rules = Rules { users_are_open: true, merchant_user: None };
        books.draw(&order, self.home, &rules)?;
        if let Some((window, _)) = self.frequency.window {
            let tally = books.tally(no, &user_id)?.ok_or(NOT_AN_ID)?;
            let moved = Tally { window: window.number(books.now().plus_days(TEN_YEARS)), ..tally };
            let (home, crowd_no) = (self.home, no.clone());
            books.put(Tallied { home, crowd_no, user_id, tally: moved })?;
        }
        Ok(())
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
