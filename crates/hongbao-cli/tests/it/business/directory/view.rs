//! A store as one of several processes sees it: things happen in it between its units of work.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hongbao_engine::{App, Fixture, Home, Merchant, Work};
use hongbao_store::{Answer, BoxFuture, Chunk, Cursor, Failure, MemoryStore, Store, Trouble, Walk};

/// What one process sees of the store that all share.
#[derive(Debug)]
pub(super) struct View {
    pub(super) store: Arc<MemoryStore>,
    /// What happens in the store before each next unit of work that is handed in.
    pub(super) before: Mutex<Vec<Work>>,
    /// Whether changes of the directory cannot be read.
    pub(super) is_blind: AtomicBool,
    /// Records of the directory that walks gave.
    pub(super) walked: AtomicUsize,
}

impl View {
    fn change(&self) -> Option<BoxFuture<'_, Result<Answer, Failure>>> {
        let next = self.before.lock().unwrap().pop();
        next.map(|work| self.store.transact(work))
    }
}

impl Store for View {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.migrate()
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(async move {
            // The directory's own reads are not calls.
            if work.home != Home::DIRECTORY
                && let Some(change) = self.change()
            {
                change.await?;
            }
            self.store.read(work).await
        })
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        Box::pin(async move {
            if let Some(change) = self.change() {
                change.await?;
            }
            self.store.transact(work).await
        })
    }

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.bootstrap(works)
    }

    fn trouble(&self) -> Option<Trouble> {
        self.store.trouble()
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        Box::pin(async move {
            if matches!(what, Walk::Changed(_)) && self.is_blind.load(Ordering::SeqCst) {
                return Err(Failure::unavailable("this test"));
            }
            let copied = [Walk::all::<Merchant>(), Walk::all::<App>(), Walk::all::<Fixture>()];
            let is_directory = copied.contains(&what) || matches!(what, Walk::Changed(_));
            let chunk = self.store.walk(what, after, limit).await?;
            if is_directory {
                self.walked.fetch_add(chunk.records.len(), Ordering::SeqCst);
            }
            Ok(chunk)
        })
    }
}
