//! `hongbao call`: one call of the gateway, checked against the table, signed, sent, verified, shown.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use hongbao_client::{Answer, CallError, Client, Prepared};

use crate::arguments::{self, switch};
use crate::calling::call_outcome::{as_json, one_field, shown};
use crate::calling::credentials::{Credentials, flags};
use crate::calling::{biz_content, call_steps};
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::exit::EXIT_REFUSED;
use crate::input;
use crate::signing::choices::{choices, chosen_charset, chosen_sign_type};
use crate::signing::request_text;
use crate::terminal::{print, print_exact, print_json, say};
use crate::variables::variable;

pub(crate) fn command() -> Command {
    Command::new("call")
        .about("Call a method of the gateway, and verify what it answers")
        .after_help(
            "Gateway, app and keys come from flags, else HONGBAO_* variables, else --profile, else the\n\
             sandbox in --data. Keys are never arguments; HONGBAO_APP_AUTH_TOKEN may hold a token.\n\n\
             Examples:\n  \
             hongbao call alipay.marketing.voucher.query voucher_id=20170616000730020041006ZYE2V\n  \
             hongbao call alipay.marketing.voucher.query voucher_id=1 --explain\n  \
             hongbao call alipay.trade.query --raw --biz-content order.json --profile production\n\n\
             Exit codes: 0 success with a valid signature, 1 the gateway says no, or its answer cannot be\n\
             believed, 2 nothing was sent: wrong usage, no key, nobody listens",
        )
        .args([
            Arg::new("method").value_name("METHOD").required(true).help("See hongbao spec"),
            Arg::new("field")
                .value_name("KEY=VALUE")
                .num_args(0..)
                .help("Fields of biz_content, as the method's table has them"),
            arguments::file("biz-content", "biz_content as JSON from a file; - is the standard input")
                .conflicts_with("field"),
            arguments::file("ca", "Certificates (PEM) of authorities to trust, besides the public ones"),
            Arg::new("timeout")
                .long("timeout")
                .value_name("SECONDS")
                .default_value("15")
                .value_parser(value_parser!(u64).range(1..))
                .help("How long the call may take"),
        ])
        .args(choices())
        .args([
            switch("raw", "Send it as it is, without looking into the table"),
            switch("json", "Print one JSON object"),
            switch("explain", "Print each step").conflicts_with("json"),
            Arg::new("only")
                .long("only")
                .value_name("NAME")
                .conflicts_with_all(["json", "explain"])
                .help("Print this field of a success and nothing else, for scripts"),
        ])
        .args(flags(&["gateway", "app-id", "key", "public-key", "profile", "data"]))
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let method = arguments.get_one::<String>("method").map_or("", String::as_str);
    let words = arguments.get_many("field").into_iter().flatten();
    let fields = request_text::words(words)?;
    let checked = !arguments.get_flag("raw");
    let credentials = Credentials::new(arguments);
    let biz_content = match arguments.get_one::<PathBuf>("biz-content") {
        Some(file) => {
            let charset = chosen_charset(arguments, &credentials)?;
            biz_content::from_file(method, input::text(file, charset)?, checked)?
        }
        None => biz_content::from_fields(method, &fields, checked)?,
    };
    if checked {
        check_app_id(&credentials.app_id()?)?;
    }
    let client = client(arguments, &credentials)?;
    let prepared = client.prepare(method, &biz_content).map_err(command_error)?;
    let explain = arguments.get_flag("explain");
    if explain {
        print(&call_steps::request(&prepared, &credentials)?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| CommandError::new(error, "Try again."))?;
    let outcome = match runtime.block_on(client.send(&prepared)) {
        Ok(http) => {
            if explain {
                print(&call_steps::answer(&prepared, &http, &credentials)?);
            }
            client.read(&prepared, http)
        }
        Err(error) => Err(error),
    };
    Ok(finish(arguments, &prepared, outcome))
}

/// A merchant's id is not an app's: such ids are told apart by how they start.
fn check_app_id(app_id: &str) -> Result<(), CommandError> {
    let is_pid = app_id.len() == 16
        && app_id.starts_with("2088")
        && app_id.bytes().all(|byte| byte.is_ascii_digit());
    if !is_pid {
        return Ok(());
    }
    Err(CommandError::new(
        format!("{app_id} is a merchant's id (PID), not an app's id"),
        "An app's id stands on the app's page of the open platform and starts with a year, such as 2014072300007148. \
         商户号（PID）不是应用的 APPID。 --raw sends it all the same.",
    ))
}

/// The client that flags, environment, profile or sandbox describe.
fn client(arguments: &ArgMatches, credentials: &Credentials) -> Result<Client, CommandError> {
    let seconds = arguments.get_one::<u64>("timeout").copied().unwrap_or_default();
    let mut builder = Client::builder()
        .gateway(&credentials.gateway()?)
        .app_id(&credentials.app_id()?)
        .app_private_key(credentials.signing_key()?.key.pkcs8_base64())
        .alipay_public_key(credentials.verifying_key()?.key.public_key_base64())
        .sign_type(chosen_sign_type(arguments, credentials)?)
        .charset(chosen_charset(arguments, credentials)?)
        .timeout(Duration::from_secs(seconds));
    if let Some(token) = variable("HONGBAO_APP_AUTH_TOKEN") {
        builder = builder.app_auth_token(&token);
    }
    if let Some(file) = arguments.get_one::<PathBuf>("ca") {
        builder = builder.root_certificates(input::unmarked_bytes(file)?);
    }
    builder.build().map_err(|error| {
        CommandError::new(error, "See what is used with: hongbao env; hongbao keys show FILE")
    })
}

/// Prints the outcome.
fn finish(
    arguments: &ArgMatches,
    prepared: &Prepared,
    outcome: Result<Answer<String>, CallError>,
) -> ExitCode {
    let json = arguments.get_flag("json");
    match arguments.get_one::<String>("only") {
        Some(name) => match &outcome {
            Ok(answer) => match one_field(answer, name) {
                Some(value) => print_exact(&value),
                None => return no_field(name),
            },
            Err(_) => say(&shown(prepared.method(), &outcome)),
        },
        None if json => print_json(&as_json(prepared.method(), &outcome)),
        None => print(&shown(prepared.method(), &outcome)),
    }
    match outcome {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let code = if error.may_have_happened() || error.answer().is_some() {
                EXIT_NO
            } else {
                EXIT_REFUSED
            };
            match &error {
                // The lines above have said what it is.
                CallError::Refused(_) if !json => say(&format!("{}\n", remedy(&error))),
                _ => command_error(error).report(),
            }
            ExitCode::from(code)
        }
    }
}

/// A success that was asked for a field that it does not have.
fn no_field(name: &str) -> ExitCode {
    let missing = format!("it succeeded, but the answer has no field {name}");
    CommandError::new(missing, "See what it has with: hongbao spec METHOD").report();
    ExitCode::from(EXIT_NO)
}

/// An error, and the next thing to try.
fn command_error(error: CallError) -> CommandError {
    let remedy = remedy(&error);
    CommandError::new(error, remedy)
}

fn remedy(error: &CallError) -> String {
    const EXPLAIN: &str = "See each step with: hongbao call … --explain";
    let uncertain = |what: &str| format!("{what} It may have happened: ask before you repeat it.");
    match error {
        CallError::Unreachable { .. } => {
            "Start a sandbox with: hongbao; or name another gateway with --gateway.".to_owned()
        }
        CallError::Broken(_) => uncertain("Look at the gateway's log, and at what stands between."),
        CallError::TimedOut(_) => uncertain("Allow it more with --timeout."),
        CallError::NotTls { .. } => {
            "Write http:// instead of https://, or name the port that speaks TLS.".to_owned()
        }
        CallError::Handshake { .. } => {
            "Name the authority of its certificate with --ca; a sandbox's is keys/tls-authority.pem in its folder.".to_owned()
        }
        CallError::NotHttp(_) => uncertain("If that port speaks TLS, write https:// instead of http://."),
        CallError::Encrypted { .. } => {
            "Encrypted answers are not read here: switch the encryption of contents (接口内容加密方式, AES) off for this app on the open platform.".to_owned()
        }
        CallError::Status(_) | CallError::NoAnswer { .. } => {
            format!("Check --gateway: its path is /gateway.do. {EXPLAIN}")
        }
        CallError::Forged(_) | CallError::SignatureMissing(_) => {
            format!("Check that the Alipay public key is this gateway's, not the app's. {EXPLAIN}")
        }
        CallError::Refused(no) if no.sub_code == "isv.invalid-signature" => {
            format!("The gateway does not have this key for this app. {EXPLAIN}")
        }
        CallError::Refused(no) => {
            let lines = no.solutions().map(|(chinese, english)| format!("{english}. {chinese}。"));
            let lines: Vec<_> = lines.collect();
            if lines.is_empty() { EXPLAIN.to_owned() } else { lines.join("\nOr: ") }
        }
        _ => EXPLAIN.to_owned(),
    }
}
