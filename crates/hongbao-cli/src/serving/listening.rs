//! The sockets of the server, and the addresses that clients use for them.

use std::net::SocketAddr;

use hongbao_sandbox::Addresses;
use tokio::net::TcpListener;

use crate::serving::settings::Settings;
use crate::serving::start_error::StartError;
use crate::serving::tls::{self, Tls};

/// Where the process listens.
pub(crate) struct Listening {
    pub(crate) plain: TcpListener,
    pub(crate) admin: TcpListener,
    pub(crate) tls: Option<(TcpListener, Tls)>,
    pub(crate) gateway: String,
    gateway_tls: Option<String>,
    admin_url: String,
}

impl Listening {
    /// What a sandbox tells its clients, with the token for the admin side.
    pub(crate) fn addresses(&self, admin_token: &str) -> Addresses {
        let authority = self.tls.as_ref().and_then(|(_, tls)| tls.authority.as_ref());
        let authority = authority.map(|path| path.display().to_string());
        Addresses {
            gateway: self.gateway.clone(),
            tls: self.gateway_tls.clone().zip(authority),
            admin: self.admin_url.clone(),
            admin_token: admin_token.to_owned(),
        }
    }
}

pub(crate) async fn listen(settings: &Settings) -> Result<Listening, StartError> {
    let (plain, address) = bind(&settings.listen).await?;
    let (admin, admin_address) = bind(&settings.admin_listen).await?;
    let tls = match &settings.tls_listen {
        None => None,
        Some(address) => Some((bind(address).await?, tls(settings)?)),
    };
    let base = settings.public_url.clone();
    let base = base.unwrap_or_else(|| format!("http://{}", without_port(address, 80)));
    let gateway_tls = tls
        .as_ref()
        .map(|((_, address), _)| format!("https://{}/gateway.do", without_port(*address, 443)));
    Ok(Listening {
        plain,
        admin,
        tls: tls.map(|((listener, _), tls)| (listener, tls)),
        gateway: format!("{}/gateway.do", base.trim_end_matches('/')),
        gateway_tls,
        admin_url: format!("http://{admin_address}"),
    })
}

/// An address as a URL has it: without the port that its scheme implies, which not every SDK takes.
fn without_port(address: SocketAddr, implied: u16) -> String {
    let text = address.to_string();
    match text.strip_suffix(&format!(":{implied}")) {
        Some(host) => host.to_owned(),
        None => text,
    }
}

async fn bind(address: &str) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address: address.to_owned(), source };
    let listener = hongbao_gateway::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

fn tls(settings: &Settings) -> Result<Tls, StartError> {
    match settings.tls_files() {
        Some((cert, key)) => tls::from_files(cert, key),
        None if settings.sandbox => tls::of_sandbox(&settings.keys()),
        None => Err(StartError::TlsMissing),
    }
}
