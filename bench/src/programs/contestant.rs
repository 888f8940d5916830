//! A server that is measured in turn with others.

use std::time::Duration;

use crate::Outcome;
use crate::answer::Known;
use crate::load::{Load, Pace};
use crate::programs::server::Server;

/// Connections that a server is loaded over.
const CONNECTIONS: usize = 64;
/// After this long a server has accepted all connections.
const ACCEPTED: Duration = Duration::from_millis(10);
/// The part of a program that draws.
pub(crate) const DRAWS: &str = "draws";

/// One server that takes its turn in each round.
pub(crate) struct Contestant {
    /// Which program it is.
    pub(crate) of: String,
    /// What is measured of it; nothing of a peer, which does one thing only.
    pub(crate) part: &'static str,
    pub(crate) remark: String,
    server: Server,
    known: Known,
    /// What it is asked, if not our requests: one again and again, or as many as are needed.
    own: Vec<Vec<u8>>,
    /// Answers in a CPU second, one for each round.
    pub(crate) rates: Vec<f64>,
}

impl Contestant {
    /// A part of a program.
    pub(crate) fn part(of: &str, part: &'static str, server: Server, known: Known) -> Self {
        let (of, remark) = (of.to_owned(), String::new());
        Self { of, part, remark, server, known, own: Vec::new(), rates: Vec::new() }
    }

    /// A peer.
    pub(crate) fn peer(name: &str, server: Server, known: Known) -> Self {
        Self::part(name, "", server, known)
    }

    /// What stands beside its figure.
    pub(crate) fn on(mut self, remark: &str) -> Self {
        remark.clone_into(&mut self.remark);
        self
    }

    pub(crate) fn name(&self) -> String {
        match self.part {
            "" => self.of.clone(),
            part => format!("{}, {part}", self.of),
        }
    }

    /// Asked for these instead; for a single one again and again.
    pub(crate) fn asking(mut self, own: Vec<Vec<u8>>) -> Self {
        self.own = own;
        self
    }

    /// Sends these requests and gives the CPU seconds that their answers took.
    pub(crate) fn turn(&mut self, requests: &[Vec<u8>]) -> Outcome<f64> {
        let mut load = Load::connect(&self.server.address, CONNECTIONS)?;
        std::thread::sleep(ACCEPTED);
        let before = self.server.cpu()?;
        let count = requests.len();
        let own: Vec<_> = match self.own.len() {
            0 | 1 => self.own.clone(),
            most => self.own.drain(..count.min(most)).collect(),
        };
        let asked = if own.is_empty() { requests } else { &own };
        let tally = load.run(asked, count, Pace::Closed, &self.known)?;
        let seconds = self.server.cpu()?.seconds_since(&before);
        if tally.good != requests.len() as u64 {
            return Err(format!(
                "{}: {} of {} answers are good",
                self.name(),
                tally.good,
                requests.len()
            )
            .into());
        }
        Ok(seconds)
    }
}
