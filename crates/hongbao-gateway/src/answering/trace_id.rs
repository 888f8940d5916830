//! The random name of one call or operation, in its answer's head and in the log.

use axum::http::HeaderName;

use crate::App;

/// The name is the real gateway's, underscore and all.
pub(crate) const TRACE_ID: HeaderName = HeaderName::from_static("trace_id");

pub(crate) fn trace_id(app: &App) -> String {
    let drawn = app.entropy.draw();
    format!("{:032x}", u128::from_be_bytes(std::array::from_fn(|place| drawn[place])))
}
