//! `sandbox.json`: what an application's configuration needs to use this sandbox.
//!
//! First flat strings whose names appear nowhere else in the file, `/` not escaped, so that a shell
//! script can cut them out; then the fixtures.

use hongbao_wire::{KeyError, SigningKey};
use serde::Serialize;

use crate::world::{APP_ID, APP_WITHOUT_KEY, CAMPAIGNS, MERCHANT_ID};

/// Where a sandbox listens.
#[derive(Debug)]
pub struct Addresses {
    /// The gateway's full URL.
    pub gateway: String,
}

/// The content of `sandbox.json`. It holds the app's private key: write it for its owner only.
#[derive(Serialize)]
pub struct Manifest {
    gateway: String,
    app_id: &'static str,
    app_private_key: String,
    app_private_key_pkcs1: String,
    alipay_public_key: String,
    merchant_pid: &'static str,
    fixtures: Vec<Line>,
}

impl std::fmt::Debug for Manifest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Manifest").field("gateway", &self.gateway).finish_non_exhaustive()
    }
}

/// A fixture: an identifier, and what asking for it gives. The names of its members must differ from
/// those of the flat strings above.
#[derive(Debug, Serialize)]
struct Line {
    field: &'static str,
    id: &'static str,
    gives: &'static str,
}

impl Manifest {
    /// The manifest of a sandbox at these addresses with these keys.
    ///
    /// # Errors
    ///
    /// [`KeyError`] if the app's key has no PKCS#1 form.
    pub fn new(
        addresses: Addresses,
        app: &SigningKey,
        platform: &SigningKey,
    ) -> Result<Self, KeyError> {
        let campaigns = CAMPAIGNS.iter().map(|campaign| Line {
            field: "crowd_no",
            id: campaign.crowd_no,
            gives: campaign.shows,
        });
        let app_without_key =
            Line { field: "app_id", id: APP_WITHOUT_KEY, gives: "isv.missing-signature-config" };
        Ok(Self {
            gateway: addresses.gateway,
            app_id: APP_ID,
            app_private_key: app.pkcs8_base64(),
            app_private_key_pkcs1: app.pkcs1_base64()?,
            alipay_public_key: platform.public_key_base64(),
            merchant_pid: MERCHANT_ID,
            fixtures: campaigns.chain([app_without_key]).collect(),
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
