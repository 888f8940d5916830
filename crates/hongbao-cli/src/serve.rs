//! `hongbao serve`: the start, in the order that lets a kill at any moment be mended by the next
//! start: the lock, the schema, the keys, one founding transaction, then the world outside.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;
use hongbao_api::Operator;
use hongbao_engine::{Purpose, Stamp};
use hongbao_gateway::{
    App, Directory, Endpoint, Entropy, Limits, LostLines, Parts, admin_router, founding,
    known_number_key, knows_key, mount, number_key, router, stamp,
};
use hongbao_sandbox::{
    Addresses, Cashier, FORBIDDEN_WORD, ForcedStore, Keys, Manifest, WORLD, world,
};
use hongbao_store::{Clock, MemoryStore, SqliteStore, Store, leave_out};
use hongbao_wire::SigningKey;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::announce::announce;
use crate::clock::{SystemClock, SystemEntropy};
use crate::key_files::{self, PLATFORM, SandboxKeys};
use crate::private_file::{self, Fault};
use crate::settings::{self, File, Settings};
use crate::start_error::StartError;
use crate::terminal::print;
use crate::tls::{self, Tls};
use crate::{input, log};

pub(crate) fn run(arguments: &ArgMatches, file: &File) -> Result<(), StartError> {
    if let Some(text) = settings::printed(arguments, file) {
        print(&text);
        return Ok(());
    }
    if !SystemClock.is_usable() {
        return Err(StartError::Clock);
    }
    let mut settings = Settings::read(arguments);
    let lost_lines = LostLines::default();
    let started = log::start(&settings.log, &settings.limits, lost_lines.clone());
    let _log = started.map_err(StartError::System)?;
    if !settings.core_dumps {
        private_file::forbid_core_dumps().map_err(StartError::System)?;
    }
    raise_file_limit(&mut settings.limits);
    // Whatever this process makes is its owner's only, wherever --data and --database lie.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(StartError::System)?.block_on(serve(settings, lost_lines))
}

/// Each connection is a file: take as many as the system gives, and bound the gateway's connections so
/// that files are left for the admin side, the database and whatever else is opened.
fn raise_file_limit(limits: &mut Limits) {
    let mut files = getrlimit(Resource::Nofile);
    files.current = files.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, files) {
        tracing::warn!(%error, "the limit of open files stays low");
    }
    let Some(files) = getrlimit(Resource::Nofile).current else { return };
    let files = usize::try_from(files).unwrap_or(usize::MAX);
    if limits.fit_files(files) {
        let connections = limits.connections;
        tracing::warn!(files, connections, "the limit of open files bounds the connections");
    }
}

/// A process that is founded, but does not listen yet.
struct Founded {
    store: Arc<dyn Store>,
    platform: SigningKey,
    sandbox: Option<SandboxKeys>,
}

async fn serve(settings: Settings, lost_lines: LostLines) -> Result<(), StartError> {
    let forbidden_words = forbidden_words(&settings)?;
    make_folder(&settings.data)?;
    // One clock for all: they must agree on whether it is trusted.
    let clock = SystemClock::tolerating(settings.clock_tolerance);
    let Founded { store, platform, sandbox } = found(&settings, Arc::clone(&clock)).await?;
    let directory = Directory::load(store.as_ref()).await?;
    let listening = listen(&settings).await?;
    let token = key_files::admin_token(&settings.keys())?;
    let manifest = match &sandbox {
        None => None,
        Some(keys) => Some(write_manifest(&settings, &listening, (keys, &token), &platform)?),
    };
    let stop = stop_signal()?;
    let gateway = listening.gateway.clone();
    let root = gateway.trim_end_matches("/gateway.do");
    let pay_url = format!("{root}{}?crowdNo=", Cashier::PAY);
    let app = Arc::new(App::new(Parts {
        store,
        directory,
        key: platform,
        entropy: Arc::new(SystemEntropy),
        clock,
        limits: settings.limits.clone(),
        policy: settings.policy.clone(),
        operator: Operator { forbidden_words, pay_url, ..settings.operator.clone() },
        admin_token: Some(token),
        gateway: gateway.clone(),
        lost_lines,
    }));
    let paths = || match settings.sandbox {
        true => mount(router(Arc::clone(&app)), Cashier::PREFIX, Arc::new(Cashier)),
        false => router(Arc::clone(&app)),
    };
    let mut endpoints = vec![
        Endpoint::plain(listening.plain, paths()),
        Endpoint::admin(listening.admin, admin_router(Arc::clone(&app))),
    ];
    if let Some((listener, tls)) = listening.tls {
        endpoints.push(Endpoint::tls(listener, tls.acceptor, paths()));
    }
    app.set_ready();
    announce(&settings, &gateway, manifest.as_deref());
    hongbao_gateway::serve(endpoints, app, stop).await;
    Ok(())
}

/// The operator's forbidden words; a sandbox has one more to try.
fn forbidden_words(settings: &Settings) -> Result<Vec<String>, StartError> {
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

/// The store; and of an older copy, the last number that must be left out.
fn open(
    settings: &Settings,
    clock: Arc<dyn Clock>,
) -> Result<(Arc<dyn Store>, Option<u64>), StartError> {
    match database_file(settings.database(), &settings.data)? {
        None => Ok((Arc::new(MemoryStore::new(clock)), None)),
        Some(path) => {
            check_database(&path)?;
            let store = if settings.accepts_older {
                SqliteStore::open_older(&path, clock)?
            } else {
                SqliteStore::open(&path, clock)?
            };
            let left_out = store.left_out();
            Ok((Arc::new(store), left_out))
        }
    }
}

/// Checks that nobody else owns or may write the database, what belongs to it, and its folder; and a link
/// to it is followed only if nobody else made it.
fn check_database(path: &Path) -> Result<(), StartError> {
    let link = path.symlink_metadata().is_ok_and(|found| found.is_symlink());
    if link {
        private_file::check_link(path).map_err(|fault| StartError::unused(path, fault))?;
    }
    // A file that is not there yet is made in the folder that is named.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    if !folder.exists() {
        return Ok(()); // opening it says so
    }
    private_file::check_folder(folder).map_err(|fault| StartError::unused(folder, fault))?;
    for ending in ["", "-wal", "-shm", "-journal", "-batches"] {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        let file = PathBuf::from(file);
        private_file::check_file(&file).map_err(|fault| StartError::unused(&file, fault))?;
    }
    Ok(())
}

/// The file that a setting names, or the one in the data folder; `None` is no file, but memory.
pub(crate) fn database_file(url: Option<&str>, data: &Path) -> Result<Option<PathBuf>, StartError> {
    match url {
        None => Ok(Some(data.join("hongbao.db"))),
        Some("memory:") => Ok(None),
        Some(url) => match url.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            Some(path) => Ok(Some(PathBuf::from(path))),
            None => Err(StartError::DatabaseUrl(url.to_owned())),
        },
    }
}

/// The store and the keys; and on a new database the one transaction that stamps it and seeds its
/// world, or gives an older world what it lacks.
///
/// A database without a stamp is new, whatever lies in the key folder: a first start that was
/// killed leaves whole key files or none, and the next one takes them as they are.
async fn found(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Founded, StartError> {
    let (store, left_out) = open(settings, clock)?;
    store.migrate().await?;
    let stamped = stamp(store.as_ref()).await?;
    match stamped.map(|stamp| stamp.purpose) {
        Some(Purpose::Production) if settings.sandbox => return Err(StartError::IsProduction),
        Some(Purpose::Sandbox) if !settings.sandbox => return Err(StartError::IsSandbox),
        Some(_) | None => {}
    }
    let folder = settings.keys();
    make_folder(&folder)?;
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
        works.push(founding(stamp, &platform));
        if let Some(keys) = &sandbox {
            works.extend(world(keys.app.public_key(), keys.app_1024.public_key()));
        }
    }
    if !works.is_empty() {
        store.found(works).await?;
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
    Ok(Founded { store, platform, sandbox })
}

/// Where the process listens.
struct Listening {
    plain: TcpListener,
    admin: TcpListener,
    tls: Option<(TcpListener, Tls)>,
    gateway: String,
    gateway_tls: Option<String>,
    admin_url: String,
}

async fn listen(settings: &Settings) -> Result<Listening, StartError> {
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

/// Writes `sandbox.json` and gives its path.
fn write_manifest(
    settings: &Settings,
    listening: &Listening,
    (keys, token): (&SandboxKeys, &str),
    platform: &SigningKey,
) -> Result<PathBuf, StartError> {
    let authority = listening.tls.as_ref().and_then(|(_, tls)| tls.authority.as_ref());
    let authority = authority.map(|path| path.display().to_string());
    let addresses = Addresses {
        gateway: listening.gateway.clone(),
        tls: listening.gateway_tls.clone().zip(authority),
        admin: listening.admin_url.clone(),
        admin_token: token.to_owned(),
    };
    let keys = Keys { platform, app: &keys.app, app_1024: &keys.app_1024 };
    let manifest = Manifest::new(addresses, &keys).map_err(StartError::Key)?;
    let path = settings.data.join("sandbox.json");
    let failed = |source| StartError::File { path: path.clone(), source };
    let json = manifest.to_json().map_err(|error| failed(error.into()))?;
    // What stands there already needs no room on the disk.
    let is_there = private_file::read_own(&path).is_ok_and(|text| text.as_ref() == Some(&json));
    if !is_there {
        private_file::write(&path, json.as_bytes()).map_err(failed)?;
    }
    Ok(std::path::absolute(&path).unwrap_or(path))
}

fn make_folder(path: &Path) -> Result<(), StartError> {
    private_file::make_folder(path).map_err(|fault| match fault {
        Fault::System(source) => StartError::Folder { path: path.to_owned(), source },
        fault => StartError::unused(path, fault),
    })
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
