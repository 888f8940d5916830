//! `hongbao env`: what an application's configuration needs to use this sandbox.
//!
//! One table of names; each format spells and quotes them in its own way.

use std::fmt::Write;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use crate::calling::credentials::{Credentials, flags};
use crate::command_error::CommandError;
use crate::terminal::print_exact;

/// Names and where their values stand in `sandbox.json`. The last two are there with TLS only.
const NAMES: [(&str, &str); 8] = [
    ("ALIPAY_GATEWAY", "gateway"),
    ("ALIPAY_APP_ID", "app_id"),
    ("ALIPAY_APP_PRIVATE_KEY", "app_private_key"),
    ("ALIPAY_APP_PRIVATE_KEY_PKCS1", "app_private_key_pkcs1"),
    ("ALIPAY_PUBLIC_KEY", "alipay_public_key"),
    ("ALIPAY_MERCHANT_PID", "merchant_pid"),
    ("ALIPAY_GATEWAY_TLS", "gateway_tls"),
    ("ALIPAY_TLS_CA", "tls_ca"),
];

pub(crate) fn command() -> Command {
    Command::new("env")
        .about("Print what an application's configuration needs to use a sandbox, keys included")
        .after_help(
            "Names: ALIPAY_GATEWAY, ALIPAY_APP_ID, ALIPAY_APP_PRIVATE_KEY (PKCS#8, for Java),\n\
             ALIPAY_APP_PRIVATE_KEY_PKCS1 (for most others), ALIPAY_PUBLIC_KEY,\n\
             ALIPAY_MERCHANT_PID, and with TLS ALIPAY_GATEWAY_TLS, ALIPAY_TLS_CA.\n\
             As properties: alipay.gateway, alipay.app-id, …\n\n\
             Examples:\n  eval \"$(hongbao env)\"\n  hongbao env --format dotenv > .env\n  \
             hongbao env --format properties > alipay.properties\n\n\
             Exit codes: 0 done, 2 wrong usage, or no sandbox",
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_parser(["sh", "properties", "dotenv"])
                .default_value("sh")
                .help("For a shell, for Java, or for a .env file"),
        )
        .args(flags(&["data"]))
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let manifest = Credentials::new(arguments).manifest()?;
    let line = match arguments.get_one::<String>("format").map(String::as_str) {
        Some("properties") => property,
        Some("dotenv") => dotenv,
        _ => shell,
    };
    let mut text = String::new();
    for (name, source) in NAMES {
        if let Some(value) = manifest.get(source).and_then(Value::as_str) {
            text += &line(name, value);
        }
    }
    print_exact(&text);
    Ok(ExitCode::SUCCESS)
}

/// Single quotes keep everything but a single quote.
fn shell(name: &str, value: &str) -> String {
    format!("export {name}='{}'\n", value.replace('\'', r"'\''"))
}

/// Bare if no parser could read it otherwise; else double quotes, with a backslash before the few
/// characters that still mean something inside.
fn dotenv(name: &str, value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+/=:._-".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return format!("{name}={value}\n");
    }
    let mut quoted = String::new();
    for c in value.chars() {
        if matches!(c, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    format!("{name}=\"{quoted}\"\n")
}

/// As `java.util.Properties` stores it: ASCII, with escapes for what would end or change a value.
fn property(name: &str, value: &str) -> String {
    let name = name.to_lowercase().replacen('_', ".", 1).replace('_', "-");
    let mut escaped = String::new();
    for unit in value.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte @ (b':' | b'=' | b'#' | b'!' | b'\\')) => {
                escaped.extend(['\\', char::from(byte)])
            }
            // A blank in front would be skipped; everywhere else it does no harm to escape it.
            Ok(b' ') => escaped.push_str("\\ "),
            Ok(byte @ b'!'..=b'~') => escaped.push(char::from(byte)),
            Ok(_) | Err(_) => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\u{unit:04X}");
            }
        }
    }
    format!("{name}={escaped}\n")
}
