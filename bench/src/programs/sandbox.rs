//! What `sandbox.json` says, and clients of the sandbox that it describes.

use std::path::Path;
use std::time::Duration;

use hongbao_client::{Admin, Client};
use serde_json::Value;

use crate::Outcome;

pub(crate) struct Sandbox(Value);

impl Sandbox {
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        Ok(Self(serde_json::from_slice(&std::fs::read(path)?)?))
    }

    fn field(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    pub(crate) fn client(&self) -> Outcome<Client> {
        let client = Client::builder()
            .gateway(self.field("gateway"))
            .app_id(self.field("app_id"))
            .app_private_key(self.field("app_private_key"))
            .alipay_public_key(self.field("alipay_public_key"));
        Ok(client.build()?)
    }

    pub(crate) fn admin(&self) -> Outcome<Admin> {
        let wait = Duration::from_secs(20);
        Ok(Admin::new(self.field("admin"), self.field("admin_token"), wait)?)
    }
}
