//! What a call costs its caller: our client and the official SDKs against a gateway that answers
//! canned bytes, in calls for a second of the client's own CPU time.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rustix::process::Pid;

use crate::clock::{CpuTime, SERVER_CORE, pin, unpin};
use crate::figure::Figure;
use crate::programs::canned;
use crate::{Bench, Outcome, ROUNDS};

/// A program that calls as often as it is told.
struct Client {
    name: &'static str,
    /// What must be there: the SDK, where the interop tests put it.
    needs: &'static str,
    /// Words, seen from the workspace's root; sandbox.json is added.
    command: &'static str,
    /// Calls before anything counts, and calls in a round.
    calls: (u32, u32),
}

const CLIENTS: &[Client] = &[
    Client {
        name: "hongbao-client",
        needs: "target/release/hongbao-bench",
        command: "target/release/hongbao-bench client-loop",
        calls: (500, 1_000),
    },
    Client {
        name: "the official SDK for Node.js",
        needs: "interop/node/node_modules/alipay-sdk",
        command: "node bench/clients/node/loop.mjs",
        calls: (1_000, 1_000),
    },
    Client {
        name: "the official SDK for Java",
        needs: "interop/java/lib/.complete",
        command: "java -cp interop/java/lib/*:target/bench/classes Loop",
        calls: (4_000, 1_000),
    },
    Client {
        name: "the official SDK for Python",
        needs: "interop/python/venv/.complete",
        command: "interop/python/venv/bin/python bench/clients/python/loop.py",
        calls: (20, 50),
    },
];

pub(crate) fn measure(bench: &mut Bench, root: &Path) -> Outcome<()> {
    if !bench.wants("clients") {
        return Ok(());
    }
    let sandbox = canned_sandbox(bench)?;
    let mut running = Vec::new();
    for client in CLIENTS {
        eprintln!("starting {}", client.name);
        let started = if root.join(client.needs).exists() {
            Running::start(client, root, &sandbox)
        } else {
            Err("not installed".into())
        };
        match started {
            Ok(client) => running.push(client),
            Err(error) => bench.missing.push(format!("{}: {error}", client.name)),
        }
    }
    for round in 0..ROUNDS {
        eprintln!("clients: round {} of {ROUNDS}", round + 1);
        for client in &mut running {
            client.round()?;
        }
    }
    let ours = running.first().map(|ours| ours.rates.clone()).unwrap_or_default();
    for Running { client, rates, .. } in &running {
        let on = "sign, send, verify, parse; a gateway that answers canned bytes";
        bench.found(Figure::new(client.name, "calls per CPU second", rates.clone()).on(on));
        if client.name != CLIENTS[0].name {
            let ratio = ours.iter().zip(rates).map(|(ours, theirs)| ours / theirs).collect();
            bench.found(Figure::new(format!("hongbao-client ÷ {}", client.name), "ratio", ratio));
        }
    }
    Ok(())
}

/// The sandbox's file with the address of a canned gateway in it.
fn canned_sandbox(bench: &Bench) -> Outcome<String> {
    let server = bench.folder.serve(&[])?;
    let body = server.ask(bench.requests.first().ok_or("no request")?)?;
    let text = std::fs::read_to_string(bench.folder.path.join("sandbox.json"))?;
    let text = text.replace(&server.address, &canned::start(&body)?);
    server.end()?;
    let path = bench.folder.path.join("canned.json");
    std::fs::write(&path, text)?;
    Ok(path.display().to_string())
}

struct Running {
    client: &'static Client,
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    rates: Vec<f64>,
}

impl Running {
    fn start(client: &'static Client, root: &Path, sandbox: &str) -> Outcome<Self> {
        let mut words = client.command.split(' ');
        let mut command = Command::new(words.next().ok_or("no command")?);
        command.args(words).arg(sandbox).current_dir(root);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        pin(SERVER_CORE)?;
        let child = command.spawn();
        unpin()?;
        let mut child = child?;
        let orders = child.stdin.take().ok_or("no input")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut running = Self { client, child, orders, answers, rates: Vec::new() };
        running.call(client.calls.0)?;
        Ok(running)
    }

    fn call(&mut self, calls: u32) -> Outcome<()> {
        writeln!(self.orders, "{calls}")?;
        // Some SDKs print on their own.
        for line in self.answers.by_ref().lines() {
            if line? == "done" {
                return Ok(());
            }
        }
        Err("it gave up".into())
    }

    fn round(&mut self) -> Outcome<()> {
        let pid = Pid::from_child(&self.child);
        let before = CpuTime::of(pid)?;
        self.call(self.client.calls.1)?;
        let seconds = CpuTime::of(pid)?.seconds_since(&before);
        self.rates.push(f64::from(self.client.calls.1) / seconds);
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
