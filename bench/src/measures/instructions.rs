//! Instructions of a call outside RSA: what is ours to save, counted rather than timed, so that it is
//! the same on a busy machine. A run with 2N requests minus one with N leaves no start and no end.

use std::path::Path;
use std::process::Command;

use crate::answer::Known;
use crate::figure::Figure;
use crate::load::{Load, Pace};
use crate::programs::server::{Folder, Server};
use crate::{Bench, Outcome};

/// Requests of the shorter run. The program runs some fifty times slower here.
const REQUESTS: usize = 400;
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
        for (name, limit) in [("cold", "0"), ("hot", "16777216")] {
            let count = |requests| count(folder, known, limit, &bench.requests[..requests]);
            let (short, long) = (count(REQUESTS)?, count(2 * REQUESTS)?);
            let per_call =
                |long: u64, short: u64| vec![long.saturating_sub(short) as f64 / REQUESTS as f64];
            let outside = per_call(long.all - long.rsa, short.all - short.rsa);
            let title = |place| format!("instructions of a {name} call {place} RSA, {of}");
            figures.push(Figure::new(title("outside"), "", outside).on("user space; callgrind"));
            let rsa = Figure::new(title("in"), "", per_call(long.rsa, short.rsa));
            figures.push(rsa.on("as valgrind's processor runs it: without AVX-512"));
        }
    }
    bench.missing.extend(missing);
    for figure in figures {
        bench.found(figure);
    }
    Ok(())
}

struct Count {
    all: u64,
    rsa: u64,
}

fn count(folder: &Folder, known: &Known, limit: &str, requests: &[Vec<u8>]) -> Outcome<Count> {
    let count = requests.len();
    eprintln!("instructions of {count} calls");
    let file = folder.path.join(format!("callgrind-{limit}-{count}.out"));
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", file.display()));
    valgrind.arg(folder.with_symbols());
    let server =
        Server::hongbao_under(&mut valgrind, &folder.path, &["--limits-signatures", limit])?;
    let mut load = Load::connect(&server.address, 8)?;
    let good = load.run(requests, count, Pace::Closed, known)?.good;
    if good != count as u64 {
        return Err(format!("{good} of {count} answers are good").into());
    }
    drop(load);
    server.end()?;
    read(&file)
}

/// All instructions of a run, and those of the RSA operations with all that they call.
fn read(file: &Path) -> Outcome<Count> {
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
    Ok(Count { all: all.ok_or("callgrind counted nothing")?, rsa: rsa.filter_map(number).sum() })
}
