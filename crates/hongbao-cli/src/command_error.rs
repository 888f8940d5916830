//! Why a command cannot do its work: one sentence, and the next thing to try.

use std::error::Error;

use crate::terminal::{Value, say};

/// Why a command was refused; exit code 2.
#[derive(Debug)]
pub(crate) struct CommandError {
    error: Box<dyn Error>,
    remedy: String,
}

impl CommandError {
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

    /// Reports it on stderr: the error, its causes, and what to do about it.
    pub(crate) fn report(&self) {
        let mut text = format!("hongbao: {}", Value(&self.error.to_string()));
        let mut source = self.error.source();
        while let Some(cause) = source {
            text.push_str(&format!(": {}", Value(&cause.to_string())));
            source = cause.source();
        }
        say(&format!("{text}\n{}\n", self.remedy));
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{what}")]
struct Caused {
    what: String,
    source: Box<dyn Error>,
}
