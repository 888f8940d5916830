//! The embedded store: one SQLite file, WAL, every commit on disk before its answer.
//!
//! One connection writes, the lane's; readers take theirs from a pool and read snapshots, so that a
//! query never waits for a commit. The file belongs to one process: an operating-system lock says so.

mod tables;
mod writer;

use std::error::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hongbao_engine::Work;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};

use self::writer::Writer;
use crate::lane::{Lane, Stepper, found};
use crate::limits::{IDLE_READERS, STATEMENTS};
use crate::rounds::read;
use crate::{Answer, BoxFuture, Chunk, Clock, Cursor, Failure, OpenError, Store, Walk};

/// The schema's history, oldest first. What was released is never edited, only added to.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../migrations/0001_founding.sqlite.sql")),
    M::up(include_str!("../migrations/0002_lane.sqlite.sql")),
    M::up(include_str!("../migrations/0003_cash.sqlite.sql")),
    M::up(include_str!("../migrations/0004_limits.sqlite.sql")),
    M::up(include_str!("../migrations/0005_clock.sqlite.sql")),
    M::up(include_str!("../migrations/0006_draws.sqlite.sql")),
    M::up(include_str!("../migrations/0007_receipt.sqlite.sql")),
    M::up(include_str!("../migrations/0008_numbered.sqlite.sql")),
];

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    flags: OpenFlags,
    clock: Arc<dyn Clock>,
    lane: Lane,
    readers: Mutex<Vec<Connection>>,
    // Held, not read: the system drops the lock with the process, however that ends. It is the last
    // to go: the lane ends before.
    _lock: File,
}

impl SqliteStore {
    /// Opens the database in this file, and makes the file if there is none.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let flags = OpenFlags::default();
        let (lock, writer) = take(path, flags)?;
        let lane = Lane::threaded(Box::new(writer), Arc::clone(&clock));
        Ok(Self::on((path, flags), clock, lane, lock))
    }

    /// The same, but without a thread: whoever holds the stepper decides when a batch runs and what
    /// is in it.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach.
    pub fn open_stepped(path: &Path, clock: Arc<dyn Clock>) -> Result<(Self, Stepper), OpenError> {
        let flags = OpenFlags::default();
        let (lock, writer) = take(path, flags)?;
        let (lane, stepper) = Lane::stepped(Box::new(writer), Arc::clone(&clock));
        Ok((Self::on((path, flags), clock, lane, lock), stepper))
    }

    /// Opens the database in this file only to look at it: nothing in it is changed, and nobody else
    /// opens it meanwhile.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach, as a file that is not there.
    pub fn open_to_read(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let (lock, _) = take(path, flags)?;
        Ok(Self::on((path, flags), clock, Lane::ended(), lock))
    }

    fn on(
        (path, flags): (&Path, OpenFlags),
        clock: Arc<dyn Clock>,
        lane: Lane,
        lock: File,
    ) -> Self {
        Self { path: path.to_owned(), flags, clock, lane, readers: Mutex::default(), _lock: lock }
    }

    /// Runs a function on a reading connection.
    fn with_reader<T>(
        &self,
        run: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, self.flags).map_err(before_commit)?,
        };
        let result = run(&mut connection);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS && connection.is_autocommit() {
            readers.push(connection);
        }
        result
    }

    fn read_now(&self, work: &Work) -> Result<Answer, Failure> {
        self.with_reader(|connection| {
            let snapshot = Snapshot::of(connection).map_err(before_commit)?;
            read(work, self.clock.now(), &mut |home, keys| tables::load(snapshot.0, home, keys))
        })
    }

    fn found_now(&self, works: &[Work]) -> Result<(), Failure> {
        let mut writer = Writer::open(self.path.clone(), self.flags).map_err(before_commit)?;
        found(&mut writer, self.clock.as_ref(), works)
    }

    fn migrate_now(&self) -> Result<(), Failure> {
        let mut connection = connect(&self.path, self.flags).map_err(before_commit)?;
        let migrations = Migrations::from_slice(MIGRATIONS);
        migrations.to_latest(&mut connection).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => before_commit(err),
            other => Failure::broken(other),
        })
    }

    fn stretch(&self, what: &Walk, after: &str, limit: u32) -> Result<Chunk, Failure> {
        self.with_reader(|connection| {
            let snapshot = Snapshot::of(connection).map_err(before_commit)?;
            tables::walk(snapshot.0, what, after, limit)
        })
    }
}

/// What a connection sees stays as it is while this lives. The driver's own transaction would have its two
/// statements made anew each time, which takes longer than reading a row.
struct Snapshot<'a>(&'a Connection);

impl<'a> Snapshot<'a> {
    fn of(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // A connection that does not come out of it is not used again.
        let _ = self.0.prepare_cached("COMMIT").and_then(|mut end| end.execute([]));
    }
}

/// Locks the database in this file and connects to it.
fn take(path: &Path, flags: OpenFlags) -> Result<(File, Writer), OpenError> {
    let unreachable = |source: Box<dyn Error + Send + Sync>| OpenError::Unreachable {
        path: path.to_owned(),
        source,
    };
    let lock = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(path, "-lock"))
        .map_err(|error| unreachable(error.into()))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => return Err(unreachable(error.into())),
    }
    match Writer::open(path.to_owned(), flags) {
        Ok(writer) => Ok((lock, writer)),
        Err(error) if is_damage(&error) => {
            Err(OpenError::Damaged { path: path.to_owned(), source: error.into() })
        }
        Err(error) => Err(unreachable(error.into())),
    }
}

/// The file beside a database that has its name and this ending, as SQLite's own have.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Damage in the first page shows here, not in the middle of somebody's call.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// What a driver's error means when nothing was committed. The rows of ours that break a constraint
/// are a bug of ours.
fn before_commit(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        None | Some(ErrorCode::ConstraintViolation) => Failure::broken(error),
        Some(_) if is_damage(&error) => Failure::broken(error),
        Some(_) => Failure::unavailable(error),
    }
}

impl Store for SqliteStore {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.migrate_now()))
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(std::future::ready(self.read_now(&work)))
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.lane.transact(work)
    }

    fn found(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.found_now(&works)))
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(std::future::ready(self.stretch(&what, &after.0, limit)))
    }
}

#[cfg(test)]
mod tests;
