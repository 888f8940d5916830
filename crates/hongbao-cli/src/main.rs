//! The `hongbao` command: reads the arguments and the environment, starts what they ask for, and
//! turns how it ended into an exit code.

mod arguments;
mod calling;
mod command;
mod command_error;
mod completions;
mod exit;
mod input;
mod keys;
mod operating;
mod secrets;
mod serving;
mod signing;
mod spec;
mod terminal;
mod variables;

use std::process::ExitCode;

use crate::calling::{call, environment};
use crate::command_error::CommandError;
use crate::exit::EXIT_REFUSED;
use crate::operating::{admin, audit};
use crate::secrets::{key_guard, private_file};
use crate::serving::serve;
use crate::signing::{sign, verify};

/// The system's allocator keeps more after each wave of connections; this one gives back what is
/// free (`.cargo/config.toml` says how soon), so that memory after the third wave is that after the
/// first.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        error.report();
        ExitCode::from(EXIT_REFUSED)
    })
}

fn run() -> Result<ExitCode, CommandError> {
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
