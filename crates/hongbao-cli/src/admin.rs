//! The operations of the admin side on the command line: each is a row of the registry, so its words,
//! its fields and its help are the table's.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command};
use hongbao_api::{Entry, OPERATIONS, Presence, Spec, Surface, Verb};
use hongbao_client::{Admin, AdminError};
use serde_json::{Map, Value};

use crate::call_outcome::fields;
use crate::complaint::Complaint;
use crate::credentials::{Credentials, flags, variable};
use crate::sign::switch;
use crate::{EXIT_NO, print};

/// The variable that names a server.
pub(crate) const ADMIN: &str = "HONGBAO_ADMIN";

/// How long an operation may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The commands, such as `campaign` with `pay` and `show` below it; not those of one word, which have
/// files of their own.
pub(crate) fn commands() -> Vec<Command> {
    let pairs =
        OPERATIONS.iter().map(|entry| words(entry.spec)).filter(|(_, verb)| !verb.is_empty());
    let mut nouns: Vec<&str> = pairs.map(|(noun, _)| noun).collect();
    nouns.dedup();
    let command = |noun: &'static str| {
        let below = OPERATIONS.iter().filter(|entry| words(entry.spec).0 == noun);
        Command::new(noun)
            .about(format!("Operations of the admin side: {noun}"))
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(below.map(|entry| operation(entry.spec)))
    };
    nouns.into_iter().map(command).collect()
}

/// An operation's noun and verb.
fn words(spec: &Spec) -> (&'static str, &'static str) {
    spec.method.split_once(' ').unwrap_or((spec.method, ""))
}

/// One operation: its path's field by position, the others as flags.
pub(crate) fn operation(spec: &'static Spec) -> Command {
    let arguments = spec.request.iter().map(|row| {
        let argument = Arg::new(row.name)
            .help(format!("{} {}", row.meaning_en, row.meaning))
            .required(row.presence == Presence::Required)
            .value_name(row.name.to_uppercase());
        match row.presence {
            Presence::Required => argument,
            Presence::Optional => argument.long(row.name.replace('_', "-")),
        }
    });
    let (noun, verb) = words(spec);
    Command::new(if verb.is_empty() { noun } else { verb })
        .about(spec.title)
        .args(arguments)
        .arg(switch("json", "Print one JSON object"))
        .args(flags(&["data"]))
        .after_help(
            "The server is found by --data, or by HONGBAO_ADMIN and HONGBAO_ADMIN_TOKEN.\n\n\
             Exit codes: 0 done, 1 refused, 2 wrong usage, or no server",
        )
}

/// Whether a command is one of these.
pub(crate) fn is_operation(noun: &str) -> bool {
    OPERATIONS.iter().any(|entry| words(entry.spec).0 == noun)
}

pub(crate) fn run(noun: &str, arguments: &ArgMatches) -> Result<ExitCode, Complaint> {
    let (verb, arguments) = arguments.subcommand().unwrap_or(("", arguments));
    let Some(entry) = OPERATIONS.iter().find(|entry| words(entry.spec) == (noun, verb)) else {
        return Ok(ExitCode::from(EXIT_NO));
    };
    let admin = server(&Credentials::new(arguments), TIMEOUT)?;
    let (verb, path, body) = request(entry, arguments);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Complaint::new(error, "Try again."))?;
    match runtime.block_on(admin.ask(verb, &path, &body)) {
        Ok(json) => {
            print(&shown(&json, arguments.get_flag("json")));
            Ok(ExitCode::SUCCESS)
        }
        Err(error @ AdminError::Refused { .. }) => {
            Complaint::new(error, "See its state with: hongbao campaign show CROWD_NO").say();
            Ok(ExitCode::from(EXIT_NO))
        }
        Err(error) => Err(Complaint::new(error, "Start the server with: hongbao")),
    }
}

/// The admin side of the server that flags and variables name.
pub(crate) fn server(credentials: &Credentials, timeout: Duration) -> Result<Admin, Complaint> {
    let setting =
        |name: &str, key: &str| variable(name).map_or_else(|| credentials.sandbox(key), Ok);
    let (url, token) = (setting(ADMIN, "admin")?, setting("HONGBAO_ADMIN_TOKEN", "admin_token")?);
    let admin = Admin::new(&url, &token, timeout);
    admin.map_err(|error| Complaint::new(error, "Check HONGBAO_ADMIN."))
}

/// How an operation is asked for: its path with the fields that stand in it, and the others.
fn request(entry: &Entry, arguments: &ArgMatches) -> (&'static str, String, String) {
    let Surface::Admin { verb, path } = entry.spec.surface else {
        return ("GET", String::new(), String::new());
    };
    let mut path = path.to_owned();
    let mut body = Map::new();
    for row in entry.spec.request {
        let Some(value) = arguments.get_one::<String>(row.name) else { continue };
        let place = format!("{{{}}}", row.name);
        if path.contains(&place) {
            path = path.replace(&place, &hongbao_wire::urlencode_text(value));
        } else {
            body.insert(row.name.to_owned(), value.as_str().into());
        }
    }
    let verb = match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
    };
    let body = if body.is_empty() { String::new() } else { Value::Object(body).to_string() };
    (verb, path, body)
}

fn shown(json: &str, whole: bool) -> String {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::Object(members)) if !whole => fields(&members),
        Ok(value) => format!("{value:#}\n"),
        Err(_) => json.to_owned(),
    }
}
