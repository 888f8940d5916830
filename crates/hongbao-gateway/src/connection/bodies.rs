//! The bodies of requests, counted as memory while they arrive and until they are answered. It knows
//! neither forms nor JSON.
//!
//! A body grows in one buffer, in steps of a quarter, and what is counted is that buffer. If the memory
//! for all bodies, or an address's share of it, is used up, those that are still being read are dropped
//! for one that goes on: first the one that holds the most for the longest.

mod memory;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Body as _, Bytes};

use self::memory::{Buffer, Memory, Wanted};
use crate::connection::address::Address;
use crate::connection::standing::{Phase, Standing};
use crate::limits::BodyBounds;
use crate::operating::metrics::BodyCounts;

/// The first buffer of a body.
const FIRST: usize = 1 << 10;
/// When bodies are dropped, one part in so many of the bound gets free, so that looking for them costs
/// little each time.
const OF_SO_MANY: usize = 64;

/// The memory for bodies of one side, the gateway's or the admin one.
#[derive(Debug)]
pub(crate) struct Bodies {
    bounds: BodyBounds,
    memory: Mutex<Memory>,
    counts: BodyCounts,
}

/// A whole body, with the memory that it and its parameters take, until this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    bytes: Bytes,
    _memory: Option<Charge>,
}

impl Held {
    /// The bytes, leaving what is counted for them.
    pub(crate) fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.bytes)
    }
}

impl Deref for Held {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Memory of a body that is not read any more.
#[derive(Debug)]
struct Charge {
    bodies: Arc<Bodies>,
    address: Address,
    bytes: usize,
}

impl Drop for Charge {
    fn drop(&mut self) {
        let mut memory = self.bodies.lock();
        memory.give_back(self.address, self.bytes);
        self.bodies.counts.show(memory.bytes);
    }
}

impl Bodies {
    pub(crate) fn new(bounds: BodyBounds, counts: BodyCounts) -> Self {
        Self { bounds, memory: Mutex::default(), counts }
    }

    /// Reads a request's whole body; from then on its connection does not give way any more.
    ///
    /// The error is the status of the answer: 413 for one over the limit, 408 for one that takes too
    /// long or was dropped for another, 503 if there is no memory and nothing can be dropped, 400 for
    /// one that breaks off.
    pub(crate) async fn read(self: &Arc<Self>, request: Request<Body>) -> Result<Held, StatusCode> {
        let peer = request.extensions().get().map(SocketAddr::ip);
        let address = Address::of(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
        let standing = request.extensions().get::<Standing>().cloned();
        let held = self.read_from(address, request.into_body()).await?;
        if standing.is_none_or(|standing| standing.enter(Phase::Answer)) {
            Ok(held)
        } else {
            Err(StatusCode::REQUEST_TIMEOUT)
        }
    }

    async fn read_from(self: &Arc<Self>, address: Address, body: Body) -> Result<Held, StatusCode> {
        if body.is_end_stream() {
            return Ok(Held { bytes: Bytes::new(), _memory: None });
        }
        let hint = body.size_hint();
        let announced = usize::try_from(hint.lower()).unwrap_or(usize::MAX);
        if announced > self.bounds.body {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let most = hint.exact().map_or(self.bounds.body, |_| announced);
        let whole = tokio::time::timeout(self.bounds.time, self.gather(address, body, most));
        whole.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT))
    }

    async fn gather(
        self: &Arc<Self>,
        address: Address,
        mut body: Body,
        most: usize,
    ) -> Result<Held, StatusCode> {
        let first = next(&mut body).await?.unwrap_or_default();
        // Most bodies come in one piece: nothing of them ever waits, so that nothing can be dropped.
        if body.is_end_stream() {
            let bytes = first.len() * 2;
            self.take(None, address, bytes)?;
            let memory = Charge { bodies: Arc::clone(self), address, bytes };
            return Ok(Held { bytes: first.to_vec().into(), _memory: Some(memory) });
        }
        let mut growing = self.begin(address, most);
        growing.add(&first)?;
        drop(first);
        let buffer = Arc::clone(&growing.buffer);
        tokio::select! {
            biased;
            () = buffer.dropped.notified() => return Err(StatusCode::REQUEST_TIMEOUT),
            filled = growing.fill(body) => filled?,
        }
        growing.hold()
    }

    fn begin(self: &Arc<Self>, address: Address, most: usize) -> Growing {
        let (number, buffer) = self.lock().begin(address);
        Growing { bodies: Arc::clone(self), number, address, most, buffer }
    }

    /// Takes memory, for the body of this number if it is still being read; drops others if need be.
    fn take(&self, reading: Option<u64>, address: Address, bytes: usize) -> Result<(), StatusCode> {
        let mut memory = self.lock();
        let BodyBounds { address: share, all, .. } = self.bounds;
        for (of, held, bound) in
            [(Some(address), memory.count(address), share), (None, memory.bytes, all)]
        {
            if let Some(excess) = (held + bytes).checked_sub(bound).filter(|excess| *excess > 0) {
                let wanted = Wanted { least: excess, goal: excess.max(bound / OF_SO_MANY), of };
                self.counts.dropped.inc_by(memory.drop_slowest(&wanted, reading));
            }
        }
        if memory.count(address) + bytes > share || memory.bytes + bytes > all {
            self.counts.refused.inc();
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        let taken = memory.take(reading, address, bytes);
        self.counts.show(memory.bytes);
        // It was dropped for another.
        taken.ok_or(StatusCode::REQUEST_TIMEOUT)
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next piece of a body.
async fn next(body: &mut Body) -> Result<Option<Bytes>, StatusCode> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        // Anything else is a trailer.
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// A body as its reader has it. It ends with this, whatever ends it.
#[derive(Debug)]
struct Growing {
    bodies: Arc<Bodies>,
    number: u64,
    address: Address,
    /// The most bytes that it can come to have.
    most: usize,
    buffer: Arc<Buffer>,
}

impl Growing {
    async fn fill(&mut self, mut body: Body) -> Result<(), StatusCode> {
        while let Some(data) = next(&mut body).await? {
            self.add(&data)?;
        }
        Ok(())
    }

    fn add(&mut self, data: &[u8]) -> Result<(), StatusCode> {
        let (needed, capacity) = {
            let mut buffer = self.buffer.lock();
            let bytes = buffer.as_mut().ok_or(StatusCode::REQUEST_TIMEOUT)?;
            let needed = bytes.len() + data.len();
            if needed <= bytes.capacity() {
                bytes.extend_from_slice(data);
                return Ok(());
            }
            (needed, bytes.capacity())
        };
        if needed > self.most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let step = (capacity + capacity / 4).max(FIRST).min(self.most).max(needed);
        self.bodies.take(Some(self.number), self.address, step - capacity)?;
        let mut buffer = self.buffer.lock();
        let bytes = buffer.as_mut().ok_or(StatusCode::REQUEST_TIMEOUT)?;
        bytes.reserve_exact(step - bytes.len());
        bytes.extend_from_slice(data);
        Ok(())
    }

    /// Ends the reading: the body stays, with as much memory again for what is made of it. Percent
    /// escapes are decoded into a copy, and the parts of a multipart form are copies.
    fn hold(self) -> Result<Held, StatusCode> {
        let length = self.buffer.lock().as_ref().map(Vec::len).unwrap_or_default();
        self.bodies.take(Some(self.number), self.address, length)?;
        let reading = self.bodies.lock().reading.remove(&self.number);
        let reading = reading.ok_or(StatusCode::REQUEST_TIMEOUT)?;
        let (bodies, address) = (Arc::clone(&self.bodies), self.address);
        let memory = Some(Charge { bodies, address, bytes: reading.bytes });
        let bytes = self.buffer.lock().take().unwrap_or_default();
        Ok(Held { bytes: bytes.into(), _memory: memory })
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        *self.buffer.lock() = None;
        let mut memory = self.bodies.lock();
        if let Some(reading) = memory.reading.remove(&self.number) {
            memory.give_back(reading.address, reading.bytes);
            self.bodies.counts.show(memory.bytes);
        }
    }
}

#[cfg(test)]
mod tests;
