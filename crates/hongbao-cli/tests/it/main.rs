//! Tests of the whole: the built command, the workspace, the official SDKs. One binary.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails where it stands"
)]

mod business;
mod commands;
mod harness;
mod house;
#[path = "../../../../vectors/raw_signature.rs"]
mod raw_signature;
mod resilience;
mod simulate;
#[path = "../../../../vectors/vectors.rs"]
mod vectors;
mod wire;
