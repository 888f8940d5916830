//! What a command says when it cannot do its work: one sentence, and the next thing to try.

use std::error::Error;

use crate::start_error::StartError;

/// Why a command was refused; exit code 2.
#[derive(Debug)]
pub(crate) struct Complaint {
    error: Box<dyn Error>,
    remedy: String,
}

impl Complaint {
    /// An error of a type, or a sentence.
    pub(crate) fn new(error: impl Into<Box<dyn Error>>, remedy: impl Into<String>) -> Self {
        Self { error: error.into(), remedy: remedy.into() }
    }

    /// A sentence about something, and the error behind it.
    pub(crate) fn about(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error>>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(Caused { what: what.into(), source: source.into() }, remedy)
    }

    /// Says it on stderr.
    pub(crate) fn say(&self) {
        crate::complain(self.error.as_ref(), &self.remedy);
    }
}

impl From<StartError> for Complaint {
    fn from(error: StartError) -> Self {
        let remedy = error.remedy();
        Self::new(error, remedy)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct Caused {
    what: String,
    source: Box<dyn Error>,
}
