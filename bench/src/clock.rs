//! Clocks and cores: wall time, the CPU time of this thread and of a server, and who runs where.

use std::time::Instant;

use rustix::process::Pid;
use rustix::thread::{ClockId, CpuSet, sched_setaffinity};
use rustix::time::clock_gettime;

use crate::Outcome;

/// The core that servers run on, and ceilings are measured on.
pub(crate) const SERVER_CORE: usize = 1;
/// The core that the load comes from.
pub(crate) const LOAD_CORE: usize = 0;

/// Wall time.
#[expect(clippy::disallowed_methods, reason = "this program measures time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Moves this thread, and what it starts from now on, to a core.
pub(crate) fn pin(core: usize) -> Outcome<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    Ok(sched_setaffinity(None, &cores)?)
}

/// Lets this thread run anywhere again.
pub(crate) fn unpin() -> Outcome<()> {
    let mut cores = CpuSet::new();
    cores.set(SERVER_CORE);
    cores.set(LOAD_CORE);
    Ok(sched_setaffinity(None, &cores)?)
}

/// Whether this session's programs go before what else runs on the machine, if that is allowed: where
/// the system groups programs by session, their own niceness counts for nothing between groups.
pub(crate) fn prefer(ours: bool) -> Outcome<()> {
    Ok(std::fs::write("/proc/self/autogroup", if ours { "-15" } else { "0" })?)
}

/// The CPU seconds that one run of `act` costs this thread, over so many runs.
pub(crate) fn thread_cost(runs: u32, mut act: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    let before = thread_seconds();
    for _ in 0..runs {
        act()?;
    }
    Ok((thread_seconds() - before) / f64::from(runs))
}

/// The CPU seconds that this thread has had.
pub(crate) fn thread_seconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The CPU time of each thread of a process, to the nanosecond.
#[derive(Debug)]
pub(crate) struct CpuTime(Vec<(String, u64)>);

impl CpuTime {
    pub(crate) fn of(pid: Pid) -> Outcome<Self> {
        let mut threads = Vec::new();
        for task in std::fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero()))? {
            let task = task?;
            // A thread may end between the two readings; then it did nothing that counts.
            let Ok(text) = std::fs::read_to_string(task.path().join("schedstat")) else { continue };
            let spent = text.split(' ').next().unwrap_or_default().parse()?;
            threads.push((task.file_name().to_string_lossy().into_owned(), spent));
        }
        Ok(Self(threads))
    }

    /// The seconds that were spent since an earlier reading, by the threads that still live.
    pub(crate) fn seconds_since(&self, earlier: &Self) -> f64 {
        let before = |thread: &str| earlier.0.iter().find(|(known, _)| known == thread);
        let spent = self.0.iter().map(|(thread, now)| now - before(thread).map_or(0, |(_, t)| *t));
        spent.sum::<u64>() as f64 / 1e9
    }
}
