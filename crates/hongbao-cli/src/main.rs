//! The `hongbao` command: reads the arguments and the environment, starts what they ask for, and
//! turns how it ended into an exit code.

mod admin;
mod announce;
mod answer_mistakes;
mod audit;
mod biz_content;
mod call;
mod call_outcome;
mod call_steps;
mod campaign_verify;
mod clock;
mod command;
mod complaint;
mod completions;
mod credentials;
mod data_folder;
mod diagnosis;
mod environment;
mod html_text;
mod input;
mod json_text;
mod key_files;
mod key_guard;
mod keys;
mod log;
mod mistakes;
mod private_file;
mod profile;
mod remarks;
mod request_text;
mod serve;
mod settings;
mod sign;
mod signing_steps;
mod spec;
mod start_error;
mod table;
mod terminal;
mod tls;
mod variables;
mod verify;

use std::error::Error;
use std::process::ExitCode;

use crate::complaint::Complaint;
use crate::terminal::{Value, say};

/// The system's allocator keeps more after each wave of connections; this one gives back what is
/// free (`.cargo/config.toml` says how soon), so that memory after the third wave is that after the
/// first.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The answer is no: what was asked for does not exist or does not hold.
const EXIT_NO: u8 = 1;
/// It could not start: wrong usage, a database or a key that cannot be used.
const EXIT_REFUSED: u8 = 2;

fn main() -> ExitCode {
    run().unwrap_or_else(|complaint| {
        complaint.say();
        ExitCode::from(EXIT_REFUSED)
    })
}

fn run() -> Result<ExitCode, Complaint> {
    let arguments: Vec<_> = std::env::args_os().collect();
    key_guard::check(&arguments)?;
    let (matches, file) = command::parse(arguments)?;
    // Commands are given keys too; of a server, a setting says.
    if !matches!(matches.subcommand_name(), Some("serve")) {
        // A system that does not know this has nothing else to offer.
        let _ = private_file::forbid_core_dumps();
    }
    match matches.subcommand() {
        Some(("serve", arguments)) => {
            serve::run(arguments, &file)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("spec", arguments)) => Ok(spec::run(arguments)),
        Some(("audit", arguments)) => audit::run(arguments),
        Some((noun, arguments)) if admin::is_operation(noun) => admin::run(noun, arguments),
        Some(("call", arguments)) => call::run(arguments),
        Some(("env", arguments)) => environment::run(arguments),
        Some(("keys", arguments)) => keys::run(arguments),
        Some(("sign", arguments)) => sign::run(arguments),
        Some(("verify", arguments)) => verify::run(arguments),
        Some(("completions", arguments)) => Ok(completions::run(arguments, command::whole(&file))),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Says on stderr what went wrong, with its causes, and what to do about it.
fn complain(error: &dyn Error, remedy: &str) {
    let mut text = format!("hongbao: {}", Value(&error.to_string()));
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {}", Value(&cause.to_string())));
        source = cause.source();
    }
    say(&format!("{text}\n{remedy}\n"));
}
