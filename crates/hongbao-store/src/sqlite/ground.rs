//! What a database stands on: its file, the log beside it and the folder that leads to them.
//!
//! The file is locked, not its name, by a handle that is opened once and closed last: closing any other
//! handle to the same file would drop the locks that SQLite itself holds on it in this process. So
//! whether file and log are still in their places is asked of the file system, and nothing is opened. It
//! knows no SQL.

use std::ffi::OsStr;
use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use rusqlite::ErrorCode;

use super::is_damage;
use crate::limits::{LOCK_PAUSE, LOCK_TRIES};
use crate::tables::Damaged;
use crate::{Failure, OpenError, Trouble};

/// Which file it is, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    fn of(file: &Metadata) -> Self {
        Self { device: file.dev(), inode: file.ino() }
    }

    fn at(path: &Path) -> Option<Self> {
        std::fs::symlink_metadata(path).ok().map(|file| Self::of(&file))
    }
}

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be served; the file is made if there is none.
    Serve,
    /// To be looked at, where it may be that nothing can be written.
    Look,
}

/// A database's file, held for one process, and what is known to be wrong with it.
#[derive(Debug)]
pub(super) struct Ground {
    /// Where the file really is, with all links followed.
    path: PathBuf,
    log: PathBuf,
    file: Identity,
    log_file: OnceLock<Identity>,
    trouble: Mutex<Option<Trouble>>,
    // Held, not read: the system drops the lock with the process, however that ends.
    _lock: File,
}

impl Ground {
    /// Takes the file for this process alone.
    pub(super) fn take(path: &Path, purpose: Purpose) -> Result<Self, OpenError> {
        let unreachable = |source: io::Error| OpenError::Unreachable {
            path: path.to_owned(),
            source: source.into(),
        };
        let mut options = OpenOptions::new();
        options.read(true);
        if purpose == Purpose::Serve {
            options.write(true).create(true).truncate(false).mode(0o600);
        }
        let lock = options.open(path).map_err(unreachable)?;
        let mut more = 1..LOCK_TRIES;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                // A process that ended a moment ago may hold it still, or a child that another one is
                // starting.
                Err(TryLockError::WouldBlock) if more.next().is_some() => {
                    std::thread::sleep(LOCK_PAUSE);
                }
                Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
                Err(TryLockError::Error(error)) => return Err(unreachable(error)),
            }
        }
        let file = Identity::of(&lock.metadata().map_err(unreachable)?);
        let path = path.canonicalize().map_err(unreachable)?;
        let log = beside(&path, "-wal");
        let (log_file, trouble) = (OnceLock::new(), Mutex::default());
        Ok(Self { path, log, file, log_file, trouble, _lock: lock })
    }

    /// Where the file really is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Remembers which file the log is. It is there as long as a connection is.
    pub(super) fn learn_log(&self) {
        if let Some(log) = Identity::at(&self.log) {
            let _ = self.log_file.set(log);
        }
    }

    /// Whether nothing but an empty log stands beside the file.
    pub(super) fn has_empty_log(&self) -> bool {
        std::fs::symlink_metadata(&self.log).map_or(true, |log| log.len() == 0)
    }

    /// Looks whether the database's file and its log are where they were; if not, what is written goes
    /// with the process.
    pub(super) fn look(&self) -> Result<(), Trouble> {
        let is_log = |known: &Identity| Identity::at(&self.log).as_ref() == Some(known);
        let is_there =
            Identity::at(&self.path) == Some(self.file) && self.log_file.get().is_none_or(is_log);
        let mut trouble = self.lock();
        match (is_there, *trouble) {
            (false, _) => {
                *trouble = Some(Trouble::Gone);
                Err(Trouble::Gone)
            }
            (true, Some(Trouble::Gone)) => {
                *trouble = None;
                Ok(())
            }
            (true, _) => Ok(()),
        }
    }

    /// What is known to be wrong, without a look.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        *self.lock()
    }

    /// Remembers what a commit, or the failure to make one, says of the database. Damage stays.
    pub(super) fn note(&self, result: Result<(), &Failure>) {
        let mut trouble = self.lock();
        match (result, *trouble) {
            (_, Some(Trouble::Damaged | Trouble::Gone)) => {}
            (Ok(()), _) => *trouble = None,
            (Err(failure), known) => *trouble = told_by(failure).or(known),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Trouble>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a failure says of the database; a work's own fault says nothing.
fn told_by(failure: &Failure) -> Option<Trouble> {
    let source = match failure {
        Failure::Limited | Failure::Untimely => return None,
        Failure::Unavailable(source) | Failure::Unknown(source) | Failure::Broken(source) => source,
    };
    let source = source.error();
    if let Some(error) = source.downcast_ref::<io::Error>() {
        let is_full = error.kind() == io::ErrorKind::StorageFull;
        return Some(if is_full { Trouble::Full } else { Trouble::Unwritable });
    }
    // A cell that holds what no program wrote there.
    if source.is::<Damaged>() {
        return Some(Trouble::Damaged);
    }
    let error = source.downcast_ref::<rusqlite::Error>()?;
    if matches!(error, rusqlite::Error::ToSqlConversionFailure(_)) {
        return None;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => None,
        Some(ErrorCode::DiskFull) => Some(Trouble::Full),
        Some(_) if is_damage(error) => Some(Trouble::Damaged),
        Some(_) => Some(Trouble::Unwritable),
        // A cell that holds what no program wrote there.
        None => Some(Trouble::Damaged),
    }
}

/// The file beside a database that has its name and this ending, as SQLite's own have.
pub(super) fn beside(path: &Path, ending: impl AsRef<OsStr>) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
