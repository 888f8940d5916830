//! How a lane commits to SQLite: the one connection that writes.

use std::path::{Path, PathBuf};

use hongbao_engine::{Home, Record};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{before_commit, connect, tables};
use crate::Failure;
use crate::lane::{Backend, Decide, Setback};
use crate::limits::{CACHE_KIB, LOG_PAGES};

/// The connection that writes.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    flags: OpenFlags,
    connection: Connection,
    /// The last transaction's, once it was sent.
    marker: Option<(Home, i64)>,
}

impl Writer {
    pub(super) fn open(path: PathBuf, flags: OpenFlags) -> rusqlite::Result<Self> {
        let connection = connect_to_write(&path, flags)?;
        Ok(Self { path, flags, connection, marker: None })
    }
}

fn connect_to_write(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = connect(path, flags)?;
    // Negative: KiB, not pages.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(connection)
}

impl Backend for Writer {
    fn transact(&mut self, decide: &mut Decide<'_>) -> Result<(), Setback> {
        self.marker = None;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Setback::Down(before_commit(error)))?;
        let changes = decide(&mut |home, keys| tables::load(&transaction, home, keys))
            .map_err(Setback::Refused)?;
        let Some(home) = changes.first().map(Record::home) else { return Ok(()) };
        for record in &changes {
            tables::save(&transaction, record).map_err(Setback::Refused)?;
        }
        let marker = tables::mark(&transaction, home).map_err(Setback::Refused)?;
        self.marker = marker.map(|marker| (home, marker));
        transaction.commit().map_err(|error| Setback::Lost(before_commit(error)))
    }

    fn committed(&mut self) -> Result<bool, Failure> {
        let Some((home, marker)) = self.marker else { return Ok(false) };
        // Closing the old connection ends what it had under way.
        self.connection = connect_to_write(&self.path, self.flags).map_err(before_commit)?;
        tables::is_marked(&self.connection, home, marker)
    }
}
