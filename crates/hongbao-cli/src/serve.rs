//! `hongbao serve`: the start, in the order that lets a kill at any moment be mended by the next
//! start: the lock, the schema, the keys, one founding transaction, then the world outside.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use hongbao_engine::{Purpose, Stamp};
use hongbao_gateway::{App, Directory, Limits, founding, knows_key, purpose, router};
use hongbao_sandbox::{APP_ID, Addresses, Manifest, WORLD, world};
use hongbao_store::{MemoryStore, SqliteStore, Store};
use hongbao_wire::SigningKey;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::clock::{SystemClock, SystemEntropy};
use crate::start_error::StartError;
use crate::{print, private_file};

/// What `serve` was asked for.
struct Settings {
    sandbox: bool,
    ready_json: bool,
    listen: String,
    data: PathBuf,
    keys: PathBuf,
    database: Option<String>,
    log: String,
}

impl Settings {
    fn read(arguments: &ArgMatches) -> Self {
        let text = |name| arguments.get_one::<String>(name).cloned();
        let path = |name| arguments.get_one::<PathBuf>(name).cloned();
        let data = path("data").unwrap_or_default();
        Self {
            sandbox: arguments.get_flag("sandbox"),
            ready_json: arguments.get_flag("ready-json"),
            listen: text("listen").unwrap_or_default(),
            keys: path("keys").unwrap_or_else(|| data.join("keys")),
            data,
            database: text("database"),
            log: text("log").unwrap_or_default(),
        }
    }

    fn purpose(&self) -> Purpose {
        if self.sandbox { Purpose::Sandbox } else { Purpose::Production }
    }
}

/// The private keys that the process holds.
struct Keys {
    platform: SigningKey,
    /// The sandbox's app signs here too, so that people can call it at once.
    app: Option<SigningKey>,
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<(), StartError> {
    let settings = Settings::read(arguments);
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&settings.log))
        .with_writer(io::stderr)
        .with_ansi(false)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(StartError::System)?.block_on(serve(&settings))
}

async fn serve(settings: &Settings) -> Result<(), StartError> {
    make_folder(&settings.data)?;
    let store = open(settings)?;
    store.migrate().await?;
    let keys = found(settings, store.as_ref()).await?;
    let directory = Directory::load(store.as_ref()).await?;
    let listening = |source| StartError::Listen { address: settings.listen.clone(), source };
    let listener = TcpListener::bind(&settings.listen).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let gateway = format!("http://{address}/gateway.do");
    let manifest = write_manifest(settings, &gateway, &keys)?;
    let stop = stop_signal()?;
    let limits = Limits::default();
    let entropy = Arc::new(SystemEntropy);
    let app = Arc::new(App::new(store, directory, keys.platform, entropy, limits.clone()));
    app.set_ready();
    announce(settings, &gateway, manifest.as_deref());
    hongbao_gateway::serve(listener, router(app), limits, stop).await;
    Ok(())
}

fn open(settings: &Settings) -> Result<Arc<dyn Store>, StartError> {
    let clock = Arc::new(SystemClock);
    let path = match settings.database.as_deref() {
        None => settings.data.join("hongbao.db"),
        Some("memory:") => return Ok(Arc::new(MemoryStore::new(clock))),
        Some(url) => match url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            Some(path) => PathBuf::from(path),
            None => return Err(StartError::DatabaseUrl(url.to_owned())),
        },
    };
    Ok(Arc::new(SqliteStore::open(&path, clock)?))
}

/// The keys; and on a new database the one transaction that stamps it and seeds its world.
///
/// A database without a stamp is new, whatever lies in the key folder: a first start that was
/// killed leaves whole key files or none, and the next one takes them as they are.
async fn found(settings: &Settings, store: &dyn Store) -> Result<Keys, StartError> {
    let stamped = purpose(store).await?;
    match stamped {
        Some(Purpose::Production) if settings.sandbox => return Err(StartError::IsProduction),
        Some(Purpose::Sandbox) if !settings.sandbox => return Err(StartError::IsSandbox),
        Some(_) | None => {}
    }
    make_folder(&settings.keys)?;
    let is_new = stamped.is_none();
    let platform_file = settings.keys.join("platform.pem");
    let platform = key(&platform_file, is_new)?;
    let app_file = settings.keys.join(format!("app-{APP_ID}.pem"));
    let app = settings.sandbox.then(|| key(&app_file, is_new)).transpose()?;
    if is_new {
        let stamp =
            Stamp { purpose: settings.purpose(), world: if settings.sandbox { WORLD } else { 0 } };
        let mut works = vec![founding(stamp, &platform)];
        works.extend(app.iter().flat_map(|app| world(app.public_key())));
        store.found(works).await?;
    } else if !knows_key(store, &platform).await? {
        return Err(StartError::KeyUnknown(platform_file));
    }
    Ok(Keys { platform, app })
}

/// The key in a file. A missing one is made only where nothing depends on it yet.
fn key(path: &Path, may_make: bool) -> Result<SigningKey, StartError> {
    let file = |source| StartError::File { path: path.to_owned(), source };
    match std::fs::read_to_string(path) {
        Ok(pem) => SigningKey::from_pem(&pem)
            .map_err(|source| StartError::KeyFile { path: path.to_owned(), source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_make => {
            let key = SigningKey::generate().map_err(StartError::Key)?;
            let pem = key.to_pem().map_err(StartError::Key)?;
            private_file::write(path, pem.as_bytes()).map_err(file)?;
            Ok(key)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(StartError::KeyMissing(path.to_owned()))
        }
        Err(error) => Err(file(error)),
    }
}

/// Writes `sandbox.json` and gives its path; nothing in production.
fn write_manifest(
    settings: &Settings,
    gateway: &str,
    keys: &Keys,
) -> Result<Option<PathBuf>, StartError> {
    let Some(app) = &keys.app else { return Ok(None) };
    let addresses = Addresses { gateway: gateway.to_owned() };
    let manifest = Manifest::new(addresses, app, &keys.platform).map_err(StartError::Key)?;
    let path = settings.data.join("sandbox.json");
    let written = manifest
        .to_json()
        .map_err(io::Error::from)
        .and_then(|json| private_file::write(&path, json.as_bytes()));
    written.map_err(|source| StartError::File { path: path.clone(), source })?;
    Ok(Some(std::path::absolute(&path).unwrap_or(path)))
}

fn make_folder(path: &Path) -> Result<(), StartError> {
    private_file::make_folder(path)
        .map_err(|source| StartError::Folder { path: path.to_owned(), source })
}

/// Completes at the first interrupt or termination signal.
fn stop_signal() -> Result<impl Future<Output = ()>, StartError> {
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::System)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::System)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: answering what was accepted");
    })
}

fn announce(settings: &Settings, gateway: &str, manifest: Option<&Path>) {
    if settings.ready_json {
        let ready = serde_json::json!({
            "gateway": gateway,
            "sandbox": manifest,
            "pid": std::process::id(),
        });
        print(&format!("{ready}\n"));
        return;
    }
    let mut text = format!("hongbao is ready 已就绪\n  gateway 网关   {gateway}\n");
    if let Some(path) = manifest {
        text +=
            &format!("  sandbox 沙箱   {} (app id, keys, fixtures 密钥与样例)\n", path.display());
    }
    text += "  stop 停止      Ctrl-C\n";
    print(&text);
}
