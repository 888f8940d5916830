//! The command line, as clap sees it. Every setting is a flag and a `HONGBAO_*` variable.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

/// Parses the arguments; prints help or a complaint and exits where clap would.
/// No argument at all is `serve --sandbox`.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> ArgMatches {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() <= 1 {
        arguments.extend(["serve".into(), "--sandbox".into()]);
    }
    command().get_matches_from(arguments)
}

fn command() -> Command {
    Command::new("hongbao")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Speaks the Alipay Open Platform gateway protocol for marketing: a faithful sandbox, and an engine of its own")
        .after_help("Without arguments: hongbao serve --sandbox\n\nExit codes: 0 done, 1 the answer is no, 2 wrong usage or refused to start")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(serve())
        .subcommand(spec())
}

fn serve() -> Command {
    Command::new("serve")
        .args_override_self(true)
        .about("Serve the gateway")
        .after_help(
            "Examples:\n  hongbao serve --sandbox\n  hongbao serve --sandbox --listen 127.0.0.1:0 --ready-json\n  hongbao serve --sandbox --database memory:",
        )
        .args([
            flag("sandbox", "Seed and serve a sandbox: test keys, constant fixtures"),
            flag("ready-json", "Print the ready line as one JSON object"),
            value("listen", "ADDR", "Where the gateway listens; port 0 takes a free one")
                .default_value("127.0.0.1:8600"),
            value("data", "DIR", "Where database, keys and sandbox.json are")
                .default_value("./hongbao-data")
                .value_parser(value_parser!(std::path::PathBuf)),
            value("keys", "DIR", "Where the private keys are [default: keys inside --data]")
                .value_parser(value_parser!(std::path::PathBuf)),
            value("database", "URL", "sqlite:PATH or memory: [default: hongbao.db inside --data]"),
            value("log", "FILTER", "What is logged, such as warn or hongbao_gateway=debug")
                .default_value("info"),
        ])
}

fn spec() -> Command {
    Command::new("spec")
        .about("Print the contract: methods, fields, errors")
        .after_help("Examples:\n  hongbao spec\n  hongbao spec alipay.marketing.campaign.cash.detail.query --json")
        .args([
            Arg::new("method").value_name("METHOD").help("One method; without it, all of them"),
            Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print JSON"),
        ])
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    setting(name, help).action(ArgAction::SetTrue)
}

fn value(name: &'static str, placeholder: &'static str, help: &'static str) -> Arg {
    setting(name, help).value_name(placeholder)
}

/// A setting under its two names: `--ready-json` and `HONGBAO_READY_JSON`.
fn setting(name: &'static str, help: &'static str) -> Arg {
    let variable = format!("HONGBAO_{}", name.to_uppercase().replace('-', "_"));
    Arg::new(name).long(name).env(variable).help(help)
}
