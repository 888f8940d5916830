//! The record that a home's lane keeps: the last moment it saw, and how far it has counted.

use crate::{Home, Timestamp};

/// See the file's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// The home.
    pub home: Home,
    /// The moment of its last change; time in a lane never goes backwards.
    pub last: Timestamp,
    /// The last number it gave.
    pub counter: u64,
}
