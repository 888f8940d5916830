//! The other side of a Hongbao server: its operations, behind a token. The real gateway has none.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use crate::HttpAnswer;
use crate::error::Source;
use crate::transport::Transport;
use crate::{BuildError, CallError};

/// Why an operation has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AdminError {
    /// The server says no.
    #[error("refused: {title} ({status}){}", about(detail))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What kind of no, in words with a hyphen between them.
        kind: String,
        /// The same in words.
        title: String,
        /// What of the request it is about, where the server says so.
        detail: Option<String>,
    },
    /// There was no answer, or it may not be trusted to have come from there.
    #[error("the admin side does not answer")]
    Silent(#[source] Source),
}

fn about(detail: &Option<String>) -> String {
    detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default()
}

/// A client of the admin side.
pub struct Admin {
    transport: Transport,
    base: String,
    token: String,
    key: Option<String>,
    timeout: Duration,
}

impl fmt::Debug for Admin {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admin").field("base", &self.base).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: String,
    detail: Option<String>,
}

impl Admin {
    /// A client of the admin side at this URL.
    ///
    /// # Errors
    ///
    /// [`BuildError::Gateway`] if that is not a URL.
    pub fn new(url: &str, token: &str, timeout: Duration) -> Result<Self, BuildError> {
        let base = url.trim_end_matches('/').to_owned();
        let uri = base.parse().map_err(|_| BuildError::Gateway(base.clone()))?;
        let transport = Transport::new(uri, timeout, 64 << 20, &[])?;
        Ok(Self { transport, base, token: token.to_owned(), key: None, timeout })
    }

    /// Asks for each operation under this `Idempotency-Key`, at most 255 visible characters. A retried
    /// write returns the original response and is not executed again.
    #[must_use]
    pub fn under(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Asks for an operation under `/admin/v1/`; body and answer are JSON text.
    ///
    /// # Errors
    ///
    /// [`AdminError`].
    pub async fn ask(&self, verb: &str, path: &str, body: &str) -> Result<String, AdminError> {
        let answer = self.answer(verb, &format!("admin/v1/{path}"), body).await?;
        let text = answer.text();
        if answer.status == 200 {
            return Ok(text);
        }
        let problem = serde_json::from_str(&text);
        let Problem { kind, title, detail } = problem.unwrap_or_else(|_| Problem {
            kind: "no-answer".to_owned(),
            title: format!("HTTP {}", answer.status),
            detail: None,
        });
        Err(AdminError::Refused { status: answer.status, kind, title, detail })
    }

    /// What the server counts, in the text format of Prometheus.
    ///
    /// # Errors
    ///
    /// [`AdminError::Silent`].
    pub async fn metrics(&self) -> Result<String, AdminError> {
        self.answer("GET", "metrics", "").await.map(|answer| answer.text())
    }

    async fn answer(&self, verb: &str, path: &str, body: &str) -> Result<HttpAnswer, AdminError> {
        let url = format!("{}/{path}", self.base);
        let asked = self.transport.ask(verb, &url, (&self.token, self.key.as_deref()), body);
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(AdminError::Silent(error.into())),
            Err(_) => Err(AdminError::Silent(CallError::TimedOut(self.timeout).into())),
        }
    }
}
