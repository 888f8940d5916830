//! `hongbao verify`: whether a signature holds, and if not, which mistake explains it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgGroup, ArgMatches, Command};
use hongbao_wire::{Charset, Opened, SignType, SigningKey, VerifyingKey};

use crate::complaint::Complaint;
use crate::credentials::{Credentials, Sourced, flags};
use crate::diagnosis::{self, Finding, Subject};
use crate::sign::{choices, chosen_charset, chosen_sign_type};
use crate::{EXIT_NO, input, mistakes, print, request_text};

pub(crate) fn command() -> Command {
    Command::new("verify")
        .about("Verify a request's signature, an answer's, or any bytes'; say which mistake explains a bad one")
        .after_help(
            "The key comes from --public-key, else from HONGBAO_ALIPAY_PUBLIC_KEY, else from --profile or the\n\
             sandbox: Alipay's public key for answers and bytes. A request is the app's, so without\n\
             --public-key it is verified with the public half of the app's private key.\n\n\
             Examples:\n  \
             hongbao verify --params request.txt\n  \
             hongbao verify --params - --public-key app-public.txt < request.txt\n  \
             hongbao verify --answer answer.json\n  \
             hongbao verify --text signed.txt --signature-file signature.txt --sign-type RSA\n\n\
             Exit codes: 0 verified, 1 not verified, 2 wrong usage, or no key",
        )
        .args([
            input::flag("params", "A request: its query, form or URL, urlencoded; - is the standard input"),
            input::flag("answer", "An answer's body; - is the standard input"),
            input::flag("text", "Bytes that were signed; - is the standard input"),
            Arg::new("signature")
                .long("signature")
                .value_name("BASE64")
                .allow_hyphen_values(true)
                .help("The signature of --text"),
            input::flag("signature-file", "The same from a file"),
            Arg::new("method")
                .long("method")
                .value_name("METHOD")
                .help("The method that --answer answers [default: as its node is called]"),
        ])
        .args(choices().map(|choice| choice.conflicts_with("params")))
        .args(flags(&["public-key", "profile", "data"]))
        .group(ArgGroup::new("subject").args(["params", "answer", "text"]).required(true))
        .group(ArgGroup::new("given").args(["signature", "signature-file"]).requires("text"))
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, Complaint> {
    let credentials = Credentials::new(arguments);
    let file = |name| arguments.get_one::<PathBuf>(name).map(|path| input::read(path)).transpose();
    let (verified, text) = if let Some(text) = file("params")? {
        request(&credentials, &text)?
    } else if let Some(body) = file("answer")? {
        answer(arguments, &credentials, &body)?
    } else {
        let text = file("text")?.unwrap_or_default();
        let signature = match arguments.get_one::<String>("signature") {
            Some(signature) => signature.clone().into_bytes(),
            None => file("signature-file")?.ok_or_else(|| {
                Complaint::new(
                    "--text needs its signature",
                    "Give --signature BASE64 or --signature-file FILE.",
                )
            })?,
        };
        bytes(arguments, &credentials, (&text, &signature))?
    };
    print(&text);
    Ok(if verified { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NO) })
}

/// A request, with the app's key.
fn request(credentials: &Credentials, text: &[u8]) -> Result<(bool, String), Complaint> {
    let params = request_text::params(request_text::parts(text))?;
    let subject = Subject {
        signature: params.get("sign").unwrap_or_default().to_vec(),
        sign_type: params.get("sign_type").and_then(SignType::parse),
        candidates: mistakes::of_request(&params),
        charset: params.get("charset").and_then(Charset::parse).unwrap_or(Charset::Utf8),
    };
    Ok(report(credentials, &subject, &app_key(credentials)?))
}

/// An answer, with the platform's key.
fn answer(
    arguments: &ArgMatches,
    credentials: &Credentials,
    body: &[u8],
) -> Result<(bool, String), Complaint> {
    let charset = chosen_charset(arguments, credentials)?;
    let method = arguments.get_one::<String>("method").cloned().or_else(|| method(body, charset));
    let opened = Opened::read(body.trim_ascii(), charset, method.as_deref()).map_err(|error| {
        let remedy =
            "Give the answer's body as it came, and --method METHOD if its node has another name.";
        Complaint::about("the answer cannot be opened", error, remedy)
    })?;
    let Some(signature) = &opened.signature else {
        return Ok((false, "not verified\n  the answer has no sign\n".to_owned()));
    };
    let subject = Subject {
        signature: signature.clone().into_bytes(),
        sign_type: Some(chosen_sign_type(arguments, credentials)?),
        candidates: mistakes::of_answer(&opened),
        charset: opened.charset,
    };
    Ok(report(credentials, &subject, &credentials.verifying_key()?))
}

/// The method that an answer's node is called after.
fn method(body: &[u8], charset: Charset) -> Option<String> {
    let text = charset.decode(body)?;
    let answer: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).ok()?;
    let node = answer.keys().find_map(|key| key.strip_suffix("_response"))?;
    (node != "error").then(|| node.replace('_', "."))
}

/// Any bytes, with the platform's key.
fn bytes(
    arguments: &ArgMatches,
    credentials: &Credentials,
    (text, signature): (&[u8], &[u8]),
) -> Result<(bool, String), Complaint> {
    let subject = Subject {
        signature: signature.trim_ascii().to_vec(),
        sign_type: Some(chosen_sign_type(arguments, credentials)?),
        candidates: mistakes::of_bytes(text),
        charset: chosen_charset(arguments, credentials)?,
    };
    Ok(report(credentials, &subject, &credentials.verifying_key()?))
}

/// The key that requests are verified with.
fn app_key(credentials: &Credentials) -> Result<Sourced<VerifyingKey>, Complaint> {
    if credentials.has_public_key_file() {
        return credentials.verifying_key();
    }
    credentials.signing_key().map(public_half)
}

fn public_half(private: Sourced<SigningKey>) -> Sourced<VerifyingKey> {
    let origin = format!("the public half of {}", private.origin);
    Sourced { key: private.key.verifying_key().clone(), origin }
}

/// What came out, and the keys at hand where the one that was used did not fit.
fn report(
    credentials: &Credentials,
    subject: &Subject,
    key: &Sourced<VerifyingKey>,
) -> (bool, String) {
    let finding = diagnosis::of(subject, &key.key);
    let mut text = match &finding {
        Finding::Sound { .. } => "verified\n".to_owned(),
        _ => "not verified\n".to_owned(),
    };
    for line in finding.lines(subject) {
        text += &format!("  {line}\n");
    }
    let (bits, fingerprint) = (key.key.bits(), key.key.fingerprint());
    text += &format!("  key: {}, {bits} bits, fingerprint {fingerprint}\n", key.origin);
    if let Finding::Foreign(signature) = &finding {
        for (name, other) in at_hand(credentials) {
            if other.key.public_key() == key.key.public_key() {
                text += &format!("  that key is {name}\n");
            } else if other.key.signed_content(signature).is_some() {
                text += &format!("  the signature was made with {name}: {}\n", other.origin);
            }
        }
    }
    (matches!(finding, Finding::Sound { .. }), text)
}

/// The keys that the environment, the profile or the sandbox has; what is missing is no error here.
fn at_hand(credentials: &Credentials) -> Vec<(&'static str, Sourced<VerifyingKey>)> {
    let credentials = credentials.without_files();
    let app = credentials.signing_key().ok().map(|key| ("the app's key", public_half(key)));
    let platform = credentials.verifying_key().ok().map(|key| ("Alipay's public key", key));
    app.into_iter().chain(platform).collect()
}
