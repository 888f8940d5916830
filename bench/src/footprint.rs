//! How soon it is ready, and what it takes while nothing happens: on a folder that exists.

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
        let server = bench.serve(&[])?;
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
    let size = std::fs::metadata(&bench.binary)?.len() as f64 / f64::from(1 << 20);
    bench.found(Figure::new("start until ready", "ms", ready).on("an existing folder, one core"));
    bench.found(Figure::new("resident, idle", "MiB", idle).on("1 s after the start"));
    let on = format!("{IDLE} connections, each idle after a call");
    bench.found(Figure::new("resident, connected", "MiB", connected).on(on));
    bench.found(Figure::new("binary", "MiB", vec![size]).on("stripped"));
    Ok(())
}
