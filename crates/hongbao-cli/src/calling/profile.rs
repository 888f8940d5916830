//! A profile: whom to call and with which keys, in a small file of its own for each gateway.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::command_error::CommandError;
use crate::input;
use crate::secrets::key_guard::looks_like_key;
use crate::variables::variable;

/// What a profile may say; keys are files beside it, or elsewhere.
const NAMES: [&str; 6] =
    ["gateway", "app_id", "app_private_key_file", "alipay_public_key_file", "charset", "sign_type"];

/// A profile that was read.
pub(crate) struct Profile {
    path: PathBuf,
    table: Table,
}

impl Profile {
    /// Reads the profile of this name: `$XDG_CONFIG_HOME/hongbao/NAME.toml`, or below `~/.config`.
    pub(crate) fn read(name: &str) -> Result<Self, CommandError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            let what = format!("--profile {name} is not a valid profile name");
            return Err(CommandError::new(what, "Use letters, digits, - and _."));
        }
        let path = folder()?.join("hongbao").join(format!("{name}.toml"));
        let text = input::file_text(&path).map_err(|source| {
            let what = format!("no profile in {}", path.display());
            CommandError::about(
                what,
                source,
                format!("Write it, with lines such as: {}", example()),
            )
        })?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            // Only what is wrong, not the line that has it: it may hold a secret.
            let what =
                format!("the profile {} is not valid TOML: {}", path.display(), error.message());
            CommandError::new(what, format!("Write lines such as: {}", example()))
        })?;
        let wrong = table.iter().find(|(name, value)| {
            !NAMES.contains(&name.as_str()) || !matches!(value, Value::String(_))
        });
        match wrong {
            None => Ok(Self { path, table }),
            Some((name, _)) => {
                let what = format!(
                    "the profile {} has {name}, an unknown or non-text entry",
                    path.display()
                );
                Err(CommandError::new(
                    what,
                    format!("A profile may have these, as text: {}", NAMES.join(", ")),
                ))
            }
        }
    }

    /// What it says of this, if it does.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.table.get(name).and_then(Value::as_str)
    }

    /// What it says of this, which it must.
    pub(crate) fn require(&self, name: &str) -> Result<&str, CommandError> {
        self.get(name).ok_or_else(|| {
            let what = format!("the profile {} has no {name}", self.path.display());
            CommandError::new(what, format!("Add a line to it: {name} = \"…\""))
        })
    }

    /// A file that it must name; a relative path starts at the profile's folder.
    pub(crate) fn file(&self, name: &str) -> Result<PathBuf, CommandError> {
        let file = self.require(name)?;
        if looks_like_key(file) {
            let what = format!("the profile {} has a key as its {name}", self.path.display());
            return Err(CommandError::new(
                what,
                "Put the key into a file of its own, and name that.",
            ));
        }
        Ok(self.path.parent().unwrap_or(Path::new("")).join(file))
    }
}

fn example() -> &'static str {
    "gateway = \"https://openapi.alipay.com/gateway.do\""
}

fn folder() -> Result<PathBuf, CommandError> {
    let home = || variable("HOME").map(|home| Path::new(&home).join(".config"));
    variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home).ok_or_else(|| {
        CommandError::new("there is no folder for profiles", "Set HOME, or XDG_CONFIG_HOME.")
    })
}
