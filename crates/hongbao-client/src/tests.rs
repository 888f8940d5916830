//! Cases 53 to 61: a client against a gateway that says what a test wants.

mod calls;
mod gateway;
mod reading;
#[path = "../../../vectors/keys.rs"]
mod vectors;

use std::sync::LazyLock;

use hongbao_wire::SigningKey;

use crate::{Builder, Client};

static PLATFORM: LazyLock<SigningKey> = LazyLock::new(vectors::platform_key);

/// A client with the vectors' keys.
fn client(gateway: &str, with: impl FnOnce(Builder) -> Builder) -> Client {
    let builder = Client::builder()
        .gateway(gateway)
        .app_id("2014072300007148")
        .app_private_key(vectors::app_key().pkcs8_base64())
        .alipay_public_key(PLATFORM.public_key_base64());
    with(builder).build().unwrap()
}
