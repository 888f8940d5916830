//! HTTP: pooled connections, TLS, bounded bodies. It knows nothing of what it carries.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as Failure};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::error::Source;
use crate::{BuildError, CallError, HttpAnswer, Prepared};

/// How long a connection without a call is kept.
const POOL_IDLE: Duration = Duration::from_secs(60);

pub(crate) struct Transport {
    gateway: Uri,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    answer_limit: usize,
}

impl Transport {
    pub(crate) fn new(
        gateway: Uri,
        connect_timeout: Duration,
        answer_limit: usize,
        roots: &[u8],
    ) -> Result<Self, BuildError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(connect_timeout));
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(roots)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(POOL_IDLE)
            .build(connector);
        Ok(Self { gateway, client, answer_limit })
    }

    pub(crate) fn gateway(&self) -> &Uri {
        &self.gateway
    }

    /// Posts a request and reads the whole answer.
    pub(crate) async fn send(&self, prepared: &Prepared) -> Result<HttpAnswer, CallError> {
        let target = format!("{}?{}", self.gateway, prepared.query());
        let request = Request::post(target)
            .header(CONTENT_TYPE, prepared.content_type())
            .header(ACCEPT, "text/html,application/json,text/plain");
        self.exchange(request, prepared.form()).await
    }

    /// Asks with a token, and perhaps under a key, in JSON.
    pub(crate) async fn ask(
        &self,
        verb: &str,
        url: &str,
        (token, key): (&str, Option<&str>),
        body: &str,
    ) -> Result<HttpAnswer, CallError> {
        let mut request = Request::builder()
            .method(verb)
            .uri(url)
            .header(CONTENT_TYPE, "application/json")
            .header(AUTHORIZATION, format!("Bearer {token}"));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.exchange(request, body.to_owned()).await
    }

    async fn exchange(&self, request: Builder, body: String) -> Result<HttpAnswer, CallError> {
        let request = request
            .header(USER_AGENT, concat!("hongbao-client/", env!("CARGO_PKG_VERSION")))
            .body(Full::from(body))
            .map_err(|error| self.unreachable(error.into()))?;
        let response = self.client.request(request).await.map_err(|error| self.failure(error))?;
        let header = |name: &str| {
            let value = response.headers().get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let (content_type, trace_id) = (header("content-type"), header("trace_id"));
        let status = response.status().as_u16();
        let body = self.body(response).await?;
        Ok(HttpAnswer { status, content_type, trace_id, body })
    }

    async fn body(&self, response: Response<hyper::body::Incoming>) -> Result<Vec<u8>, CallError> {
        match Limited::new(response.into_body(), self.answer_limit).collect().await {
            Ok(body) => Ok(body.to_bytes().into()),
            Err(error) if error.is::<LengthLimitError>() => {
                Err(CallError::TooLong(self.answer_limit))
            }
            Err(error) => Err(CallError::Broken(error)),
        }
    }

    /// What kept a response from coming.
    fn failure(&self, error: Failure) -> CallError {
        if !error.is_connect() {
            let is_foreign = cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse);
            return if is_foreign {
                CallError::NotHttp(error.into())
            } else {
                CallError::Broken(error.into())
            };
        }
        let gateway = self.gateway.to_string();
        match cause::<rustls::Error>(&error) {
            Some(rustls::Error::InvalidMessage(_)) => {
                CallError::NotTls { gateway, source: error.into() }
            }
            Some(_) => CallError::Handshake { gateway, source: error.into() },
            None => self.unreachable(error.into()),
        }
    }

    fn unreachable(&self, source: Source) -> CallError {
        CallError::Unreachable { gateway: self.gateway.to_string(), source }
    }
}

/// The first cause of this type. An error of input and output hides the one that it was made of.
fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inner = inner.and_then(|inner| cause(inner));
    inner.or_else(|| error.source().and_then(cause))
}

/// TLS that trusts the public authorities and these.
fn tls(roots: &[u8]) -> Result<ClientConfig, BuildError> {
    let bad = |error: &dyn std::fmt::Display| BuildError::RootCertificate(error.to_string());
    let mut store: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    for certificate in CertificateDer::pem_slice_iter(roots) {
        let certificate = certificate.map_err(|error| bad(&error))?;
        store.add(certificate).map_err(|error| bad(&error))?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| bad(&error))?;
    Ok(config.with_root_certificates(store).with_no_client_auth())
}
