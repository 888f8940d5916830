//! The server: its settings, its start, what it needs of the machine.

pub(crate) mod announce;
pub(crate) mod bootstrap;
pub(crate) mod clock;
pub(crate) mod data_folder;
pub(crate) mod database;
pub(crate) mod key_files;
pub(crate) mod listening;
pub(crate) mod log;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod start_error;
pub(crate) mod tls;
