//! The private keys: files that a first start makes and every later one finds.

use std::collections::BTreeSet;
use std::path::Path;

use hongbao_gateway::Entropy;
use hongbao_sandbox::{APP_1024, APP_ID};
use hongbao_wire::{KeyError, SigningKey};

use crate::secrets::private_file;
use crate::serving::clock::SystemEntropy;
use crate::serving::start_error::StartError;

/// The file of the platform's own key.
pub(crate) const PLATFORM: &str = "platform.pem";

/// What a sandbox's apps sign with, so that people can call it at once.
pub(crate) struct SandboxKeys {
    pub(crate) app: SigningKey,
    pub(crate) app_1024: SigningKey,
}

/// The platform's key. It is made only where nothing depends on one yet.
pub(crate) fn platform(folder: &Path, is_new: bool) -> Result<SigningKey, StartError> {
    key(&folder.join(PLATFORM), is_new, SigningKey::generate)
}

/// What administrators show: a secret in a file of its own, made at the first start that lacks it.
pub(crate) fn admin_token(folder: &Path) -> Result<String, StartError> {
    let path = folder.join("admin-token");
    match private_file::read_own(&path).map_err(|fault| StartError::unused(&path, fault))? {
        Some(text) if is_token(text.trim()) => Ok(text.trim().to_owned()),
        Some(_) => Err(StartError::Token(path)),
        None => {
            let token: String =
                SystemEntropy.draw().iter().map(|byte| format!("{byte:02x}")).collect();
            let written = private_file::write(&path, token.as_bytes());
            written.map_err(|source| StartError::File { path, source })?;
            Ok(token)
        }
    }
}

/// Whether a text can be one of our tokens: 64 hexadecimal digits that do not repeat each other. Of 61
/// runs of four digits, all but one or two differ where 32 bytes are random.
fn is_token(text: &str) -> bool {
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex && text.as_bytes().windows(4).collect::<BTreeSet<_>>().len() >= 48
}

/// The keys of a sandbox's apps, likewise.
pub(crate) fn sandbox(folder: &Path, is_new: bool) -> Result<SandboxKeys, StartError> {
    let file = |app| folder.join(format!("app-{app}.pem"));
    Ok(SandboxKeys {
        app: key(&file(APP_ID), is_new, SigningKey::generate)?,
        app_1024: key(&file(APP_1024), is_new, SigningKey::generate_1024)?,
    })
}

/// The key in a file; a missing one is made if that is allowed.
fn key(
    path: &Path,
    may_make: bool,
    make: fn() -> Result<SigningKey, KeyError>,
) -> Result<SigningKey, StartError> {
    match private_file::read_own(path).map_err(|fault| StartError::unused(path, fault))? {
        Some(pem) => SigningKey::from_pem(&pem)
            .map_err(|source| StartError::KeyFile { path: path.to_owned(), source }),
        None if may_make => {
            let key = make().map_err(StartError::Key)?;
            let pem = key.to_pem().map_err(StartError::Key)?;
            let written = private_file::write(path, pem.as_bytes());
            written.map_err(|source| StartError::File { path: path.to_owned(), source })?;
            Ok(key)
        }
        None => Err(StartError::KeyMissing(path.to_owned())),
    }
}
