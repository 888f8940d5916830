//! The listeners: accept connections, bound them, and end without leaving a call unanswered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::date::date;
use crate::metrics::Metrics;
use crate::pace::{Paced, Turns};
use crate::{App, Limits, strangers, ticker};

/// A pause after the system refused a connection, so that a lack of files is no busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// An address that is listened on, and what answers there.
pub struct Endpoint {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tls = self.tls.is_some();
        f.debug_struct("Endpoint").field("listener", &self.listener).field("tls", &tls).finish()
    }
}

impl Endpoint {
    /// Plain HTTP.
    #[must_use]
    pub fn plain(listener: TcpListener, router: Router) -> Self {
        Self { listener, tls: None, router }
    }

    /// HTTP over TLS.
    #[must_use]
    pub fn tls(listener: TcpListener, acceptor: TlsAcceptor, router: Router) -> Self {
        Self { listener, tls: Some(acceptor), router }
    }
}

/// What all connections share.
#[derive(Clone)]
struct Shared {
    limits: Limits,
    connections: Arc<Semaphore>,
    app: Arc<App>,
}

/// Serves until `stop` completes, then answers what was accepted, at most for the drain time.
pub async fn serve(endpoints: Vec<Endpoint>, app: Arc<App>, stop: impl Future<Output = ()>) {
    let limits = app.limits.clone();
    let connections = Arc::new(Semaphore::new(limits.connections));
    let shared = Shared { limits: limits.clone(), connections, app };
    let app = Arc::clone(&shared.app);
    tokio::task::spawn_blocking(move || app.signer.sign_constants());
    let (stopping, stopped) = watch::channel(());
    let mut running: Vec<_> = endpoints
        .into_iter()
        .map(|endpoint| tokio::spawn(listen(endpoint, shared.clone(), stopped.clone())))
        .collect();
    running.push(tokio::spawn(strangers::run(Arc::clone(&shared.app), stopped.clone())));
    running.push(tokio::spawn(ticker::run(shared.app, stopped)));
    stop.await;
    drop(stopping);
    for task in running {
        // Each only ends; if one panicked, the others still end in order.
        let _ = task.await;
    }
}

/// Accepts on one address until `stopped` closes, then waits for its connections.
async fn listen(endpoint: Endpoint, shared: Shared, mut stopped: watch::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stopped.changed() => break,
            accepted = accept(&endpoint.listener, &shared.connections) => accepted,
        };
        let Some((stream, peer, permit)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are small and whole; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let (shared, router) = (shared.clone(), endpoint.router.clone());
        let (tls, watcher) = (endpoint.tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _permit = permit;
            let _open = Open::new(&shared.app.metrics);
            let app = Arc::clone(&shared.app);
            let connection = Connection { peer, router, app };
            match tls {
                None => connection.attend(stream, watcher).await,
                Some(tls) => {
                    let handshake =
                        tokio::time::timeout(shared.limits.head_time, tls.accept(stream));
                    match handshake.await {
                        Ok(Ok(stream)) => connection.attend(stream, watcher).await,
                        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                        Err(_) => tracing::debug!("a TLS handshake took too long"),
                    }
                }
            }
        });
    }
    drop(endpoint.listener);
    if tokio::time::timeout(shared.limits.drain_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time and were cut");
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, permit)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            None
        }
    }
}

/// Counts a connection while it is open.
struct Open<'a>(&'a Metrics);

impl<'a> Open<'a> {
    fn new(metrics: &'a Metrics) -> Self {
        metrics.connections.inc();
        Self(metrics)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}

struct Connection {
    peer: SocketAddr,
    router: Router,
    app: Arc<App>,
}

impl Connection {
    /// Answers the requests of a connection until it ends.
    async fn attend<S>(self, stream: S, watcher: hyper_util::server::graceful::Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let turns = Turns::default();
        let paced = Paced::new(stream, turns.clone(), self.app.limits.clone());
        let (app, router, peer) = (self.app, self.router, self.peer);
        let head = app.limits.head;
        let service = tower::service_fn(move |request: Request<Incoming>| {
            let (app, router, turns) = (Arc::clone(&app), router.clone(), turns.clone());
            async move {
                turns.next();
                let mut request = request.map(Body::new);
                request.extensions_mut().insert(peer);
                let mut response = router.oneshot(request).await;
                turns.next();
                if let (Ok(response), Some(date)) = (&mut response, date(app.clock.now())) {
                    response.headers_mut().insert(header::DATE, date);
                }
                response
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(None)
            .max_buf_size(head)
            .auto_date_header(false)
            .serve_connection(TokioIo::new(paced), TowerToHyperService::new(service));
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection broke off");
        }
    }
}
