//! Tests of the whole: the built command, the workspace, the official SDKs. One binary.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails where it stands"
)]

mod admin;
mod answers;
mod audit;
mod audit_live;
mod call;
mod call_command;
mod campaigns;
mod canned;
mod ci;
mod client;
mod clock;
mod crowds;
mod docs;
mod earlier;
mod edges;
mod environment;
mod faults;
mod fields;
mod garbage;
mod ground;
mod http;
mod interop;
mod jump;
mod keys;
mod kill;
mod log;
mod money;
mod older;
mod once;
mod operator;
mod order;
mod overload;
mod random;
#[path = "../../../../vectors/raw_signature.rs"]
mod raw_signature;
mod readme;
mod receipts;
mod records;
mod refusals;
mod remembered;
mod replay;
mod requests;
mod rounds;
mod sandbox;
mod secrets;
mod security;
mod server;
mod settings;
mod shell;
mod shutdown;
mod sign;
mod simulate;
mod slow;
mod start;
mod story;
mod strangers;
mod terminal;
mod tidy;
mod transcript;
#[path = "../../../../vectors/vectors.rs"]
mod vectors;
mod verify;
mod verify_answer;
mod verify_ways;
mod walked;
mod worlds;
