//! The embedded store: one SQLite file, WAL, every commit on disk before its answer.
//!
//! One connection writes; readers take theirs from a pool and read snapshots, so that a query never
//! waits for a commit. The file belongs to one process: an operating-system lock says so.

mod tables;

use std::error::Error;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hongbao_engine::{Record, Work};
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::rounds::{accepted, batch, broken, read};
use crate::{Answer, BoxFuture, Chunk, Clock, Cursor, Failure, OpenError, Store, Walk};

/// The schema's history, oldest first. What was released is never edited, only added to.
const MIGRATIONS: &[M<'static>] = &[M::up(include_str!("../migrations/0001_founding.sqlite.sql"))];

/// How many idle reading connections are kept.
const IDLE_READERS: usize = 8;

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    // Held, not read: the system drops the lock with the process, however that ends.
    _lock: File,
}

impl SqliteStore {
    /// Opens the database in this file, and makes the file if there is none.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
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
        let writer = connect(path).map_err(|error| {
            if is_damage(&error) {
                OpenError::Damaged { path: path.to_owned(), source: error.into() }
            } else {
                unreachable(error.into())
            }
        })?;
        Ok(Self {
            path: path.to_owned(),
            clock,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            _lock: lock,
        })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic while writing has rolled its transaction back; the connection is sound.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a function on a reading connection.
    fn with_reader<T>(
        &self,
        run: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path).map_err(before_commit)?,
        };
        let result = run(&mut connection);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        result
    }

    fn read_now(&self, work: &Work) -> Result<Answer, Failure> {
        self.with_reader(|connection| {
            let snapshot = connection.transaction().map_err(before_commit)?;
            read(work, self.clock.now(), &mut |home, key| tables::load(&snapshot, home, key))
        })
    }

    fn commit(&self, works: &[Work], all: bool) -> Result<Vec<Answer>, Failure> {
        let mut writer = self.writer();
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(before_commit)?;
        let (answers, books) =
            batch(works, self.clock.now(), &mut |home, key| tables::load(&transaction, home, key))?;
        if all {
            accepted(&answers)?;
        }
        for record in books.iter().flat_map(|books| books.changes()) {
            tables::save(&transaction, record)?;
        }
        transaction.commit().map_err(|error| Failure::Unknown(error.into()))?;
        Ok(answers)
    }

    fn migrate_now(&self) -> Result<(), Failure> {
        let migrations = Migrations::from_slice(MIGRATIONS);
        migrations.to_latest(&mut self.writer()).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => before_commit(err),
            other => Failure::Broken(other.into()),
        })
    }

    fn stretch(&self, what: Walk, after: &Cursor, limit: u32) -> Result<Chunk, Failure> {
        let mut found: Vec<(String, Record)> = self.with_reader(|connection| {
            tables::walk(connection, what, &after.0, i64::from(limit) + 1)
        })?;
        let limit = usize::try_from(limit).map_err(|error| broken(error.to_string()))?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(id, _)| Cursor(id.clone()));
        Ok(Chunk { records: found.into_iter().map(|(_, record)| record).collect(), next })
    }
}

/// The file beside a database that has its name and this ending, as SQLite's own have.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    // Damage in the first page shows here, not in the middle of somebody's call.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// What a driver's error means when no commit was under way.
fn before_commit(error: rusqlite::Error) -> Failure {
    match error {
        error if is_damage(&error) => Failure::Broken(error.into()),
        error @ rusqlite::Error::SqliteFailure(..) => Failure::Unavailable(error.into()),
        error => Failure::Broken(error.into()),
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
        let answers = self.commit(&[work], false);
        Box::pin(std::future::ready(answers.map(|mut answers| answers.remove(0))))
    }

    fn found(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.commit(&works, true).map(drop)))
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(std::future::ready(self.stretch(what, &after, limit)))
    }
}
