//! `hongbao spec`: the contract, as the code has it.

use std::process::ExitCode;

use clap::ArgMatches;
use hongbao_api::{METHODS, Spec, page};

use crate::{EXIT_NO, print};

pub(crate) fn run(arguments: &ArgMatches) -> ExitCode {
    let wanted = arguments.get_one::<String>("method");
    let specs: Vec<&Spec> = METHODS
        .iter()
        .map(|entry| entry.spec)
        .filter(|spec| wanted.is_none_or(|name| name == spec.method))
        .collect();
    if let (Some(name), true) = (wanted, specs.is_empty()) {
        let known: Vec<&str> = METHODS.iter().map(|entry| entry.spec.method).collect();
        let error = std::io::Error::other(format!("no method is called {name}"));
        crate::complain(&error, &format!("There are: {}", known.join(", ")));
        return ExitCode::from(EXIT_NO);
    }
    if arguments.get_flag("json") {
        match serde_json::to_string_pretty(&specs) {
            Ok(json) => print(&(json + "\n")),
            Err(_) => return ExitCode::from(EXIT_NO),
        }
    } else {
        print(&specs.iter().map(|spec| page(spec)).collect::<Vec<_>>().join("\n"));
    }
    ExitCode::SUCCESS
}
