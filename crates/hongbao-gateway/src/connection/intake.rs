//! The intake: the parameters' places in a request, as raw bytes, within their limits.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use hongbao_wire::Part;
use hyper::body::Bytes;

use crate::connection::bodies::{Bodies, Held};

/// The parts of a request that parameters stand in.
#[derive(Debug)]
pub(crate) struct Intake {
    query: String,
    /// Empty for a multipart form, whose memory it still counts.
    body: Held,
    /// The text parts of a multipart form. Files are not parameters.
    texts: Option<Vec<(Vec<u8>, Vec<u8>)>>,
}

impl Intake {
    /// Reads a request with at most so many parameters. A target in absolute form is as good as one in
    /// origin form.
    ///
    /// The error is the status of an answer that no protocol describes: what [`Bodies::read`] says, or
    /// 400 for a body that is not a form.
    pub(crate) async fn read(
        request: Request<Body>,
        bodies: &Arc<Bodies>,
        parameters: usize,
    ) -> Result<Self, StatusCode> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let boundary = boundary(request.headers());
        let mut body = bodies.read(request).await?;
        let texts = match boundary {
            None => None,
            Some(boundary) => {
                let parts = text_parts(body.take(), &boundary, parameters).await;
                Some(parts.ok_or(StatusCode::BAD_REQUEST)?)
            }
        };
        Ok(Self { query, body, texts })
    }

    /// The query, and all parts: the query, then the form, the order in which they are merged. The texts of
    /// a multipart form are handed out once.
    pub(crate) fn parts(&mut self) -> (&str, [Part<'_>; 2]) {
        let body = match self.texts.take() {
            None => Part::Urlencoded(&self.body),
            Some(texts) => Part::Text(texts),
        };
        (&self.query, [Part::Urlencoded(self.query.as_bytes()), body])
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
    while let Some(mut field) = form.next_field().await.ok()? {
        let is_file = field.file_name().is_some();
        let name = field.name().filter(|_| !is_file).map(|name| name.as_bytes().to_vec());
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await.ok()? {
            if name.is_some() {
                value.extend_from_slice(&chunk);
            }
        }
        parts.extend(name.map(|name| (name, value)));
        if parts.len() > most {
            return None;
        }
    }
    Some(parts)
}
