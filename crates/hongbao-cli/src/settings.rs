//! The settings of `serve`: one table, four sources. A flag wins over its `HONGBAO_*` variable, that
//! over the file named by `--config`, that over the default.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use hongbao_api::Operator;
use hongbao_engine::{CampaignLimits, PriceStyle, Purpose};
use hongbao_gateway::{Limits, Policy};

use crate::credentials::is_blank;
use crate::input;
use crate::start_error::StartError;

/// What a setting's value looks like.
#[derive(Clone, Copy)]
enum Shape {
    /// True or false; the name alone is true.
    Switch,
    Text,
    Folder,
    /// A whole number from this one.
    Count {
        from: i64,
    },
    /// Names of hosts, each with or without a port, with commas between them.
    Hosts,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Shape {
    /// Whether a file may say it as an array of texts.
    fn is_list(self) -> bool {
        matches!(self, Self::Hosts)
    }
}

/// A setting. Where the default depends on others, it is described in the help and is "".
struct Setting {
    name: &'static str,
    shape: Shape,
    default: &'static str,
    help: &'static str,
}

const fn setting(
    name: &'static str,
    shape: Shape,
    default: &'static str,
    help: &'static str,
) -> Setting {
    Setting { name, shape, default, help }
}

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    setting("sandbox",            Shape::Switch, "false",          "Seed and serve a sandbox: test keys, constant fixtures"),
    setting("listen",             Shape::Text,   "127.0.0.1:8600", "Where the gateway listens; port 0 takes a free one"),
    setting("tls-listen",         Shape::Text,   "",               "Where the gateway listens over TLS as well"),
    setting("tls-cert",           Shape::Folder, "",               "Certificate chain for it, PEM [a sandbox makes its own]"),
    setting("tls-key",            Shape::Folder, "",               "Private key for it, PEM [a sandbox makes its own]"),
    setting("admin-listen",       Shape::Text,   "127.0.0.1:8601", "Where the admin side listens: operations that move money, behind a token, and /metrics"),
    setting("admin-hosts",        Shape::Hosts,  "",               "More names that the admin side may be reached by, such as hongbao.internal,proxy:8443"),
    setting("data",               Shape::Folder, "./hongbao-data", "Where database, keys and sandbox.json are"),
    setting("keys",               Shape::Folder, "",               "Where the private keys are [keys inside --data]"),
    setting("database",           Shape::Text,   "",               "sqlite:PATH or memory: [hongbao.db inside --data]"),
    setting("public-url",         Shape::Text,   "",               "How clients reach the gateway, such as https://pay.example.com [the address it listens on]"),
    setting("ready-json",         Shape::Switch, "false",          "Print the ready line as one JSON object"),
    setting("log",                Shape::Text,   "info",           "What is logged, such as warn or hongbao_gateway=debug"),
    setting("core-dumps",         Shape::Switch, "false",          "Let a crash leave a core, which holds every key, and debuggers look into the process"),
    setting("explain-signature",  Shape::Switch, "",               "Answer a bad signature with the string-to-sign [true in a sandbox]"),
    setting("sign-unknown-app",   Shape::Switch, "true",           "Sign errors for unknown apps; the real gateway does not"),
    setting("isv-prefix",         Shape::Switch, "false",          "Write isv. before the cash family's business codes"),
    setting("price-json",         Shape::Word(&["string", "number", "document"]), "string", "How prices are written, unless the app has a style of its own; document: as each method's sample prints them"),
    setting("settle-delay",       Shape::Count { from: 0 }, "1800", "Seconds from a campaign's end until its remaining balance is refunded"),
    setting("users",              Shape::Word(&["open", "registered"]), "open", "Who may draw: any well-formed user id, or registered users"),
    setting("forbidden-words",    Shape::Folder, "",               "File of words that no name or text of a campaign may hold, one a line"),
    setting("timestamp-window",   Shape::Count { from: 1 }, "",    "Seconds that a request's timestamp may be off [any number]"),
    setting("replay-window",      Shape::Count { from: 0 }, "",    "The same for commands without a key of their own, where no timestamp-window is set: within it one that was signed once happens once; 0: each time it comes [86400; 0 in a sandbox]"),
    setting("clock-tolerance",    Shape::Count { from: 0 }, "",    "Seconds that the machine's clock may jump ahead before commands are refused; 0: any number [3600; 0 in a sandbox]"),
    setting("limits-connections", Shape::Count { from: 1 }, "10000", "Connections to the gateway; at this bound those that only wait give way to new ones"),
    setting("limits-connections-address", Shape::Count { from: 1 }, "", "The same for one address; behind a proxy all clients have the proxy's [95 % of --limits-connections]"),
    setting("limits-bodies-address", Shape::Count { from: 1 }, "201326592", "Bytes that one address's request bodies may take of the 256 MiB for all; behind a proxy all clients have the proxy's address"),
    setting("limits-body-time", Shape::Count { from: 1 }, "30", "Seconds that a request's body may take to arrive"),
    setting("limits-app-method",  Shape::Count { from: 1 }, "",    "Calls of one app and method in a second [no limit]"),
    setting("limits-open-campaigns", Shape::Count { from: 1 }, "", "Campaigns of one merchant that are paid and not settled; one more is neither created nor paid [no limit]"),
    setting("limits-campaigns",   Shape::Count { from: 1 }, "",    "Campaigns of all merchants, past ones too [no limit]"),
    setting("limits-status-changes", Shape::Count { from: 1 }, "", "Changes of one campaign's state by its merchant in a day [no limit]"),
    setting("limits-tick",        Shape::Count { from: 1 }, "1",   "Seconds until what became due is looked for again, and booked"),
    setting("limits-signatures",  Shape::Count { from: 0 }, "16777216", "Bytes for the signatures of equal answers; 0 signs each again"),
];

/// How long production knows a command by its signature, unless set: a day.
const REPLAY_WINDOW: u32 = 86_400;

/// How far production's clock may jump ahead, unless set: an hour.
const CLOCK_TOLERANCE: u32 = 3_600;

/// The name of a flag that is no setting of the server.
const PRINT_CONFIG: &str = "print-config";

/// The name of another: it is given once, and must not stay in a file.
const ACCEPT_OLDER_COPY: &str = "accept-older-copy";

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
    let argument = Arg::new(setting.name)
        .long(setting.name)
        .help(setting.help)
        .hide_default_value(setting.default.is_empty());
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
    match file.get(setting.name) {
        Some(text) => argument.default_value(text.clone()),
        None if setting.default.is_empty() => argument,
        None => argument.default_value(setting.default),
    }
}

/// What a configuration file sets: names of settings and their text.
pub(crate) type File = BTreeMap<String, String>;

/// The configuration file as settings: `[limits] app_method` is `limits-app-method`.
pub(crate) fn read_file(path: Option<&PathBuf>) -> Result<File, StartError> {
    let Some(path) = path else { return Ok(File::new()) };
    let file = |source| StartError::File { path: path.clone(), source };
    let text = input::file_text(path).map_err(file)?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        StartError::Config { path: path.clone(), line, what: error.message().to_owned() }
    })?;
    let mut settings = File::new();
    flatten("", table, &mut settings)?;
    Ok(settings)
}

fn flatten(above: &str, table: toml::Table, settings: &mut File) -> Result<(), StartError> {
    for (name, value) in table {
        let name = format!("{above}{}", name.replace('_', "-"));
        let text = match value {
            toml::Value::Table(inner) => {
                flatten(&format!("{name}-"), inner, settings)?;
                continue;
            }
            toml::Value::String(text) => text,
            toml::Value::Boolean(value) => value.to_string(),
            toml::Value::Integer(value) => value.to_string(),
            toml::Value::Array(values) if shape(&name).is_some_and(|shape| shape.is_list()) => {
                let texts = values.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>();
                texts.ok_or_else(|| StartError::ConfigValue(name.clone()))?.join(",")
            }
            toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Array(_) => {
                return Err(StartError::ConfigValue(name));
            }
        };
        if shape(&name).is_none() {
            return Err(StartError::ConfigName(name));
        }
        settings.insert(name, text);
    }
    Ok(())
}

fn shape(name: &str) -> Option<Shape> {
    SETTINGS.iter().find(|setting| setting.name == name).map(|setting| setting.shape)
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

/// Each setting, its value and where it came from; `None` if nobody asked for that.
pub(crate) fn printed(arguments: &ArgMatches, file: &File) -> Option<String> {
    if !arguments.get_flag(PRINT_CONFIG) {
        return None;
    }
    let line = |setting: &Setting| {
        let raw = arguments.get_raw(setting.name).and_then(Iterator::last);
        let value = raw.map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
        let source = match arguments.value_source(setting.name) {
            Some(ValueSource::CommandLine) => "flag",
            Some(ValueSource::EnvVariable) => "environment",
            _ if file.contains_key(setting.name) => "file",
            _ => "default",
        };
        format!("{:<21} = {value:?}  # {source}\n", setting.name)
    };
    Some(SETTINGS.iter().map(line).collect())
}

/// What `serve` was asked for.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) sandbox: bool,
    pub(crate) ready_json: bool,
    pub(crate) core_dumps: bool,
    pub(crate) accepts_older: bool,
    pub(crate) listen: String,
    pub(crate) tls_listen: Option<String>,
    pub(crate) tls_files: Option<(PathBuf, PathBuf)>,
    pub(crate) admin_listen: String,
    pub(crate) data: PathBuf,
    pub(crate) keys: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) log: String,
    pub(crate) policy: Policy,
    /// Seconds that the machine's clock may jump ahead; `None` is any number.
    pub(crate) clock_tolerance: Option<NonZeroU32>,
    pub(crate) limits: Limits,
    /// What the operator decided about the business, save the words of the file below.
    pub(crate) operator: Operator,
    pub(crate) forbidden_words: Option<PathBuf>,
}

impl Settings {
    pub(crate) fn read(arguments: &ArgMatches) -> Self {
        let text = |name| arguments.get_one::<String>(name).cloned();
        let path = |name| arguments.get_one::<PathBuf>(name).cloned();
        let switch = |name| arguments.get_one::<bool>(name).copied();
        let sandbox = switch("sandbox").unwrap_or_default();
        let data = path("data").unwrap_or_default();
        let count = |name| arguments.get_one::<u32>(name).copied();
        let size = |name| count(name).and_then(|number| usize::try_from(number).ok());
        let seconds = |number: u32| Duration::from_secs(number.into());
        let connections = size("limits-connections").unwrap_or(Limits::default().connections);
        Self {
            sandbox,
            ready_json: switch("ready-json").unwrap_or_default(),
            core_dumps: switch("core-dumps").unwrap_or_default(),
            accepts_older: arguments.get_flag(ACCEPT_OLDER_COPY),
            listen: text("listen").unwrap_or_default(),
            tls_listen: text("tls-listen"),
            tls_files: path("tls-cert").zip(path("tls-key")),
            admin_listen: text("admin-listen").unwrap_or_default(),
            keys: path("keys").unwrap_or_else(|| data.join("keys")),
            data,
            database: text("database"),
            public_url: text("public-url"),
            log: text("log").unwrap_or_default(),
            clock_tolerance: count("clock-tolerance")
                .or((!sandbox).then_some(CLOCK_TOLERANCE))
                .and_then(NonZeroU32::new),
            policy: Policy {
                explain_signature: switch("explain-signature").unwrap_or(sandbox),
                sign_unknown_app: switch("sign-unknown-app").unwrap_or(true),
                isv_prefix: switch("isv-prefix").unwrap_or_default(),
                admin_hosts: arguments
                    .get_one::<Vec<String>>("admin-hosts")
                    .cloned()
                    .unwrap_or_default(),
                timestamp_window: count("timestamp-window"),
                replay_window: count("replay-window")
                    .or((!sandbox).then_some(REPLAY_WINDOW))
                    .filter(|window| *window > 0),
                price_style: match text("price-json").as_deref() {
                    Some("number") => PriceStyle::Number,
                    Some("document") => PriceStyle::Document,
                    _ => PriceStyle::String,
                },
            },
            limits: Limits {
                body_time: count("limits-body-time").map_or(Limits::default().body_time, seconds),
                bodies_address: size("limits-bodies-address")
                    .unwrap_or(Limits::default().bodies_address),
                connections,
                connections_address: size("limits-connections-address")
                    .unwrap_or_else(|| Limits::share_of(connections)),
                app_method: count("limits-app-method").and_then(NonZeroU32::new),
                tick: count("limits-tick").map_or(Limits::default().tick, seconds),
                signatures: count("limits-signatures").unwrap_or(Limits::default().signatures),
                ..Limits::default()
            },
            operator: Operator {
                settle_delay: count("settle-delay").unwrap_or_default().into(),
                users_are_open: text("users").as_deref() != Some("registered"),
                limits: CampaignLimits {
                    open: count("limits-open-campaigns"),
                    campaigns: count("limits-campaigns"),
                    changes: count("limits-status-changes"),
                },
                ..Operator::default()
            },
            forbidden_words: path("forbidden-words"),
        }
    }

    pub(crate) fn purpose(&self) -> Purpose {
        if self.sandbox { Purpose::Sandbox } else { Purpose::Production }
    }
}
