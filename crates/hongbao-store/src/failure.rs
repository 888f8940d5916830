//! What a store answers when it cannot do its work. None of this text reaches a caller.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

type Source = Box<dyn Error + Send + Sync>;
/// What one cause may do to many works.
type Shared = Arc<dyn Error + Send + Sync>;

/// Why a store has no answer, and whether the work may have happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// Nothing happened.
    #[error("the store is not available; nothing happened")]
    Unavailable(#[source] Shared),
    /// Nothing happened: more works wait than the store takes on.
    #[error("the store takes no more works for now; nothing happened")]
    Limited,
    /// Nothing happened: what the machine's clock shows must not be booked.
    #[error("the wall clock has jumped ahead; nothing happened")]
    Untimely,
    /// The commit was sent and its answer lost.
    #[error("the store did not say whether the work was committed")]
    Unknown(#[source] Shared),
    /// A bug of ours, a panic in a work, or a damaged record.
    #[error("the store is broken")]
    Broken(#[source] Shared),
}

impl Failure {
    /// Nothing happened, because of this.
    pub fn unavailable(source: impl Into<Source>) -> Self {
        Self::Unavailable(source.into().into())
    }

    /// It may have happened, because of this.
    pub fn unknown(source: impl Into<Source>) -> Self {
        Self::Unknown(source.into().into())
    }

    /// Something is wrong with the work or with what is stored.
    pub fn broken(source: impl Into<Source>) -> Self {
        Self::Broken(source.into().into())
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
    /// The file is no database, or a damaged one.
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
