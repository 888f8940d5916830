//! The operations of the admin side on the command line: each is a row of the registry, so its words,
//! its fields and its help are the table's.

use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use hongbao_api::{Kind, OPERATIONS, OperationEntry, OperationSpec, Presence, Verb};
use hongbao_gateway::IDEMPOTENCY_KEY;
use hongbao_wire::urlencode_text;
use serde_json::{Map, Value};

use crate::arguments::switch;
use crate::calling::call_outcome::fields;
use crate::calling::credentials::flags;
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::operating::campaign_verify;
use crate::operating::server::{AdminServer, IDEMPOTENCY_FLAG, refused};
use crate::terminal::table::table;
use crate::terminal::{print, print_json};

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
            .subcommands((noun == campaign_verify::WORDS.0).then(campaign_verify::command))
    };
    nouns.into_iter().map(command).collect()
}

/// An operation's noun and verb.
fn words(spec: &OperationSpec) -> (&'static str, &'static str) {
    spec.name.split_once(' ').unwrap_or((spec.name, ""))
}

/// One operation: its path's field by position, the others as flags.
pub(crate) fn operation(spec: &'static OperationSpec) -> Command {
    let arguments = spec.request.iter().map(|row| {
        let argument = Arg::new(row.name)
            .help(format!("{} {} [such as {}]", row.meaning_en, row.meaning, row.example))
            .required(row.presence == Presence::Required)
            .value_name(row.name.to_uppercase());
        let argument = match row.kind {
            Kind::Boolean => argument.value_parser(["true", "false"]),
            Kind::Word(words) => argument.value_parser(PossibleValuesParser::new(words)),
            _ => argument,
        };
        match row.presence {
            // A campaign's id may begin with a hyphen.
            Presence::Required => argument.allow_hyphen_values(true),
            Presence::Optional => argument.long(row.name.replace('_', "-")),
        }
    });
    let key = Arg::new(IDEMPOTENCY_FLAG)
        .long(IDEMPOTENCY_FLAG)
        .value_name("KEY")
        .value_parser(visible)
        .help("Idempotency key: repeats of this command within 24 h return the first result");
    let writes = spec.verb.writes();
    let (noun, verb) = words(spec);
    Command::new(if verb.is_empty() { noun } else { verb })
        .about(format!("{} {}", spec.title_en, spec.title))
        .args(arguments)
        .args(writes.then_some(key))
        .arg(switch("json", "Print one JSON object"))
        .args(flags(&["data"]))
        .after_help(
            "The server is found by --data, or by HONGBAO_ADMIN and HONGBAO_ADMIN_TOKEN.\n\n\
             Exit codes: 0 done, 1 refused, 2 wrong usage, or no server",
        )
}

/// A key as a header can carry it.
fn visible(key: &str) -> Result<String, String> {
    let fits = (1..=IDEMPOTENCY_KEY).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic());
    let remedy = || format!("give 1 to {IDEMPOTENCY_KEY} letters, digits or signs of ASCII");
    fits.then(|| key.to_owned()).ok_or_else(remedy)
}

/// Whether a command is one of these.
pub(crate) fn is_operation(noun: &str) -> bool {
    OPERATIONS.iter().any(|entry| words(entry.spec).0 == noun)
}

pub(crate) fn run(noun: &str, arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let (verb, arguments) = arguments.subcommand().unwrap_or(("", arguments));
    if (noun, verb) == campaign_verify::WORDS {
        return campaign_verify::run(arguments);
    }
    let Some(entry) = OPERATIONS.iter().find(|entry| words(entry.spec) == (noun, verb)) else {
        return Ok(ExitCode::from(EXIT_NO));
    };
    let (verb, path, body) = request(entry, arguments);
    match AdminServer::find(arguments)?.ask(verb, &path, &body) {
        Ok(json) => {
            show(&json, arguments.get_flag("json"));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => refused(error, words(entry.spec)),
    }
}

/// How an operation is asked for: its path with the fields that stand in it, and the others; of a look
/// they stand in the query.
fn request(entry: &OperationEntry, arguments: &ArgMatches) -> (&'static str, String, String) {
    let (verb, mut path) = (entry.spec.verb, entry.spec.path.to_owned());
    let mut others = Map::new();
    for row in entry.spec.request {
        let Some(value) = arguments.get_one::<String>(row.name) else { continue };
        let place = format!("{{{}}}", row.name);
        if path.contains(&place) {
            path = path.replace(&place, &urlencode_text(value));
        } else {
            others.insert(row.name.to_owned(), value.as_str().into());
        }
    }
    if others.is_empty() {
        return (verb.name(), path, String::new());
    }
    match verb {
        Verb::Get => {
            let pair = |(name, value): (&String, &Value)| {
                format!("{name}={}", urlencode_text(value.as_str().unwrap_or_default()))
            };
            let query = others.iter().map(pair).collect::<Vec<_>>().join("&");
            (verb.name(), format!("{path}?{query}"), String::new())
        }
        Verb::Post | Verb::Put => (verb.name(), path, Value::Object(others).to_string()),
    }
}

/// Prints an answer: for people lists are tables, below the other fields.
fn show(json: &str, is_for_programs: bool) {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::Object(members)) if !is_for_programs => {
            let (lists, others): (Map<_, _>, Map<_, _>) =
                members.into_iter().partition(|(_, value)| value.is_array());
            let rows = lists.values().filter_map(Value::as_array).flatten();
            let rows: Vec<_> = rows.filter_map(Value::as_object).cloned().collect();
            print(&[fields(&others), table(&rows)].concat());
        }
        Ok(value) => print_json(&format!("{value:#}\n")),
        Err(_) => print(json),
    }
}
