//! Why a client cannot be built.

use hongbao_wire::KeyError;

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting without which there is no client.
    #[error("a client needs {0}")]
    Missing(&'static str),
    /// The gateway is not an http or https URL.
    #[error("{0} is not an http or https URL")]
    Gateway(String),
    /// The gateway's URL has a query that would be sent, but not signed.
    #[error("the gateway's URL ends with ?{0}: leave the query out, the client sends its own")]
    GatewayQuery(String),
    /// The app's private key cannot be used.
    #[error("the app's private key cannot be used")]
    PrivateKey(#[source] KeyError),
    /// The Alipay public key cannot be used.
    #[error("the Alipay public key cannot be used")]
    PublicKey(#[source] KeyError),
    /// The Alipay public key is the app's own: the page of the platform shows both, and they are
    /// easily taken for each other.
    #[error("the Alipay public key is the app's own; take the platform's from the same page")]
    OwnPublicKey,
    /// A root certificate that is not PEM.
    #[error("a root certificate cannot be used: {0}")]
    RootCertificate(String),
}
