//! What the gateway counts: calls by method and outcome, and where their time goes.

use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use crate::connection::standing::Phase;

/// Names and values that are known beforehand: counting a call allocates nothing.
type Labels<const N: usize> = [(&'static str, &'static str); N];

/// Counts the lines of the log that were lost.
pub type LostLines = Counter;

/// Counts the requests of strangers that have no line of their own in the log.
pub(crate) type Unlogged = Counter;

/// A part of a call whose time is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Verifying the request's signature.
    Verify,
    /// The store running the work.
    Store,
    /// Signing the answer.
    Sign,
}

/// How a call was answered, for the log and the metrics.
#[derive(Debug)]
pub(crate) struct CallResult {
    pub(crate) method: &'static str,
    pub(crate) code: &'static str,
    pub(crate) sub_code: &'static str,
}

/// How many signatures of one kind of node the key made, and how many were remembered.
#[derive(Debug)]
pub(crate) struct Signatures {
    pub(crate) made: Counter,
    pub(crate) remembered: Counter,
}

/// What connections had to do for new ones, on one side.
#[derive(Debug)]
pub(crate) struct GivenWay {
    waiting: Counter,
    head: Counter,
    body: Counter,
    /// New connections for which none could give way.
    pub(crate) refused: Counter,
}

impl GivenWay {
    pub(crate) fn count(&self, phase: Phase) {
        match phase {
            Phase::Waiting => self.waiting.inc(),
            Phase::Head => self.head.inc(),
            Phase::Body => self.body.inc(),
            // These never give way.
            Phase::Answer | Phase::Written | Phase::Gone => 0,
        };
    }
}

/// What happens to the bodies of one side.
#[derive(Debug)]
pub(crate) struct BodyCounts {
    bytes: Gauge,
    /// Bodies that were dropped while they were read, for others.
    pub(crate) dropped: Counter,
    /// Bodies for which there was no memory.
    pub(crate) refused: Counter,
}

impl BodyCounts {
    pub(crate) fn show(&self, bytes: usize) {
        self.bytes.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }
}

/// The gateway's metrics.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<Labels<3>, Counter>,
    stages: [Histogram; 3],
    signatures: Family<Labels<2>, Counter>,
    given_way: Family<Labels<2>, Counter>,
    body_bytes: Family<Labels<1>, Gauge>,
    bodies: Family<Labels<2>, Counter>,
    pub(crate) connections: Gauge,
    pub(crate) audit: Gauge,
    pub(crate) unlogged: Unlogged,
}

impl Metrics {
    pub(crate) fn new(lost_lines: LostLines) -> Self {
        let mut registry = Registry::with_prefix("hongbao");
        let calls = Family::<Labels<3>, Counter>::default();
        registry.register("calls", "Answered calls, by method, code and sub_code", calls.clone());
        // 10 µs to 5 s, each bucket twice the one before.
        let stages = Family::<Labels<1>, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.000_01, 2.0, 20))
        });
        registry.register("stage_seconds", "How long each stage of a call took", stages.clone());
        let stages = ["verify", "store", "sign"]
            .map(|stage| stages.get_or_create(&[("stage", stage)]).clone());
        let signatures = Family::<Labels<2>, Counter>::default();
        registry.register(
            "signatures",
            "Signatures given, by what was signed, and whether the key made them or memory had them",
            signatures.clone(),
        );
        let connections = Gauge::default();
        registry.register("connections", "Connections that are open now", connections.clone());
        let audit = Gauge::default();
        let what = "How far the audit is, or was, that was asked for last";
        registry.register("audit_percent", what, audit.clone());
        let what = "Lines of the log that could not be written, or waited in vain for its reader";
        registry.register("log_lines_lost", what, lost_lines);
        let unlogged = Unlogged::default();
        let what = "Requests of strangers that have no line of their own in the log";
        registry.register("strangers_unlogged", what, unlogged.clone());
        let given_way = Family::<Labels<2>, Counter>::default();
        let what = "Connections that were cut off for new ones, by what they waited for; refused: new ones \
                    for which none could be";
        registry.register("connections_given_way", what, given_way.clone());
        let body_bytes = Family::<Labels<1>, Gauge>::default();
        let what = "Memory that requests' bodies take now";
        registry.register("body_bytes", what, body_bytes.clone());
        let bodies = Family::<Labels<2>, Counter>::default();
        let what = "Bodies that were dropped for others while they were read, and those that found no memory";
        registry.register("bodies_lost", what, bodies.clone());
        Self {
            registry,
            calls,
            stages,
            signatures,
            given_way,
            body_bytes,
            bodies,
            connections,
            audit,
            unlogged,
        }
    }

    pub(crate) fn count(&self, result: &CallResult) {
        let CallResult { method, code, sub_code } = *result;
        let labels = [("method", method), ("code", code), ("sub_code", sub_code)];
        self.calls.get_or_create(&labels).inc();
    }

    /// What counts the signatures of one kind of node.
    pub(crate) fn signatures(&self, node: &'static str) -> Signatures {
        let counter =
            |from| self.signatures.get_or_create(&[("node", node), ("from", from)]).clone();
        Signatures { made: counter("key"), remembered: counter("memory") }
    }

    /// What counts the connections that one side gives up.
    pub(crate) fn given_way(&self, side: &'static str) -> GivenWay {
        let counter =
            |phase| self.given_way.get_or_create(&[("side", side), ("phase", phase)]).clone();
        let [waiting, head, body, refused] = ["waiting", "head", "body", "refused"].map(counter);
        GivenWay { waiting, head, body, refused }
    }

    /// What counts the bodies of one side.
    pub(crate) fn bodies(&self, side: &'static str) -> BodyCounts {
        let counter = |how| self.bodies.get_or_create(&[("side", side), ("how", how)]).clone();
        BodyCounts {
            bytes: self.body_bytes.get_or_create(&[("side", side)]).clone(),
            dropped: counter("dropped"),
            refused: counter("refused"),
        }
    }

    pub(crate) fn observe(&self, stage: Stage, watch: Stopwatch) {
        let [verify, store, sign] = &self.stages;
        let histogram = match stage {
            Stage::Verify => verify,
            Stage::Store => store,
            Stage::Sign => sign,
        };
        histogram.observe(watch.seconds());
    }

    /// Everything, in the text format that Prometheus reads.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// Measures how long something takes. No answer depends on it; an audit rests by it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "measured for log, metrics and rests, decides no answer"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }

    pub(crate) fn micros(self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}
