//! How business time follows from wire time: it runs with it, so many seconds ahead, or stands still. It is a
//! record of the directory; where there is none, the two are the same. Each unit of work reads it before
//! anything else, so the directory's version stands in it too.

use crate::{Kind, Timestamp};

/// How business time follows from wire time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusinessTime {
    /// It runs, so many seconds ahead.
    Ahead(i64),
    /// It stands still at this moment.
    Frozen(Timestamp),
}

impl BusinessTime {
    /// Business time at a moment of wire time.
    #[must_use]
    pub const fn at(self, wire: Timestamp) -> Timestamp {
        match self {
            Self::Ahead(secs) => wire.plus_secs(secs),
            Self::Frozen(moment) => moment,
        }
    }
}

/// What each unit of work reads of the directory first. Where there is no record, it is this one's default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockRecord {
    /// How business time follows from wire time.
    pub time: BusinessTime,
    /// The directory's version: the number of its last change; 0 before the first.
    pub directory: u64,
}

impl Default for ClockRecord {
    fn default() -> Self {
        Self { time: BusinessTime::Ahead(0), directory: 0 }
    }
}

impl Kind for ClockRecord {
    const NAME: &'static str = "clock";
    const SHARED: bool = true;
    type Id = ();
    type Held = Self;

    fn id(&self) -> Self::Id {}

    fn place(&self) -> String {
        String::new()
    }
}
