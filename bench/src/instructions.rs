//! Instructions of a call outside RSA: what is ours to save, counted rather than timed. A run with 2N
//! requests minus one with N leaves no start and no end.
//!
//! What the program does each second, with or without calls, is counted by itself and taken off: a run
//! takes some fifty times longer here, so that each call would bear fifty times its share of that.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::answer::Known;
use crate::clock::now;
use crate::figure::Figure;
use crate::load::{Load, Pace};
use crate::server::{Folder, Server};
use crate::{Bench, Outcome};

/// Requests of the shorter run. The program runs some fifty times slower here.
const REQUESTS: usize = 400;
/// How long it runs without calls: the longer run minus the shorter one is what it does in between.
const IDLE: [Duration; 2] = [Duration::from_secs(3), Duration::from_secs(13)];
/// The cryptographic library's own entry points, the digest of what is signed included.
const RSA: [&str; 2] = ["EVP_DigestSign", "EVP_DigestVerify"];

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    if !bench.wants("instructions") {
        return Ok(());
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        bench.missing.push("instructions: valgrind is not installed".to_owned());
        return Ok(());
    }
    let (mut figures, mut missing) = (Vec::new(), Vec::new());
    for (of, folder, known) in bench.programs() {
        if !folder.with_symbols().exists() {
            missing.push(format!(
                "instructions of {of}: there is no {}",
                folder.with_symbols().display()
            ));
            continue;
        }
        let [short, long] = IDLE.map(|time| count(folder, COLD, Doing::Nothing(time)));
        let (short, long) = (short?, long?);
        let second = (long.all as f64 - short.all as f64) / (long.secs - short.secs);
        let title = format!("instructions of a second without calls, {of}");
        figures.push(Figure::new(title, "", vec![second]).on("user space; callgrind"));
        for (name, limit) in [("cold", COLD), ("hot", "16777216")] {
            let count =
                |requests| count(folder, limit, Doing::Calls(&bench.requests[..requests], known));
            let (short, long) = (count(REQUESTS)?, count(2 * REQUESTS)?);
            let per_call = |long: f64, short: f64| (long - short) / REQUESTS as f64;
            let outside = |count: &Count| (count.all - count.rsa) as f64 - count.secs * second;
            let title = |place| format!("instructions of a {name} call {place} RSA, {of}");
            let outside = vec![per_call(outside(&long), outside(&short))];
            figures.push(Figure::new(title("outside"), "", outside).on("user space; callgrind"));
            let rsa = vec![per_call(long.rsa as f64, short.rsa as f64)];
            let rsa = Figure::new(title("in"), "", rsa);
            figures.push(rsa.on("as valgrind's processor runs it: without AVX-512"));
        }
    }
    bench.missing.extend(missing);
    for figure in figures {
        bench.found(figure);
    }
    Ok(())
}

/// What keeps no signature.
const COLD: &str = "0";

struct Count {
    all: u64,
    rsa: u64,
    /// How long the program was ready.
    secs: f64,
}

/// What the program does while its instructions are counted.
#[derive(Clone, Copy)]
enum Doing<'a> {
    Nothing(Duration),
    Calls(&'a [Vec<u8>], &'a Known),
}

impl Doing<'_> {
    fn name(self) -> String {
        match self {
            Self::Nothing(time) => format!("{}s", time.as_secs()),
            Self::Calls(requests, _) => requests.len().to_string(),
        }
    }

    fn run(self, server: &Server) -> Outcome<()> {
        match self {
            Self::Nothing(time) => std::thread::sleep(time),
            Self::Calls(requests, known) => {
                let count = requests.len();
                let mut load = Load::connect(&server.address, 8)?;
                let good = load.run(requests, count, Pace::Closed, known)?.good;
                if good != count as u64 {
                    return Err(format!("{good} of {count} answers are good").into());
                }
            }
        }
        Ok(())
    }
}

fn count(folder: &Folder, limit: &str, doing: Doing<'_>) -> Outcome<Count> {
    let name = doing.name();
    eprintln!("instructions of {name}");
    let file = folder.path.join(format!("callgrind-{limit}-{name}.out"));
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", file.display()));
    valgrind.arg(folder.with_symbols());
    let server =
        Server::hongbao_under(&mut valgrind, &folder.path, &["--limits-signatures", limit])?;
    let ready = now();
    doing.run(&server)?;
    let secs = ready.elapsed().as_secs_f64();
    server.end()?;
    let (all, rsa) = read(&file)?;
    Ok(Count { all, rsa, secs })
}

/// All instructions of a run, and those of the RSA operations with all that they call.
fn read(file: &Path) -> Outcome<(u64, u64)> {
    let mut annotate = Command::new("callgrind_annotate");
    annotate.args(["--inclusive=yes", "--threshold=100"]).arg(file);
    let text = String::from_utf8(annotate.output()?.stdout)?;
    let number = |line: &str| -> Option<u64> {
        line.split_whitespace().next()?.replace(',', "").parse().ok()
    };
    let all = text.lines().find(|line| line.contains("PROGRAM TOTALS")).and_then(number);
    let rsa = text.lines().filter(|line| {
        let name = line.split_whitespace().find_map(|word| word.split(':').nth(1));
        name.is_some_and(|name| RSA.iter().any(|rsa| name.ends_with(rsa)))
    });
    Ok((all.ok_or("callgrind counted nothing")?, rsa.filter_map(number).sum()))
}
