//! What a start finds or makes in the database and the key folder, before anything listens.

use std::sync::Arc;

use hongbao_engine::{Purpose, Stamp};
use hongbao_gateway::{Entropy, bootstrap_unit, known_number_key, knows_key, number_key, stamp};
use hongbao_sandbox::{FORBIDDEN_WORD, ForcedStore, WORLD, world};
use hongbao_store::{Clock, Store, leave_out};
use hongbao_wire::SigningKey;

use crate::input;
use crate::serving::clock::SystemEntropy;
use crate::serving::key_files::{self, PLATFORM, SandboxKeys};
use crate::serving::settings::Settings;
use crate::serving::start_error::StartError;
use crate::serving::{data_folder, database};

/// A server that is set up, but does not listen yet.
pub(crate) struct Bootstrapped {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) platform: SigningKey,
    pub(crate) sandbox: Option<SandboxKeys>,
}

/// The store and the keys; and on a new database the one transaction that stamps it and seeds its
/// world, or gives an older world what it lacks.
///
/// A database without a stamp is new, whatever lies in the key folder: a first start that was
/// killed leaves whole key files or none, and the next one takes them as they are.
pub(crate) async fn bootstrap(
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> Result<Bootstrapped, StartError> {
    let (store, left_out) = database::open(settings, clock)?;
    store.migrate().await?;
    let stamped = stamp(store.as_ref()).await?;
    match stamped.map(|stamp| stamp.purpose) {
        Some(Purpose::Production) if settings.sandbox => return Err(StartError::IsProduction),
        Some(Purpose::Sandbox) if !settings.sandbox => return Err(StartError::IsSandbox),
        Some(_) | None => {}
    }
    let folder = settings.keys();
    data_folder::make(&folder)?;
    let is_new = stamped.is_none();
    let platform = key_files::platform(&folder, is_new)?;
    let sandbox = settings.sandbox.then(|| key_files::sandbox(&folder, is_new)).transpose()?;
    if !is_new && !knows_key(store.as_ref(), &platform).await? {
        return Err(StartError::KeyUnknown(folder.join(PLATFORM)));
    }
    let newest = if settings.sandbox { WORLD } else { 0 };
    let mut works = Vec::new();
    if known_number_key(store.as_ref()).await?.is_none() {
        works.push(number_key(SystemEntropy.draw()));
    }
    if stamped.is_none_or(|stamp| stamp.world < newest) {
        let stamp = Stamp { purpose: settings.purpose(), world: newest };
        works.push(bootstrap_unit(stamp, &platform));
        if let Some(keys) = &sandbox {
            works.extend(world(keys.app.public_key(), keys.app_1024.public_key()));
        }
    }
    if !works.is_empty() {
        store.bootstrap(works).await?;
    }
    if let Some(last) = left_out {
        leave_out(store.as_ref(), last).await?;
        tracing::warn!(
            last,
            "an older copy of the database is served: its homes go on beyond this number"
        );
    }
    let store: Arc<dyn Store> =
        if settings.sandbox { Arc::new(ForcedStore::new(store)) } else { store };
    Ok(Bootstrapped { store, platform, sandbox })
}

/// The operator's forbidden words; a sandbox has one more to try.
pub(crate) fn forbidden_words(settings: &Settings) -> Result<Vec<String>, StartError> {
    let mut words = Vec::new();
    if let Some(path) = &settings.forbidden_words {
        let text = input::file_text(path);
        let text = text.map_err(|source| StartError::Words { path: path.clone(), source })?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        words.extend(lines.map(str::to_owned));
    }
    if settings.sandbox {
        words.push(FORBIDDEN_WORD.to_owned());
    }
    Ok(words)
}
