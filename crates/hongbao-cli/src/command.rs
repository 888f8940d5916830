//! The command line, as clap sees it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::calling::{call, environment};
use crate::operating::{admin, audit};
use crate::serving::settings::{self, File};
use crate::serving::start_error::StartError;
use crate::signing::{sign, verify};
use crate::{completions, keys, terminal};

/// Parses the arguments; prints help or a complaint and exits where clap would.
/// No argument at all is `serve --sandbox`. The second value is the configuration file.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
) -> Result<(ArgMatches, File), StartError> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.len() <= 1 {
        arguments.extend(["serve".into(), "--sandbox".into()]);
    }
    let file = settings::read_file(config_path(&arguments).as_ref())?;
    match whole(&file).try_get_matches_from(arguments) {
        Ok(matches) => Ok((matches, file)),
        Err(shown) => {
            // Help, the version, or a mistake in the arguments, which a mistake repeats.
            let text = shown.render().to_string();
            if shown.use_stderr() {
                terminal::say(&text);
            } else {
                terminal::print(&text);
            }
            std::process::exit(shown.exit_code());
        }
    }
}

/// Where the configuration file is: asked before everything else, as it gives the defaults.
fn config_path(arguments: &[OsString]) -> Option<PathBuf> {
    let config = Arg::new("config")
        .long("config")
        .env("HONGBAO_CONFIG")
        .value_parser(value_parser!(PathBuf));
    let rest = Arg::new("rest").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    let at = arguments.iter().position(|argument| {
        let text = argument.to_string_lossy();
        text == "--config" || text.starts_with("--config=")
    });
    let from = at.map_or(&[][..], |at| arguments.get(at..).unwrap_or_default());
    let only = Command::new("config").no_binary_name(true).disable_help_flag(true);
    let matches = only.arg(config).arg(rest).ignore_errors(true).try_get_matches_from(from).ok()?;
    matches.get_one::<PathBuf>("config").cloned()
}

/// The whole command line; the file gives defaults to the server's settings.
pub(crate) fn whole(file: &File) -> Command {
    Command::new("hongbao")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Speaks the Alipay Open Platform gateway protocol for marketing: a faithful sandbox, and an engine of its own")
        .after_help("Without arguments: hongbao serve --sandbox\n\nExit codes: 0 done, 1 the request was refused or the check failed, 2 wrong usage, or it could not start")
        // Shown where somebody gives the server's flags without its name.
        .override_usage("hongbao <COMMAND>, such as: hongbao serve --sandbox --data DIR")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(settings::command(file))
        .subcommand(call::command())
        .subcommand(spec())
        .subcommand(environment::command())
        .subcommand(keys::command())
        .subcommand(sign::command())
        .subcommand(verify::command())
        .subcommands(admin::commands())
        .subcommand(audit::command())
        .subcommand(completions::command())
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
