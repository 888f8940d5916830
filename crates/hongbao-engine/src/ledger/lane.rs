//! A home's lane: the order in which its works happen, as numbers and as time.
//!
//! It does not know how works are queued or committed; that is the store's.

use crate::records::kind::padded;
use crate::{BusinessTime, Fen, Home, Kind, Timestamp};

/// What a home remembers of the works that happened in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// The home.
    pub home: Home,
    /// Business time of the last batch that changed something. Later ones happen no earlier.
    pub last: Timestamp,
    /// The home's own clock; `None` where business time is that of all.
    pub clock: Option<BusinessTime>,
    /// How many numbers were given out.
    pub counter: u64,
    /// How many campaigns were created.
    pub campaigns: u64,
    /// How many of them are paid and not settled.
    pub open: u64,
    /// How many numbers were given out before there was a [`NumberKey`](crate::NumberKey), when a fixed
    /// campaign could give more packets than planned. What was given then stays as it was.
    pub earlier: u64,
    /// What the merchant has paid in and was not refunded: what lies in pools and wallets, and what was
    /// paid out.
    pub funded: Fen,
    /// What users were paid out.
    pub paid_out: Fen,
}

impl Lane {
    /// The lane of a home in which nothing has happened before this moment.
    #[must_use]
    pub const fn new(home: Home, last: Timestamp) -> Self {
        let (funded, paid_out) = (Fen::ZERO, Fen::ZERO);
        let (counter, campaigns, open, earlier) = (0, 0, 0, 0);
        Self { home, last, clock: None, counter, campaigns, open, earlier, funded, paid_out }
    }

    /// Business time by the home's own clock, if it has one.
    #[must_use]
    pub fn own_time(&self, wire: Timestamp) -> Option<Timestamp> {
        self.clock.map(|clock| clock.at(wire).max(self.last))
    }
}

impl Kind for Lane {
    const NAME: &'static str = "lane";
    type Id = ();
    type Held = Self;

    fn id(&self) -> Self::Id {}

    fn home(&self) -> Home {
        self.home
    }

    fn title(&self) -> String {
        format!("lane {}", self.home.number())
    }

    fn place(&self) -> String {
        padded(self.home.number().into())
    }
}
