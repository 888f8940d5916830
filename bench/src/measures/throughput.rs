//! Answers in a second of server CPU time, against what the cryptography alone would allow on the
//! same core in the same round, and against peers.

use hongbao_wire::{Empties, Params, Part, SignType, SigningKey, string_to_sign};

use crate::clock::{LOAD_CORE, SERVER_CORE, pin, thread_cost, unpin};
use crate::figure::{Bound, Figure};
use crate::measures::draws;
use crate::programs::contestant::{Contestant, DRAWS};
use crate::programs::peers;
use crate::programs::server::{Folder, Server};
use crate::{BASE, Bench, OURS, Outcome, REQUESTS, ROUNDS};

/// Requests to a server before the next one has its turn.
const TURN: usize = 400;
/// The CPU seconds of one signature and one verification.
struct Costs {
    sign: f64,
    verify: f64,
}

impl Costs {
    /// Measured on the server's core, with the same library, keys and bytes.
    fn measure(bench: &Bench) -> Outcome<Self> {
        pin(SERVER_CORE)?;
        let sign = thread_cost(300, || {
            bench.folder.platform.sign(SignType::Rsa2, &bench.node)?;
            Ok(())
        })?;
        let (text, signature) = signed_text(&bench.folder.app)?;
        let key = hongbao_wire::VerifyingKey::from_der(bench.folder.app.public_key())?;
        let verify = thread_cost(3_000, || {
            let accepted = key.accepts(SignType::Rsa2, &text, &signature);
            accepted.then_some(()).ok_or_else(|| "a signature does not hold".into())
        })?;
        unpin()?;
        Ok(Self { sign, verify })
    }
}

/// A string-to-sign of the usual size, and its signature as bytes.
fn signed_text(key: &SigningKey) -> Outcome<(Vec<u8>, Vec<u8>)> {
    use base64::Engine as _;
    let text = format!("biz_content={}&charset=utf-8", "x".repeat(400));
    let params = Params::read([Part::Urlencoded(text.as_bytes())], 8);
    let text = string_to_sign(&params, Empties::Dropped);
    let signature = key.sign(SignType::Rsa2, &text)?;
    Ok((text, base64::engine::general_purpose::STANDARD.decode(signature)?))
}

pub(crate) fn measure(bench: &mut Bench) -> Outcome<()> {
    let mut contestants = contestants(bench)?;
    if contestants.is_empty() {
        return Ok(());
    }
    for contestant in &mut contestants {
        eprintln!("warming {}", contestant.name());
        contestant.turn(bench.requests.get(..REQUESTS).unwrap_or_default())?;
    }
    let mut costs = vec![Costs::measure(bench)?];
    for (number, requests) in bench.requests.chunks(REQUESTS).enumerate() {
        eprintln!("throughput: round {} of {ROUNDS}", number + 1);
        pin(LOAD_CORE)?;
        round(&mut contestants, requests)?;
        unpin()?;
        costs.push(Costs::measure(bench)?);
    }
    conclude(bench, &contestants, &costs);
    Ok(())
}

/// Short turns, now from the one end and now from the other: what a busy host does to one, it does to all.
fn round(contestants: &mut [Contestant], requests: &[Vec<u8>]) -> Outcome<()> {
    let mut seconds = vec![0.0; contestants.len()];
    for (number, requests) in requests.chunks(TURN).enumerate() {
        let mut turns: Vec<_> = contestants.iter_mut().zip(&mut seconds).collect();
        if number % 2 == 1 {
            turns.reverse();
        }
        for (contestant, seconds) in turns {
            *seconds += contestant.turn(requests)?;
        }
    }
    for (contestant, seconds) in contestants.iter_mut().zip(seconds) {
        contestant.rates.push(requests.len() as f64 / seconds);
    }
    Ok(())
}

fn contestants(bench: &mut Bench) -> Outcome<Vec<Contestant>> {
    let mut contestants = Vec::new();
    let cold = ["cold", "peers", "draws"].iter().any(|part| bench.wants(part));
    let hot = ["hot", "peers"].iter().any(|part| bench.wants(part));
    for (of, folder, known) in bench.programs() {
        if cold {
            let remark = "each answer signed (`limits.signatures = 0`), distinct requests";
            let server = serve_cold(folder)?;
            contestants.push(Contestant::part(of, COLD, server, known.clone()).on(remark));
        }
        if hot {
            let remark = "equal answers, distinct requests";
            let server = folder.serve_copy("hot", &[])?;
            contestants.push(Contestant::part(of, HOT, server, known.clone()).on(remark));
        }
        if bench.wants("draws") {
            contestants.push(draws::contestant(of, folder)?);
        }
    }
    if bench.wants("peers") {
        contestants.extend(peers::start(bench)?);
    }
    Ok(contestants)
}

/// A server that signs each answer, on a database of its own.
pub(crate) fn serve_cold(folder: &Folder) -> Outcome<Server> {
    folder.serve_copy("cold", &["--limits-signatures", "0"])
}

const COLD: &str = "cold";
const HOT: &str = "hot";

/// The figures: ceilings, rates, and each rate over its own round's ceiling.
fn conclude(bench: &mut Bench, contestants: &[Contestant], costs: &[Costs]) {
    // A round's costs are the mean of what they were before and after it.
    let rounds: Vec<_> = costs
        .windows(2)
        .filter_map(|two| match two {
            [before, after] => Some(Costs {
                sign: (before.sign + after.sign) / 2.0,
                verify: (before.verify + after.verify) / 2.0,
            }),
            _ => None,
        })
        .collect();
    let ceiling = |rate: fn(&Costs) -> f64| rounds.iter().map(rate).collect::<Vec<_>>();
    let signing = ceiling(|costs| 1.0 / costs.sign);
    let both = ceiling(|costs| 1.0 / (costs.sign + costs.verify));
    let unit = "per CPU second";
    bench.found(
        Figure::new("ceiling: signatures, 1/t_sign", unit, signing.clone()).on("aws-lc, RSA-2048"),
    );
    bench.found(
        Figure::new("ceiling: verifications", unit, ceiling(|costs| 1.0 / costs.verify))
            .on("aws-lc, RSA-2048"),
    );
    bench.found(Figure::new("ceiling: 1/(t_sign + t_verify)", unit, both.clone()).on(""));
    let over = |rates: &[f64], ceilings: &[f64]| -> Vec<f64> {
        rates.iter().zip(ceilings).map(|(rate, ceiling)| rate / ceiling).collect()
    };
    let ours = |part: &str| {
        let of_ours = contestants.iter().find(|one| one.of == OURS && one.part == part);
        of_ours.map_or(&[][..], |one| one.rates.as_slice())
    };
    for contestant in contestants {
        let (name, theirs) = (contestant.name(), &contestant.rates);
        bench.found(Figure::new(&name, unit, theirs.clone()).on(&contestant.remark));
        let mut ratio = |what: String, ratio: Vec<f64>, bound: Option<f64>| {
            let figure = Figure::new(what, "ratio", ratio);
            bench.found(match bound {
                Some(least) => figure.bound(Bound::AtLeast(least)),
                None => figure,
            });
        };
        match (contestant.of.as_str(), contestant.part) {
            (OURS, COLD) => {
                ratio("cold ÷ 1/(t_sign + t_verify)".to_owned(), over(theirs, &both), Some(0.80));
            }
            (OURS, HOT) => {
                ratio("hot ÷ 1/t_sign".to_owned(), over(theirs, &signing), Some(5.0));
            }
            (OURS, DRAWS) => {
                ratio("draws ÷ cold".to_owned(), over(theirs, ours(COLD)), Some(0.75));
            }
            (BASE, part) => {
                ratio(format!("{OURS}, {part} ÷ {name}"), over(ours(part), theirs), None);
            }
            _ => {
                for part in [COLD, HOT] {
                    ratio(format!("{OURS}, {part} ÷ {name}"), over(ours(part), theirs), None);
                }
            }
        }
    }
}
