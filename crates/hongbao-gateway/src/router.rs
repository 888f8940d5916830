//! What each path answers, on the gateway's listeners and on the admin one.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use hongbao_api::Problem;
use hongbao_engine::{AppId, Stamp};
use hongbao_store::{Cursor, Walk};
use hongbao_wire::{Code, Params};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::App;
use crate::answering::pipeline::{GatewayRequest, answer};
use crate::answering::reply::Reply;
use crate::answering::trace_id::{TRACE_ID, trace_id};
use crate::connection::intake::Intake;
use crate::limits::LOGGED_PATH;
use crate::operating::admin;
use crate::operating::metrics::{CallResult, Stopwatch};
use crate::operating::readiness::Reason;
use crate::ticker;

const GATEWAY: &str = "/gateway.do";
const HEALTH: &str = "/healthz";
const READY: &str = "/readyz";
const METRICS: &str = "/metrics";

/// The gateway's paths; anything else is 404.
pub fn router(app: Arc<App>) -> Router {
    Router::new().route(GATEWAY, any(gateway)).merge(health()).fallback(nowhere).with_state(app)
}

/// The admin side's paths. Health stands here as well: a flood of the gateway's listeners takes no place
/// of these.
pub fn admin_router(app: Arc<App>) -> Router {
    Router::new()
        .route(METRICS, get(metrics))
        .merge(admin::operations(&app))
        .fallback(admin_nowhere)
        .layer(from_fn_with_state(Arc::clone(&app), admin::check_host))
        .merge(health())
        .with_state(app)
}

fn health() -> Router<Arc<App>> {
    Router::new().route(HEALTH, get(async || "ok\n")).route(READY, get(ready))
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
    let peer = address(peer);
    let mut intake = match take_in(&app, request).await {
        Ok(intake) => intake,
        Err(status) => {
            if app.strangers.may_log(peer) {
                tracing::info!(trace_id, %peer, status = status.as_u16(), "refused at the intake");
            }
            return status.into_response();
        }
    };
    let (query, parts) = intake.parts();
    let params = Params::read(parts, app.limits.parameters);
    let entry = params.get("method").and_then(hongbao_api::find);
    let [is_signed, is_counted] = [false, false].map(AtomicBool::new);
    let asked = GatewayRequest { params, entry, query, peer, is_signed, is_counted };
    let call = async {
        let reply = answer(&app, &asked).await?;
        let CallResult { code, sub_code, .. } = reply.result;
        app.metrics.count(&reply.result);
        // A shed call is counted and not logged: what there is too much of must cost as little as can be.
        let shed = code == Code::Limited.number();
        if !shed && asked.is_signed.load(Ordering::Relaxed) {
            tracing::info!(code, sub_code, micros = watch.micros(), "answered");
        } else if !shed && app.strangers.may_log(peer) {
            tracing::info!(code, sub_code, micros = watch.micros(), %peer, "answered a stranger");
        }
        Some(reply)
    };
    match call.instrument(span(&trace_id, &asked)).await {
        Some(reply) => respond(reply, &trace_id),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What each line of the log says of its call, whatever wrote the line, and why it was refused once it is.
/// Of what the request says only names that are well-formed, as an error so that it is there wherever errors
/// are logged.
fn span(trace_id: &str, asked: &GatewayRequest<'_>) -> Span {
    let method = asked.entry.map(|entry| entry.spec.method);
    let app = asked.params.get("app_id").and_then(|id| std::str::from_utf8(id).ok());
    let app = app.filter(|id| AppId::parse(id).is_some());
    tracing::error_span!("call", trace_id, method, app, refusal = Empty, compared = Empty)
}

fn address(peer: Option<Extension<SocketAddr>>) -> IpAddr {
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(peer)| peer.ip())
}

/// Any other path: what is served, and where. Nothing of the request is in it.
async fn nowhere(
    State(app): State<Arc<App>>,
    peer: Option<Extension<SocketAddr>>,
    uri: Uri,
) -> Response {
    let peer = address(peer);
    if app.strangers.may_log(peer) {
        let path = uri.path();
        let path = path.get(..LOGGED_PATH).unwrap_or(path);
        tracing::info!(path, %peer, "nothing is served under this path");
    }
    let body = serde_json::json!({
        "error": "not-found",
        "message": format!("nothing is served under this path; the gateway is {}", app.gateway),
        "message_zh": format!("此路径没有服务；网关地址是 {}", app.gateway),
        "gateway": app.gateway,
        "paths": [GATEWAY, HEALTH, READY],
    });
    let content_type = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::NOT_FOUND, content_type, body.to_string()).into_response()
}

/// Any other path of the admin side.
async fn admin_nowhere(State(app): State<Arc<App>>) -> Response {
    let detail = format!(
        "this is the admin side: operations under {}, with the token, and {METRICS}; the gateway is {}",
        admin::PATH,
        app.gateway
    );
    admin::problem(&Problem::not_found().about(detail))
}

/// Reads a request whose head is not too large.
async fn take_in(app: &App, request: Request<Body>) -> Result<Intake, StatusCode> {
    let target = request.uri().to_string().len();
    let headers = request.headers().iter();
    let head =
        headers.fold(target, |sum, (name, value)| sum + name.as_str().len() + value.len() + 4);
    if head > app.limits.head {
        return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    Intake::read(request, &app.bodies, app.limits.parameters).await
}

fn respond(reply: Reply, trace_id: &str) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    let headers = response.headers_mut();
    let content_type = format!("text/html;charset={}", reply.charset);
    for (name, value) in [(header::CONTENT_TYPE, content_type.as_str()), (TRACE_ID, trace_id)] {
        // Both are ASCII by construction: a known charset's name, and hex.
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
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
    let stamp = app.store.walk(Walk::all::<Stamp>(), Cursor::default(), 1).await;
    app.readiness.note(Reason::StoreSilent, &stamp);
    app.readiness.note_trouble(ticker::trouble(&app).await);
    if app.clock.is_trusted() {
        app.readiness.clear(Reason::ClockJumped)
    } else {
        app.readiness.set(Reason::ClockJumped)
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
