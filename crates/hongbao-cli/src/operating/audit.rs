//! `hongbao audit`: the proof of the ledger, by the running server, or on the database if none runs.

use std::fmt::Write;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Command};
use hongbao_api::Operation;
use hongbao_api::operations::audit::{Audit, Audited, invariant_meaning, invariant_name};
use hongbao_client::{Admin, AdminError, CallError};
use hongbao_engine::Invariant;
use hongbao_gateway::Entropy;
use hongbao_store::{Failure, OpenError, Progress, SqliteStore, audit};
use serde_json::{Map, Value};

use crate::calling::credentials::Credentials;
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::operating::{admin, server};
use crate::serving::clock::{SystemClock, SystemEntropy};
use crate::serving::database::database_file;
use crate::serving::start_error::StartError;
use crate::terminal::table::table;
use crate::terminal::{print, print_json, rewrite_line};
use crate::variables::variable;

/// It takes as long as there are records.
const TIMEOUT: Duration = Duration::from_hours(24);
/// How often it is shown how far a server is.
const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn command() -> Command {
    admin::operation(const { &Audit::SPEC }).after_help(
        "Goes through every campaign, draw, transfer and tally, and names the records that break an\n\
         invariant. The server is found by --data, or by HONGBAO_ADMIN and HONGBAO_ADMIN_TOKEN, and may\n\
         be in full use. If none runs, the database in --data is opened, or that of HONGBAO_DATABASE,\n\
         and nothing in it is changed.\n\n\
         Examples:\n  hongbao audit\n  hongbao audit --data /srv/hongbao --json\n  \
         HONGBAO_DATABASE=sqlite:copy.db hongbao audit --data .\n\n\
         Exit codes: 0 it holds, 1 it is broken, 2 wrong usage, or it could not be looked at",
    )
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::new(error, "Try again."))?;
    let audited = runtime.block_on(prove(&Credentials::new(arguments)))?;
    if arguments.get_flag("json") {
        print_json(&(serde_json::to_string_pretty(&audited).unwrap_or_default() + "\n"));
    } else {
        print(&shown(&audited));
    }
    Ok(if audited.holds { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NO) })
}

/// By the server, if there is one; else on the database.
async fn prove(credentials: &Credentials) -> Result<Audited, CommandError> {
    let is_named = variable(server::ADMIN).is_some();
    match server::admin(credentials, TIMEOUT) {
        Ok(server) => match by_server(&server).await {
            Err(AdminError::Silent(source)) if !is_named && nobody_listens(source.as_ref()) => {}
            Err(error) => {
                let remedy = "See whether it runs, and whose token HONGBAO_ADMIN_TOKEN is.";
                return Err(CommandError::new(error, remedy));
            }
            Ok(json) => {
                let malformed = |error| {
                    CommandError::about(
                        "the server's answer is not an audit",
                        error,
                        "Use its own hongbao.",
                    )
                };
                return serde_json::from_str(&json).map_err(malformed);
            }
        },
        Err(error) if is_named => return Err(error),
        // A server in production writes no sandbox.json; whether it runs, the lock of its database says.
        Err(_) => {}
    }
    by_database(credentials).await
}

fn nobody_listens(source: &(dyn std::error::Error + 'static)) -> bool {
    matches!(source.downcast_ref(), Some(CallError::Unreachable { .. }))
}

/// The server's answer; how far it is, it says among what it counts.
async fn by_server(server: &Admin) -> Result<String, AdminError> {
    let mut line = Line::new();
    let mut second = tokio::time::interval(SECOND);
    let mut answer = std::pin::pin!(server.ask("GET", "audit", ""));
    loop {
        tokio::select! {
            answer = &mut answer => return answer,
            _ = second.tick(), if line.is_seen => {
                let counted = tokio::time::timeout(SECOND, server.metrics()).await;
                if let Some(percent) = counted.ok().and_then(Result::ok).as_deref().and_then(percent) {
                    line.show(&format!("the server checks its records: {percent} %"));
                }
            }
        }
    }
}

/// How far the server's audit is.
fn percent(metrics: &str) -> Option<&str> {
    metrics.lines().find_map(|line| line.strip_prefix("hongbao_audit_percent "))
}

async fn by_database(credentials: &Credentials) -> Result<Audited, CommandError> {
    let file = database_file(variable("HONGBAO_DATABASE").as_deref(), credentials.data())?;
    let Some(file) = file.filter(|file| file.exists()) else {
        let what =
            format!("no server answers, and {} has no database", credentials.data().display());
        return Err(CommandError::new(what, "Name the folder with --data, or start the server."));
    };
    let store =
        SqliteStore::open_to_read(&file, Arc::new(SystemClock)).map_err(|error| match error {
            OpenError::InUse(_) => {
                let remedy =
                    "If that is a server, set HONGBAO_ADMIN and HONGBAO_ADMIN_TOKEN to ask it.";
                CommandError::new(error, remedy)
            }
            error => StartError::from(error).into(),
        })?;
    let mut line = Line::new();
    let mut listener = |progress: Progress| {
        let (all, percent) = (progress.all / 2, progress.percent());
        line.show(&format!("checking {all} records: {percent} %"));
    };
    let audited = audit(&store, SystemEntropy.draw(), &mut listener).await;
    let audited = audited.map_err(|failure: Failure| {
        let remedy = "If the database is older than this hongbao, start its server once.";
        CommandError::new(failure, remedy)
    })?;
    Ok(Audited::new(audited.checked, &audited.findings))
}

/// A line on the terminal that is written over; nothing where there is no terminal.
struct Line {
    is_seen: bool,
    last: String,
}

impl Line {
    fn new() -> Self {
        Self { is_seen: std::io::stderr().is_terminal(), last: String::new() }
    }

    fn show(&mut self, text: &str) {
        if self.is_seen && self.last != text {
            self.last = text.to_owned();
            rewrite_line(text);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.show("");
    }
}

/// For people: whether it holds, and a table of what does not, with what it should say.
fn shown(audited: &Audited) -> String {
    let checked = audited.checked;
    if audited.holds {
        return format!("the ledger holds 账簿成立: {checked} records checked\n");
    }
    let mut text = format!("the ledger is broken 账簿不成立: {checked} records checked\n\n");
    let rows = audited.broken.iter().map(|broken| match serde_json::to_value(broken) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) | Err(_) => Map::new(),
    });
    text.push_str(&table(&rows.collect::<Vec<_>>()));
    if audited.more {
        text.push_str("… and more\n");
    }
    text.push('\n');
    // Writing to a String cannot fail.
    for invariant in Invariant::ALL {
        let name = invariant_name(invariant);
        if audited.broken.iter().any(|broken| broken.invariant == name) {
            let (chinese, english) = invariant_meaning(invariant);
            let _ = writeln!(text, "{name}: {english} {chinese}");
        }
    }
    text
}
