//! A connection that must keep pace: between requests it may idle for a while, a request's head must
//! arrive in one go, and what is written to it must be accepted. Who does not keep up is cut off.
//!
//! The time that a body and a call may take is watched where they are read and answered.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::Limits;

/// Whose turn it is on a connection, as a count of turns: the client's while it is even, and while
/// it is odd that of the one who answers, with whom it is shared.
///
/// A count and no flag: an answer can begin and end between two reads, and what the client was given
/// for one request must not count against its next one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turns(Arc<AtomicU64>);

impl Turns {
    /// Begins an answer, or ends it.
    pub(crate) fn next(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// A stream under watch.
#[derive(Debug)]
pub(crate) struct Paced<S> {
    stream: S,
    turns: Turns,
    /// The turn that `reading` belongs to.
    turn: u64,
    limits: Limits,
    /// What the connection is waiting for, and until when; `None` while nothing is awaited.
    reading: Option<(Awaited, Pin<Box<Sleep>>)>,
    writing: Option<Pin<Box<Sleep>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// The first byte of a request.
    Request,
    /// The rest of its head.
    Head,
}

impl<S> Paced<S> {
    pub(crate) fn new(stream: S, turns: Turns, limits: Limits) -> Self {
        Self { stream, turn: turns.now(), turns, limits, reading: None, writing: None }
    }

    fn time(&self, awaited: Awaited) -> Duration {
        match awaited {
            Awaited::Request => self.limits.idle_time,
            Awaited::Head => self.limits.head_time,
        }
    }

    /// Whether the client has to say something. A new turn begins with nothing awaited.
    fn is_clients_turn(&mut self) -> bool {
        let turn = self.turns.now();
        if turn != self.turn {
            self.turn = turn;
            self.reading = None;
        }
        turn.is_multiple_of(2)
    }

    /// Completes when the client has had its time. If nothing is awaited yet, a request now is.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.reading.is_none() {
            self.await_next(Awaited::Request);
        }
        match &mut self.reading {
            Some((_, deadline)) => deadline.as_mut().poll(context),
            None => Poll::Pending,
        }
    }

    fn await_next(&mut self, awaited: Awaited) {
        if self.reading.as_ref().is_none_or(|(now, _)| *now != awaited) {
            self.reading = Some((awaited, Box::pin(sleep(self.time(awaited)))));
        }
    }
}

fn too_slow() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the client does not keep pace")
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = pin!(&mut self.stream).poll_read(context, buffer);
        if !self.is_clients_turn() {
            return polled;
        }
        match polled {
            Poll::Ready(result) => {
                if result.is_ok() && buffer.filled().len() > before {
                    self.await_next(Awaited::Head);
                }
                Poll::Ready(result)
            }
            Poll::Pending => {
                ready!(self.poll_deadline(context));
                Poll::Ready(Err(too_slow()))
            }
        }
    }
}

impl<S: Unpin> Paced<S> {
    /// Gives a write's result on, and cuts off a client that accepts nothing for too long.
    fn watch_write<T>(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.writing = None;
            return polled;
        }
        let time = self.limits.write_time;
        let deadline = self.writing.get_or_insert_with(|| Box::pin(sleep(time)));
        ready!(deadline.as_mut().poll(context));
        Poll::Ready(Err(too_slow()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = pin!(&mut self.stream).poll_write(context, bytes);
        self.watch_write(context, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = pin!(&mut self.stream).poll_flush(context);
        ready!(self.watch_write(context, polled))?;
        // An answer is out, and nothing reads before there is something to read: whoever waits for
        // the next request from here on would never be woken by its absence.
        if self.is_clients_turn() && self.poll_deadline(context).is_ready() {
            return Poll::Ready(Err(too_slow()));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = pin!(&mut self.stream).poll_shutdown(context);
        self.watch_write(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = pin!(&mut self.stream).poll_write_vectored(context, slices);
        self.watch_write(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
