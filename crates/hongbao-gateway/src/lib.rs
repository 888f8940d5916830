//! HTTP in, HTTP out: the listener, the intake of a request, the order of checks, the limits.
//!
//! This crate knows no method by name, contains no business word, and names no power of a sandbox.

mod directory;
mod founding;
mod intake;
mod limits;
mod listener;
mod pipeline;
mod router;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hongbao_store::Store;
use hongbao_wire::SigningKey;

pub use directory::{Directory, DirectoryError};
pub use founding::{founding, knows_key, purpose};
pub use limits::Limits;
pub use listener::serve;
pub use router::router;

/// Where randomness comes from.
pub trait Entropy: Send + Sync + fmt::Debug {
    /// Thirty-two fresh random bytes.
    fn draw(&self) -> [u8; 32];
}

/// Everything that a gateway needs, made by whoever starts it.
#[derive(Debug)]
pub struct App {
    /// Where records are.
    pub store: Arc<dyn Store>,
    /// Who may call.
    pub directory: Directory,
    /// What answers are signed with.
    pub key: SigningKey,
    /// Where randomness comes from.
    pub entropy: Arc<dyn Entropy>,
    /// What is too much.
    pub limits: Limits,
    ready: AtomicBool,
}

impl App {
    /// A gateway that is not ready yet.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        directory: Directory,
        key: SigningKey,
        entropy: Arc<dyn Entropy>,
        limits: Limits,
    ) -> Self {
        Self { store, directory, key, entropy, limits, ready: AtomicBool::new(false) }
    }

    /// From now on `/readyz` says so.
    pub fn set_ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }
}
