//! A client's settings, checked once.

use std::fmt;
use std::time::Duration;

use hongbao_wire::{Charset, SignType, SigningKey, VerifyingKey};
use hyper::Uri;

use crate::answer::Verifier;
use crate::client::Parts;
use crate::prepared::Signer;
use crate::transport::Transport;
use crate::{BuildError, Client};

/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The longest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 4 << 20;
/// How often a query is tried at most.
const ATTEMPTS: u32 = 3;

/// A client's settings. `Debug` shows no key and no token.
#[derive(Clone)]
pub struct Builder {
    gateway: Option<String>,
    app_id: Option<String>,
    private_key: Option<Vec<u8>>,
    public_key: Option<Vec<u8>>,
    app_auth_token: Option<String>,
    sign_type: SignType,
    charset: Charset,
    connect_timeout: Duration,
    timeout: Duration,
    answer_limit: usize,
    attempts: u32,
    root_certificates: Vec<u8>,
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("gateway", &self.gateway)
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            gateway: None,
            app_id: None,
            private_key: None,
            public_key: None,
            app_auth_token: None,
            sign_type: SignType::Rsa2,
            charset: Charset::Utf8,
            connect_timeout: CONNECT_TIMEOUT,
            timeout: TIMEOUT,
            answer_limit: ANSWER_LIMIT,
            attempts: ATTEMPTS,
            root_certificates: Vec::new(),
        }
    }
}

impl Client {
    /// A client's settings, to be given one by one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// The gateway's URL, `/gateway.do` included. A `?charset=` of the charset that is used anyway, as
    /// some documents have it, is left out.
    #[must_use]
    pub fn gateway(mut self, url: &str) -> Self {
        self.gateway = Some(url.to_owned());
        self
    }

    /// The app that calls.
    #[must_use]
    pub fn app_id(mut self, app_id: &str) -> Self {
        self.app_id = Some(app_id.to_owned());
        self
    }

    /// The app's private key, in any common form: PKCS#1 or PKCS#8; PEM, bare Base64 or DER.
    #[must_use]
    pub fn app_private_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.private_key = Some(key.as_ref().to_vec());
        self
    }

    /// The platform's public key, in any common form. It is not the app's public key.
    #[must_use]
    pub fn alipay_public_key(mut self, key: impl AsRef<[u8]>) -> Self {
        self.public_key = Some(key.as_ref().to_vec());
        self
    }

    /// The token of a merchant that let this app act for it. Without one the app acts for its own.
    #[must_use]
    pub fn app_auth_token(mut self, token: &str) -> Self {
        self.app_auth_token = Some(token.to_owned());
        self
    }

    /// How requests and answers are signed. Default: [`SignType::Rsa2`].
    #[must_use]
    pub fn sign_type(mut self, sign_type: SignType) -> Self {
        self.sign_type = sign_type;
        self
    }

    /// The charset of requests and answers. Default: [`Charset::Utf8`].
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// How long a TCP connection may take. Default: 3 s.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take in all, retries included. Default: 15 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest answer that is read, in bytes. Default: 4 MiB.
    #[must_use]
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// How often a query is tried at most. Default: 3 times. A command is tried once,
    /// whatever this says.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Certificates (PEM) of authorities to trust besides the public ones, such as a sandbox's own.
    #[must_use]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.root_certificates.extend_from_slice(pem.as_ref());
        self
    }

    /// The client. It opens no connection yet.
    ///
    /// # Errors
    ///
    /// [`BuildError`], for a setting that is missing or cannot be used.
    pub fn build(self) -> Result<Client, BuildError> {
        let gateway = self.gateway.ok_or(BuildError::Missing("the gateway's URL"))?;
        let uri = gateway_uri(&gateway, self.charset)?;
        let app_id = self.app_id.ok_or(BuildError::Missing("an app_id"))?;
        let private_key = self.private_key.ok_or(BuildError::Missing("the app's private key"))?;
        let (key, _) = SigningKey::read(&private_key).map_err(BuildError::PrivateKey)?;
        let public_key = self.public_key.ok_or(BuildError::Missing("the Alipay public key"))?;
        let (platform, _) = VerifyingKey::read(&public_key).map_err(BuildError::PublicKey)?;
        if platform.fingerprint() == key.fingerprint() {
            return Err(BuildError::OwnPublicKey);
        }
        let transport =
            Transport::new(uri, self.connect_timeout, self.answer_limit, &self.root_certificates)?;
        let (sign_type, charset) = (self.sign_type, self.charset);
        Ok(Client::new(Parts {
            signer: Signer { app_id, key, sign_type, charset, app_auth_token: self.app_auth_token },
            verifier: Verifier { key: platform, sign_type },
            transport,
            timeout: self.timeout,
            attempts: self.attempts,
        }))
    }
}

/// The gateway's URL without a query: one that names the client's own charset says nothing new, and any
/// other would reach the gateway unsigned.
fn gateway_uri(gateway: &str, charset: Charset) -> Result<Uri, BuildError> {
    let malformed = || BuildError::Gateway(gateway.to_owned());
    let uri: Uri = gateway.parse().map_err(|_| malformed())?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(malformed());
    }
    let Some(query) = uri.query() else { return Ok(uri) };
    let named = query.strip_prefix("charset=").and_then(|name| Charset::parse(name.as_bytes()));
    if !query.is_empty() && named != Some(charset) {
        return Err(BuildError::GatewayQuery(query.to_owned()));
    }
    let bare = gateway.split_once('?').map_or(gateway, |(bare, _)| bare);
    bare.parse().map_err(|_| malformed())
}
