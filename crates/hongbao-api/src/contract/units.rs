//! What a command asks stores for: units of work, one after the other. Most commands are one unit. One whose
//! effects lie in several homes has a record that drives it: each unit writes there how far the command has
//! come, or acts in another home, and what it answers says what follows.
//!
//! Must not know who runs units. A process may end between two of them. Then what is due takes the driving
//! record up, so each unit must be right when it runs again.

use std::fmt;

use hongbao_engine::Work;

/// What follows when a unit has been committed, by what it has answered.
pub type Next = Box<dyn Fn(&[u8]) -> Step + Send + Sync>;

/// What follows a unit of work.
#[derive(Debug)]
pub enum Step {
    /// Another unit.
    Unit(Work),
    /// Nothing: these bytes are the command's answer.
    Ended(Vec<u8>),
}

/// The units of a command.
pub struct Units {
    /// The first. If it is refused or fails, so is the command.
    pub first: Work,
    /// What follows; `None` if its answer is the command's.
    pub next: Option<Next>,
}

impl Units {
    /// The same for a call that was checked under this version of the directory. What has begun is ended
    /// under any.
    #[must_use]
    pub fn admitted_under(self, version: u64) -> Self {
        Self { first: self.first.admitted_under(version), ..self }
    }
}

/// A command of one unit.
impl From<Work> for Units {
    fn from(first: Work) -> Self {
        Self { first, next: None }
    }
}

impl fmt::Debug for Units {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Units").field("first", &self.first).finish_non_exhaustive()
    }
}
