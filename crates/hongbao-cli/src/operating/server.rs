//! The server that an operator's command asks: how it is found, and what becomes of its refusals.

use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;
use hongbao_api::{OPERATIONS, RefusalRow};
use hongbao_client::{Admin, AdminError};
use tokio::runtime::{Builder, Runtime};

use crate::calling::credentials::Credentials;
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::variables::variable;

/// The variable that names a server.
pub(crate) const ADMIN: &str = "HONGBAO_ADMIN";

/// The flag of the header `Idempotency-Key`.
pub(crate) const IDEMPOTENCY_FLAG: &str = "idempotency-key";

/// How long an operation may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The admin side of the server that flags and variables name.
pub(crate) fn admin(credentials: &Credentials, timeout: Duration) -> Result<Admin, CommandError> {
    let setting =
        |name: &str, key: &str| variable(name).map_or_else(|| credentials.sandbox(key), Ok);
    let (url, token) = (setting(ADMIN, "admin")?, setting("HONGBAO_ADMIN_TOKEN", "admin_token")?);
    let admin = Admin::new(&url, &token, timeout);
    admin.map_err(|error| CommandError::new(error, "Check HONGBAO_ADMIN."))
}

/// What becomes of an operation without an answer.
pub(crate) fn refused(
    error: AdminError,
    (noun, verb): (&str, &str),
) -> Result<ExitCode, CommandError> {
    let AdminError::Refused { status, kind, .. } = &error else {
        return Err(CommandError::new(error, "Start the server with: hongbao"));
    };
    let meaning = meaning(&format!("{noun} {verb}"), kind);
    let meaning = meaning.map(|row| format!("{} {}\n", row.meaning_en, row.meaning));
    let next = match (noun, status) {
        ("campaign", 404) => "See all with: hongbao campaign list".to_owned(),
        ("campaign", 409) => "See its state with: hongbao campaign show CROWD_NO".to_owned(),
        _ => format!("See how it is asked for with: hongbao {noun} {verb} --help"),
    };
    CommandError::new(error, meaning.unwrap_or_default() + &next).report();
    Ok(ExitCode::from(EXIT_NO))
}

/// What an operation's table says of a kind of refusal.
fn meaning(operation: &str, kind: &str) -> Option<&'static RefusalRow> {
    let entry = OPERATIONS.iter().find(|entry| entry.spec.name == operation)?;
    entry.spec.all_refusals().find(|row| row.refusal.name() == kind)
}

/// A server's admin side.
pub(crate) struct AdminServer {
    admin: Admin,
    runtime: Runtime,
}

impl AdminServer {
    /// The one that the environment or the sandbox's folder names.
    pub(crate) fn find(arguments: &ArgMatches) -> Result<Self, CommandError> {
        let mut admin = admin(&Credentials::new(arguments), TIMEOUT)?;
        // Commands that only look have no such flag.
        if let Ok(Some(key)) = arguments.try_get_one::<String>(IDEMPOTENCY_FLAG) {
            admin = admin.under(key);
        }
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| CommandError::new(error, "Try again."))?;
        Ok(Self { admin, runtime })
    }

    /// Asks for an operation; body and answer are JSON text.
    pub(crate) fn ask(&self, verb: &str, path: &str, body: &str) -> Result<String, AdminError> {
        self.runtime.block_on(self.admin.ask(verb, path, body))
    }
}
