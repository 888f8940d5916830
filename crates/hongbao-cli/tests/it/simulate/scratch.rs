//! Databases of a simulation: files that are made once, and opened as often as a process starts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use hongbao_engine::Home;
use hongbao_store::{OpenError, SqliteStore, Stepper, Store};

use super::Wire;
use super::side::Side;

/// A database that the seeds of one thread share, each with a home of its own: to make one takes longer
/// than to play a seed.
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        // What is synced here is forgotten with the machine; nothing here is about power failures.
        let shared = Path::new("/dev/shm");
        let parent = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hongbao-simulate-{}-{number}", std::process::id());
        std::fs::create_dir_all(parent.join(&name)).unwrap();
        Self { path: parent.join(name) }
    }

    /// The database's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.path.join("simulate.db")
    }

    fn open(&self, clock: &Wire) -> (SqliteStore, Stepper) {
        self.try_open(clock).unwrap()
    }

    /// The same; the error is what it says of an older copy.
    pub(crate) fn try_open(&self, clock: &Wire) -> Result<(SqliteStore, Stepper), OpenError> {
        let open = || SqliteStore::open_stepped(&self.file(), Arc::clone(clock) as _);
        let opened = waited_for(open)?;
        opened.0.migrate().now_or_never().unwrap().unwrap();
        Ok(opened)
    }

    pub(crate) fn side(&self, home: Home, clock: &Wire) -> Side {
        Side::sqlite(home, self.open(clock))
    }

    /// As a process that ended and was started again.
    pub(crate) fn reopen(&self, side: Side, clock: &Wire) -> Side {
        let home = side.home();
        let knowledge = side.end();
        self.side(home, clock).knowing(knowledge)
    }
}

/// Opens a database that another process seems to have: whatever another test starts has the lock, too,
/// until it becomes another program.
pub(crate) fn waited_for<T>(open: impl Fn() -> Result<T, OpenError>) -> Result<T, OpenError> {
    loop {
        match open() {
            Err(OpenError::InUse(_)) => std::thread::yield_now(),
            opened => return opened,
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
