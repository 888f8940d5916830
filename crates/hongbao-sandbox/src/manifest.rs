//! `sandbox.json`: what an application's configuration needs to use this sandbox.
//!
//! First flat strings whose names appear nowhere else in the file, `/` not escaped, so that a shell
//! script can cut them out; then users and fixtures.

use hongbao_wire::{KeyError, SigningKey};
use serde::Serialize;

use crate::fixtures::{Fixture, fixtures};
use crate::parties::{APP_1024, APP_ID, MERCHANT_ID, USERS};

/// Where a sandbox listens.
#[derive(Default)]
pub struct Addresses {
    /// The gateway's full URL.
    pub gateway: String,
    /// The gateway's full URL over TLS, and the file of the authority that vouches for it.
    pub tls: Option<(String, String)>,
    /// The admin side's URL.
    pub admin: String,
    /// What administrators show there.
    pub admin_token: String,
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addresses").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

/// The keys of a sandbox.
#[derive(Debug)]
pub struct Keys<'a> {
    /// What the platform signs with.
    pub platform: &'a SigningKey,
    /// What the apps sign with.
    pub app: &'a SigningKey,
    /// What the legacy app, with its key of 1024 bits, signs with.
    pub app_1024: &'a SigningKey,
}

/// The content of `sandbox.json`. It holds private keys: write it for its owner only.
#[derive(Serialize)]
pub struct Manifest {
    gateway: String,
    app_id: &'static str,
    app_private_key: String,
    app_private_key_pkcs1: String,
    alipay_public_key: String,
    merchant_pid: &'static str,
    admin: String,
    admin_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gateway_tls: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_ca: Option<String>,
    users: [&'static str; 10],
    fixtures: Vec<Line>,
}

impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Manifest").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    fixture: Fixture,
    /// The private key (PKCS#8, Base64) where it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pkcs8: Option<String>,
}

impl Manifest {
    /// The manifest of a sandbox at these addresses with these keys.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the app's key has no PKCS#1 form.
    pub fn new(addresses: Addresses, keys: &Keys<'_>) -> Result<Self, KeyError> {
        let (gateway_tls, tls_ca) = addresses.tls.unzip();
        let line = |fixture: Fixture| Line {
            pkcs8: (fixture.id == APP_1024).then(|| keys.app_1024.pkcs8_base64()),
            fixture,
        };
        Ok(Self {
            gateway: addresses.gateway,
            app_id: APP_ID,
            app_private_key: keys.app.pkcs8_base64(),
            app_private_key_pkcs1: keys.app.pkcs1_base64()?,
            alipay_public_key: keys.platform.public_key_base64(),
            merchant_pid: MERCHANT_ID,
            admin: addresses.admin,
            admin_token: addresses.admin_token,
            gateway_tls,
            tls_ca,
            users: USERS,
            fixtures: fixtures().into_iter().map(line).collect(),
        })
    }

    /// The file's text.
    ///
    /// # Errors
    ///
    /// None that its own content can cause.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|json| json + "\n")
    }
}
