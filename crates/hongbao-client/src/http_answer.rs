//! What came over HTTP, as it came.

use std::fmt;

use hongbao_wire::Charset;

/// What came over HTTP.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct HttpAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`; it says the charset.
    pub content_type: Option<String>,
    /// The header `trace_id`, by which the platform's support finds the call.
    pub trace_id: Option<String>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl fmt::Debug for HttpAnswer {
    /// Without the body: it may hold what only its receiver should read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpAnswer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("trace_id", &self.trace_id)
            .field("bytes", &self.body.len())
            .finish()
    }
}

impl HttpAnswer {
    /// An answer with HTTP status 200 that came some other way, such as from a file.
    #[must_use]
    pub fn from_body(body: Vec<u8>, content_type: Option<String>) -> Self {
        Self { status: 200, content_type, trace_id: None, body }
    }

    /// The body as text, for people to read.
    #[must_use]
    pub fn text(&self) -> String {
        let declared = self.charset().unwrap_or(Charset::Utf8);
        let text = declared.decode(&self.body).or_else(|| Charset::Gb18030.decode(&self.body));
        text.unwrap_or_else(|| String::from_utf8_lossy(&self.body)).into_owned()
    }

    /// The charset that the content type declares.
    #[must_use]
    pub fn charset(&self) -> Option<Charset> {
        let (_, name) = self.content_type.as_ref()?.split_once("charset=")?;
        let name = name.split(';').next()?.trim().trim_matches('"');
        Charset::parse(name.as_bytes())
    }
}
