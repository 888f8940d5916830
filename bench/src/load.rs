//! The load: requests that are ready, sent over connections that stay open, from one thread.
//!
//! A closed load sends the next request as soon as an answer frees a connection: it finds what a
//! server can do. An open load sends at moments that were fixed beforehand, whatever the server does,
//! and counts from those moments: it finds what callers would feel.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::event::{Timespec, epoll};
use rustix::fd::OwnedFd;

use crate::Outcome;
use crate::answer::{Known, Worth, body};
use crate::clock::now;

/// When nothing was answered for so long, something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it sleeps at most while nothing comes.
const STEP: Duration = Duration::from_secs(1);

/// When requests are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// Each as soon as a connection is free.
    Closed,
    /// So many in a second, at random moments (exponential gaps).
    Open { rate: f64 },
}

/// What came of a load.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) good: u64,
    pub(crate) shed: u64,
    pub(crate) other: u64,
    /// From the moment that a good answer's request was due until it was there.
    pub(crate) latencies: Vec<Duration>,
    /// From the first request's moment to the last one's; answers may come later.
    pub(crate) sending: Duration,
    pub(crate) elapsed: Duration,
    /// Good answers that came while requests were still being sent.
    pub(crate) good_while_sending: u64,
}

impl Tally {
    /// The latency that this share of the good answers stayed below.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort();
        quantile(&sorted, share)
    }
}

/// What this share of times, in order, stayed below, in seconds.
pub(crate) fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    let place = place.min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(f64::NAN, Duration::as_secs_f64)
}

/// Connections to one server.
pub(crate) struct Load {
    poll: OwnedFd,
    connections: Vec<Connection>,
    idle: Vec<usize>,
}

struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
    due: Instant,
}

impl Load {
    pub(crate) fn connect(address: &str, connections: usize) -> Outcome<Self> {
        let poll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let mut load = Self { poll, connections: Vec::new(), idle: (0..connections).collect() };
        for number in 0..connections {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_nonblocking(true)?;
            let data = epoll::EventData::new_u64(number as u64);
            epoll::add(&load.poll, &stream, data, epoll::EventFlags::IN)?;
            load.connections.push(Connection { stream, read: Vec::new(), due: now() });
        }
        Ok(load)
    }

    /// Sends `count` requests, the given ones in turn, and waits for all answers.
    pub(crate) fn run(
        &mut self,
        requests: &[Vec<u8>],
        count: usize,
        pace: Pace,
        known: &Known,
    ) -> Outcome<Tally> {
        let mut tally = Tally::default();
        let mut requests = requests.iter().cycle();
        let start = now();
        let (mut moments, mut next) = (Moments::new(pace), start);
        let (mut planned, mut answered) = (0, 0);
        let mut waiting: VecDeque<Instant> = VecDeque::new();
        let mut last = start;
        while answered < count {
            let time = now();
            while planned < count && next <= time && self.wants(pace, waiting.len()) {
                waiting.push_back(next);
                next = moments.after(next);
                planned += 1;
                tally.sending = time - start;
            }
            while let (Some(&due), Some(&free)) = (waiting.front(), self.idle.last()) {
                let request = requests.next().ok_or("no request")?;
                self.send(free, request, due)?;
                self.idle.pop();
                waiting.pop_front();
            }
            // Asleep until there is something to do: a load that looked again and again would take
            // from its host what the server is to have.
            let wait = match pace {
                Pace::Open { .. } if planned < count => next.saturating_duration_since(now()),
                Pace::Open { .. } | Pace::Closed => STEP,
            };
            let came = self.receive(wait.min(STEP), known, &mut tally)?;
            answered += came;
            if planned < count {
                tally.good_while_sending = tally.good;
            }
            if came > 0 {
                last = now();
            } else if last.elapsed() > PATIENCE {
                return Err(format!("{answered} of {count} answers came, then none").into());
            }
        }
        tally.elapsed = start.elapsed();
        Ok(tally)
    }

    /// Whether one more request is due now: in a closed load, if a connection is free for it.
    fn wants(&self, pace: Pace, waiting: usize) -> bool {
        match pace {
            Pace::Closed => waiting < self.idle.len(),
            Pace::Open { .. } => true,
        }
    }

    fn send(&mut self, number: usize, request: &[u8], due: Instant) -> Outcome<()> {
        let connection = self.connections.get_mut(number).ok_or("no connection")?;
        connection.due = due;
        // A request is far smaller than an idle connection's buffer.
        Ok(connection.stream.write_all(request)?)
    }

    /// Reads what has come; how many answers that completed.
    fn receive(&mut self, wait: Duration, known: &Known, tally: &mut Tally) -> Outcome<usize> {
        let mut events = Vec::with_capacity(64);
        let wait = Timespec::try_from(wait)?;
        epoll::wait(&self.poll, rustix::buffer::spare_capacity(&mut events), Some(&wait))?;
        let mut answers = 0;
        for event in events {
            let number = usize::try_from(event.data.u64())?;
            let connection = self.connections.get_mut(number).ok_or("no connection")?;
            let mut bytes = [0; 16 << 10];
            match connection.stream.read(&mut bytes) {
                Ok(0) => return Err("the server closed a connection".into()),
                Ok(count) => connection.read.extend_from_slice(&bytes[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            }
            if let Some(body) = body(&connection.read) {
                match known.worth(body) {
                    Worth::Good => {
                        tally.good += 1;
                        tally.latencies.push(connection.due.elapsed());
                    }
                    Worth::Shed => tally.shed += 1,
                    Worth::Other => tally.other += 1,
                }
                connection.read.clear();
                self.idle.push(number);
                answers += 1;
            }
        }
        Ok(answers)
    }
}

/// The moments at which an open load sends; a closed load's are always now.
struct Moments {
    pace: Pace,
    random: u64,
}

impl Moments {
    fn new(pace: Pace) -> Self {
        Self { pace, random: 0x9e37_79b9_7f4a_7c15 }
    }

    fn after(&mut self, moment: Instant) -> Instant {
        match self.pace {
            Pace::Closed => moment,
            Pace::Open { rate } => {
                // xorshift: the same moments in every run.
                self.random ^= self.random << 13;
                self.random ^= self.random >> 7;
                self.random ^= self.random << 17;
                let share = ((self.random >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
                moment + Duration::from_secs_f64(-share.ln() / rate)
            }
        }
    }
}
