//! `hongbao keys`: new keys, keys from form to form, and what a key is.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command, value_parser};
use hongbao_wire::{AnyKey, KeyCoding, KeyError, KeyForm, SigningKey, VerifyingKey};

use crate::arguments;
use crate::calling::credentials::{Sourced, from_file};
use crate::command_error::CommandError;
use crate::exit::EXIT_NO;
use crate::input;
use crate::secrets::private_file;
use crate::terminal::{Value, print, print_bytes, say};

pub(crate) fn command() -> Command {
    Command::new("keys")
        .about("Make RSA keys, turn them from form to form, see what a key is")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([new_command(), convert_command(), show_command()])
        .after_help(
            "Forms: pkcs1 and pkcs8 (private), spki and pkcs1-public (public) are bare Base64 on one\n\
             line; -pem and -der after the name are PEM and plain bytes. SDKs for Java want pkcs8, most\n\
             others pkcs1 or pkcs1-pem; the open platform's page wants spki. What is read may be in any\n\
             form, and is told by its content.\n\n\
             Exit codes: 0 done, 1 the two keys of show --pair do not belong together, 2 wrong usage or refused",
        )
}

fn new_command() -> Command {
    Command::new("new")
        .about("Make an RSA key: the private half into a file, the public half on stdout")
        .after_help(
            "Examples:\n  hongbao keys new\n  hongbao keys new --out app.txt --format pkcs8\n  \
             hongbao keys new --out - --format pkcs1-pem > key.pem",
        )
        .args([
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .default_value("app-key.pem")
                .help("Where the private half goes, which must not exist; - is stdout, and the public half goes to stderr then"),
            Arg::new("bits")
                .long("bits")
                .value_parser(PossibleValuesParser::new(["1024", "2048", "3072", "4096"]))
                .default_value("2048")
                .help("The key's size; the platform wants 2048"),
            Arg::new("format")
                .long("format")
                .value_name("FORM")
                .value_parser(form_names(|form| form.document.is_private()))
                .default_value("pkcs8-pem")
                .help("The form of the private half"),
        ])
}

fn convert_command() -> Command {
    Command::new("convert")
        .about("Write a key in another form; a private key in a public form is its public half")
        .after_help(
            "Examples:\n  hongbao keys convert app-key.pem --to pkcs8\n  \
             hongbao keys convert app-key.pem --to spki\n  \
             hongbao keys convert - --to pkcs1-pem --out pkcs1.pem < key.txt",
        )
        .args([
            file_argument(),
            Arg::new("to")
                .long("to")
                .value_name("FORM")
                .required(true)
                .value_parser(form_names(|_| true))
                .help("The form to write"),
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .default_value("-")
                .help("Where it goes: a file that does not exist yet, or - for stdout"),
        ])
}

fn show_command() -> Command {
    Command::new("show")
        .about("Say which form and kind a key has, its size, fingerprint and public half")
        .after_help("Examples:\n  hongbao keys show app-key.pem\n  hongbao keys show app-key.pem --pair app-public.txt")
        .args([
            file_argument(),
            arguments::file("pair", "A public key's file: say whether the private key is its other half"),
        ])
}

fn file_argument() -> Arg {
    Arg::new("file")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .default_value("-")
        .help("The key's file; - is the standard input")
}

fn form_names(wanted: fn(&KeyForm) -> bool) -> PossibleValuesParser {
    KeyForm::all().filter(wanted).map(|form| form.to_string()).collect::<Vec<_>>().into()
}

pub(crate) fn run(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    match arguments.subcommand() {
        Some(("new", arguments)) => new(arguments),
        Some(("convert", arguments)) => convert(arguments),
        Some(("show", arguments)) => show(arguments),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn new(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let bits = text(arguments, "bits").parse().unwrap_or(2048);
    let form = form(arguments, "format")?;
    let out = path(arguments, "out");
    let key = SigningKey::generate_sized(bits).map_err(unusable)?;
    let private = key.write(form).map_err(unusable)?;
    let public = key.public_key_base64() + "\n";
    put(&out, form, &private)?;
    if input::is_stdin(&out) {
        say(&format!("the public half, for the open platform's page:\n{public}"));
    } else {
        say(&format!(
            "the private half is in {} ({form}, {bits} bits); the public half, for the open platform's page:\n",
            Value(&out.display().to_string())
        ));
        print(&public);
    }
    Ok(ExitCode::SUCCESS)
}

fn convert(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let to = form(arguments, "to")?;
    let Sourced { key, origin } = read(&path(arguments, "file"))?;
    let written = match &key {
        AnyKey::Private(key) => key.write(to),
        AnyKey::Public(key) => key.write(to),
    };
    let written = written.map_err(|error| {
        let remedy = error.remedy();
        CommandError::about(format!("{origin} cannot become {to}"), error, remedy)
    })?;
    put(&path(arguments, "out"), to, &written)?;
    say(&format!("found {} in {origin}\n", kind(&key)));
    Ok(ExitCode::SUCCESS)
}

fn show(arguments: &ArgMatches) -> Result<ExitCode, CommandError> {
    let file = path(arguments, "file");
    let Sourced { key, origin } = read(&file)?;
    let public = match &key {
        AnyKey::Private(key) => key.verifying_key(),
        AnyKey::Public(key) => key,
    };
    let mut text = format!(
        "key          {} in {origin}\nbits         {}\nfingerprint  {}\npublic half  {}\n",
        kind(&key),
        public.bits(),
        public.fingerprint(),
        public.public_key_base64()
    );
    let Some(other) = arguments.get_one::<PathBuf>("pair") else {
        print(&text);
        return Ok(ExitCode::SUCCESS);
    };
    if let AnyKey::Public(_) = key {
        let what = format!("--pair needs a private key, and {origin} is a public one");
        return Err(CommandError::new(what, KeyError::Public.remedy()));
    }
    let other = from_file(other, VerifyingKey::read)?;
    let belongs = other.key.public_key() == public.public_key();
    text += &if belongs {
        format!("pair         yes: {} is its public half\n", other.origin)
    } else {
        format!(
            "pair         no: {} belongs to another key, {}\n             \
             Is it Alipay's public key? That one verifies answers; requests are verified with the app's.\n",
            other.origin,
            other.key.fingerprint()
        )
    };
    print(&text);
    Ok(if belongs { ExitCode::SUCCESS } else { ExitCode::from(EXIT_NO) })
}

fn read(file: &Path) -> Result<Sourced<AnyKey>, CommandError> {
    crate::calling::credentials::sourced(&input::read(file)?, &input::name(file), AnyKey::read)
}

/// Writes a key to stdout, or into a new file that only its owner reads.
fn put(out: &Path, form: KeyForm, key: &[u8]) -> Result<(), CommandError> {
    let mut content = key.to_vec();
    if form.coding == KeyCoding::Base64 {
        content.push(b'\n');
    }
    if input::is_stdin(out) {
        if form.coding == KeyCoding::Der && std::io::stdout().is_terminal() {
            let what = format!("{form} is bytes, which a terminal cannot show");
            return Err(CommandError::new(what, "Name a file with --out, or send it into a pipe."));
        }
        print_bytes(&content);
        return Ok(());
    }
    private_file::create(out, &content).map_err(|source| {
        let what = format!("the key cannot be written to {}", out.display());
        CommandError::about(
            what,
            source,
            "Choose another file with --out; no file is ever overwritten.",
        )
    })
}

fn kind(key: &AnyKey) -> &'static str {
    match key {
        AnyKey::Private(_) => "a private key",
        AnyKey::Public(_) => "a public key",
    }
}

fn unusable(error: KeyError) -> CommandError {
    let remedy = error.remedy();
    CommandError::about("the key cannot be made", error, remedy)
}

fn form(arguments: &ArgMatches, name: &str) -> Result<KeyForm, CommandError> {
    let name = text(arguments, name);
    let unknown =
        || CommandError::new(format!("{name} is not a form of a key"), "See: hongbao keys --help");
    KeyForm::parse(name).ok_or_else(unknown)
}

fn text<'a>(arguments: &'a ArgMatches, name: &str) -> &'a str {
    arguments.get_one::<String>(name).map_or("", String::as_str)
}

fn path(arguments: &ArgMatches, name: &str) -> PathBuf {
    arguments.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}
