//! The measuring program behind `make bench`: runs a release build of Hongbao and its peers on one
//! core, loads them from the other, and writes what it found. How and why: `bench/README.md`.
//!
//! It knows the protocol's bytes, and Hongbao as its users do: the program, the client, the sandbox inside
//! a test. Nothing here is shipped.

#![expect(clippy::float_arithmetic, reason = "figures are measured, and no money")]
#![expect(clippy::print_stderr, reason = "progress is for the person who waits")]

mod answer;
mod clock;
mod figure;
mod load;
mod measures;
mod packets;
mod programs;
mod report;
mod request;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use crate::answer::{Known, Worth};
use crate::figure::Figure;
use crate::programs::server::Folder;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How often each thing is measured, one after the other in turn.
const ROUNDS: usize = 9;
/// Requests to each server in a round.
const REQUESTS: usize = 2_400;

/// How results name the program, and another build of it.
const OURS: &str = "Hongbao";
const BASE: &str = "`target/bench/base`";

/// What is measured on, and what was found so far.
struct Bench {
    folder: Folder,
    /// Another build to compare with, with a folder of its own and the same keys, and what it answers.
    base: Option<(Folder, Known)>,
    /// Distinct requests, enough for every round.
    requests: Vec<Vec<u8>>,
    known: Known,
    /// The node that each of them is answered with.
    node: Vec<u8>,
    only: Vec<String>,
    figures: Vec<Figure>,
    /// What could not be measured, and why.
    missing: Vec<String>,
}

impl Bench {
    fn new(root: &Path, only: Vec<String>) -> Outcome<Self> {
        let binary = root.join("target/release/hongbao");
        let folder = Folder::new(binary, root.join("target/bench/sandbox"), None)?;
        eprintln!("signing {} requests", ROUNDS * REQUESTS);
        let requests = request::signed(&folder.app, ROUNDS * REQUESTS)?;
        let first = requests.first().ok_or("no request")?;
        let (known, node) = answer(&folder, first)?;
        let base = root.join("target/bench/base");
        let base = if base.exists() {
            let path = root.join("target/bench/base-sandbox");
            let base = Folder::new(base, path, Some(&folder))?;
            let (known, _) = answer(&base, first)?;
            Some((base, known))
        } else {
            None
        };
        let (figures, missing) = (Vec::new(), Vec::new());
        Ok(Self { folder, base, requests, known, node, only, figures, missing })
    }

    /// Whether this is to be measured.
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// The program that is measured, and the one to compare it with: their names, folders and answers.
    fn programs(&self) -> impl Iterator<Item = (&'static str, &Folder, &Known)> {
        let base = self.base.iter().map(|(folder, known)| (BASE, folder, known));
        std::iter::once((OURS, &self.folder, &self.known)).chain(base)
    }

    fn found(&mut self, figure: Figure) {
        eprint!("  {}", figure.row());
        self.figures.push(figure);
    }
}

/// What a program answers to this request, a signed success, and the node in it.
fn answer(folder: &Folder, request: &[u8]) -> Outcome<(Known, Vec<u8>)> {
    let server = folder.serve(&[])?;
    let body = server.ask(request)?;
    server.end()?;
    if !request::is_signed(&body, &folder.platform_public, "10000")? {
        return Err("the campaign is not answered with a signed success".into());
    }
    let node = request::node(&body)?.0.to_vec();
    let mut known = Known::default();
    known.add(body, Worth::Good);
    Ok((known, node))
}

/// What can be asked for by name, in the order in which it is measured.
const SECTIONS: &[(&str, &str)] = &[
    ("cold", "answers in a CPU second when each is signed"),
    ("hot", "answers in a CPU second when their signature is remembered"),
    ("draws", "packets drawn in a CPU second from one campaign, over HTTP"),
    ("peers", "the same of other programs"),
    ("lane", "packets drawn in a second by the store alone, against bare inserts"),
    ("audit", "how long an audit takes, and what it does to draws beside it"),
    ("latency", "how long callers wait at 70 % load"),
    ("overload", "what three times too much does"),
    ("footprint", "start, memory, size"),
    ("clients", "calls in a CPU second of our client and of the official SDKs"),
    ("instructions", "instructions of a call outside RSA (needs valgrind)"),
];

fn run(only: Vec<String>) -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no root")?;
    if let Some(unknown) = only.iter().find(|name| SECTIONS.iter().all(|(known, _)| known != name))
    {
        let names: Vec<_> =
            SECTIONS.iter().map(|(name, what)| format!("  {name:<13} {what}")).collect();
        return Err(format!("nothing is called {unknown}; there are\n{}", names.join("\n")).into());
    }
    let mut bench = Bench::new(root, only)?;
    measures::throughput::measure(&mut bench)?;
    measures::lane::measure(&mut bench)?;
    measures::audits::measure(&mut bench)?;
    measures::latency::measure(&mut bench)?;
    measures::footprint::measure(&mut bench)?;
    measures::clients::measure(&mut bench, root)?;
    measures::instructions::measure(&mut bench)?;
    report::write(&bench, root)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, sandbox] = arguments.as_slice()
        && command == "client-loop"
    {
        return ended(programs::client_loop::run(sandbox));
    }
    if clock::prefer(true).is_err() {
        eprintln!("without the right to a higher priority: keep the machine quiet");
    }
    let outcome = run(arguments);
    let _ = clock::prefer(false);
    ended(outcome)
}

fn ended(outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}
