//! `hongbao verify`: whether a signature holds, and if not, which mistake explains it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgGroup, ArgMatches, Command};
use hongbao_wire::{Charset, Empties, Opened, SignType, SigningKey, VerifyingKey, string_to_sign};

use crate::calling::credentials::{Credentials, Sourced, flags};
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::signing::choices::{choices, chosen_charset, chosen_sign_type};
use crate::signing::diagnosis::{self, Finding, Subject};
use crate::signing::mistakes::Candidate;
use crate::signing::{answer_mistakes, mistakes, remarks, request_text};
use crate::terminal::print;
use crate::{arguments, input};

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
            arguments::file("params", "A request: its query, form or URL, urlencoded; - is the standard input"),
            arguments::file("answer", "An answer's body; - is the standard input"),
            arguments::file("text", "Bytes that were signed; - is the standard input"),
            Arg::new("signature")
                .long("signature")
                .value_name("BASE64")
                .allow_hyphen_values(true)
                .help("The signature of --text"),
            arguments::file("signature-file", "The same from a file"),
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

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let credentials = Credentials::new(arguments);
    let read = |name, read: fn(&Path) -> Result<Vec<u8>, CommandError>| {
        arguments.get_one::<PathBuf>(name).map(|path| read(path)).transpose()
    };
    let file = |name| read(name, input::unmarked_bytes);
    let (verified, text) = if let Some(text) = file("params")? {
        request(&credentials, &text)?
    } else if let Some(body) = file("answer")? {
        answer(arguments, &credentials, &body)?
    } else {
        let text = read("text", input::read)?.unwrap_or_default();
        let signature = match arguments.get_one::<String>("signature") {
            Some(signature) => signature.clone().into_bytes(),
            None => file("signature-file")?.ok_or_else(|| {
                CommandError::new(
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
fn request(credentials: &Credentials, text: &[u8]) -> Result<(bool, String), CommandError> {
    let params = request_text::params(request_text::parts(text))?;
    let pairs = mistakes::pairs(&params);
    // What HTML made unreadable is read as it was before, as far as it says how to read the rest.
    let before = mistakes::before_html(&pairs);
    let legible = before.as_ref().unwrap_or(&pairs);
    let get = |name: &str| {
        legible
            .iter()
            .find(|(known, _)| known == name.as_bytes())
            .map(|(_, value)| value.as_slice())
    };
    let charset = get("charset").and_then(Charset::parse).unwrap_or(Charset::Utf8);
    let remarks = remarks::of_request(text, &pairs, charset);
    let subject = Subject {
        signature: get("sign").unwrap_or_default().to_vec(),
        sign_type: get("sign_type").and_then(SignType::parse),
        right: string_to_sign(&params, Empties::Dropped),
        charset,
        remarks,
    };
    let respelled = params.respelled().map(|params| mistakes::pairs(&params));
    let candidates = mistakes::of_request(&pairs, respelled, charset);
    Ok(report(credentials, &subject, candidates, &app_key(credentials)?))
}

/// An answer, with the platform's key.
fn answer(
    arguments: &ArgMatches,
    credentials: &Credentials,
    body: &[u8],
) -> Result<(bool, String), CommandError> {
    let charset = chosen_charset(arguments, credentials)?;
    let method = arguments.get_one::<String>("method").cloned().or_else(|| method(body, charset));
    let method = method.as_deref();
    let opened = Opened::read(body.trim_ascii(), charset, method).map_err(|error| {
        let remedy =
            "Give the answer's body as it came, and --method METHOD if its node has another name.";
        CommandError::about("the answer cannot be opened", error, remedy)
    })?;
    let Some(signature) = &opened.signature else {
        return Ok((false, "not verified\n  the answer has no sign\n".to_owned()));
    };
    let found = (opened.charset != charset)
        .then(|| format!("the answer is in {}, not in {}", opened.charset.name(), charset.name()));
    let is_encrypted = opened.text.starts_with('"');
    let encrypted =
        is_encrypted.then(|| "the answer is encrypted: its node is one text".to_owned());
    let subject = Subject {
        signature: signature.clone().into_bytes(),
        sign_type: Some(chosen_sign_type(arguments, credentials)?),
        right: opened.node.to_vec(),
        charset: opened.charset,
        remarks: found.into_iter().chain(encrypted).collect(),
    };
    let candidates = answer_mistakes::of_answer(&opened, method);
    Ok(report(credentials, &subject, candidates, &credentials.verifying_key()?))
}

/// The method that an answer's node is called after; the answer may be in another charset than is said.
fn method(body: &[u8], charset: Charset) -> Option<String> {
    let text = charset.decode(body).or_else(|| Charset::Gb18030.decode(body))?;
    let answer: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).ok()?;
    let node = answer.keys().find_map(|key| key.strip_suffix("_response"))?;
    (node != "error").then(|| node.replace('_', "."))
}

/// Any bytes, with the platform's key.
fn bytes(
    arguments: &ArgMatches,
    credentials: &Credentials,
    (text, signature): (&[u8], &[u8]),
) -> Result<(bool, String), CommandError> {
    let subject = Subject {
        signature: signature.trim_ascii().to_vec(),
        sign_type: Some(chosen_sign_type(arguments, credentials)?),
        right: text.to_vec(),
        charset: chosen_charset(arguments, credentials)?,
        remarks: Vec::new(),
    };
    let candidates = mistakes::of_bytes(text);
    Ok(report(credentials, &subject, candidates, &credentials.verifying_key()?))
}

/// The key that requests are verified with.
fn app_key(credentials: &Credentials) -> Result<Sourced<VerifyingKey>, CommandError> {
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
    candidates: impl Iterator<Item = Candidate>,
    key: &Sourced<VerifyingKey>,
) -> (bool, String) {
    let finding = diagnosis::of(subject, candidates, &key.key);
    let mut text = match &finding {
        Finding::Sound { .. } => "verified\n".to_owned(),
        _ => "not verified\n".to_owned(),
    };
    for line in finding.lines(subject) {
        text += &format!("  {line}\n");
    }
    let (bits, fingerprint) = (key.key.bits(), key.key.fingerprint());
    text += &format!("  key: {}, {bits} bits, fingerprint {fingerprint}\n", key.origin);
    if let Finding::Foreign { signature, .. } = &finding {
        for (name, other) in at_hand(credentials) {
            if other.key.public_key() == key.key.public_key() {
                text += &format!("  that key is {name}\n");
            } else if other.key.open(signature).is_some() {
                text += &format!("  the signature was made with {name}: {}\n", other.origin);
            }
        }
    }
    (matches!(finding, Finding::Sound { .. }), text)
}

/// The keys that the environment, the profile or the sandbox has; what is missing is not an error here.
fn at_hand(credentials: &Credentials) -> Vec<(&'static str, Sourced<VerifyingKey>)> {
    let credentials = credentials.without_files();
    let app = credentials.signing_key().ok().map(|key| ("the app's key", public_half(key)));
    let platform = credentials.verifying_key().ok().map(|key| ("Alipay's public key", key));
    app.into_iter().chain(platform).collect()
}
