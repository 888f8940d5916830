//! How a lane commits to SQLite: the one connection that writes.

use std::sync::Arc;

use hongbao_engine::{Home, Record};
use rusqlite::{Connection, TransactionBehavior};

use super::access::Access;
use super::extent::Noted;
use super::ground::Ground;
use super::{before_commit, lanes, records};
use crate::lane::{Backend, Decide, Setback};
use crate::limits::{CACHE_KIB, LOG_PAGES};
use crate::{Failure, Trouble};

/// The connection that writes.
#[derive(Debug)]
pub(super) struct Writer {
    access: Access,
    pub(super) connection: Connection,
    /// The last transaction's, once it was sent.
    marker: Option<(Home, i64)>,
    noted: Arc<Noted>,
    // After the connection: it must be closed first.
    ground: Arc<Ground>,
}

impl Writer {
    pub(super) fn open(access: Access, noted: Arc<Noted>) -> rusqlite::Result<Self> {
        let (connection, ground) = (connect_to_write(&access)?, Arc::clone(noted.ground()));
        Ok(Self { access, connection, marker: None, noted, ground })
    }

    /// One transaction; gives whether there was anything to commit.
    fn commit(&mut self, decide: &mut Decide<'_>) -> Result<bool, Setback> {
        self.marker = None;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| Setback::Down(before_commit(error)))?;
        let changes = decide(&mut |lookup| records::load(&transaction, lookup)).map_err(blamed)?;
        let Some(home) = changes.first().map(Record::home) else { return Ok(false) };
        for record in &changes {
            records::save(&transaction, record).map_err(blamed)?;
        }
        let marker = lanes::mark(&transaction, home).map_err(blamed)?;
        self.marker = marker.map(|marker| (home, marker));
        transaction.commit().map_err(|error| Setback::Lost(before_commit(error)))?;
        Ok(true)
    }
}

/// A row that is refused is its work's fault; a full disk is no one's.
fn blamed(failure: Failure) -> Setback {
    match failure {
        Failure::Unavailable(_) | Failure::Untimely => Setback::Down(failure),
        Failure::Limited | Failure::Unknown(_) | Failure::Broken(_) => Setback::Refused(failure),
    }
}

fn connect_to_write(access: &Access) -> rusqlite::Result<Connection> {
    let connection = access.connect()?;
    // Negative: KiB, not pages.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
    Ok(connection)
}

impl Backend for Writer {
    fn transact(&mut self, decide: &mut Decide<'_>) -> Result<(), Setback> {
        if self.ground.trouble() == Some(Trouble::Gone) {
            self.ground.look().map_err(|gone| Setback::Down(Failure::unavailable(gone)))?;
        }
        let kept_up = self.noted.keep_up().map_err(Setback::Down);
        let is_committed = kept_up.and_then(|()| self.commit(decide)).inspect_err(|setback| {
            let (Setback::Again(failure)
            | Setback::Refused(failure)
            | Setback::Down(failure)
            | Setback::Lost(failure)) = setback;
            self.ground.note(Err(failure));
        })?;
        if is_committed {
            self.noted.count();
            self.ground.note(Ok(()));
            // Between the commit and its answers: what went into a file that has gone is not there.
            self.ground.look().map_err(|gone| Setback::Down(Failure::unknown(gone)))?;
        }
        Ok(())
    }

    fn committed(&mut self) -> Result<bool, Failure> {
        let Some((home, marker)) = self.marker else { return Ok(false) };
        let fresh = connect_to_write(&self.access).map_err(before_commit)?;
        // In another file than the one that was written to, nothing can be found out.
        self.ground.look().map_err(Failure::unavailable)?;
        // Closing the old connection ends what it had under way.
        self.connection = fresh;
        lanes::is_marked(&self.connection, home, marker)
    }
}
