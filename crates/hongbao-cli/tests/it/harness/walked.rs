//! A store in memory whose walks a test leads.

use std::fmt;

use hongbao_engine::Work;
use hongbao_store::{Answer, BoxFuture, Chunk, Cursor, Failure, MemoryStore, Store, Trouble, Walk};

/// The store, and what its walks do.
#[derive(Debug)]
pub(crate) struct Walked<W> {
    pub(crate) store: MemoryStore,
    pub(crate) walks: W,
}

/// How a store is walked through instead.
pub(crate) trait Walks: fmt::Debug + Send + Sync + Sized {
    /// One chunk_of; `whole` is the store with these walks.
    fn walk(
        whole: &Walked<Self>,
        what: Walk,
        after: Cursor,
        limit: u32,
    ) -> BoxFuture<'_, Result<Chunk, Failure>>;
}

impl<W: Walks> Store for Walked<W> {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.migrate()
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.store.read(work)
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.store.transact(work)
    }

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.bootstrap(works)
    }

    fn trouble(&self) -> Option<Trouble> {
        self.store.trouble()
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        W::walk(self, what, after, limit)
    }
}
