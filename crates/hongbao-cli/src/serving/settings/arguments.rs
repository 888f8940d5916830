//! The flags and variables that follow from the table of settings.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::serving::settings::field::Shape;
use crate::serving::settings::file::File;
use crate::serving::settings::table::{SETTINGS, Setting};
use crate::variables::is_blank;

/// The name of a flag that is not a setting of the server.
pub(super) const PRINT_CONFIG: &str = "print-config";

/// The name of another: it is given once, and must not stay in a file.
pub(super) const ACCEPT_OLDER_COPY: &str = "accept-older-copy";

/// The arguments of `serve`, with the defaults that a configuration file gives.
pub(crate) fn command(file: &File) -> Command {
    let print_config = Arg::new(PRINT_CONFIG)
        .long(PRINT_CONFIG)
        .action(ArgAction::SetTrue)
        .help("Print each setting with its source, and stop");
    let accept = Arg::new(ACCEPT_OLDER_COPY)
        .long(ACCEPT_OLDER_COPY)
        .action(ArgAction::SetTrue)
        .help("Serve a database that is an older copy, leaving out numbers that it may have given since");
    let config = Arg::new("config")
        .long("config")
        .env("HONGBAO_CONFIG")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Settings as TOML: listen = \"…\", isv-prefix = true");
    Command::new("serve")
        .about("Serve the gateway")
        .args_override_self(true)
        .after_help(
            "Each setting is also a variable (--ready-json is HONGBAO_READY_JSON) and a line of the\n\
             --config file. Flags win over variables, those over the file.\n\n\
             Examples:\n  hongbao serve --sandbox\n  \
             hongbao serve --sandbox --listen 127.0.0.1:0 --ready-json\n  \
             hongbao serve --sandbox --database memory: --tls-listen 127.0.0.1:8443\n  \
             hongbao serve --config hongbao.toml --print-config",
        )
        .arg(config)
        .arg(print_config)
        .arg(accept)
        .args(SETTINGS.iter().map(|setting| argument(setting, file)))
}

fn argument(setting: &Setting, file: &File) -> Arg {
    let variable = format!("HONGBAO_{}", setting.name.to_uppercase().replace('-', "_"));
    let in_file = file.get(setting.name);
    let default = in_file.cloned().unwrap_or_else(|| setting.default());
    let argument = Arg::new(setting.name)
        .long(setting.name)
        .help(format!("{} [default: {default}]", setting.doc))
        .hide_default_value(true);
    // A variable that is set and empty says nothing.
    let argument = if is_blank(&variable) { argument } else { argument.env(variable) };
    let argument = match setting.shape {
        Shape::Switch => argument
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_name("BOOL")
            .value_parser(value_parser!(bool)),
        Shape::Text => argument.value_name("TEXT"),
        Shape::Folder => argument.value_name("PATH").value_parser(value_parser!(PathBuf)),
        Shape::Count { from } => {
            argument.value_name("N").value_parser(value_parser!(u32).range(from..))
        }
        Shape::Hosts => argument.value_name("NAMES").value_parser(hosts),
        Shape::Word(words) => argument.value_parser(words.to_vec()),
    };
    match in_file {
        Some(text) => argument.default_value(text.clone()),
        None => argument,
    }
}

/// Whether each of these is the name of a host, with or without a port.
fn hosts(text: &str) -> Result<Vec<String>, String> {
    let names = text.split(',').map(str::trim).map(|host| {
        let (name, port) = host.split_once(':').unwrap_or((host, "0"));
        let name_is_one = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let is_one = name_is_one && port.parse::<u16>().is_ok();
        if is_one { Ok(host.to_owned()) } else { Err(format!("{host:?} is not a host's name")) }
    });
    names.collect()
}
