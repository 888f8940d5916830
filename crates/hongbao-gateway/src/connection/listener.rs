//! The listeners: accept connections, bound them, and end without leaving a call unanswered.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::Request;
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::answering::strangers;
use crate::connection::address::Address;
use crate::connection::pace::Paced;
use crate::connection::places::{Place, Places};
use crate::connection::standing::Phase;
use crate::limits::BACKLOG;
use crate::operating::metrics::Metrics;
use crate::{App, Limits, ticker};

/// A pause after the system refused a connection, so that a lack of files is not a busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A listener on this address, such as `127.0.0.1:8600`.
///
/// # Errors
///
/// What the system says of the last address that the text stands for.
pub async fn bind(address: &str) -> io::Result<TcpListener> {
    let mut failed = io::Error::new(io::ErrorKind::InvalidInput, "the name stands for no address");
    for address in tokio::net::lookup_host(address).await? {
        match bind_to(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn bind_to(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // The next process can listen while connections of this one still fade away.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// An address that is listened on, and what answers there.
pub struct Endpoint {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    side: Side,
}

/// Whose places an endpoint's connections take.
#[derive(Debug, Clone, Copy)]
enum Side {
    Gateway,
    Admin,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tls = self.tls.is_some();
        f.debug_struct("Endpoint").field("listener", &self.listener).field("tls", &tls).finish()
    }
}

impl Endpoint {
    /// The gateway over plain HTTP.
    #[must_use]
    pub fn plain(listener: TcpListener, router: Router) -> Self {
        Self { listener, tls: None, router, side: Side::Gateway }
    }

    /// The gateway over TLS.
    #[must_use]
    pub fn tls(listener: TcpListener, acceptor: TlsAcceptor, router: Router) -> Self {
        Self { listener, tls: Some(acceptor), router, side: Side::Gateway }
    }

    /// The admin side, over plain HTTP, with places of its own.
    #[must_use]
    pub fn admin(listener: TcpListener, router: Router) -> Self {
        Self { listener, tls: None, router, side: Side::Admin }
    }
}

/// What all connections of an endpoint share.
#[derive(Clone)]
struct Shared {
    limits: Limits,
    places: Arc<Places>,
    app: Arc<App>,
}

/// Serves until `stop` completes, then answers what was accepted, at most for the drain time.
pub async fn serve(endpoints: Vec<Endpoint>, app: Arc<App>, stop: impl Future<Output = ()>) {
    let limits = &app.limits;
    let places = |bounds, side| Arc::new(Places::new(bounds, app.metrics.given_way(side)));
    let gateway = places(limits.gateway_places(), "gateway");
    let admin = places(limits.admin_places(), "admin");
    let signing = Arc::clone(&app);
    tokio::task::spawn_blocking(move || signing.signer.sign_constants());
    let (stopping, stopped) = watch::channel(());
    let listening = endpoints.into_iter().map(|endpoint| {
        let places = match endpoint.side {
            Side::Gateway => Arc::clone(&gateway),
            Side::Admin => Arc::clone(&admin),
        };
        let shared = Shared { limits: limits.clone(), places, app: Arc::clone(&app) };
        tokio::spawn(listen(endpoint, shared, stopped.clone()))
    });
    let mut running: Vec<_> = listening.collect();
    running.push(tokio::spawn(strangers::run(Arc::clone(&app), stopped.clone())));
    running.push(tokio::spawn(ticker::run(Arc::clone(&app), stopped)));
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
    let (_cutting, cut) = watch::channel(());
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stopped.changed() => break,
            accepted = endpoint.listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Where none can give way, all are being answered, and the new one is hung up on.
                if let Some(place) = shared.places.take(Address::of(peer.ip())) {
                    let connection = Connection {
                        peer,
                        place,
                        router: endpoint.router.clone(),
                        shared: shared.clone(),
                    };
                    let (tls, watcher) = (endpoint.tls.clone(), graceful.watcher());
                    let mut cut = cut.clone();
                    tokio::spawn(async move {
                        tokio::select! {
                            // It only ever closes: when the time of a shutdown is over.
                            _ = cut.changed() => {}
                            () = connection.run(stream, tls, watcher) => {}
                        }
                    });
                }
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                // The system gives no more files, whatever the bounds say.
                shared.places.relieve();
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(endpoint.listener);
    if tokio::time::timeout(shared.limits.drain_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not end in time and were cut");
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
    place: Place,
    router: Router,
    shared: Shared,
}

impl Connection {
    /// Answers on a connection until it ends or has to give way.
    async fn run(self, stream: TcpStream, tls: Option<TlsAcceptor>, watcher: Watcher) {
        // Answers are small and whole; waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let _open = Open::new(&self.shared.app.metrics);
        tokio::select! {
            biased;
            () = self.place.standing.gone() => {}
            () = self.serve(stream, tls, watcher) => {}
        }
    }

    async fn serve(&self, stream: TcpStream, tls: Option<TlsAcceptor>, watcher: Watcher) {
        let Some(tls) = tls else {
            return self.attend(stream, watcher).await;
        };
        match tokio::time::timeout(self.shared.limits.head_time, tls.accept(stream)).await {
            Ok(Ok(stream)) => {
                self.place.standing.enter(Phase::Waiting);
                self.attend(stream, watcher).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    /// Answers the requests of a connection until it ends.
    async fn attend<S>(&self, stream: S, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let limits = &self.shared.limits;
        let paced = Paced::new(stream, self.place.standing.clone(), limits.clone());
        let service = tower::service_fn(|request: Request<Incoming>| self.answer(request));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(None)
            .max_buf_size(limits.head)
            .serve_connection(TokioIo::new(paced), TowerToHyperService::new(service));
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection broke off");
        }
    }

    /// An answer, unless the connection has given way: then nothing of the request happens.
    async fn answer(&self, request: Request<Incoming>) -> io::Result<Response> {
        let standing = &self.place.standing;
        let has_body = !request.body().is_end_stream();
        if !standing.enter(if has_body { Phase::Body } else { Phase::Answer }) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        request.extensions_mut().insert(standing.clone());
        let Ok(response) = self.router.clone().oneshot(request).await;
        standing.enter(Phase::Written);
        Ok(response)
    }
}
