//! Tests of the whole: the built command, the workspace, the official SDKs. One binary.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails where it stands"
)]

mod docs;
mod edges;
mod http;
mod interop;
mod kill;
mod replay;
mod server;
mod start;
mod tidy;
#[path = "../../../../vectors/vectors.rs"]
mod vectors;
