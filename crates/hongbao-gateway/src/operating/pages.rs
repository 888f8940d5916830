//! Pages of others, mounted under a prefix of the gateway's listeners.
//!
//! Must not know what a page is about.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

/// Who shows pages.
pub trait Pages: Send + Sync + fmt::Debug {
    /// What stands there; `None` if nothing does.
    fn page(&self, visit: &Visit<'_>) -> Option<Page>;
}

/// A request for a page.
#[derive(Debug)]
pub struct Visit<'a> {
    /// The verb, such as `GET`.
    pub verb: &'a str,
    /// The path, with the prefix and as it was sent.
    pub path: &'a str,
    /// What stands behind the `?`, as it was sent.
    pub query: &'a str,
}

/// A page. Whatever it holds, no browser runs a script in it, loads anything for it or frames it.
#[derive(Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The router with these pages under a prefix such as `/help`.
pub fn mount(router: Router, prefix: &str, pages: Arc<dyn Pages>) -> Router {
    let show = move |request: Request<Body>| async move {
        let (verb, uri) = (request.method().as_str(), request.uri());
        let visit = Visit { verb, path: uri.path(), query: uri.query().unwrap_or_default() };
        pages.page(&visit).map_or_else(|| StatusCode::NOT_FOUND.into_response(), respond)
    };
    router.route(&format!("{prefix}/{{*rest}}"), any(show))
}

fn respond(page: Page) -> Response {
    let mut response = Response::new(Body::from(page.body));
    *response.status_mut() =
        StatusCode::from_u16(page.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, page.content_type),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
