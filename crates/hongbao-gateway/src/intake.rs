//! The intake: the parameters' places in a request, as raw bytes, within their limits.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use hongbao_wire::Part;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes};

use crate::Limits;

/// The parts of a request that parameters stand in.
#[derive(Debug)]
pub(crate) struct Intake {
    query: String,
    body: Form,
}

#[derive(Debug)]
enum Form {
    Urlencoded(Bytes),
    /// The text parts of a multipart form. Files are no parameters.
    Text(Vec<(Vec<u8>, Vec<u8>)>),
}

impl Intake {
    /// Reads a request. A target in absolute form is as good as one in origin form.
    ///
    /// The error is the status of an answer that no protocol describes: 413 for a body over the
    /// limit, 408 for one that takes too long, 400 for one that breaks off or is no form.
    pub(crate) async fn read(request: Request<Body>, limits: &Limits) -> Result<Self, StatusCode> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let boundary = boundary(request.headers());
        let body = Limited::new(request.into_body(), limits.body).collect();
        let body = match tokio::time::timeout(limits.body_time, body).await {
            Ok(Ok(collected)) => collected.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => {
                return Err(StatusCode::PAYLOAD_TOO_LARGE);
            }
            Ok(Err(_)) => return Err(StatusCode::BAD_REQUEST),
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
        };
        let body = match boundary {
            None => Form::Urlencoded(body),
            Some(boundary) => {
                let parts = text_parts(body, &boundary, limits.parameters).await;
                Form::Text(parts.ok_or(StatusCode::BAD_REQUEST)?)
            }
        };
        Ok(Self { query, body })
    }

    /// The query, then the form: the order in which they are merged.
    pub(crate) fn parts(&self) -> [Part<'_>; 2] {
        let body = match &self.body {
            Form::Urlencoded(body) => Part::Urlencoded(body),
            Form::Text(pairs) => Part::Text(pairs.clone()),
        };
        [Part::Urlencoded(self.query.as_bytes()), body]
    }

    /// The query alone.
    pub(crate) fn query(&self) -> &str {
        &self.query
    }
}

/// The length that a body announces, or the limit for one that announces none; 413 above it.
pub(crate) fn length(body: &Body, limits: &Limits) -> Result<usize, StatusCode> {
    let hint = body.size_hint();
    match usize::try_from(hint.lower()) {
        Ok(length) if length <= limits.body => Ok(hint.exact().map_or(limits.body, |_| length)),
        Ok(_) | Err(_) => Err(StatusCode::PAYLOAD_TOO_LARGE),
    }
}

/// The boundary of a multipart form; `None` if the request holds none.
fn boundary(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(content_type).ok()
}

/// The names and values of a multipart form's text parts; `None` if it is none, or has too many.
async fn text_parts(body: Bytes, boundary: &str, most: usize) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let stream = futures_util::stream::iter([Ok::<_, Infallible>(body)]);
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name().map(|name| name.as_bytes().to_vec());
        let is_file = field.file_name().is_some();
        let value = field.bytes().await.ok()?;
        if let (Some(name), false) = (name, is_file) {
            parts.push((name, value.to_vec()));
        }
        if parts.len() > most {
            return None;
        }
    }
    Some(parts)
}
