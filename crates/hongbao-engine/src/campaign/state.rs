//! A cash campaign and its states.
//!
//! No state is stored. A state is read off the campaign's facts at a moment, so that it is right
//! the second a boundary passes, whether or not anything ran.

use std::sync::Arc;

use crate::{CrowdNo, Fen, Frequency, Home, Kind, Seed, Timestamp};

/// A cash red-packet campaign (现金红包活动).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id, an opaque handle.
    pub crowd_no: CrowdNo,
    /// The home it lives in: the merchant that created and funds it.
    pub home: Home,
    /// Its number in the home's book: creating a campaign takes one, as a transfer does.
    pub seq: u64,
    /// The original number, for support.
    pub origin_crowd_no: String,
    /// The red packet's name.
    pub coupon_name: String,
    /// The text that users see in their bill.
    pub prize_msg: String,
    /// Where the cashier leads back to.
    pub merchant_link: Option<String>,
    /// How packets are sized.
    pub prize: Prize,
    /// What random packets follow from.
    pub seed: Seed,
    /// How often one user may draw.
    pub frequency: Frequency,
    /// Its money.
    pub funds: Funds,
    /// Its moments.
    pub timing: Timing,
    /// The outside payment's reference, once it is paid.
    pub reference: Option<String>,
    /// Whether drawing was stopped in an emergency.
    pub stopped: bool,
    /// How often its merchant has changed its state.
    pub changes: Changes,
}

/// How often a campaign's state was changed on the last day on which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// The day's number; meaningless while `count` is 0.
    pub day: i64,
    /// How often on that day.
    pub count: u32,
}

/// How packets are sized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prize {
    /// Each packet is the same.
    Fixed,
    /// Each packet floats around the average.
    Random,
}

/// A campaign's money, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funds {
    /// The whole budget.
    pub total: Fen,
    /// What was drawn so far.
    pub sent: Fen,
    /// The number of packets planned.
    pub count: u32,
    /// What lies in its pool.
    pub pool: Fen,
    /// What went back to the merchant.
    pub returned: Fen,
    /// How many packets were drawn.
    pub draws: u64,
}

impl Funds {
    /// Of a campaign that nobody has paid.
    #[must_use]
    pub const fn new(total: Fen, count: u32) -> Self {
        let zero = Fen::ZERO;
        Self { total, sent: zero, count, pool: zero, returned: zero, draws: 0 }
    }
}

/// A campaign's moments: the facts that its state follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// When it was created.
    pub created_at: Timestamp,
    /// When the money arrived, if it did.
    pub paid_at: Option<Timestamp>,
    /// From when packets can be drawn.
    pub start_at: Timestamp,
    /// The announced end.
    pub end_at: Timestamp,
    /// When it is over: the announced end, or the moment it was closed before that.
    pub over_at: Timestamp,
    /// Whether the merchant has paused it.
    pub paused: bool,
    /// When what is left is due to go back; set when it is paid, and again when it is closed.
    pub settle_at: Option<Timestamp>,
    /// When what was left went back to the merchant, if it did.
    pub settled_at: Option<Timestamp>,
}

/// The six states of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Created, not paid.
    Created,
    /// Paid, not started.
    Paid,
    /// Running.
    Ready,
    /// Stopped by the merchant.
    Pause,
    /// Over.
    Closed,
    /// Over, and what was left has gone back.
    Settle,
}

/// What a state requires of each fact; `None` where the fact does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requires {
    /// `settled_at` is set.
    pub settled: Option<bool>,
    /// `paid_at` is set.
    pub paid: Option<bool>,
    /// `over_at` has come.
    pub over: Option<bool>,
    /// `start_at` has come.
    pub started: Option<bool>,
    /// `paused` is set.
    pub paused: Option<bool>,
}

impl State {
    /// All states, in the order of a campaign's life.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::Paid, Self::Ready, Self::Pause, Self::Closed, Self::Settle];

    /// The state's row: one conjunction of facts. The rows exclude each other and leave no gap.
    #[must_use]
    pub fn requires(self) -> Requires {
        let row = |settled, paid, over, started, paused| Requires {
            settled,
            paid,
            over,
            started,
            paused,
        };
        let (yes, no) = (Some(true), Some(false));
        match self {
            //                    settled paid over  started paused
            Self::Created => row(no, no, None, None, None),
            Self::Paid => row(no, yes, no, no, None),
            Self::Ready => row(no, yes, no, yes, no),
            Self::Pause => row(no, yes, no, yes, yes),
            Self::Closed => row(no, yes, yes, None, None),
            Self::Settle => row(yes, None, None, None, None),
        }
    }
}

impl Timing {
    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> State {
        State::ALL
            .into_iter()
            .find(|state| self.satisfies(state.requires(), now))
            .unwrap_or(State::Created) // unreachable: the rows leave no gap, a test holds them to it
    }

    pub(super) fn satisfies(&self, row: Requires, now: Timestamp) -> bool {
        let holds = |required: Option<bool>, fact: bool| required.is_none_or(|r| r == fact);
        holds(row.settled, self.settled_at.is_some())
            && holds(row.paid, self.paid_at.is_some())
            && holds(row.over, self.over_at <= now)
            && holds(row.started, self.start_at <= now)
            && holds(row.paused, self.paused)
    }
}

impl Kind for Campaign {
    const NAME: &'static str = "campaign";
    const NUMBERED: bool = true;
    const OF_CAMPAIGN: bool = true;
    type Id = CrowdNo;
    type Held = Arc<Self>;

    fn id(&self) -> Self::Id {
        self.crowd_no.clone()
    }

    fn home(&self) -> Home {
        self.home
    }

    fn seq(&self) -> Option<u64> {
        Some(self.seq)
    }

    fn crowd_no(&self) -> Option<&CrowdNo> {
        Some(&self.crowd_no)
    }

    fn due(&self) -> Option<Timestamp> {
        let Timing { settle_at, settled_at, .. } = self.timing;
        settle_at.filter(|_| settled_at.is_none())
    }

    fn title(&self) -> String {
        format!("campaign {}/{}", self.home.number(), self.crowd_no)
    }

    fn place(&self) -> String {
        self.crowd_no.to_string()
    }
}
