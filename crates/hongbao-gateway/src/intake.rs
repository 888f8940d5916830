//! The intake: the raw query and the raw body of a request, within their limits.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes};

use crate::Limits;

/// The parts of a request that parameters stand in.
#[derive(Debug)]
pub(crate) struct Intake {
    query: String,
    body: Bytes,
}

impl Intake {
    /// Reads a request. A target in absolute form is as good as one in origin form.
    ///
    /// The error is the status of an answer that no protocol describes: 413 for a body over the
    /// limit, 408 for one that takes too long, 400 for one that breaks off.
    pub(crate) async fn read(request: Request<Body>, limits: &Limits) -> Result<Self, StatusCode> {
        let announced = request.body().size_hint().lower();
        if announced > u64::try_from(limits.body).unwrap_or(u64::MAX) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = Limited::new(request.into_body(), limits.body).collect();
        match tokio::time::timeout(limits.body_time, body).await {
            Ok(Ok(collected)) => Ok(Self { query, body: collected.to_bytes() }),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }

    /// The urlencoded parts, in the order they are merged.
    pub(crate) fn parts(&self) -> [&[u8]; 2] {
        [self.query.as_bytes(), &self.body]
    }
}
