//! Events: what a command has changed without moving money, such as a campaign that is paused or a user that
//! is registered. An event never changes.

use crate::records::kind::padded;
use crate::{Home, Kind, Timestamp};

/// One change, as its home's book tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The book it stands in.
    pub home: Home,
    /// Its number in the book.
    pub seq: u64,
    /// Who asked for it: an app, or an administrator's token by its name.
    pub who: String,
    /// What was asked for: a method or an operation by its name.
    pub command: String,
    /// The record that was changed, as findings call it.
    pub record: String,
    /// When.
    pub at: Timestamp,
}

impl Kind for Event {
    const NAME: &'static str = "event";
    const NUMBERED: bool = true;
    type Id = u64;
    type Held = Self;

    fn id(&self) -> Self::Id {
        self.seq
    }

    fn home(&self) -> Home {
        self.home
    }

    fn seq(&self) -> Option<u64> {
        Some(self.seq)
    }

    fn title(&self) -> String {
        format!("event {}/{}", self.home.number(), self.seq)
    }

    fn place(&self) -> String {
        padded(self.seq)
    }
}
