//! How far a database has come, written down beside it, so that an older copy of it is told from it.
//!
//! It is written once a second while something is committed, before too many batches are, at a start and
//! at an end. A database that has not come as far as is written there is an older copy. So is one
//! without that file which must have had one: it was copied alone. Nothing else is told: a folder that is
//! put back as a whole looks like itself.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::access::Access;
use super::ground::{Ground, beside};
use super::{before_commit, is_damage};
use crate::limits::{LEFT_OUT, LEFT_OUT_UNSEEN, NOTED, UNNOTED};
use crate::{Failure, OpenError};

/// How far a database has come. What is behind in the first two is older.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Extent {
    /// The last number that the directory has left out; 0 if no older copy ever took the database's place.
    /// Each time it is beyond all that was written down before, also where one copy is put back twice.
    generation: u64,
    /// How many batches were committed.
    batches: u64,
    /// The greatest number that a home has given.
    numbers: u64,
}

impl Extent {
    /// That of a database, and whether it is one that has had it written down.
    fn of(db: &Connection) -> rusqlite::Result<(Self, bool)> {
        let has = |table: &str| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
            db.prepare_cached(sql)?.query_row([table], |row| row.get::<_, bool>(0))
        };
        let mut extent = Self::default();
        if has("lane")? {
            let sql = "SELECT coalesce(sum(marker), 0), coalesce(max(counter), 0) FROM lane";
            (extent.batches, extent.numbers) =
                db.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        }
        let is_known = has("gap")?;
        if is_known {
            let sql = "SELECT coalesce(max(last), 0) FROM gap WHERE home = 0";
            extent.generation = db.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        }
        Ok((extent, is_known))
    }

    fn is_behind(self, other: Self) -> bool {
        (self.generation, self.batches) < (other.generation, other.batches)
    }

    fn text(self) -> String {
        let Self { generation, batches, numbers } = self;
        format!("generation {generation}\nbatches {batches}\nnumbers {numbers}\n")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut next = |name| lines.next()?.strip_prefix(name)?.strip_prefix(' ')?.parse().ok();
        let (generation, batches, numbers) =
            (next("generation")?, next("batches")?, next("numbers")?);
        Some(Self { generation, batches, numbers })
    }
}

/// What is written down about a database, and what is not yet.
#[derive(Debug)]
pub(super) struct Noted {
    file: PathBuf,
    noted: Mutex<(Connection, Extent)>,
    unnoted: AtomicU64,
    /// Of an older copy: the last number that may have been given.
    pub(super) left_out: Option<u64>,
    ground: Arc<Ground>,
}

impl Noted {
    /// Compares a database with what is written down about it.
    pub(super) fn open(access: &Access, ground: Arc<Ground>) -> Result<Self, OpenError> {
        let file = beside(ground.path(), "-batches");
        let unreachable = |source: io::Error| OpenError::Unreachable {
            path: file.clone(),
            source: source.into(),
        };
        let refused = |error| super::refused(ground.path(), error);
        let db = access.connect().map_err(refused)?;
        let (extent, is_known) = match Extent::of(&db) {
            // Whether it is older cannot be told then; that it is damaged shows where it is used.
            Err(error) if is_damage(&error) => {
                (Extent { generation: u64::MAX, ..Extent::default() }, true)
            }
            found => found.map_err(refused)?,
        };
        let written = match std::fs::read_to_string(&file) {
            Ok(text) => Extent::parse(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(unreachable(error)),
        };
        let (noted, left_out) = match written {
            Some(noted) if extent.is_behind(noted) => {
                (noted, Some(noted.numbers.max(extent.numbers).saturating_add(LEFT_OUT)))
            }
            Some(noted) => (noted, None),
            None if is_known => {
                let noted = Extent { batches: u64::MAX, ..extent };
                (noted, Some(extent.numbers.saturating_add(LEFT_OUT_UNSEEN)))
            }
            None => (Extent::default(), None),
        };
        let (noted, unnoted) = (Mutex::new((db, noted)), AtomicU64::new(0));
        let noted = Self { file, noted, unnoted, left_out, ground };
        match noted.note() {
            // The schema will say that there is one.
            Err(failure) if written.is_none() && !is_known => {
                Err(OpenError::Unreachable { path: noted.file, source: failure.into() })
            }
            // It is tried again.
            Ok(()) | Err(_) => Ok(noted),
        }
    }

    pub(super) fn ground(&self) -> &Arc<Ground> {
        &self.ground
    }

    /// The file that says how far the database has come.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// A batch was committed.
    pub(super) fn count(&self) {
        self.unnoted.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes down how far the database has come if too many batches are not.
    pub(super) fn keep_up(&self) -> Result<(), Failure> {
        if self.unnoted.load(Ordering::Relaxed) < UNNOTED { Ok(()) } else { self.note() }
    }

    /// Writes down how far the database has come. What is written there never goes back: an older copy's
    /// count stays until the directory has the gap that follows it.
    pub(super) fn note(&self) -> Result<(), Failure> {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let (db, last) = &mut *noted;
        let unnoted = self.unnoted.load(Ordering::Relaxed);
        let (extent, _) = Extent::of(db).map_err(before_commit)?;
        if last.is_behind(extent) || (*last == extent && !self.file.exists()) {
            // What stands in the place of our folder belongs to no one that we know.
            self.ground.look().map_err(Failure::unavailable)?;
            write(&self.file, &extent.text()).map_err(Failure::unavailable)?;
            *last = extent;
        }
        self.unnoted.fetch_sub(unnoted, Ordering::Relaxed);
        Ok(())
    }
}

/// Writes a file in one step, so that it is never there in part.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let (fresh, is_new) = (beside(path, ".new"), !path.exists());
    match std::fs::remove_file(&fresh) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()?;
    std::fs::rename(&fresh, path)?;
    match path.parent() {
        Some(folder) if is_new => File::open(folder)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

/// Writes down how far a database has come once a second, and when it is closed.
#[derive(Debug)]
pub(super) struct Noter {
    noted: Arc<Noted>,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Noter {
    /// One that does so only when the database is closed.
    pub(super) fn at_the_end(noted: Arc<Noted>) -> Self {
        Self { noted, thread: None }
    }

    /// One with a thread of its own.
    pub(super) fn threaded(noted: Arc<Noted>) -> Self {
        let (stop, stopped) = channel();
        let its = Arc::clone(&noted);
        let run = move || {
            while stopped.recv_timeout(NOTED) == Err(RecvTimeoutError::Timeout) {
                // It is tried again; and too many batches that are not written down wait for it.
                let _ = its.note();
            }
        };
        #[expect(clippy::expect_used, reason = "without a thread there is no store")]
        let thread = thread::Builder::new().name("noter".to_owned()).spawn(run).expect("a thread");
        Self { noted, thread: Some((stop, thread)) }
    }

    pub(super) fn noted(&self) -> Arc<Noted> {
        Arc::clone(&self.noted)
    }

    /// Of an older copy: the last number that may have been given.
    pub(super) fn left_out(&self) -> Option<u64> {
        self.noted.left_out
    }
}

impl Drop for Noter {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // A panic has been told where it happened.
            let _ = thread.join();
        }
        // A start without it sees a copy where there is none, or none where there is one: at most a
        // second's worth.
        let _ = self.noted.note();
    }
}
