//! The page of results: on what machine, when, of which commit, every figure, and what holds.

use std::path::Path;
use std::process::Command;

use crate::{Bench, Outcome, REQUESTS, ROUNDS};

pub(crate) fn write(bench: &Bench, root: &Path) -> Outcome<()> {
    let mut page = format!(
        "# Results of `make bench`\n\n\
         Made by the program; how it measures stands in [README.md](README.md).\n\n\
         | | |\n|---|---|\n| date | {} |\n| commit | {} |\n| processor | {}, {} cores |\n\
         | system | Linux {} |\n| compiler | {} |\n| rounds | {ROUNDS}, {REQUESTS} requests to each server in a round |\n",
        said("date", &["-u", "+%Y-%m-%d %H:%M UTC"]),
        said("git", &["describe", "--always", "--dirty"]),
        cpu(),
        std::thread::available_parallelism()?,
        said("uname", &["-r"]),
        said("rustc", &["--version"]),
    );
    if !bench.only.is_empty() {
        page += &format!("| only | {} |\n", bench.only.join(", "));
    }
    page += "\n| figure | median | least | most | unit | of what |\n|---|---:|---:|---:|---|---|\n";
    for figure in &bench.figures {
        page += &figure.row();
    }
    page += "\n## Accepted?\n\n";
    for verdict in bench.figures.iter().filter_map(|figure| figure.verdict()) {
        page += &format!("* {verdict}\n");
        eprintln!("{verdict}");
    }
    for missing in &bench.missing {
        page += &format!("* not measured: {missing}\n");
        eprintln!("not measured: {missing}");
    }
    // A part is for work on that part; the committed page is a whole run.
    let file = if bench.only.is_empty() { "bench/results.md" } else { "target/bench/results.md" };
    std::fs::write(root.join(file), page)?;
    eprintln!("written to {file}");
    Ok(())
}

/// What a command prints; empty if it cannot.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn cpu() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let value = |name| value(name).unwrap_or_default();
    format!("{} (family {}, model {})", value("model name"), value("cpu family"), value("model\t"))
}
