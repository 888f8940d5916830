//! The client: prepares a call, sends it, reads the answer, and tries a query again.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hongbao_wire::Date;
use serde::Serialize;

use crate::answer::Verifier;
use crate::prepared::Signer;
use crate::transport::Transport;
use crate::{Answer, CallError, HttpAnswer, Prepared};

/// The pause before a query is tried again; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(50);

/// A request of a method: each type of that kind in [`methods`](crate::methods) is one.
pub trait Request: Serialize {
    /// What the method answers.
    type Response;
    /// The method's name.
    const METHOD: &'static str;

    /// The response that a node's text holds.
    ///
    /// # Errors
    ///
    /// The row of the method's table that is missing or does not fit.
    fn read(node: &str) -> serde_json::Result<Self::Response>;
}

impl<M: hongbao_api::Method> Request for M {
    type Response = <M as hongbao_api::Method>::Response;
    const METHOD: &'static str = M::SPEC.method;

    fn read(node: &str) -> serde_json::Result<Self::Response> {
        hongbao_api::read_response::<M>(node)
    }
}

/// A client of one gateway for one app. Clones share connections and keys.
#[derive(Clone)]
pub struct Client(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) signer: Signer,
    pub(crate) verifier: Verifier,
    pub(crate) transport: Transport,
    pub(crate) timeout: Duration,
    pub(crate) attempts: u32,
}

impl fmt::Debug for Client {
    /// The gateway, the app, and the fingerprint of its key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("gateway", self.0.transport.gateway())
            .field("app_id", &self.0.signer.app_id)
            .field("key", &self.0.signer.key)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Calls a method. A query that meets a passing trouble is tried again.
    ///
    /// # Errors
    ///
    /// [`CallError`]; it says whether the call may have happened.
    pub async fn call<R: Request>(&self, request: &R) -> Result<Answer<R::Response>, CallError> {
        let biz_content = serde_json::to_string(request).map_err(CallError::Unwritable)?;
        let answer = self.call_raw(R::METHOD, &biz_content).await?;
        match R::read(&answer.response) {
            Ok(response) => Ok(Answer { response, http: answer.http }),
            Err(source) => Err(CallError::Misfit { source, answer: answer.http }),
        }
    }

    /// Calls any method with this JSON text as biz_content. The response is the node's JSON text,
    /// `code` and `msg` included. Only a method that the tables know as a query is tried again.
    ///
    /// # Errors
    ///
    /// [`CallError`]; it says whether the call may have happened.
    pub async fn call_raw(
        &self,
        method: &str,
        biz_content: &str,
    ) -> Result<Answer<String>, CallError> {
        let query = hongbao_api::find(method.as_bytes()).is_some_and(|entry| !entry.writes);
        let attempts = if query { self.0.attempts } else { 1 };
        let calls = self.tried(method, biz_content, attempts);
        let timed = tokio::time::timeout(self.0.timeout, calls).await;
        timed.unwrap_or(Err(CallError::TimedOut(self.0.timeout)))
    }

    async fn tried(
        &self,
        method: &str,
        biz_content: &str,
        attempts: u32,
    ) -> Result<Answer<String>, CallError> {
        let mut pause = PAUSE;
        let mut left = attempts;
        loop {
            let prepared = self.prepare(method, biz_content)?;
            let answered = match self.0.transport.send(&prepared).await {
                Ok(answer) => self.read(&prepared, answer),
                Err(error) => Err(error),
            };
            left = left.saturating_sub(1);
            match answered {
                Err(error) if left > 0 && error.is_transient() => {
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                answered => return answered,
            }
        }
    }

    /// A call of a method with this JSON text as biz_content, signed now, but not sent.
    ///
    /// # Errors
    ///
    /// [`CallError::Unsigned`].
    pub fn prepare(&self, method: &str, biz_content: &str) -> Result<Prepared, CallError> {
        self.0.signer.prepare(method, biz_content, now()).map_err(CallError::Unsigned)
    }

    /// Sends a prepared call once, and gives what came as it came.
    ///
    /// # Errors
    ///
    /// [`CallError`], for what keeps an answer from coming.
    pub async fn send(&self, prepared: &Prepared) -> Result<HttpAnswer, CallError> {
        let sent = tokio::time::timeout(self.0.timeout, self.0.transport.send(prepared)).await;
        sent.unwrap_or(Err(CallError::TimedOut(self.0.timeout)))
    }

    /// Reads what came for a prepared call: verified, and the node's JSON text.
    ///
    /// # Errors
    ///
    /// [`CallError`], for what is not an answer, is not the platform's, or is a refusal.
    pub fn read(
        &self,
        prepared: &Prepared,
        answer: HttpAnswer,
    ) -> Result<Answer<String>, CallError> {
        self.0.verifier.read(prepared.method(), prepared.charset(), answer)
    }
}

/// The moment that a request's timestamp says, in Beijing time wherever this runs.
#[expect(clippy::disallowed_methods, reason = "the client is where a request's time comes from")]
fn now() -> Date {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::from_secs(i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
}
