//! Errors that an identifier forces, as test cards do: a store in front of the real one that fails
//! when a work asks for such an identifier, and otherwise is not there.

use std::sync::Arc;

use hongbao_engine::{Key, Work};
use hongbao_store::{Answer, BoxFuture, Chunk, Cursor, Failure, Store, Walk};

/// How a forced identifier fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Force {
    /// The database is not available.
    Unavailable,
    /// The commit's answer is lost.
    Unsure,
    /// Too many calls.
    Limited,
    /// The work panics.
    Panic,
    /// No answer ever comes.
    Silence,
}

/// An identifier that forces an error.
#[derive(Debug)]
pub(crate) struct Forced {
    pub(crate) id: &'static str,
    pub(crate) force: Force,
}

const fn forced(id: &'static str, force: Force) -> Forced {
    Forced { id, force }
}

/// All of them.
pub(crate) const FORCED: &[Forced] = &[
    forced("FIXTURE-error-unavailable", Force::Unavailable),
    forced("FIXTURE-error-unsure", Force::Unsure),
    forced("FIXTURE-error-limited", Force::Limited),
    forced("FIXTURE-error-panic", Force::Panic),
    forced("FIXTURE-error-silence", Force::Silence),
    forced("20170616000730020041ERRUNAVL", Force::Unavailable),
    forced("20170616000730020041ERRUNSUR", Force::Unsure),
    forced("20170616000730020041ERRLIMIT", Force::Limited),
    forced("20170616000730020041ERRPANIC", Force::Panic),
    forced("20170616000730020041ERRSILEN", Force::Silence),
];

/// A store that fails where an identifier forces it to.
#[derive(Debug)]
pub struct ForcedStore {
    store: Arc<dyn Store>,
}

impl ForcedStore {
    /// In front of this store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    fn run(
        &self,
        work: Work,
        pass: impl FnOnce(&dyn Store, Work) -> BoxFuture<'_, Result<Answer, Failure>>,
    ) -> BoxFuture<'_, Result<Answer, Failure>> {
        let failed = |failure| Box::pin(std::future::ready(Err(failure)));
        match force(&work) {
            None => pass(self.store.as_ref(), work),
            Some(Force::Unavailable) => failed(Failure::unavailable("forced")),
            Some(Force::Unsure) => failed(Failure::unknown("forced")),
            Some(Force::Limited) => failed(Failure::Limited),
            Some(Force::Panic) => {
                #[expect(clippy::panic, reason = "the panic is what was asked for")]
                let work = Work { run: Box::new(|_| panic!("forced")), ..work };
                pass(self.store.as_ref(), work)
            }
            Some(Force::Silence) => Box::pin(std::future::pending()),
        }
    }
}

/// What a work's first key forces.
fn force(work: &Work) -> Option<Force> {
    let id = match work.hint.first()? {
        Key::Campaign(no) => no.as_str(),
        Key::Voucher(id) => id.as_str(),
        Key::Lane
        | Key::Draw(..)
        | Key::Tally(..)
        | Key::Transfer(_)
        | Key::User(_)
        | Key::Page(_)
        | Key::Stamp
        | Key::PlatformKey(_)
        | Key::Merchant(_)
        | Key::App(_)
        | Key::Fixture(_) => return None,
    };
    FORCED.iter().find(|forced| forced.id == id).map(|forced| forced.force)
}

impl Store for ForcedStore {
    fn migrate(&self) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.migrate()
    }

    fn read(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.run(work, |store, work| store.read(work))
    }

    fn transact(&self, work: Work) -> BoxFuture<'_, Result<Answer, Failure>> {
        self.run(work, |store, work| store.transact(work))
    }

    fn found(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.found(works)
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        self.store.walk(what, after, limit)
    }
}
