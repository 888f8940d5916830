//! Why `serve` does not start, and what to do about it. Each is exit code 2.

use std::io;
use std::path::{Path, PathBuf};

use hongbao_gateway::DirectoryError;
use hongbao_store::{Failure, OpenError};
use hongbao_wire::KeyError;

use crate::command_error::CommandError;
use crate::secrets::private_file::Fault;

impl From<StartError> for CommandError {
    fn from(error: StartError) -> Self {
        let remedy = error.remedy();
        Self::new(error, remedy)
    }
}

/// Why `serve` does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("--database {0} is not a database URL")]
    DatabaseUrl(String),
    #[error("--log {0} is not a list of levels")]
    LogLevels(String),
    #[error("the configuration {} is not valid TOML: line {line}: {what}", path.display())]
    Config { path: PathBuf, line: usize, what: String },
    #[error("the configuration has an unknown setting, {0}")]
    ConfigName(String),
    #[error("the configuration's {0} is neither text, number nor true or false")]
    ConfigValue(String),
    #[error("TLS cannot use {}: {what}", path.display())]
    Tls { path: PathBuf, what: String },
    #[error("a certificate cannot be made: {0}")]
    TlsMake(String),
    #[error("--tls-listen needs a certificate")]
    TlsMissing,
    #[error("the folder {} cannot be made", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("the file {} cannot be read or written", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} cannot be trusted", path.display())]
    Distrusted { path: PathBuf, source: Fault },
    #[error("the file {} holds no token: 64 hexadecimal digits that do not repeat each other", .0.display())]
    Token(PathBuf),
    #[error("the forbidden words in {} cannot be read", path.display())]
    Words { path: PathBuf, source: io::Error },
    #[error("the key file {} does not contain a key", path.display())]
    KeyFile { path: PathBuf, source: KeyError },
    #[error("the key that this database was created with is missing: {}", .0.display())]
    KeyMissing(PathBuf),
    #[error("the database does not know the platform's key in {}", .0.display())]
    KeyUnknown(PathBuf),
    #[error("a key cannot be made")]
    Key(#[source] KeyError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the database cannot be used")]
    Store(#[from] Failure),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error("this database is for production")]
    IsProduction,
    #[error("this database is a sandbox")]
    IsSandbox,
    #[error("cannot listen on {address}")]
    Listen { address: String, source: io::Error },
    #[error("the machine's clock is set before 1970 or after 9999")]
    Clock,
    #[error("cannot acquire a system resource")]
    System(#[source] io::Error),
}

impl StartError {
    /// A file that is not used, or cannot be.
    pub(crate) fn unused(path: &Path, fault: Fault) -> Self {
        let path = path.to_owned();
        match fault {
            Fault::System(source) => Self::File { path, source },
            fault => Self::Distrusted { path, source: fault },
        }
    }

    /// The next thing to try.
    pub(crate) fn remedy(&self) -> &'static str {
        match self {
            Self::DatabaseUrl(_) => "Use sqlite:PATH or memory:",
            Self::LogLevels(_) => {
                "Name a level, such as warn, and others for parts: warn,hongbao_gateway=debug"
            }
            Self::Clock => "Set the machine's clock.",
            Self::ConfigValue(_) => "Give it one plain value.",
            Self::Config { .. } => "Write it as lines such as: listen = \"127.0.0.1:8600\"",
            Self::ConfigName(_) => "See the names with: hongbao serve --print-config",
            Self::Tls { .. } | Self::TlsMissing => {
                "Name a PEM chain and its PEM key with --tls-cert and --tls-key."
            }
            Self::TlsMake(_) => "Try again; if it stays so, the system is at fault.",
            Self::Folder { .. } => "Choose another folder with --data or --keys.",
            Self::File { .. } => "Check the folder's owner and the space left on its disk.",
            Self::Distrusted { source, .. } => match source {
                Fault::Foreign(_) => {
                    "See who put it there; then chown it to the user that runs hongbao, or choose a folder of your own with --data or --keys."
                }
                Fault::Writable(_) => {
                    "See what others left there; then make it yours alone: chmod 700 a folder, chmod 600 a file."
                }
                Fault::Readable(_) => {
                    "Take it for known to others, or make it yours alone: chmod 600."
                }
                Fault::System(_) | Fault::Link | Fault::Kind => {
                    "Put the file itself in its place, or choose another folder with --data or --keys."
                }
            },
            Self::Token(_) => "Remove the file: the next start makes a new token.",
            Self::Words { .. } => {
                "Name a text file with --forbidden-words, in UTF-8, a word a line."
            }
            Self::KeyFile { .. } => "Put the right file back, or start afresh with another --data.",
            Self::KeyMissing(_) | Self::KeyUnknown(_) => {
                "Put the key file that belongs to this database back, or name its folder with --keys."
            }
            Self::Key(_) | Self::System(_) => "Try again; if it stays so, the system is at fault.",
            Self::Open(OpenError::InUse(_)) => {
                "Stop the other hongbao, or give this one a folder of its own with --data."
            }
            Self::Open(OpenError::Damaged { .. }) | Self::Store(_) | Self::Directory(_) => {
                "Put a backup in its place, or start afresh with another --data."
            }
            Self::Open(OpenError::Older { .. }) => {
                "Put the newest database back; if there is none, start once with --accept-older-copy (see docs/recovery.md)."
            }
            Self::Open(OpenError::Full { .. }) => "Make room on the disk, then start again.",
            Self::Open(OpenError::Unreachable { .. }) => {
                "Check the path and its permissions, or choose another folder with --data."
            }
            Self::IsProduction => "Start it without --sandbox, or choose another --data.",
            Self::IsSandbox => "Start it with --sandbox, or choose another --data.",
            Self::Listen { .. } => {
                "Stop what listens there, or choose another address with --listen or --admin-listen; port 0 takes a free one."
            }
        }
    }
}
