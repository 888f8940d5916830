//! Every limit of the gateway, and nowhere else.

use std::num::NonZeroU32;
use std::time::Duration;

use hongbao_engine::Backoff;

use crate::connection::places::Bounds;

/// What is too much, too many or too long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body; above it 413.
    pub body: usize,
    /// Bytes of decoded biz_content; above it the method's answer to a malformed one.
    pub biz_content: usize,
    /// Bytes of memory for all bodies that are held at once; above it the slowest that is being read
    /// is dropped with 408, and where there is none the new one is refused with 503.
    pub bodies: usize,
    /// The same for the bodies of one address, which has no more than this of the memory for all.
    pub bodies_address: usize,
    /// Bytes of a request's head; above it 431.
    pub head: usize,
    /// Distinct parameters of a request; above it isv.invalid-parameter.
    pub parameters: usize,
    /// Connections open at once, of all of the gateway's listeners; above it those that wait for a
    /// request give way to a new one, then those that read a head, then those that read a body.
    pub connections: usize,
    /// The same for the connections of one address.
    pub connections_address: usize,
    /// Connections open at once to the admin side, which has these places for itself.
    pub admin_connections: usize,
    /// Calls answered at once; above it isv.app-call-limited.
    pub answers: usize,
    /// Calls of one app and method in a second; above it the method's own error. Default: no limit.
    pub app_method: Option<NonZeroU32>,
    /// Bad signatures in a second that are explained; the rest get the constant answer.
    pub explained: Rates,
    /// Requests of strangers in a second that have a line of their own in the log; the rest are counted.
    pub strangers_logged: Rates,
    /// How long the log waits before it sums up what strangers sent beyond that.
    pub summary: Duration,
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
    /// Bytes of the log's lines that wait to be written; above it lines are lost, and counted.
    pub log: usize,
    /// How long a shutdown waits for the log to be written.
    pub log_flush_time: Duration,
    /// How long the ticker waits, in wire time, before it books again what has become due.
    pub tick: Duration,
}

/// How often in a second something may happen that strangers cause.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// From one address; the addresses of IPv6 that share 64 bits are one.
    pub each: NonZeroU32,
    /// From all of them.
    pub all: NonZeroU32,
}

/// Bytes of an administrator's request body; above it 413.
const ADMIN_BODY: usize = 1 << 20;
/// Bytes of memory for all bodies of administrators, who have it for themselves.
const ADMIN_BODIES: usize = 16 << 20;
/// Open files that are kept for what is not a connection.
const FILES_KEPT: usize = 128;
const CONNECTIONS: usize = 10_000;
/// Connections that the system has made and that wait to be accepted, of each listener.
pub(crate) const BACKLOG: u32 = 1_024;
/// Characters of an `Idempotency-Key`, from 1; beyond them 422.
pub const IDEMPOTENCY_KEY: usize = 255;
/// How often a call is checked where the directory changes each time before it is carried out; above it the
/// store counts as unavailable.
pub(crate) const ADMISSIONS: usize = 8;
/// Entries of what has become due that are booked at once.
pub(crate) const DUE: u32 = 500;
/// How long an entry waits whose booking has failed.
pub(crate) const BACKOFF: Backoff = Backoff { first: 1, most: 3_600 };
/// How long an operation that moves time books what it has made due, before it answers how much is left.
pub(crate) const BOOKED_TIME: Duration = Duration::from_secs(10);
/// An audit rests so many times as long as its last chunk took while other calls are answered: beside
/// others it takes a quarter of a core.
pub(crate) const AUDIT_REST: u32 = 3;
/// Keys of a rate limiter from which on those that are at rest are forgotten.
pub(crate) const THROTTLE_KEYS: usize = 10_000;
/// Calls after which that is done again, while there are so many keys.
pub(crate) const THROTTLE_CALLS: usize = 1_000;
/// Bytes of an unknown path that the log shows.
pub(crate) const LOGGED_PATH: usize = 64;

const EXPLAINED: Rates =
    Rates { each: NonZeroU32::new(20).unwrap(), all: NonZeroU32::new(100).unwrap() };
const STRANGERS_LOGGED: Rates =
    Rates { each: NonZeroU32::new(10).unwrap(), all: NonZeroU32::new(50).unwrap() };

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 4 << 20,
            bodies: 256 << 20,
            bodies_address: 192 << 20,
            biz_content: 1 << 20,
            head: 32 << 10,
            parameters: 256,
            connections: CONNECTIONS,
            connections_address: Self::share_of(CONNECTIONS),
            admin_connections: 512,
            answers: 1_024,
            app_method: None,
            explained: EXPLAINED,
            strangers_logged: STRANGERS_LOGGED,
            summary: Duration::from_secs(10),
            signatures: 16 << 20,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            call_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(75),
            write_time: Duration::from_secs(30),
            drain_time: Duration::from_secs(10),
            log: 1 << 20,
            log_flush_time: Duration::from_secs(1),
            tick: Duration::from_secs(1),
        }
    }
}

/// What bodies may take, on one side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyBounds {
    /// Bytes of one body.
    pub(crate) body: usize,
    /// Bytes of memory for the bodies of one address.
    pub(crate) address: usize,
    /// Bytes of memory for all.
    pub(crate) all: usize,
    pub(crate) time: Duration,
}

impl Limits {
    /// How many of all connections one address may have, unless it is set: the rest is for others.
    #[must_use]
    pub const fn share_of(connections: usize) -> usize {
        match connections - connections.div_ceil(20) {
            0 => 1,
            share => share,
        }
    }

    /// Lowers the bounds on connections to what this number of open files allows; whether it had to.
    pub fn fit_files(&mut self, files: usize) -> bool {
        self.admin_connections = self.admin_connections.min(files / 4).max(1);
        let most = files.saturating_sub(self.admin_connections + FILES_KEPT).max(files / 2);
        let is_lower = most < self.connections;
        if is_lower {
            self.connections = most;
            self.connections_address = self.connections_address.min(Self::share_of(most));
        }
        is_lower
    }

    pub(crate) fn gateway_bodies(&self) -> BodyBounds {
        let Self { body, bodies: all, bodies_address: address, body_time: time, .. } = *self;
        BodyBounds { body, address, all, time }
    }

    /// Clients of the admin side have shown a token: no address has to be kept from the others' share.
    pub(crate) fn admin_bodies(&self) -> BodyBounds {
        let (body, all) = (ADMIN_BODY, ADMIN_BODIES);
        BodyBounds { body, address: all, all, time: self.body_time }
    }

    pub(crate) fn gateway_places(&self) -> Bounds {
        Bounds { all: self.connections, address: self.connections_address }
    }

    /// The admin side is on loopback, where all are one address.
    pub(crate) fn admin_places(&self) -> Bounds {
        Bounds { all: self.admin_connections, address: self.admin_connections }
    }
}
