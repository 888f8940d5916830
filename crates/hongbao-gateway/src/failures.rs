//! What the log says when a store has no answer.

use std::error::Error;

use hongbao_store::Failure;

/// Tells of a failure, once however many calls it hit: the first that meets it says so in its own span,
/// with their number; for the others it is a detail.
pub(crate) fn tell(failure: &Failure, what: &str) {
    let error: &dyn Error = failure;
    match failure.news() {
        Some(works) => tracing::error!(error, works, "{what}"),
        None => tracing::debug!(error, "{what}"),
    }
}
