//! How connections to a database are opened. It knows no table.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::ground::Ground;
use crate::limits::STATEMENTS;

/// What a connection needs to know of its file.
#[derive(Debug, Clone)]
pub(super) struct Access {
    path: PathBuf,
    flags: OpenFlags,
}

impl Access {
    /// To write. The file is there: one that has gone is not made anew under a running process.
    pub(super) fn to_write(ground: &Ground) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self { path: ground.path().to_owned(), flags }
    }

    /// To read. SQLite wants to write an index of the log beside the file. Where it cannot, as on a
    /// read-only medium, and the log is empty or absent, it is told that nothing changes meanwhile.
    pub(super) fn to_read(ground: &Ground) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let plain = Self { path: ground.path().to_owned(), flags };
        match plain.connect() {
            Ok(_) => Ok(plain),
            Err(error) if ground.has_empty_log() && is_about_writing(&error) => {
                let flags = flags | OpenFlags::SQLITE_OPEN_URI;
                let fixed = Self { path: immutable(ground.path()), flags };
                fixed.connect().map(|_| fixed)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(&self.path, self.flags)?;
        if !self.flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
        }
        connection.pragma_update(None, "trusted_schema", "OFF")?;
        // Else SQLite plans a statement again for each value that is bound where it looks, as in a LIMIT.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Damage in the first page shows here, not in the middle of somebody's call.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    }
}

fn is_about_writing(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// The file as a URI that says that nobody changes it.
fn immutable(path: &Path) -> PathBuf {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                uri.push(char::from(*byte));
            }
            byte => uri += &format!("%{byte:02X}"),
        }
    }
    uri += "?immutable=1";
    uri.into()
}
