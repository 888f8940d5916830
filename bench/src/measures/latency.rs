//! What callers feel: how long they wait while there is room, and what becomes of them when there is
//! none. The load is open: it does not slow down because the server does.

use crate::answer::Worth;
use crate::clock::{LOAD_CORE, pin, unpin};
use crate::figure::{Bound, Figure};
use crate::load::{Load, Pace, Tally};
use crate::programs::server::Server;
use crate::{Bench, Outcome, REQUESTS, request};

/// Connections: more than the gateway's 1,024 answers at once, so that it can be overloaded.
const CONNECTIONS: usize = 2_000;
/// Connections that keep a server busy, and no more.
const BUSY: usize = 64;
/// The share of the core's time that callers' waiting is measured at.
const LOAD: f64 = 0.7;
const OVERLOADS: usize = 5;
/// How long an overload lasts, in seconds.
const OVERLOAD: f64 = 5.0;

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    let (waits, overloads) = (bench.wants("latency"), bench.wants("overload"));
    if !waits && !overloads {
        return Ok(());
    }
    let server = crate::measures::throughput::serve_cold(&bench.folder)?;
    know_shedding(bench, &server)?;
    pin(LOAD_CORE)?;
    if waits {
        wait(bench, &server)?;
    }
    if overloads {
        overload(bench, &server)?;
    }
    unpin()?;
    server.end()
}

/// What the server does when it is just busy.
struct Peak {
    by_cpu: f64,
    by_wall: f64,
}

impl Peak {
    fn measure(bench: &Bench, server: &Server) -> Outcome<Self> {
        let (tally, seconds) = run(bench, server, (BUSY, REQUESTS), Pace::Closed)?;
        let good = tally.good as f64;
        Ok(Self { by_cpu: good / seconds, by_wall: good / tally.elapsed.as_secs_f64() })
    }
}

/// Runs a load over so many connections with so many requests; what came of it, and the CPU seconds
/// that it took the server.
fn run(
    bench: &Bench,
    server: &Server,
    (connections, count): (usize, usize),
    pace: Pace,
) -> Outcome<(Tally, f64)> {
    // Its own, because the server hangs up on those that are idle for long.
    let mut load = Load::connect(&server.address, connections)?;
    let before = server.cpu()?;
    let tally = load.run(&bench.requests, count, pace, &bench.known)?;
    let seconds = server.cpu()?.seconds_since(&before);
    if tally.other > 0 {
        return Err(format!("{} answers are neither successes nor sheds", tally.other).into());
    }
    Ok((tally, seconds))
}

/// Learns the one answer that a server gives when it has too much to do.
fn know_shedding(bench: &mut Bench, server: &Server) -> Outcome<()> {
    let body = hongbao_wire::Envelope::new(
        &hongbao_wire::response_key(Some("alipay.marketing.campaign.cash.detail.query")),
        &shed_node(),
        Some(&bench.folder.platform.sign(hongbao_wire::SignType::Rsa2, &shed_node())?),
    )
    .to_bytes();
    if !request::is_signed(&body, &bench.folder.platform_public, "40005")? {
        return Err("a shed answer is not signed".into());
    }
    eprintln!("loading {}", server.address);
    bench.known.add(body, Worth::Shed);
    Ok(())
}

fn shed_node() -> Vec<u8> {
    let (code, sub_code, message) = hongbao_wire::CommonError::CallLimited.row();
    hongbao_wire::error_node(code, sub_code, message, hongbao_wire::Charset::Utf8)
}

/// The latency while calls take 70 % of a core's time, against the mean time that one of them takes.
///
/// Both are taken from the same run: a call that comes alone costs more than one in a full queue, and
/// the processor's speed drifts. A short run just before finds the rate.
fn wait(bench: &mut Bench, server: &Server) -> Outcome<()> {
    let (mut means, mut loads, mut half) = (vec![], vec![], vec![]);
    let (mut tail, mut ratios) = (vec![], vec![]);
    let mut rate = LOAD * Peak::measure(bench, server)?.by_cpu;
    for round in 0..crate::ROUNDS {
        eprintln!("latency: round {} of {}", round + 1, crate::ROUNDS);
        let run = |count, rate| run(bench, server, (CONNECTIONS, count), Pace::Open { rate });
        let (tally, seconds) = run(REQUESTS / 2, rate)?;
        rate = LOAD * tally.good as f64 / seconds;
        let (tally, seconds) = run(REQUESTS * 2, rate)?;
        let (mean, p99) = (seconds / tally.good as f64, tally.quantile(0.99));
        means.push(mean * 1e3);
        loads.push(seconds / tally.elapsed.as_secs_f64());
        half.push(tally.quantile(0.5) * 1e3);
        tail.push(p99 * 1e3);
        ratios.push(p99 / mean);
    }
    let load = "open load that takes 70 % of a core, cold";
    bench
        .found(Figure::new("mean service time", "ms", means).on("CPU time of a call in that load"));
    bench.found(Figure::new("share of the core that it took", "ratio", loads).on(load));
    bench.found(Figure::new("latency, median", "ms", half).on(load));
    bench.found(Figure::new("latency, 99th percentile", "ms", tail).on(load));
    let bound = Bound::AtMost(12.0);
    bench.found(
        Figure::new("99th percentile ÷ mean service time", "ratio", ratios).on(load).bound(bound),
    );
    Ok(())
}

/// Three times too much, again and again; what is still answered well, and what is left afterwards.
fn overload(bench: &mut Bench, server: &Server) -> Outcome<()> {
    let (mut wall, mut by_cpu, mut shed, mut after, mut memory) =
        (vec![], vec![], vec![], vec![], vec![]);
    let (mut tail, mut peaks) = (vec![], vec![]);
    // Whatever a first one leaves behind for good, such as pools, is not growth: it is not measured.
    eprintln!("overload: a first one");
    let rate = 3.0 * Peak::measure(bench, server)?.by_cpu;
    run(bench, server, (CONNECTIONS, (rate * OVERLOAD) as usize), Pace::Open { rate })?;
    for round in 0..OVERLOADS {
        eprintln!("overload: round {} of {OVERLOADS}", round + 1);
        let peak = Peak::measure(bench, server)?;
        let rate = 3.0 * peak.by_cpu;
        let count = (rate * OVERLOAD) as usize;
        let (tally, seconds) = run(bench, server, (CONNECTIONS, count), Pace::Open { rate })?;
        memory.push(server.resident()? / f64::from(1 << 20));
        let again = Peak::measure(bench, server)?;
        after.push(again.by_wall / peak.by_wall);
        // A processor's speed drifts within seconds: the peak is the mean of before and after.
        let goodput = tally.good_while_sending as f64 / tally.sending.as_secs_f64();
        wall.push(goodput * 2.0 / (peak.by_wall + again.by_wall));
        by_cpu.push(tally.good as f64 / seconds * 2.0 / (peak.by_cpu + again.by_cpu));
        shed.push(tally.shed as f64 / count as f64);
        tail.push(tally.quantile(0.99) * 1e3);
        peaks.push(peak.by_wall);
    }
    let on = "3 × what a core can do, for 5 s";
    bench.found(Figure::new("peak, wall time", "per second", peaks).on("closed load, cold"));
    bench.found(Figure::new("goodput ÷ peak", "ratio", wall).on(on).bound(Bound::AtLeast(0.9)));
    bench.found(Figure::new("goodput ÷ peak, by CPU time", "ratio", by_cpu).on(on));
    bench.found(Figure::new("share that is told 40005", "ratio", shed).on(on));
    bench.found(Figure::new("latency of the good ones, 99th percentile", "ms", tail).on(on));
    let recovery = Figure::new("peak after ÷ peak before", "ratio", after);
    bench.found(recovery.on("at once after the overload").bound(Bound::AtLeast(0.9)));
    let growth = memory.last().zip(memory.first()).map_or(f64::NAN, |(last, first)| last / first);
    bench.found(Figure::new("resident after an overload", "MiB", memory));
    let growth = Figure::new("resident after the last overload ÷ the first", "ratio", vec![growth]);
    bench.found(growth.bound(Bound::AtMost(1.1)));
    Ok(())
}
