//! Works that wait for their lane, in the order in which they arrived.
//!
//! It does not know what becomes of them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use futures_channel::oneshot;
use hongbao_engine::Work;

use crate::Failure;
use crate::limits::{FEW, LINGER, QUEUE, RECORDS};
use crate::rounds::Outcome;

/// One work and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) work: Work,
    pub(super) answer: oneshot::Sender<Outcome>,
}

/// What waits for the lane.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    /// Calls that have not taken their answer yet.
    in_flight: AtomicUsize,
}

#[derive(Debug, Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// The lane sleeps until so many wait. 0: it is awake.
    wanted: usize,
    closed: bool,
}

/// Counts one call for as long as it is held.
#[derive(Debug)]
pub(super) struct InFlight<'a>(&'a AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn submit(
        &self,
        work: Work,
    ) -> Result<(oneshot::Receiver<Outcome>, InFlight<'_>), Failure> {
        let (answer, receiver) = oneshot::channel();
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(Failure::unavailable("the lane has ended"));
        }
        if waiting.jobs.len() >= QUEUE {
            return Err(Failure::Limited);
        }
        waiting.jobs.push_back(Job { work, answer });
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        if waiting.wanted > 0 && waiting.jobs.len() >= waiting.wanted {
            waiting.wanted = 0;
            self.arrived.notify_one();
        }
        Ok((receiver, InFlight(&self.in_flight)))
    }

    /// Sleeps until there is something to do; says whether the lane goes on.
    pub(super) fn wait(&self) -> bool {
        let mut waiting = self.lock();
        while waiting.jobs.is_empty() && !waiting.closed {
            waiting.wanted = 1;
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        // Others have just been answered and may be back in no time: one commit for them all.
        if waiting.jobs.len() < FEW && self.in_flight.load(Ordering::Relaxed) >= FEW {
            waiting.wanted = FEW;
            let lingered =
                self.arrived.wait_timeout_while(waiting, LINGER, |waiting| waiting.wanted > 0);
            waiting = lingered.unwrap_or_else(PoisonError::into_inner).0;
        }
        waiting.wanted = 0;
        !waiting.closed
    }

    /// The next batch: at most so many works, and no more than touch so many records. A work whose
    /// caller has gone is not begun.
    pub(super) fn take(&self, most: usize) -> Vec<Job> {
        let mut waiting = self.lock();
        let (mut batch, mut touched) = (Vec::new(), 0);
        while batch.len() < most {
            let fits = |job: &mut Job| batch.is_empty() || touched + weight(job) <= RECORDS;
            let Some(job) = waiting.jobs.pop_front_if(fits) else { break };
            if !job.answer.is_canceled() {
                touched += weight(&job);
                batch.push(job);
            }
        }
        batch
    }

    /// Ends the lane: what waits is dropped, and nothing more is taken in.
    pub(super) fn close(&self) {
        let mut waiting = self.lock();
        waiting.closed = true;
        waiting.wanted = 0;
        let left = std::mem::take(&mut waiting.jobs);
        self.arrived.notify_one();
        drop(waiting);
        drop(left); // their callers wake: not under the lock
    }
}

/// How many records a work is known to touch before it runs: what it hints, and one that it writes.
fn weight(job: &Job) -> usize {
    job.work.hint.len() + 1
}
