//! TLS: the certificate that a file names, or in a sandbox one of its own.
//!
//! A sandbox makes an authority and a certificate once, for localhost and for the real gateway's
//! host names, so that an SDK with a fixed URL can be pointed here by a hosts entry. The
//! authority's private key is thrown away: nothing else can ever be signed with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hongbao_gateway::TlsAcceptor;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::secrets::private_file::{self, Links, Secrecy};
use crate::serving::clock::SystemClock;
use crate::serving::start_error::StartError;

/// The names that a sandbox's certificate is for.
const NAMES: [&str; 5] = [
    "localhost",
    "127.0.0.1",
    "openapi.alipay.com",
    "openapi.alipaydev.com",
    "openapi-sandbox.dl.alipaydev.com",
];

/// What a TLS listener needs.
pub(crate) struct Tls {
    pub(crate) acceptor: TlsAcceptor,
    /// The file of the authority that clients must trust, where the sandbox made one.
    pub(crate) authority: Option<PathBuf>,
}

/// From a certificate chain and a key in files that an operator named.
pub(crate) fn from_files(cert: &Path, key: &Path) -> Result<Tls, StartError> {
    read(cert, key, Links::Followed)
}

fn read(cert: &Path, key: &Path, links: Links) -> Result<Tls, StartError> {
    let bad = |path: &Path, what: String| StartError::Tls { path: path.to_owned(), what };
    let text = |path, secrecy| {
        private_file::read(path, secrecy, links).map_err(|fault| StartError::unused(path, fault))
    };
    let (chain, private) = (text(cert, Secrecy::Public)?, text(key, Secrecy::Private)?);
    let chain = CertificateDer::pem_slice_iter(chain.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| bad(cert, error.to_string()))?;
    let private = PrivateKeyDer::from_pem_slice(private.as_bytes())
        .map_err(|error| bad(key, error.to_string()))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| bad(cert, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.time_provider = Arc::new(SystemClock);
    Ok(Tls { acceptor: TlsAcceptor::from(Arc::new(config)), authority: None })
}

/// From the sandbox's own files, made if they are not there.
pub(crate) fn of_sandbox(keys: &Path) -> Result<Tls, StartError> {
    let (cert, key) = (keys.join("tls-cert.pem"), keys.join("tls-key.pem"));
    let authority = keys.join("tls-authority.pem");
    // The certificate is written last: if it is there, so are the others.
    if cert.symlink_metadata().is_err() {
        let made = make().map_err(|error| StartError::TlsMake(error.to_string()))?;
        for (path, content) in [(&authority, made.authority), (&key, made.key), (&cert, made.cert)]
        {
            private_file::write(path, content.as_bytes())
                .map_err(|source| StartError::File { path: path.clone(), source })?;
        }
    }
    let authority = std::path::absolute(&authority).unwrap_or(authority);
    Ok(Tls { authority: Some(authority), ..read(&cert, &key, Links::Refused)? })
}

struct Made {
    authority: String,
    key: String,
    cert: String,
}

fn make() -> Result<Made, rcgen::Error> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "Hongbao sandbox authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate()?;
    let authority_cert = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);
    let mut leaf = CertificateParams::new(NAMES.map(str::to_owned))?;
    leaf.distinguished_name.push(DnType::CommonName, "Hongbao sandbox");
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let key = KeyPair::generate()?;
    let cert = leaf.signed_by(&key, &issuer)?;
    Ok(Made { authority: authority_cert.pem(), key: key.serialize_pem(), cert: cert.pem() })
}
