//! The settings of `serve`: one table, four sources. A flag wins over its `HONGBAO_*` variable, that
//! over the file named by `--config`, that over the default.
//!
//! A default stands once: in the struct that holds the setting. The table reads it from there.

mod arguments;
mod field;
mod file;
mod table;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::parser::ValueSource;
use hongbao_api::Operator;
use hongbao_engine::Purpose;
use hongbao_gateway::{Limits, Policy};

pub(crate) use arguments::command;
pub(crate) use file::{File, read_file};

use crate::serving::data_folder;
use crate::serving::settings::arguments::{ACCEPT_OLDER_COPY, PRINT_CONFIG};
use crate::serving::settings::field::Source;
use crate::serving::settings::table::{SETTINGS, Setting};

/// Seconds that a production server's clock may jump ahead.
const CLOCK_TOLERANCE: NonZeroU32 = NonZeroU32::new(3_600).unwrap();

/// What `serve` was asked for.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) sandbox: bool,
    pub(crate) ready_json: bool,
    pub(crate) core_dumps: bool,
    pub(crate) accepts_older: bool,
    pub(crate) listen: String,
    pub(crate) tls_listen: Option<String>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    pub(crate) admin_listen: String,
    pub(crate) data: PathBuf,
    keys: Option<PathBuf>,
    database: Option<String>,
    pub(crate) public_url: Option<String>,
    pub(crate) log: String,
    pub(crate) policy: Policy,
    /// Seconds that the machine's clock may jump ahead; `None` is any number.
    pub(crate) clock_tolerance: Option<NonZeroU32>,
    pub(crate) limits: Limits,
    connections_address: Option<usize>,
    /// What the operator decided about the business, except the words of the file below.
    pub(crate) operator: Operator,
    pub(crate) forbidden_words: Option<PathBuf>,
}

impl Settings {
    /// The settings of a server for which nothing is set.
    fn unset(purpose: Purpose) -> Self {
        Self {
            sandbox: false,
            ready_json: false,
            core_dumps: false,
            accepts_older: false,
            listen: "127.0.0.1:8600".to_owned(),
            tls_listen: None,
            tls_cert: None,
            tls_key: None,
            admin_listen: "127.0.0.1:8601".to_owned(),
            data: PathBuf::from(data_folder::DEFAULT),
            keys: None,
            database: None,
            public_url: None,
            log: "info".to_owned(),
            policy: Policy::of(purpose),
            clock_tolerance: (purpose == Purpose::Production).then_some(CLOCK_TOLERANCE),
            limits: Limits::default(),
            connections_address: None,
            operator: Operator::default(),
            forbidden_words: None,
        }
    }

    /// What an unset server has, and then what is set, row by row.
    pub(crate) fn read(arguments: &ArgMatches) -> Self {
        let is_sandbox = arguments.get_one::<bool>("sandbox").is_some_and(|is_set| *is_set);
        let purpose = if is_sandbox { Purpose::Sandbox } else { Purpose::Production };
        let mut settings = Self::unset(purpose);
        settings.accepts_older = arguments.get_flag(ACCEPT_OLDER_COPY);
        for setting in SETTINGS {
            let source = Source { arguments, name: setting.name, shape: setting.shape };
            (setting.field)(&mut settings).take(&source);
        }
        let share = Limits::share_of(settings.limits.connections);
        settings.limits.connections_address = settings.connections_address.unwrap_or(share);
        settings
    }

    pub(crate) fn purpose(&self) -> Purpose {
        if self.sandbox { Purpose::Sandbox } else { Purpose::Production }
    }

    /// Where the private keys are.
    pub(crate) fn keys(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// The URL of the database; `None` is the file in the data folder.
    pub(crate) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The chain and the key for TLS, if both are named.
    pub(crate) fn tls_files(&self) -> Option<(&Path, &Path)> {
        self.tls_cert.as_deref().zip(self.tls_key.as_deref())
    }
}

/// Each setting, its value and where it came from; `None` if nobody asked for that.
pub(crate) fn printed(arguments: &ArgMatches, file: &File) -> Option<String> {
    if !arguments.get_flag(PRINT_CONFIG) {
        return None;
    }
    let mut settings = Settings::read(arguments);
    let line = |setting: &Setting| {
        let value = (setting.field)(&mut settings).text(setting.shape);
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

#[cfg(test)]
mod tests;
