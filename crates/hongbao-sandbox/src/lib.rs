//! The sandbox: a seeded world with constant identifiers, and the file that tells people about it.
//!
//! Production code must not need this crate.

mod manifest;
mod world;

pub use manifest::{Addresses, Manifest};
pub use world::{APP_ID, MERCHANT_ID, WORLD, world};
