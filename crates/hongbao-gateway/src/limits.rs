//! Every limit of the gateway, and nowhere else.

use std::time::Duration;

/// What is too much, too many or too long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body; above it 413.
    pub body: usize,
    /// Bytes of decoded biz_content; above it the method's answer to a malformed one.
    pub biz_content: usize,
    /// Bytes of a request's head; above it 431.
    pub head: usize,
    /// Distinct parameters of a request; above it isv.invalid-parameter.
    pub parameters: usize,
    /// Connections open at once; above it a new one waits to be accepted.
    pub connections: usize,
    /// How long a request's head may take.
    pub head_time: Duration,
    /// How long a request's body may take.
    pub body_time: Duration,
    /// How long a shutdown waits for the calls it has accepted.
    pub drain_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 4 << 20,
            biz_content: 1 << 20,
            head: 32 << 10,
            parameters: 256,
            connections: 10_000,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            drain_time: Duration::from_secs(10),
        }
    }
}
