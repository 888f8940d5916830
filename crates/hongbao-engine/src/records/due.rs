//! What is due: an entry for each record with which something is due, now or later, whatever its kind. When,
//! the record's own kind says; the entry follows when the record is written.
//!
//! It does not know what is done with a record that is due, nor who does it.

use crate::{CrowdNo, Home, Kind, Timestamp};

/// A record with which something can be due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DueKey {
    /// A campaign, which is to be settled.
    Campaign(CrowdNo),
}

impl DueKey {
    /// The word for a campaign in entries.
    const CAMPAIGN: &'static str = "campaign";

    /// The record's kind and id, as an entry's texts.
    #[must_use]
    pub fn texts(&self) -> (&'static str, &str) {
        match self {
            Self::Campaign(crowd_no) => (Self::CAMPAIGN, crowd_no.as_str()),
        }
    }

    /// The record that an entry's texts name.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        if kind == Self::CAMPAIGN { CrowdNo::parse(id).map(Self::Campaign) } else { None }
    }
}

/// An entry of what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The record's home.
    pub home: Home,
    /// The record.
    pub of: DueKey,
    /// When, in business time. `None`: nothing is due any more; an entry that is written so goes.
    pub at: Option<Timestamp>,
    /// How often booking it has failed.
    pub tries: u32,
    /// Nobody is to book it before this moment of wire time: a process has claimed it until then, or booking
    /// it has failed, and it waits. `None`: anybody may.
    pub claimed_until: Option<Timestamp>,
}

impl Due {
    /// The entry of a record that nobody has claimed.
    #[must_use]
    pub const fn new(home: Home, of: DueKey, at: Option<Timestamp>) -> Self {
        Self { home, of, at, tries: 0, claimed_until: None }
    }

    /// The same after booking it has failed once more, at this moment of wire time.
    pub(crate) fn put_off(self, wire: Timestamp, backoff: Backoff) -> Self {
        let wait = backoff.first.saturating_mul(2_u32.saturating_pow(self.tries)).min(backoff.most);
        let claimed_until = Some(wire.plus_secs(wait.into()));
        Self { tries: self.tries.saturating_add(1), claimed_until, ..self }
    }
}

/// How long an entry waits after booking it has failed, in seconds: each time twice as long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// After the first time.
    pub first: u32,
    /// At most.
    pub most: u32,
}

impl Kind for Due {
    const NAME: &'static str = "due";
    type Id = DueKey;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.of.clone()
    }

    fn home(&self) -> Home {
        self.home
    }

    fn goes(&self) -> bool {
        self.at.is_none()
    }

    fn place(&self) -> String {
        self.of.texts().1.to_owned()
    }
}
