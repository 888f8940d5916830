//! What each path answers, on the gateway's listeners and on the admin one.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use hongbao_store::{Cursor, Walk};
use hongbao_wire::{Code, Params};
use tokio::sync::SemaphorePermit;

use crate::App;
use crate::admin;
use crate::intake::{self, Intake};
use crate::metrics::Stopwatch;
use crate::pipeline::{Asked, answer};
use crate::readiness::Reason;
use crate::reply::Reply;
use crate::ticker;

/// The name is the real gateway's, underscore and all.
const TRACE_ID: HeaderName = HeaderName::from_static("trace_id");

/// The gateway's paths; anything else is 404.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/gateway.do", any(gateway))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(app)
}

/// The admin side's paths.
pub fn admin_router(app: Arc<App>) -> Router {
    let operations = admin::operations(&app).layer(admin::body_limit());
    Router::new().route("/metrics", get(metrics)).merge(operations).with_state(app)
}

async fn gateway(
    State(app): State<Arc<App>>,
    peer: Option<Extension<SocketAddr>>,
    request: Request<Body>,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::POST) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, POST")]).into_response();
    }
    let watch = Stopwatch::start();
    let trace_id = trace_id(&app);
    let (_memory, intake) = match take_in(&app, request).await {
        Ok(intake) => intake,
        Err(status) => {
            tracing::info!(trace_id, status = status.as_u16(), "refused at the intake");
            return status.into_response();
        }
    };
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(peer)| peer.ip());
    let params = Params::read(intake.parts(), app.limits.parameters);
    let charset_in_query = intake.query().split('&').any(|pair| pair.starts_with("charset="));
    let Some(reply) = answer(&app, &Asked { params, charset_in_query, peer }).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let outcome = &reply.outcome;
    app.metrics.count(outcome);
    // A shed call is counted and not logged: what there is too much of must cost as little as can be.
    if outcome.code != Code::Limited.number() {
        tracing::info!(
            trace_id,
            method = outcome.method,
            code = outcome.code,
            sub_code = outcome.sub_code,
            micros = watch.micros(),
            "answered"
        );
    }
    respond(reply, &trace_id)
}

/// Reads a request once there is memory for its body; the permit is kept until it is answered.
async fn take_in(
    app: &App,
    request: Request<Body>,
) -> Result<(SemaphorePermit<'_>, Intake), StatusCode> {
    let target = request.uri().to_string().len();
    let headers = request.headers().iter();
    let head =
        headers.fold(target, |sum, (name, value)| sum + name.as_str().len() + value.len() + 4);
    if head > app.limits.head {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    let length = intake::length(request.body(), &app.limits)?;
    let memory = app.bodies.acquire_many(u32::try_from(length >> 10).unwrap_or(u32::MAX));
    match tokio::time::timeout(app.limits.body_time, memory).await {
        Ok(Ok(memory)) => Ok((memory, Intake::read(request, &app.limits).await?)),
        Ok(Err(_)) | Err(_) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn respond(reply: Reply, trace_id: &str) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    let headers = response.headers_mut();
    let content_type = format!("text/html;charset={}", reply.charset);
    for (name, value) in [(header::CONTENT_TYPE, content_type.as_str()), (TRACE_ID, trace_id)] {
        // Both are ASCII by construction: a known charset's name, and hex.
        headers.extend(HeaderValue::from_str(value).map(|value| (name, value)));
    }
    // A node can echo what a request said; no browser may take it for a page.
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Ready: no reason holds that it is not. Those that hold are named, a line each.
async fn ready(State(app): State<Arc<App>>) -> Response {
    let stamp = app.store.walk(Walk::Stamp, Cursor::default(), 1).await;
    app.readiness.note(Reason::StoreSilent, &stamp);
    app.readiness.note_trouble(ticker::trouble(&app).await);
    match app.clock.is_trusted() {
        true => app.readiness.clear(Reason::ClockJumped),
        false => app.readiness.set(Reason::ClockJumped),
    }
    match app.readiness.reasons() {
        None => "ready\n".into_response(),
        Some(reasons) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("not ready\n{reasons}")).into_response()
        }
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, content_type)], app.metrics.text()).into_response()
}

fn trace_id(app: &App) -> String {
    let drawn = app.entropy.draw();
    format!("{:032x}", u128::from_be_bytes(std::array::from_fn(|place| drawn[place])))
}
