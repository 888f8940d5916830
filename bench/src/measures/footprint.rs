//! How soon it is ready, and what it takes while nothing happens: on a folder that exists.

use hongbao_sandbox::Sandbox;

use crate::clock::now;
use crate::figure::Figure;
use crate::load::{Load, Pace};
use crate::{Bench, Outcome};

const STARTS: usize = 7;
/// Connections that stay open after one call each.
const IDLE: usize = 1_000;

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    if !bench.wants("footprint") {
        return Ok(());
    }
    let (mut ready, mut idle, mut connected) = (vec![], vec![], vec![]);
    for number in 0..STARTS {
        eprintln!("start {} of {STARTS}", number + 1);
        let server = bench.folder.serve(&[])?;
        ready.push(server.ready_after.as_secs_f64() * 1e3);
        std::thread::sleep(std::time::Duration::from_secs(1));
        idle.push(server.resident()? / f64::from(1 << 20));
        let mut load = Load::connect(&server.address, IDLE)?;
        load.run(&bench.requests, IDLE, Pace::Open { rate: 5_000.0 }, &bench.known)?;
        std::thread::sleep(std::time::Duration::from_secs(1));
        connected.push(server.resident()? / f64::from(1 << 20));
        drop(load);
        server.end()?;
    }
    in_process(bench)?;
    let size = std::fs::metadata(&bench.folder.binary)?.len() as f64 / f64::from(1 << 20);
    bench.found(Figure::new("start until ready", "ms", ready).on("an existing folder, one core"));
    bench.found(Figure::new("resident, idle", "MiB", idle).on("1 s after the start"));
    let on = format!("{IDLE} connections, each idle after a call");
    bench.found(Figure::new("resident, connected", "MiB", connected).on(on));
    bench.found(Figure::new("binary", "MiB", vec![size]).on("stripped"));
    Ok(())
}

/// Sandboxes inside this process, as users' own tests start them.
fn in_process(bench: &mut Bench) -> Outcome<()> {
    let start = || -> Outcome<f64> {
        let start = now();
        let sandbox = Sandbox::start()?;
        let taken = start.elapsed().as_secs_f64() * 1e3;
        drop(sandbox);
        Ok(taken)
    };
    let first = Figure::new("in-process sandbox, the first", "ms", vec![start()?]);
    bench.found(first.on("its three keys are made"));
    let later = (0..STARTS).map(|_| start()).collect::<Outcome<Vec<_>>>()?;
    bench.found(Figure::new("in-process sandbox, each later one", "ms", later));
    Ok(())
}
