//! The embedded store: one SQLite file, WAL, every commit on disk before its answer.
//!
//! One connection writes, the lane's; readers take theirs from a pool and read snapshots, so that a
//! query never waits for a commit, and walks and pages are read on threads of their own. The file belongs to
//! one process: an operating-system lock says so.

mod access;
mod due;
mod extent;
mod ground;
mod lanes;
mod page;
mod readers;
mod records;
mod rows;
mod walk;
mod writer;

use std::path::Path;
use std::sync::Arc;

use hongbao_engine::{Key, Work};
use rusqlite::{Connection, ErrorCode};
use rusqlite_migration::{M, Migrations};

use self::access::Access;
use self::extent::{Noted, Noter};
use self::ground::{Ground, Purpose};
use self::readers::Readers;
use self::writer::Writer;
use crate::lane::{Lane, Stepper, bootstrap};
use crate::rounds::read;
use crate::tables::MIGRATIONS;
use crate::{Answer, BoxFuture, Chunk, Clock, Cursor, Failure, OpenError, Store, Trouble, Walk};

/// A store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    clock: Arc<dyn Clock>,
    lane: Lane,
    readers: Readers,
    access: Access,
    // After the lane: it writes down how far that came. `None` where nothing is written.
    noter: Option<Noter>,
    // The last to go: it holds the file's lock, and the lane and all connections end before.
    ground: Arc<Ground>,
}

impl SqliteStore {
    /// Opens the database in this file, and makes the file if there is none.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, an older copy, or out of reach.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::threaded(path, clock, Copies::Refused)
    }

    /// The same, also of an older copy of a database, or of one that was copied alone. Numbers up to
    /// [`left_out`](Self::left_out) are to be left out before anything else happens.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach.
    pub fn open_older(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::threaded(path, clock, Copies::Taken)
    }

    fn threaded(path: &Path, clock: Arc<dyn Clock>, copies: Copies) -> Result<Self, OpenError> {
        let (noted, writer) = take(path, copies)?;
        let lane = Lane::threaded(Box::new(writer), Arc::clone(&clock));
        let noter = Noter::threaded(Arc::clone(&noted));
        Ok(Self::on(&noted, clock, (lane, noter)))
    }

    /// The same, but without a thread: the holder of the stepper decides when a batch runs and what
    /// is in it.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, an older copy, or out of reach.
    pub fn open_stepped(path: &Path, clock: Arc<dyn Clock>) -> Result<(Self, Stepper), OpenError> {
        let (noted, writer) = take(path, Copies::Refused)?;
        let (lane, stepper) = Lane::stepped(Box::new(writer), Arc::clone(&clock));
        let noter = Noter::at_the_end(Arc::clone(&noted));
        Ok((Self::on(&noted, clock, (lane, noter)), stepper))
    }

    /// Opens the database in this file only to look at it: nothing in it is changed, and nobody else
    /// opens it meanwhile. It may lie where nothing can be written.
    ///
    /// # Errors
    ///
    /// [`OpenError`]: in use, damaged, or out of reach, as a file that is not there.
    pub fn open_to_read(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let ground = Arc::new(Ground::take(path, Purpose::Look)?);
        let access = Access::to_read(&ground).map_err(|error| refused(path, error))?;
        let lane = Lane::ended();
        let readers = Readers::new(access.clone(), Arc::clone(&ground));
        Ok(Self { clock, lane, readers, access, noter: None, ground })
    }

    fn on(noted: &Noted, clock: Arc<dyn Clock>, (lane, noter): (Lane, Noter)) -> Self {
        let ground = Arc::clone(noted.ground());
        let access = Access::to_write(&ground);
        let readers = Readers::new(access.clone(), Arc::clone(&ground));
        Self { clock, lane, readers, access, noter: Some(noter), ground }
    }

    /// Of an older copy: the last number that a home may have given since it was made.
    #[must_use]
    pub fn left_out(&self) -> Option<u64> {
        self.noter.as_ref().and_then(Noter::left_out)
    }

    fn bootstrap_now(&self, works: &[Work]) -> Result<(), Failure> {
        let Some(noter) = &self.noter else {
            return Err(Failure::unavailable("the database is only looked at"));
        };
        let writer = Writer::open(self.access.clone(), noter.noted());
        let mut writer = writer.map_err(before_commit)?;
        bootstrap(&mut writer, self.clock.as_ref(), works)
    }

    fn migrate_now(&self) -> Result<(), Failure> {
        let mut connection = self.readers.here().connect()?;
        migrations(MIGRATIONS).to_latest(&mut connection).map_err(|error| {
            if let rusqlite_migration::Error::RusqliteError { err, .. } = error {
                before_commit(err)
            } else {
                Failure::broken(error)
            }
        })
    }
}

/// Steps of the schema's history.
pub(crate) fn migrations(steps: &[&'static str]) -> Migrations<'static> {
    Migrations::new(steps.iter().map(|sql| M::up(sql)).collect())
}

/// Runs a work on a snapshot.
fn answer(connection: &Connection, clock: &dyn Clock, work: &Work) -> Result<Answer, Failure> {
    let snapshot = Snapshot::of(connection).map_err(before_commit)?;
    read(work, clock.now(), &mut |lookup| records::load(snapshot.0, lookup))
}

/// A chunk of a walk, on a snapshot.
fn chunk_of(
    connection: &Connection,
    what: &Walk,
    after: &Cursor,
    limit: u32,
) -> Result<Chunk, Failure> {
    let snapshot = Snapshot::of(connection).map_err(before_commit)?;
    walk::walk(snapshot.0, what, &after.0, limit)
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

/// Whether an older copy is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copies {
    Refused,
    Taken,
}

/// Locks the database in this file, compares it with what is written down about it, and connects to it.
fn take(path: &Path, copies: Copies) -> Result<(Arc<Noted>, Writer), OpenError> {
    let ground = Arc::new(Ground::take(path, Purpose::Serve)?);
    let access = Access::to_write(&ground);
    let noted = Arc::new(Noted::open(&access, Arc::clone(&ground))?);
    if copies == Copies::Refused && noted.left_out.is_some() {
        let (path, beside) = (path.to_owned(), noted.file().to_owned());
        return Err(OpenError::Older { path, beside });
    }
    let writer = Writer::open(access, Arc::clone(&noted));
    let writer = writer.map_err(|error| refused(path, error))?;
    ground.learn_log();
    match ground.look() {
        Ok(()) => Ok((noted, writer)),
        Err(gone) => Err(OpenError::Unreachable { path: path.to_owned(), source: gone.into() }),
    }
}

fn refused(path: &Path, error: rusqlite::Error) -> OpenError {
    let (path, is_damage, is_full) = (path.to_owned(), is_damage(&error), is_full(&error));
    let source = error.into();
    if is_damage {
        OpenError::Damaged { path, source }
    } else if is_full {
        OpenError::Full { path, source }
    } else {
        OpenError::Unreachable { path, source }
    }
}

fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
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
        if work.hint.iter().any(Key::is_page) {
            let clock = Arc::clone(&self.clock);
            return self.readers.run(move |connection| answer(connection, clock.as_ref(), &work));
        }
        let look_up = |connection: &Connection| answer(connection, self.clock.as_ref(), &work);
        Box::pin(std::future::ready(self.readers.here().with(look_up)))
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.lane.transact(work)
    }

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(std::future::ready(self.bootstrap_now(&works)))
    }

    fn trouble(&self) -> Option<Trouble> {
        // A look finds out, and remembers, whether the files are in their places.
        let _ = self.ground.look();
        self.ground.trouble()
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        let is_look_up = what.is_look_up();
        let walk = move |connection: &Connection| chunk_of(connection, &what, &after, limit);
        if is_look_up {
            Box::pin(std::future::ready(self.readers.here().with(walk)))
        } else {
            self.readers.run(walk)
        }
    }
}

#[cfg(test)]
mod tests;
