//! `hongbao spec`: the contract, as the code has it.

use std::process::ExitCode;

use clap::ArgMatches;
use hongbao_api::{METHODS, MethodEntry, MethodSpec, page};

use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::terminal::{print, print_json};

pub(crate) fn run(arguments: &ArgMatches) -> ExitCode {
    let wanted = arguments.get_one::<String>("method");
    let entries: Vec<&MethodEntry> = METHODS
        .iter()
        .filter(|entry| wanted.is_none_or(|name| name == entry.spec.method))
        .collect();
    if let (Some(name), true) = (wanted, entries.is_empty()) {
        let known: Vec<&str> = METHODS.iter().map(|entry| entry.spec.method).collect();
        let what = format!("no method is called {name}");
        CommandError::new(what, format!("There are: {}", known.join(", "))).report();
        return ExitCode::from(EXIT_NO);
    }
    if arguments.get_flag("json") {
        let specs: Vec<&MethodSpec> = entries.iter().map(|entry| entry.spec).collect();
        match serde_json::to_string_pretty(&specs) {
            Ok(json) => print_json(&(json + "\n")),
            Err(_) => return ExitCode::from(EXIT_NO),
        }
    } else {
        print(&entries.iter().map(|entry| page(entry)).collect::<Vec<_>>().join("\n"));
    }
    ExitCode::SUCCESS
}
