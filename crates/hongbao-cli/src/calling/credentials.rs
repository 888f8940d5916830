//! Who calls whom, and with which keys: gateway, app, private key, the platform's public key.
//!
//! Each is looked for in a flag, then in the environment, then in the profile if one is named, else in
//! the sandbox's `sandbox.json`; and only when a command needs it. A key is never an argument: flags
//! name files, and variables hold the key's text in any form.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, value_parser};
use hongbao_wire::{KeyError, KeyForm, SigningKey, VerifyingKey};
use serde_json::Value;

use crate::calling::profile::Profile;
use crate::command_error::CommandError;
use crate::input;
use crate::serving::data_folder;
use crate::terminal::Value as Shown;
use crate::variables::variable;

/// The variables that hold a key.
const PRIVATE_KEY: &str = "HONGBAO_APP_PRIVATE_KEY";
const PUBLIC_KEY: &str = "HONGBAO_ALIPAY_PUBLIC_KEY";

/// The flags that a command may take: name, variable, value, help.
#[rustfmt::skip]
const FLAGS: [(&str, Option<&str>, &str, &str); 6] = [
    ("gateway",    Some("HONGBAO_GATEWAY"), "URL",    "The gateway's full URL"),
    ("app-id",     Some("HONGBAO_APP_ID"),  "ID",     "The app that signs"),
    ("key",        None,                    "FILE",   "The app's private key, in any form [env: HONGBAO_APP_PRIVATE_KEY, the key's text]"),
    ("public-key", None,                    "FILE",   "The public key to verify with, in any form [env: HONGBAO_ALIPAY_PUBLIC_KEY, the key's text]"),
    ("profile",    Some("HONGBAO_PROFILE"), "NAME",   "Settings in ~/.config/hongbao/NAME.toml, instead of a sandbox's"),
    ("data",       Some("HONGBAO_DATA"),    "FOLDER", "The sandbox's folder"),
];

/// These flags, for a command to take; each is one of gateway, app-id, key, public-key, profile, data.
pub(crate) fn flags(names: &[&str]) -> Vec<Arg> {
    let wanted = FLAGS.into_iter().filter(|(name, ..)| names.contains(name));
    let flag = |(name, variable, value, help): (&'static str, Option<&'static str>, _, &str)| {
        let default = (name == "data").then(|| format!(" [default: {}]", data_folder::DEFAULT));
        let help = format!("{help}{}", default.unwrap_or_default());
        let arg = Arg::new(name).long(name).value_name(value).help(help);
        let arg = if matches!(value, "FILE" | "FOLDER") {
            arg.value_parser(value_parser!(PathBuf))
        } else {
            arg
        };
        match variable {
            Some(variable) => arg.env(variable).hide_env_values(true),
            None => arg,
        }
    };
    wanted.map(flag).collect()
}

/// How a key of one kind is read: `SigningKey::read` and its like.
type Read<K> = fn(&[u8]) -> Result<(K, KeyForm), KeyError>;

/// A key, and where it came from in words.
#[derive(Debug)]
pub(crate) struct Sourced<K> {
    pub(crate) key: K,
    pub(crate) origin: String,
}

/// Where to look; nothing is read before it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Credentials {
    gateway: Option<String>,
    app_id: Option<String>,
    key: Option<PathBuf>,
    public_key: Option<PathBuf>,
    profile: Option<String>,
    data: PathBuf,
}

impl Credentials {
    /// As the flags have it; a flag that the command does not take counts as not given.
    pub(crate) fn new(arguments: &ArgMatches) -> Self {
        let text = |name| arguments.try_get_one::<String>(name).ok().flatten().cloned();
        let path = |name| arguments.try_get_one::<PathBuf>(name).ok().flatten().cloned();
        Self {
            gateway: text("gateway"),
            app_id: text("app-id"),
            key: path("key"),
            public_key: path("public-key"),
            profile: text("profile"),
            data: path("data").unwrap_or_else(|| PathBuf::from(data_folder::DEFAULT)),
        }
    }

    /// The gateway's full URL.
    pub(crate) fn gateway(&self) -> Result<String, CommandError> {
        self.gateway.clone().map_or_else(|| self.setting("gateway"), Ok)
    }

    /// The app's id.
    pub(crate) fn app_id(&self) -> Result<String, CommandError> {
        self.app_id.clone().map_or_else(|| self.setting("app_id"), Ok)
    }

    /// The charset that the profile names.
    pub(crate) fn charset(&self) -> Result<Option<String>, CommandError> {
        Ok(self.profile()?.and_then(|profile| profile.get("charset").map(str::to_owned)))
    }

    /// The sign_type that the profile names.
    pub(crate) fn sign_type(&self) -> Result<Option<String>, CommandError> {
        Ok(self.profile()?.and_then(|profile| profile.get("sign_type").map(str::to_owned)))
    }

    /// The key that the app signs with.
    pub(crate) fn signing_key(&self) -> Result<Sourced<SigningKey>, CommandError> {
        let names = (PRIVATE_KEY, "app_private_key");
        self.read_key(self.key.as_deref(), names, SigningKey::read)
    }

    /// The key that the platform's answers are verified with.
    pub(crate) fn verifying_key(&self) -> Result<Sourced<VerifyingKey>, CommandError> {
        let names = (PUBLIC_KEY, "alipay_public_key");
        self.read_key(self.public_key.as_deref(), names, VerifyingKey::read)
    }

    /// Whether `--public-key` names a file.
    pub(crate) fn has_public_key_file(&self) -> bool {
        self.public_key.is_some()
    }

    /// The same without the keys that flags name.
    pub(crate) fn without_files(&self) -> Self {
        Self { key: None, public_key: None, ..self.clone() }
    }

    fn read_key<K>(
        &self,
        file: Option<&Path>,
        (variable_name, name): (&str, &str),
        read: Read<K>,
    ) -> Result<Sourced<K>, CommandError> {
        if let Some(file) = file {
            return from_file(file, read);
        }
        if let Some(text) = variable(variable_name) {
            return sourced(text.as_bytes(), variable_name, read);
        }
        match self.profile()? {
            Some(profile) => from_file(&profile.file(&format!("{name}_file"))?, read),
            None => {
                let origin = self.sandbox_file().display().to_string();
                sourced(self.sandbox(name)?.as_bytes(), &origin, read)
            }
        }
    }

    /// A plain setting of the profile, or of the sandbox if no profile is named.
    fn setting(&self, name: &str) -> Result<String, CommandError> {
        match self.profile()? {
            Some(profile) => profile.require(name).map(str::to_owned),
            None => self.sandbox(name),
        }
    }

    fn profile(&self) -> Result<Option<Profile>, CommandError> {
        self.profile.as_deref().map(Profile::read).transpose()
    }

    /// The sandbox's folder.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    fn sandbox_file(&self) -> PathBuf {
        self.data.join("sandbox.json")
    }

    /// A value of the sandbox's own file.
    pub(crate) fn sandbox(&self, name: &str) -> Result<String, CommandError> {
        let manifest = self.manifest()?;
        manifest.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| {
            let what = format!("{} has no {name}", self.sandbox_file().display());
            CommandError::new(what, format!("Start the sandbox again: {}", self.start()))
        })
    }

    /// The whole of it.
    pub(crate) fn manifest(&self) -> Result<Value, CommandError> {
        let path = self.sandbox_file();
        let text = input::file_text(&path).map_err(|source| {
            let what = format!("no sandbox in {}", self.data.display());
            let start = self.start();
            let remedy = format!(
                "Start one with: {start}. Or name its folder with --data, or key files where the command takes them."
            );
            CommandError::about(what, source, remedy)
        })?;
        serde_json::from_str(&text).map_err(|source| {
            let remedy = format!("Start the sandbox again: {}", self.start());
            CommandError::about(format!("{} is damaged", path.display()), source, remedy)
        })
    }

    /// The command that starts this sandbox.
    fn start(&self) -> String {
        if data_folder::is_default(&self.data) {
            return "hongbao".to_owned();
        }
        let data = self.data.display().to_string();
        format!("hongbao serve --sandbox --data {}", Shown(&data))
    }
}

/// Reads a key file in any form.
pub(crate) fn from_file<K>(path: &Path, read: Read<K>) -> Result<Sourced<K>, CommandError> {
    let content = std::fs::read(path).map_err(|source| {
        let what = format!("the key file {} cannot be read", path.display());
        CommandError::about(
            what,
            source,
            "Name a file that is there; --help says where else keys come from.",
        )
    })?;
    sourced(&content, &path.display().to_string(), read)
}

/// Reads a key, and names it in the error if it cannot be used.
pub(crate) fn sourced<K>(
    content: &[u8],
    origin: &str,
    read: Read<K>,
) -> Result<Sourced<K>, CommandError> {
    match read(content) {
        Ok((key, form)) => Ok(Sourced { key, origin: format!("{} ({form})", Shown(origin)) }),
        Err(error) => {
            let remedy = error.remedy();
            Err(CommandError::about(format!("the key in {origin} cannot be used"), error, remedy))
        }
    }
}
