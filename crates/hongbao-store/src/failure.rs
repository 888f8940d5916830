//! What a store answers when it cannot do its work. None of this text reaches a caller.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

type Source = Box<dyn Error + Send + Sync>;

/// What a failure comes from, shared by all works that it hit. It reads as the error that it holds.
pub struct FailureCause {
    error: Source,
    works: AtomicUsize,
    told: AtomicBool,
}

impl fmt::Debug for FailureCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Display for FailureCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for FailureCause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

impl FailureCause {
    fn new(error: impl Into<Source>) -> Arc<Self> {
        let (works, told) = (AtomicUsize::new(1), AtomicBool::new(false));
        Arc::new(Self { error: error.into(), works, told })
    }

    /// The error that it holds.
    pub(crate) fn error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self.error.as_ref()
    }
}

/// Why a store has no answer, and whether the work may have happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// Nothing happened.
    #[error("the store is not available; nothing happened")]
    Unavailable(#[source] Arc<FailureCause>),
    /// Nothing happened: more works wait than the store takes on.
    #[error("the store takes no more works for now; nothing happened")]
    Limited,
    /// Nothing happened: what the machine's clock shows must not be booked.
    #[error("the wall clock has jumped ahead; nothing happened")]
    Untimely,
    /// The commit was sent and its answer lost.
    #[error("the store did not say whether the work was committed")]
    Unknown(#[source] Arc<FailureCause>),
    /// A bug of ours, a panic in a work, or a damaged record.
    #[error("the store is broken")]
    Broken(#[source] Arc<FailureCause>),
}

impl Failure {
    /// Nothing happened, because of this.
    pub fn unavailable(source: impl Into<Source>) -> Self {
        Self::Unavailable(FailureCause::new(source))
    }

    /// It may have happened, because of this.
    pub fn unknown(source: impl Into<Source>) -> Self {
        Self::Unknown(FailureCause::new(source))
    }

    /// Something is wrong with the work or with what is stored.
    pub fn broken(source: impl Into<Source>) -> Self {
        Self::Broken(FailureCause::new(source))
    }

    /// How many works it hit, for the first who asks; `None` for all others. So it is logged once,
    /// in the span of one of the calls that it hit. A store that takes no works for now is not logged: it
    /// says so to each, because there are too many.
    #[must_use]
    pub fn news(&self) -> Option<usize> {
        let cause = self.cause()?;
        let first = !cause.told.swap(true, Ordering::Relaxed);
        first.then(|| cause.works.load(Ordering::Relaxed))
    }

    /// Makes failures of one batch that say the same into one, that knows how many works it hit.
    pub(crate) fn join<'a>(failures: impl Iterator<Item = &'a mut Self>) {
        let mut known: HashMap<String, Self> = HashMap::new();
        for failure in failures {
            match known.entry(format!("{failure:?}")) {
                Entry::Vacant(place) => _ = place.insert(failure.clone()),
                Entry::Occupied(one) => {
                    *failure = one.get().clone();
                    failure.cause().map(|cause| cause.works.fetch_add(1, Ordering::Relaxed));
                }
            }
        }
    }

    fn cause(&self) -> Option<&FailureCause> {
        match self {
            Self::Unavailable(cause) | Self::Unknown(cause) | Self::Broken(cause) => Some(cause),
            Self::Limited | Self::Untimely => None,
        }
    }
}

/// What keeps a store from committing anything, until somebody mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Trouble {
    /// What would be written now goes with the process. It ends when the same files are back.
    #[error("the database's file, its log or its folder has gone from its place")]
    Gone,
    /// It ends with a commit.
    #[error("the disk is full")]
    Full,
    /// It ends with a commit.
    #[error("the database cannot be written to")]
    Unwritable,
    /// A record that a command needs cannot be read. It does not end.
    #[error("the database is damaged")]
    Damaged,
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("the database {} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The database has not come as far as was written down beside it, or nothing is written down though
    /// it was: it is a copy.
    #[error(
        "the database {} is an older copy, or a copy without its {}: what was committed since is not in it",
        path.display(), beside.display()
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// The file that says how far it had come.
        beside: PathBuf,
    },
    /// The file is not a database, or a damaged one.
    #[error("the database {} is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the driver says.
        #[source]
        source: Source,
    },
    /// There is no room to open it.
    #[error("there is no room on the disk of the database {}", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the driver says.
        #[source]
        source: Source,
    },
    /// The file cannot be reached.
    #[error("the database {} cannot be opened", path.display())]
    Unreachable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: Source,
    },
}
