//! `hongbao sign`: from parameters, or any bytes, to a signature; with `--explain`, step by step.
//!
//! It signs exactly what it is given: nothing is added, no timestamp is invented.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use hongbao_wire::{Charset, Empties, Params, SignType, string_to_sign, unmarked};

use crate::arguments::{self, switch};
use crate::calling::credentials::{Credentials, flags};
use crate::command_error::CommandError;
use crate::input;
use crate::signing::choices::choices;
use crate::signing::request_text;
use crate::signing::signing_steps::{Signed, as_json, explained};
use crate::terminal::{print, print_json, say};

pub(crate) fn command() -> Command {
    Command::new("sign")
        .about("Sign a request's parameters, or any bytes, and show how")
        .after_help(
            "The key comes from --key, else from HONGBAO_APP_PRIVATE_KEY, else from --profile or the\n\
             sandbox; never from an argument. charset and sign_type are the parameters' own where they\n\
             are among them.\n\n\
             Examples:\n  \
             hongbao sign app_id=2014072300007148 charset=utf-8 sign_type=RSA2 version=1.0 \\\n    \
             method=alipay.marketing.voucher.query 'timestamp=2026-01-01 00:00:00' \\\n    \
             'biz_content={\"voucher_id\":\"1\"}' --explain\n  \
             hongbao sign --params request.txt --key app-key.pem --json\n  \
             hongbao sign --text string-to-sign.txt --sign-type RSA\n\n\
             Exit codes: 0 signed, 2 wrong usage, or no key",
        )
        .args([
            Arg::new("parameter")
                .value_name("KEY=VALUE")
                .num_args(0..)
                .help("Parameters, as plain text"),
            arguments::file("params", "Parameters from a query, a form or a URL, urlencoded; - is the standard input"),
            arguments::file("text", "Sign these bytes as they are; - is the standard input")
                .conflicts_with_all(["params", "parameter", "keep-empties"]),
        ])
        .args(choices())
        .args([
            switch("keep-empties", "Sign empty values too, as Node and Python do; Java drops them"),
            switch("json", "Print everything as JSON"),
            switch("explain", "Print each step").conflicts_with("json"),
        ])
        .args(flags(&["key", "profile", "data"]))
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let credentials = Credentials::new(arguments);
    if let Some(file) = arguments.get_one::<PathBuf>("text") {
        let message = input::read(file)?;
        if unmarked(&message).is_none_or(|plain| *plain != message) {
            say("the text has a byte order mark, or is UTF-16, and is signed so, byte by byte\n");
        }
        let choice = Choice::of(arguments, &credentials, &Params::default(), &[])?;
        return finish(arguments, &credentials, (None, choice, message));
    }
    let file = match arguments.get_one::<PathBuf>("params") {
        Some(file) => input::unmarked_bytes(file)?,
        None => Vec::new(),
    };
    let words = arguments.get_many("parameter").into_iter().flatten();
    let words = request_text::words(words)?;
    let from_file = request_text::params(request_text::parts(&file))?;
    let choice = Choice::of(arguments, &credentials, &from_file, &words)?;
    let parts = request_text::parts(&file).chain([request_text::encoded(&words, choice.charset)?]);
    let params = request_text::params(parts)?;
    request_text::check_once(&file, &words, &params)?;
    if params.iter().all(|(name, _)| name == b"sign") {
        let what = "there is nothing to sign";
        return Err(CommandError::new(what, "Give key=value words, --params FILE or --text FILE."));
    }
    let message = string_to_sign(&params, choice.empties);
    finish(arguments, &credentials, (Some(&params), choice, message))
}

/// Signs, and prints what was asked for.
fn finish(
    arguments: &ArgMatches,
    credentials: &Credentials,
    (params, choice, message): (Option<&Params<'_>>, Choice, Vec<u8>),
) -> Result<ExitCode, CommandError> {
    let key = credentials.signing_key()?;
    let signature = key.key.sign(choice.sign_type, &message).map_err(|error| {
        let remedy = error.remedy();
        CommandError::new(error, remedy)
    })?;
    let Choice { sign_type, charset, empties } = choice;
    let signed = Signed { params, empties, charset, sign_type, message, key, signature };
    if arguments.get_flag("json") {
        print_json(&as_json(&signed));
    } else if arguments.get_flag("explain") {
        print(&explained(&signed));
    } else {
        print(&format!("{}\n", signed.signature));
    }
    Ok(ExitCode::SUCCESS)
}

/// How to sign.
struct Choice {
    sign_type: SignType,
    charset: Charset,
    empties: Empties,
}

impl Choice {
    /// The parameters decide where they say it; a flag that says otherwise is refused.
    fn of(
        arguments: &ArgMatches,
        credentials: &Credentials,
        from_file: &Params<'_>,
        words: &[(&str, &str)],
    ) -> Result<Self, CommandError> {
        let chosen = |parameter: &str, flag: &str| {
            let word = words.iter().find(|(name, _)| *name == parameter).map(|(_, value)| *value);
            let file = from_file.get(parameter).map(String::from_utf8_lossy);
            let own = word.map(str::to_owned).or(file.map(|value| value.into_owned()));
            let flagged = arguments.get_one::<String>(flag).cloned();
            match (own, flagged) {
                (Some(own), Some(flagged)) if !own.eq_ignore_ascii_case(&flagged) => {
                    let what =
                        format!("--{flag} {flagged} contradicts the parameter {parameter}={own}");
                    Err(CommandError::new(
                        what,
                        "Change one of the two; what is signed must be what is sent.",
                    ))
                }
                (own, flagged) => Ok(own.or(flagged)),
            }
        };
        let charset = chosen("charset", "charset")?
            .map_or_else(|| credentials.charset(), |name| Ok(Some(name)))?;
        let sign_type = chosen("sign_type", "sign-type")?
            .map_or_else(|| credentials.sign_type(), |name| Ok(Some(name)))?;
        let keep = arguments.get_flag("keep-empties");
        Ok(Self {
            charset: charset.map_or(Ok(Charset::Utf8), |name| request_text::charset(&name))?,
            sign_type: sign_type
                .map_or(Ok(SignType::Rsa2), |name| request_text::sign_type(&name))?,
            empties: if keep { Empties::Kept } else { Empties::Dropped },
        })
    }
}
