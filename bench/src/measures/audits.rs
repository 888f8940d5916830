//! The audit: how long it takes and how much memory, by itself, for more and more records; and how long
//! callers wait who draw meanwhile, at half of the rate that the machine makes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use hongbao_store::SqliteStore;

use crate::clock::{LOAD_CORE, now, pin, unpin};
use crate::figure::{Bound, Figure};
use crate::load::{Load, Pace, Tally};
use crate::measures::draws::{self, Drawing};
use crate::packets::{Fixed, draw, found_others, prepare, ready};
use crate::programs::sandbox::Sandbox;
use crate::{Bench, Outcome};

/// Paid campaigns, and draws, at which an audit is measured.
const CAMPAIGNS: [usize; 3] = [1_264, 5_040, 20_016];
const DRAWS: [usize; 3] = [100_000, 300_000, 1_000_000];
const BATCH: usize = 1_000;
/// How often callers' waiting is measured without an audit and with one, in turn; draws each time.
const ROUNDS: usize = 5;
const WAITS: usize = 2_000;
/// Draws that are there before, so that an audit has something to read.
const BEFORE: usize = 20_000;
const CONNECTIONS: usize = 64;

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    if !bench.wants("audit") {
        return Ok(());
    }
    let folder = bench.folder.path.with_file_name("audit");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let binary = bench.folder.binary.clone();
    for figure in [alone(&binary, &folder, Size::Campaigns)?, alone(&binary, &folder, Size::Draws)?]
    {
        figure.into_iter().for_each(|figure| bench.found(figure));
    }
    std::fs::remove_dir_all(&folder)?;
    beside(bench)
}

/// What there is more and more of.
#[derive(Clone, Copy, PartialEq)]
enum Size {
    Campaigns,
    Draws,
}

/// Audits of a file that nobody serves.
fn alone(binary: &Path, folder: &Path, size: Size) -> Outcome<Vec<Figure>> {
    let (name, counts) = match size {
        Size::Campaigns => ("campaigns", CAMPAIGNS),
        Size::Draws => ("draws", DRAWS),
    };
    let path = folder.join(format!("{name}.db"));
    let (mut there, mut figures, mut rates) = (0, Vec::new(), Vec::new());
    for count in counts {
        eprintln!("audit: {count} {name}");
        let (store, mut stepper) = SqliteStore::open_stepped(&path, Arc::new(Fixed))?;
        if there == 0 {
            ready(prepare(&store))??;
        }
        for _ in 0..(count - there) / BATCH {
            match size {
                Size::Campaigns => ready(found_others(&store, BATCH))??,
                Size::Draws => draw(&store, &mut stepper, (10, BATCH / 10))?,
            }
        }
        if size == Size::Campaigns {
            ready(found_others(&store, (count - there) % BATCH))??;
        }
        there = count;
        drop((store, stepper));
        let audited = Audited::of(binary, folder, &path)?;
        let what = format!("{count} {name}");
        figures
            .push(Figure::new(format!("audit of {what}"), "s", vec![audited.seconds]).on("alone"));
        figures.push(Figure::new(
            format!("peak of its memory, {what}"),
            "MiB",
            vec![audited.mebibytes],
        ));
        rates.push(audited.seconds / count as f64);
    }
    if let [first, .., last] = rates.as_slice() {
        let name = format!("an audit's time for one of the {name}, most ÷ fewest");
        figures.push(Figure::new(name, "ratio", vec![last / first]));
    }
    Ok(figures)
}

struct Audited {
    seconds: f64,
    mebibytes: f64,
}

impl Audited {
    fn of(binary: &Path, folder: &Path, database: &Path) -> Outcome<Self> {
        let mut command = Command::new(binary);
        command.arg("audit").arg("--data").arg(folder).stdout(Stdio::null());
        command.env("HONGBAO_DATABASE", format!("sqlite:{}", database.display()));
        let (start, mut peak) = (now(), 0.0);
        let mut child = command.spawn()?;
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            peak = resident(child.id()).unwrap_or(peak);
            std::thread::sleep(Duration::from_millis(5));
        };
        let seconds = start.elapsed().as_secs_f64();
        if status.success() {
            Ok(Self { seconds, mebibytes: peak })
        } else {
            Err(format!("the audit of {} found something", database.display()).into())
        }
    }
}

/// The most memory that a process has had, in MiB.
fn resident(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
}

/// Draws at half of the machine's rate, now without an audit and now with one that begins again and again.
fn beside(bench: &mut Bench) -> Outcome<()> {
    let count = BEFORE + 2 * ROUNDS * WAITS;
    let Drawing { server, requests } = draws::drawing(&bench.folder, count)?;
    let known = draws::known();
    let run = |requests: &[Vec<u8>], pace| -> Outcome<Tally> {
        let tally = Load::connect(&server.address, CONNECTIONS)?.run(
            requests,
            requests.len(),
            pace,
            &known,
        )?;
        if tally.good == requests.len() as u64 {
            Ok(tally)
        } else {
            Err(format!("{} of {} draws are good", tally.good, requests.len()).into())
        }
    };
    let (before, rest) = requests.split_at(BEFORE);
    pin(LOAD_CORE)?;
    let full = run(before, Pace::Closed)?;
    let pace = Pace::Open { rate: full.good as f64 / full.elapsed.as_secs_f64() / 2.0 };
    let (mut without, mut with, mut ratios, mut audits) = (vec![], vec![], vec![], vec![]);
    for (round, requests) in rest.chunks(2 * WAITS).enumerate() {
        eprintln!("audit beside draws: round {} of {ROUNDS}", round + 1);
        let (first, second) = requests.split_at(WAITS);
        let quiet = run(first, pace)?.quantile(0.99);
        let auditing = Auditing::start(&bench.folder.path)?;
        let busy = run(second, pace)?.quantile(0.99);
        audits.push(f64::from(auditing.end()?));
        without.push(quiet * 1e3);
        with.push(busy * 1e3);
        ratios.push(busy / quiet);
    }
    unpin()?;
    server.end()?;
    let on = "draws at half of the rate that the machine makes";
    bench.found(
        Figure::new("a draw's wait without an audit, 99th percentile", "ms", without).on(on),
    );
    bench.found(Figure::new("a draw's wait beside audits, 99th percentile", "ms", with).on(on));
    bench.found(Figure::new("audits that ended meanwhile", "", audits));
    let ratio = Figure::new("99th percentile beside audits ÷ without", "ratio", ratios).on(on);
    bench.found(ratio.bound(Bound::AtMost(2.0)));
    Ok(())
}

/// Audits, one after the other, until it is ended.
struct Auditing {
    over: Arc<AtomicBool>,
    ended: Arc<AtomicU32>,
    thread: std::thread::JoinHandle<Outcome<()>>,
}

impl Auditing {
    fn start(folder: &Path) -> Outcome<Self> {
        let admin = Sandbox::read(&folder.join("sandbox.json"))?.admin()?;
        let (over, ended) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (until, count) = (Arc::clone(&over), Arc::clone(&ended));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            while !until.load(Ordering::Relaxed) {
                runtime.block_on(admin.ask("GET", "audit", ""))?;
                count.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
        Ok(Self { over, ended, thread })
    }

    fn end(self) -> Outcome<u32> {
        let ended = self.ended.load(Ordering::Relaxed);
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the thread that audits has panicked")??;
        Ok(ended)
    }
}
