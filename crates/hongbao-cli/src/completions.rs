//! `hongbao completions`: what a shell needs to complete this command.

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::{Shell, generate};

use crate::terminal::print_bytes;

pub(crate) fn command() -> Command {
    Command::new("completions")
        .about("Print a completion script for a shell")
        .after_help(
            "Examples:\n  source <(hongbao completions bash)\n  \
             hongbao completions zsh > \"${fpath[1]}/_hongbao\"\n  \
             hongbao completions fish > ~/.config/fish/completions/hongbao.fish\n\n\
             Exit codes: 0 done, 2 wrong usage",
        )
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(value_parser!(Shell))
                .help("The shell"),
        )
}

/// Prints the script for the whole command line.
pub(crate) fn run(arguments: &ArgMatches, mut whole: Command) -> ExitCode {
    let mut script = Vec::new();
    if let Some(&shell) = arguments.get_one::<Shell>("shell") {
        generate(shell, &mut whole, "hongbao", &mut script);
    }
    print_bytes(&script);
    ExitCode::SUCCESS
}
