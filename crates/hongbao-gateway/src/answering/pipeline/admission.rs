//! A call is checked until what is answered holds under the newest version of the directory: processes that
//! share a store keep copies of it, and any of them may change it.
//!
//! It does not know what is checked, nor in which order.

use std::sync::atomic::Ordering;

use hongbao_api::{MethodEntry, When};
use hongbao_wire::CommonError;

use super::{GatewayRequest, business, decide};
use crate::answering::reply::{Rejection, ReplyFormat};
use crate::limits::ADMISSIONS;
use crate::{App, failures};

/// What checking a call comes to, where it is not a success.
pub(super) enum Halt {
    Rejected(Rejection),
    /// It was checked under an older version of the directory than this.
    Outdated(u64),
}

impl From<Rejection> for Halt {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<CommonError> for Halt {
    fn from(error: CommonError) -> Self {
        Self::Rejected(error.into())
    }
}

/// Checks a call, and again whenever the directory has changed. A process that cannot load what changed
/// refuses the call.
pub(super) async fn decided(
    app: &App,
    asked: &GatewayRequest<'_>,
    format: &ReplyFormat,
) -> Result<Vec<u8>, Rejection> {
    let (directory, store) = (&app.directory, app.store.as_ref());
    for _ in 0..ADMISSIONS {
        let version = directory.version();
        asked.is_signed.store(false, Ordering::Relaxed);
        let newest = match decide(app, asked, format, version).await {
            Ok(node) => return Ok(node),
            Err(Halt::Outdated(newest)) => newest,
            Err(Halt::Rejected(rejection)) => {
                let newest = if is_of_directory(&rejection) {
                    // No unit of work has confirmed it. Where the store cannot tell, it stands.
                    directory.newest(store).await.unwrap_or(version)
                } else {
                    version
                };
                if newest <= version {
                    return Err(rejection);
                }
                newest
            }
        };
        if let Err(error) = directory.catch_up(store, newest).await {
            failures::tell_directory(&error);
            break;
        }
    }
    Err(unavailable(format.entry))
}

/// Whether it could be another one under another version of the directory.
fn is_of_directory(rejection: &Rejection) -> bool {
    match rejection {
        Rejection::Common(error) => matches!(
            error,
            CommonError::InvalidAppId
                | CommonError::InvalidAppState
                | CommonError::MissingSignatureConfig
                | CommonError::InvalidSignature
        ),
        Rejection::Explained(_) => true,
        Rejection::Business(row) => row.when.contains(&When::NotOpened),
    }
}

fn unavailable(entry: Option<&'static MethodEntry>) -> Rejection {
    entry.map_or(CommonError::Unknown.into(), |entry| business(entry, When::Unavailable))
}
