//! The sandbox: a seeded world with constant identifiers, errors that an identifier forces, and the
//! file that tells people about them. [`Sandbox::start`] runs one inside a test.
//!
//! Production code must not need this crate.

#![deny(missing_docs)]

mod campaigns;
mod cashier;
mod fixtures;
mod forced;
mod manifest;
mod parties;
mod start;
mod vouchers;
mod world;

pub use campaigns::CAMPAIGN;
pub use cashier::Cashier;
pub use fixtures::{Fixture, fixtures, page};
pub use forced::ForcedStore;
pub use manifest::{Addresses, Keys, Manifest};
pub use parties::{APP_1024, APP_ID};
pub use start::{Sandbox, StartError};
pub use world::{FORBIDDEN_WORD, WORLD, world};
