//! Every limit of the gateway, and nowhere else.

use std::num::NonZeroU32;
use std::time::Duration;

/// What is too much, too many or too long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body; above it 413.
    pub body: usize,
    /// Bytes of decoded biz_content; above it the method's answer to a malformed one.
    pub biz_content: usize,
    /// Bytes of all bodies that are held at once; above it a body waits to be read.
    pub bodies: usize,
    /// Bytes of a request's head; above it 431.
    pub head: usize,
    /// Distinct parameters of a request; above it isv.invalid-parameter.
    pub parameters: usize,
    /// Connections open at once, of all listeners; above it a new one waits to be accepted.
    pub connections: usize,
    /// Calls answered at once; above it isv.app-call-limited.
    pub answers: usize,
    /// Calls of one app and method in a second; above it the method's own error. `None` is no limit.
    pub app_method: Option<NonZeroU32>,
    /// Bad signatures of one app and address in a second that are explained; the rest get the
    /// constant answer.
    pub bad_signatures: NonZeroU32,
    /// Bytes that the signatures of successes may take in memory, so that an equal answer is not
    /// signed again; 16 MiB are some 34,000 signatures of 2,048 bits. 0 remembers none.
    pub signatures: u32,
    /// How long a TLS handshake, or a request's head, may take.
    pub head_time: Duration,
    /// How long a request's body may take.
    pub body_time: Duration,
    /// How long a call may take once it is read; above it 20000.
    pub call_time: Duration,
    /// How long a connection may wait for its next request.
    pub idle_time: Duration,
    /// How long a client may take to accept what is written to it.
    pub write_time: Duration,
    /// How long a shutdown waits for the calls it has accepted.
    pub drain_time: Duration,
    /// How long the ticker waits, in wire time, before it books again what has become due.
    pub tick: Duration,
}

/// Bytes of an administrator's request body; above it 413.
pub(crate) const ADMIN_BODY: usize = 1 << 20;
/// Characters of an `Idempotency-Key`, from 1; beyond them 422.
pub const IDEMPOTENCY_KEY: usize = 255;
/// Records that have become due and are booked at once.
pub(crate) const DUE: u32 = 500;
/// Keys of a rate limiter beyond which those that are at rest are forgotten.
pub(crate) const THROTTLE_KEYS: usize = 10_000;

const BAD_SIGNATURES: NonZeroU32 = NonZeroU32::new(20).unwrap();

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 4 << 20,
            bodies: 256 << 20,
            biz_content: 1 << 20,
            head: 32 << 10,
            parameters: 256,
            connections: 10_000,
            answers: 1_024,
            app_method: None,
            bad_signatures: BAD_SIGNATURES,
            signatures: 16 << 20,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            call_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(75),
            write_time: Duration::from_secs(30),
            drain_time: Duration::from_secs(10),
            tick: Duration::from_secs(1),
        }
    }
}
