//! `hongbao serve`: the start, in the order that lets a kill at any moment be mended by the next
//! start: the lock, the schema, the keys, one bootstrap transaction, then the world outside.

use std::sync::Arc;

use clap::ArgMatches;
use hongbao_api::Operator;
use hongbao_gateway::{
    App, Directory, Endpoint, Limits, LostLines, Parts, admin_router, mount, router,
};
use hongbao_sandbox::{Cashier, Keys};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use crate::secrets::private_file;
use crate::serving::announce::{announce, write_manifest};
use crate::serving::bootstrap::{Bootstrapped, bootstrap, forbidden_words};
use crate::serving::clock::{SystemClock, SystemEntropy};
use crate::serving::listening::listen;
use crate::serving::settings::{self, File, Settings};
use crate::serving::start_error::StartError;
use crate::serving::{data_folder, key_files, log};
use crate::terminal::print;

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
    let levels = settings.log.parse().map_err(|_| StartError::LogLevels(settings.log.clone()))?;
    let started = log::start(levels, &settings.limits, lost_lines.clone());
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

async fn serve(settings: Settings, lost_lines: LostLines) -> Result<(), StartError> {
    let forbidden_words = forbidden_words(&settings)?;
    data_folder::make(&settings.data)?;
    // One clock for all: they must agree on whether it is trusted.
    let clock = SystemClock::tolerating(settings.clock_tolerance);
    let Bootstrapped { store, platform, sandbox } =
        bootstrap(&settings, Arc::clone(&clock)).await?;
    let directory = Directory::load(store.as_ref()).await?;
    let listening = listen(&settings).await?;
    let token = key_files::admin_token(&settings.keys())?;
    let manifest = match &sandbox {
        None => None,
        Some(sandbox) => {
            let keys = Keys { platform: &platform, app: &sandbox.app, app_1024: &sandbox.app_1024 };
            Some(write_manifest(&settings.data, listening.addresses(&token), &keys)?)
        }
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
    let paths = || {
        let gateway = router(Arc::clone(&app));
        if settings.sandbox { mount(gateway, Cashier::PREFIX, Arc::new(Cashier)) } else { gateway }
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
