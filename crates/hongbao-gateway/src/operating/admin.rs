//! The admin side: each operation of the registry under its path, JSON in and out.
//!
//! Who asks shows a token; what is refused is a problem as RFC 9457 describes it. It listens apart from
//! the gateway, and nothing of it can be reached from there.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, RawPathParams, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, any, on};
use hongbao_api::{OPERATIONS, OperationEntry, OperationRequest, Problem, Task, Units, Verb};
use hongbao_engine::{Compared, Findings, Timestamp};
use hongbao_store::{Answer, Failure};
use hongbao_wire::{Params, Part, secrets_match};
use tracing::Instrument;

use crate::answering::trace_id;
use crate::connection::bodies::Held;
use crate::limits::{ADMISSIONS, BOOKED_TIME};
use crate::operating::hosts;
use crate::operating::readiness::Reason;
use crate::units::carry_out;
use crate::{App, failures, ticker};

/// What all operations' paths begin with.
pub(crate) const PATH: &str = "/admin/v1/";

/// The operations' paths, behind the token.
pub(crate) fn operations(app: &Arc<App>) -> Router<Arc<App>> {
    let mut router = Router::new();
    for entry in OPERATIONS {
        let filter = match entry.spec.verb {
            Verb::Get => MethodFilter::GET,
            Verb::Post => MethodFilter::POST,
            Verb::Put => MethodFilter::PUT,
        };
        let handler: MethodRouter<Arc<App>> =
            on(filter, move |State(app): State<Arc<App>>, head, path, query, body| async move {
                trace(&app, entry, operate(&app, entry, head, (path, query, body))).await
            });
        router = router.route(&format!("{PATH}{}", entry.spec.path), handler);
    }
    let router =
        router.route(&format!("{PATH}{{*rest}}"), any(async || problem(&Problem::not_found())));
    router.layer(from_fn_with_state(Arc::clone(app), check_token))
}

/// Gives an operation a trace id: in the log, in whatever it says, and in the answer's head.
async fn trace(
    app: &App,
    entry: &'static OperationEntry,
    operation: impl Future<Output = Response>,
) -> Response {
    let trace_id = trace_id::trace_id(app);
    let span = tracing::error_span!("operation", trace_id, name = entry.spec.name);
    let mut response = operation.instrument(span).await;
    // It is hex.
    let value = HeaderValue::from_str(&trace_id);
    response.headers_mut().extend(value.map(|value| (trace_id::TRACE_ID, value)));
    response
}

/// Lets a request pass that comes by a name that no page in a browser can borrow.
pub(crate) async fn check_host(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let host = match line(request.headers(), "host") {
        Ok(host) => host.unwrap_or_default(),
        Err(no) => return problem(&no),
    };
    // A target in absolute form names the listener as well.
    let target = request.uri().authority().map_or(host, |authority| authority.as_str());
    if [host, target].iter().all(|host| hosts::is_allowed(host, &app.policy.admin_hosts)) {
        return next.run(request).await;
    }
    let detail =
        "the host is neither an address nor localhost; the setting admin-hosts takes more names";
    problem(&Problem::new("host-unknown", 421).about(detail))
}

/// Lets a request pass that shows the token.
async fn check_token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let given = match line(&headers, "authorization") {
        Ok(given) => given.unwrap_or_default().strip_prefix("Bearer ").unwrap_or_default(),
        Err(no) => return problem(&no),
    };
    let known = app.admin_token.as_ref().is_some_and(|token| secrets_match(given, token));
    if !known {
        let mut response = problem(&Problem::new("token-missing-or-wrong", 401));
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return response;
    }
    next.run(request).await
}

type RequestParts = (RawPathParams, RawQuery, OperationBody);

/// An operation's body. It is read once the token is known, with the limits of administrators.
struct OperationBody(Held);

impl FromRequest<Arc<App>> for OperationBody {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let held = app.admin_bodies.read(request).await;
        held.map(Self)
            .map_err(|status| problem(&Problem::new(body_problem(status), status.as_u16())))
    }
}

/// The kind of problem that stands for a status of [`Bodies::read`](crate::connection::bodies::Bodies::read).
fn body_problem(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "body-too-large",
        StatusCode::REQUEST_TIMEOUT => "body-took-too-long",
        StatusCode::SERVICE_UNAVAILABLE => "too-many-bodies",
        _ => "body-broke-off",
    }
}

async fn operate(
    app: &App,
    entry: &'static OperationEntry,
    head: HeaderMap,
    given: RequestParts,
) -> Response {
    match operated(app, entry, &head, given).await {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(no) => problem(&no),
    }
}

/// Does what is asked for; where the directory has changed since the work was made, it is made again.
async fn operated(
    app: &App,
    entry: &'static OperationEntry,
    head: &HeaderMap,
    given: RequestParts,
) -> Result<Vec<u8>, Problem> {
    let (path, query, OperationBody(body)) = given;
    let texts = texts(&path, query)?;
    for _ in 0..ADMISSIONS {
        let version = app.directory.version();
        let asked = OperationRequest {
            json: str::from_utf8(&body).map_err(|_| Problem::new("body-no-json-object", 422))?,
            texts: &texts,
            key: key(head)?,
            context: app.operator_context(),
            home_of: &|id| app.directory.home_of(id),
        };
        let units = match entry.task_of(&asked)? {
            Task::Units(units) => units.admitted_under(version),
            // It takes as long as there are records; it ends when the caller has gone.
            Task::Prove(answer) => return prove(app, answer).await,
            Task::AcceptClock(answer) => return accept_clock(app, answer).await,
        };
        let _beside = app.audits.beside();
        let done = tokio::time::timeout(app.limits.call_time, run(app, units)).await;
        match done.unwrap_or_else(|_| Err(Problem::new("took-too-long", 504)))? {
            Answer::Done(json) => {
                return match entry.left {
                    Some(with_left) => with_left(&json, book_all(app).await?),
                    None => Ok(json),
                };
            }
            Answer::Refused(_, Compared::Directory { newest, .. }) => {
                let caught_up = app.directory.catch_up(app.store.as_ref(), newest).await;
                caught_up.map_err(|error| {
                    failures::tell_directory(&error);
                    unavailable()
                })?;
            }
            Answer::Refused(refusal, compared) => return Err(Problem::of(refusal, compared)),
        }
    }
    Err(unavailable())
}

/// Runs an operation's units of work.
async fn run(app: &App, units: Units) -> Result<Answer, Problem> {
    carry_out(app.store.as_ref(), units).await.map_err(|failure| failed(&failure))
}

/// Books what an operation has made due that moves time; gives how much of it is left.
async fn book_all(app: &App) -> Result<u64, Problem> {
    let left = ticker::book_all(app.store.as_ref(), BOOKED_TIME).await;
    left.map_err(|failure| failed(&failure))
}

/// Believes the machine's clock.
async fn accept_clock(
    app: &App,
    answer: fn(Timestamp, u64) -> Result<Vec<u8>, Problem>,
) -> Result<Vec<u8>, Problem> {
    app.clock.accept();
    let left = book_all(app).await?;
    answer(app.clock.now(), left)
}

async fn prove(
    app: &App,
    answer: fn(u64, &Findings) -> Result<Vec<u8>, Problem>,
) -> Result<Vec<u8>, Problem> {
    let (store, gauge) = (app.store.as_ref(), &app.metrics.audit);
    let audited = app.audits.prove(store, app.entropy.draw(), gauge).await;
    let audited = audited.map_err(|failure| failed(&failure))?;
    answer(audited.checked, &audited.findings)
}

/// A line of the head that is given at most once: of two, nobody knows which one counts.
fn line<'a>(head: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Problem> {
    let mut lines = head.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => Ok(line.to_str().ok().or(Some(""))),
        (Some(_), Some(_)) => Err(Problem::new("header-given-twice", 400).about(name)),
    }
}

/// The key that its caller gave a command.
fn key(head: &HeaderMap) -> Result<Option<&str>, Problem> {
    match line(head, "idempotency-key")? {
        None => Ok(None),
        Some(key) if (1..=crate::limits::IDEMPOTENCY_KEY).contains(&key.len()) => Ok(Some(key)),
        Some(_) => Err(Problem::new("idempotency-key-malformed", 422)),
    }
}

/// The fields of path and query.
fn texts(
    path: &RawPathParams,
    RawQuery(query): RawQuery,
) -> Result<Vec<(String, String)>, Problem> {
    let malformed = || Problem::new("query-malformed", 422);
    let query = query.unwrap_or_default();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| malformed());
    let mut texts = Vec::new();
    // Each pair by itself: a name that stands twice must not be one here, as it is on the gateway.
    for pair in query.split('&') {
        let params = Params::read([Part::Urlencoded(pair.as_bytes())], 1);
        params.check().map_err(|_| malformed())?;
        for (name, value) in params.iter() {
            texts.push((text(name)?, text(value)?));
        }
    }
    texts.extend(path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    Ok(texts)
}

fn failed(failure: &Failure) -> Problem {
    failures::tell(failure, "the store has no answer");
    match failure {
        Failure::Unavailable(_) => unavailable(),
        Failure::Limited => Problem::new("too-many-works", 429),
        Failure::Untimely => {
            let (name, meaning) = Reason::ClockJumped.row();
            Problem::new(name, 503).about(meaning)
        }
        Failure::Unknown(_) => Problem::new("may-have-happened", 500),
        Failure::Broken(_) => Problem::new("broken", 500),
    }
}

fn unavailable() -> Problem {
    Problem::new("store-unavailable", 503)
}

pub(crate) fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = Response::new(Body::from(json));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
