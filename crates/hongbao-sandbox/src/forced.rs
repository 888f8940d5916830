//! Errors that an identifier forces, as test cards do: a store in front of the real one that fails, or
//! refuses, when a work asks for such an identifier, and otherwise is not there.
//!
//! Where a method names no record, its caller forces the error: an app of a merchant in whose home
//! every work fails.

use std::sync::Arc;

use hongbao_engine::{Compared, Home, Key, Refusal, Work};
use hongbao_store::{Answer, BoxFuture, Chunk, Cursor, Failure, Store, Trouble, Walk};

use crate::parties::{Client, Party, cash_app, cash_merchant};

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
    /// The merchant has as many open campaigns as an operator might allow.
    CreatorLimit,
    /// There are as many campaigns as an operator might allow.
    SystemLimit,
    /// The campaign was changed as often as an operator might allow.
    ChangesLimit,
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

/// The records of them.
pub(crate) const FORCED: &[Forced] = &[
    forced("FIXTURE-error-unavailable", Force::Unavailable),
    forced("FIXTURE-error-unsure", Force::Unsure),
    forced("FIXTURE-error-limited", Force::Limited),
    forced("FIXTURE-error-panic", Force::Panic),
    forced("FIXTURE-error-silence", Force::Silence),
    forced("FIXTURE-error-changes-limit", Force::ChangesLimit),
    forced("20170616000730020041ERRUNAVL", Force::Unavailable),
    forced("20170616000730020041ERRUNSUR", Force::Unsure),
    forced("20170616000730020041ERRLIMIT", Force::Limited),
    forced("20170616000730020041ERRPANIC", Force::Panic),
    forced("20170616000730020041ERRSILEN", Force::Silence),
];

/// An app for whose merchant everything fails.
pub(crate) struct ForcedApp {
    pub(crate) id: &'static str,
    merchant: &'static str,
    home: Home,
    pub(crate) force: Force,
}

const fn app(id: &'static str, merchant: &'static str, home: u32, force: Force) -> ForcedApp {
    ForcedApp { id, merchant, home: Home::new(home), force }
}

/// All of these apps.
pub(crate) const FORCED_APPS: &[ForcedApp] = &[
    app("2014072300007161", "2088005599940061", 11, Force::Unavailable),
    app("2014072300007162", "2088005599940062", 12, Force::Unsure),
    app("2014072300007163", "2088005599940063", 13, Force::Limited),
    app("2014072300007164", "2088005599940064", 14, Force::Panic),
    app("2014072300007165", "2088005599940065", 15, Force::Silence),
    app("2014072300007166", "2088005599940066", 16, Force::CreatorLimit),
    app("2014072300007167", "2088005599940067", 17, Force::SystemLimit),
];

impl ForcedApp {
    pub(crate) fn merchant(&self) -> Party {
        cash_merchant(self.merchant, self.home, "出错商户")
    }

    pub(crate) fn client(&self) -> Client {
        cash_app(self.id, self.merchant)
    }
}

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
        let ready = |answer| Box::pin(std::future::ready(answer));
        let refused = |refusal| ready(Ok(Answer::Refused(refusal, Compared::Nothing)));
        match force(&work) {
            None => pass(self.store.as_ref(), work),
            Some(Force::Unavailable) => ready(Err(Failure::unavailable("forced"))),
            Some(Force::Unsure) => ready(Err(Failure::unknown("forced"))),
            Some(Force::Limited) => ready(Err(Failure::Limited)),
            Some(Force::CreatorLimit) => refused(Refusal::CreatorLimit),
            Some(Force::SystemLimit) => refused(Refusal::SystemLimit),
            Some(Force::ChangesLimit) => refused(Refusal::ChangesLimit),
            Some(Force::Panic) => {
                #[expect(clippy::panic, reason = "the panic is what was asked for")]
                let work = Work { run: Box::new(|_| panic!("forced")), ..work };
                pass(self.store.as_ref(), work)
            }
            Some(Force::Silence) => Box::pin(std::future::pending()),
        }
    }
}

/// What a key of a work's hint forces, wherever it stands in the hint, or the home that it runs in.
fn force(work: &Work) -> Option<Force> {
    let forced = |key: &Key| {
        let id = match key {
            Key::Campaign(no) => no.as_str(),
            Key::Voucher(id) => id.as_str(),
            _ => return None,
        };
        FORCED.iter().find(|forced| forced.id == id).map(|forced| forced.force)
    };
    let record = work.hint.iter().find_map(forced);
    let caller = || FORCED_APPS.iter().find(|app| app.home == work.home).map(|app| app.force);
    record.or_else(caller)
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

    fn bootstrap(&self, works: Vec<Work>) -> BoxFuture<'_, Result<(), Failure>> {
        self.store.bootstrap(works)
    }

    fn trouble(&self) -> Option<Trouble> {
        self.store.trouble()
    }

    fn walk(&self, what: Walk, after: Cursor, limit: u32) -> BoxFuture<'_, Result<Chunk, Failure>> {
        self.store.walk(what, after, limit)
    }
}

#[cfg(test)]
mod tests {
    use hongbao_engine::CrowdNo;

    use super::*;

    #[test]
    fn an_identifier_forces_its_error_wherever_it_stands_in_the_hint() {
        let campaign = Key::Campaign(CrowdNo::parse("FIXTURE-error-limited").unwrap());
        for hint in [
            vec![campaign.clone()],
            vec![Key::Lane(()), Key::Stamp(()), campaign.clone()],
            vec![campaign, Key::Lane(())],
        ] {
            let run = Box::new(|_: &mut hongbao_engine::Books| Ok(Vec::new()));
            let work = Work { home: Home::new(1), writes: true, hint, run };
            assert_eq!(force(&work), Some(Force::Limited));
        }
    }
}
