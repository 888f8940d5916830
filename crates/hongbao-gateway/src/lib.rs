//! HTTP in, HTTP out: the listener, the intake of a request, the order of checks, the limits.
//!
//! This crate knows no method by name, contains no business word, and names no power of a sandbox.
#![deny(clippy::wildcard_enum_match_arm)]

mod answering;
mod bootstrap;
mod connection;
mod directory;
mod failures;
mod limits;
mod operating;
mod policy;
mod router;
mod ticker;
mod trusted_clock;
mod units;

use std::fmt;
use std::sync::Arc;

use hongbao_api::{Caller, Context, Operator};
use hongbao_store::{Clock, Store};
use hongbao_wire::SigningKey;
use tokio::sync::Semaphore;

pub use bootstrap::{bootstrap_unit, known_number_key, knows_key, number_key, stamp};
pub use connection::listener::{Endpoint, bind, serve};
pub use directory::{Directory, DirectoryError};
pub use limits::{IDEMPOTENCY_KEY, Limits, Rates};
pub use operating::metrics::LostLines;
pub use operating::pages::{Page, Pages, Visit, mount};
pub use policy::Policy;
pub use router::{admin_router, router};
pub use tokio_rustls::TlsAcceptor;
pub use trusted_clock::{Reading, Readings, TrustedClock};

use crate::answering::signer::Signer;
use crate::answering::strangers::Strangers;
use crate::answering::throttle::{StrangersRate, Throttle};
use crate::connection::bodies::Bodies;
use crate::operating::audits::Audits;
use crate::operating::metrics::Metrics;
use crate::operating::readiness::{Readiness, Reason};

/// The name of the one token that there is.
const ADMIN_TOKEN: &str = "admin";

/// Where randomness comes from.
pub trait Entropy: Send + Sync + fmt::Debug {
    /// Thirty-two fresh random bytes.
    fn draw(&self) -> [u8; 32];
}

/// What a gateway is made of; the program that starts it gives them.
#[derive(Debug)]
pub struct Parts {
    /// Where records are.
    pub store: Arc<dyn Store>,
    /// Who may call.
    pub directory: Directory,
    /// What answers are signed with.
    pub key: SigningKey,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// Wire time: what a request's timestamp is compared with.
    pub clock: Arc<dyn Clock>,
    /// What is too much.
    pub limits: Limits,
    /// How it answers where operators differ.
    pub policy: Policy,
    /// What the operator decided about the business.
    pub operator: Operator,
    /// What administrators show; without one, nobody is let in.
    pub admin_token: Option<String>,
    /// Where callers reach the gateway: what an answer to any other path names.
    pub gateway: String,
    /// What counts the lines that the log loses.
    pub lost_lines: LostLines,
}

/// A gateway.
#[derive(Debug)]
pub struct App {
    store: Arc<dyn Store>,
    directory: Directory,
    signer: Signer,
    entropy: Arc<dyn Entropy>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    policy: Policy,
    operator: Arc<Operator>,
    admin_token: Option<String>,
    throttle: Throttle,
    strangers: Strangers,
    gateway: String,
    metrics: Metrics,
    answers: Semaphore,
    audits: Audits,
    bodies: Arc<Bodies>,
    /// Administrators' bodies have memory of their own.
    admin_bodies: Arc<Bodies>,
    readiness: Readiness,
}

impl App {
    /// A gateway that is not ready yet.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, directory, key, entropy, clock, limits, .. } = parts;
        let Parts { policy, operator, admin_token, gateway, lost_lines, .. } = parts;
        let metrics = Metrics::new(lost_lines);
        let logged = StrangersRate::new(limits.strangers_logged);
        Self {
            store,
            directory,
            signer: Signer::new(key, &limits, &metrics),
            entropy,
            clock,
            throttle: Throttle::new(&limits),
            strangers: Strangers::new(logged, metrics.unlogged.clone()),
            gateway,
            answers: Semaphore::new(limits.answers),
            audits: Audits::default(),
            bodies: Arc::new(Bodies::new(limits.gateway_bodies(), metrics.bodies("gateway"))),
            admin_bodies: Arc::new(Bodies::new(limits.admin_bodies(), metrics.bodies("admin"))),
            limits,
            policy,
            operator: Arc::new(operator),
            admin_token,
            metrics,
            readiness: Readiness::starting(),
        }
    }

    /// From now on `/readyz` says so.
    pub fn set_ready(&self) {
        self.readiness.clear(Reason::Starting);
    }

    /// What an administrator's work is told: an administrator belongs to no merchant.
    fn operator_context(&self) -> Context {
        Context {
            caller: Caller::Administrator { token: ADMIN_TOKEN },
            entropy: self.entropy.draw(),
            number_key: self.directory.number_key,
            operator: Arc::clone(&self.operator),
        }
    }
}
