//! A connection that must keep pace: between requests it may idle for a while, a request's head must
//! arrive in one go, and what is written to it must be accepted. Who does not keep up is cut off.
//!
//! It sees when a request begins and when an answer is out, and says so in the connection's standing.
//!
//! The time that a body and a call may take is watched where they are read and answered.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::Limits;
use crate::connection::standing::{Moment, Phase, Standing};

/// A stream under watch.
#[derive(Debug)]
pub(crate) struct Paced<S> {
    stream: S,
    standing: Standing,
    limits: Limits,
    /// Until when the client has to say something, and the moment that this time began with.
    reading: Option<(Moment, Pin<Box<Sleep>>)>,
    writing: Option<Pin<Box<Sleep>>>,
}

impl<S> Paced<S> {
    pub(crate) fn new(stream: S, standing: Standing, limits: Limits) -> Self {
        Self { stream, standing, limits, reading: None, writing: None }
    }

    /// How long the client may take in this phase; `None` if it has nothing to say.
    fn time(&self, phase: Phase) -> Option<Duration> {
        match phase {
            Phase::Waiting => Some(self.limits.idle_time),
            Phase::Head => Some(self.limits.head_time),
            Phase::Body | Phase::Answer | Phase::Written | Phase::Gone => None,
        }
    }

    /// Completes when the client has had its time. A new phase begins with the whole of it.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let moment = self.standing.now();
        if self.reading.as_ref().is_none_or(|(began, _)| *began != moment) {
            let time = self.time(moment.phase());
            self.reading = time.map(|time| (moment, Box::pin(sleep(time))));
        }
        match &mut self.reading {
            Some((_, deadline)) => deadline.as_mut().poll(context),
            None => Poll::Pending,
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
        match pin!(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(result) => {
                let has_begun = result.is_ok() && buffer.filled().len() > before;
                if has_begun && self.standing.now().phase() == Phase::Waiting {
                    self.standing.enter(Phase::Head);
                    // From now on, even if it goes on at once and is never waited for.
                    let _ = self.poll_deadline(context);
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
        if self.standing.now().phase() == Phase::Written {
            self.standing.enter(Phase::Waiting);
        }
        // An answer is out, and nothing reads before there is something to read: a task that waits for
        // the next request from here on would never be woken by its absence.
        if self.poll_deadline(context).is_ready() {
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
