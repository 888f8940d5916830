//! What the log says when a store has no answer.

use std::error::Error;

use hongbao_store::Failure;

use crate::directory::DirectoryError;

/// Tells of a failure, once however many calls it hit: the first that meets it says so in its own span,
/// with their number; for the others it is a detail.
pub(crate) fn tell(failure: &Failure, what: &str) {
    let error: &dyn Error = failure;
    match failure.news() {
        Some(works) => tracing::error!(error, works, "{what}"),
        None => tracing::debug!(error, "{what}"),
    }
}

/// Tells that what has changed of the directory cannot be loaded.
pub(crate) fn tell_directory(error: &DirectoryError) {
    const WHAT: &str = "what has changed of the directory cannot be loaded";
    match error {
        DirectoryError::Store(failure) => tell(failure, WHAT),
        DirectoryError::App(_) | DirectoryError::NumberKey => {
            let error: &dyn Error = error;
            tracing::error!(error, "{WHAT}");
        }
    }
}
