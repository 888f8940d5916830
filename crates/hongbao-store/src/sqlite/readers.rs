//! Connections that read, and the threads for what takes longer than a look-up.
//!
//! A look-up of records by their keys takes hardly longer than waking a thread, so it is done where it is
//! asked for. A chunk of a walk or a page takes as long as there are records on it or before it:
//! that happens on threads of its own, first come, first served, so that no thread that reads requests is
//! held up by it. Nothing here knows what is read.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use futures_channel::oneshot;
use rusqlite::Connection;

use super::access::Access;
use super::before_commit;
use super::ground::Ground;
use crate::limits::{IDLE_READERS, READERS};
use crate::{BoxFuture, Failure, Trouble};

type Job = Box<dyn FnOnce() + Send>;

/// Connections that read, each by one at a time.
#[derive(Debug)]
pub(super) struct Connections {
    access: Access,
    idle: Mutex<Vec<Connection>>,
    // The last to go, as in the store.
    ground: Arc<Ground>,
}

impl Connections {
    /// Runs a function on one of them.
    pub(super) fn with<T>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        // What was answered from a database that has gone would be gone at the next start.
        if self.ground.trouble() == Some(Trouble::Gone) {
            self.ground.look().map_err(Failure::unavailable)?;
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let result = run(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS && connection.is_autocommit() {
            idle.push(connection);
        }
        result
    }

    /// A new connection, to the file that is locked and no other.
    pub(super) fn connect(&self) -> Result<Connection, Failure> {
        let connection = self.access.connect().map_err(before_commit)?;
        self.ground.look().map_err(Failure::unavailable)?;
        Ok(connection)
    }
}

/// The connections and the threads. When it is dropped, what has begun is finished and what waits is not.
#[derive(Debug)]
pub(super) struct Readers {
    connections: Arc<Connections>,
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn new(access: Access, ground: Arc<Ground>) -> Self {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let start = |_| {
            let waiting = Arc::clone(&waiting);
            thread::spawn(move || work(&waiting))
        };
        let threads = (0..READERS).map(start).collect();
        let connections = Arc::new(Connections { access, idle: Mutex::default(), ground });
        Self { connections, jobs: Some(jobs), threads }
    }

    /// The connections, for reads on the caller's own thread.
    pub(super) fn here(&self) -> &Connections {
        &self.connections
    }

    /// Runs a function on a thread, when it is its turn; not at all if nobody waits for it any more.
    pub(super) fn run<T: Send + 'static>(
        &self,
        run: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> BoxFuture<'_, Result<T, Failure>> {
        let (done, answer) = oneshot::channel();
        let connections = Arc::clone(&self.connections);
        let job = move || {
            if !done.is_canceled() {
                let result = catch_unwind(AssertUnwindSafe(|| connections.with(run)));
                let panicked = |_| Err(Failure::broken("a reader panicked"));
                // The caller may have gone meanwhile.
                let _ = done.send(result.unwrap_or_else(panicked));
            }
        };
        // Without a thread that takes it, it is dropped, and says so.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(Box::new(job)));
        Box::pin(async { answer.await.unwrap_or_else(|lost| Err(Failure::unavailable(lost))) })
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A panic has been told where it happened.
            let _ = thread.join();
        }
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}
