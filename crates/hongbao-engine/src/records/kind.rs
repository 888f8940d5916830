//! What a kind of record says of its records, in its own file, and everything else reads.
//!
//! A kind knows neither which other kinds there are nor how records are found or written.

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;

use crate::{CrowdNo, Home, Timestamp};

/// A kind of record.
pub trait Kind: fmt::Debug + Sized {
    /// What one of them is called: a word, as findings have it.
    const NAME: &'static str;
    /// Whether its records lie in the directory, whichever home they are asked for in.
    const SHARED: bool = false;
    /// Whether each takes a number in its home's book.
    const NUMBERED: bool = false;
    /// Whether each is a campaign, or tells of the money of one: an audit reads them campaign by campaign.
    const OF_CAMPAIGN: bool = false;
    /// What tells one of them from another, where the home is known.
    type Id: fmt::Debug + Clone + Ord + Hash;
    /// How a record holds it: itself, or behind [`Arc`](std::sync::Arc) where it is large, so that reading
    /// one copies nothing.
    type Held: Borrow<Self> + From<Self>;

    /// What tells it from the others.
    fn id(&self) -> Self::Id;
    /// The home it must be written in.
    fn home(&self) -> Home {
        Home::DIRECTORY
    }
    /// Its number in its home's book, if its kind takes one.
    fn seq(&self) -> Option<u64> {
        None
    }
    /// The campaign that it is, or whose money it tells of, if its kind does.
    fn crowd_no(&self) -> Option<&CrowdNo> {
        None
    }
    /// When something is due with it next, in business time, if anything is.
    fn due(&self) -> Option<Timestamp> {
        None
    }
    /// Whether writing it removes what is under its key.
    fn goes(&self) -> bool {
        false
    }
    /// What findings call it: its kind and what tells it from others, such as `draw 1/7`.
    fn title(&self) -> String {
        format!("{} {}", Self::NAME, self.place()).trim_end().to_owned()
    }
    /// Its place among those of its kind, as a walk meets them: text that is in order where they are.
    fn place(&self) -> String;
}

/// A number as text that is in order where the numbers are.
pub(crate) fn padded(number: u64) -> String {
    format!("{number:020}")
}
