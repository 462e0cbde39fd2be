//! What a server has done, in the text form of Prometheus.

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// What is asked for. Labels have few values, whatever clients send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(super) enum Route {
    Solve,
    Pass,
    RunCode,
    Submit,
    Execute,
}

/// A route, and the status of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: Route,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    route: Route,
}

/// How a script or a candidate ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    how: How,
}

/// How a script or a candidate ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(super) enum How {
    Well,
    Badly,
    Limit,
    /// The sandbox failed: no verdict.
    Infrastructure,
}

/// The seconds at which the times of answers are told apart.
const SECONDS: [f64; 14] = [
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0,
];

/// What a server counts.
pub(super) struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    took: Family<Of, Histogram>,
    read: Counter,
    written: Counter,
    ended: Family<Ended, Counter>,
    late: Counter,
    solves_waiting: Gauge,
    solves_busy: Gauge,
    jobs_waiting: Gauge,
    jobs_busy: Gauge,
    connections: Gauge,
    usd: Counter<f64, AtomicU64>,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("mutagree");
        let took = Family::<Of, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let it = Self {
            answered: Family::default(),
            took,
            read: Counter::default(),
            written: Counter::default(),
            ended: Family::default(),
            late: Counter::default(),
            solves_waiting: Gauge::default(),
            solves_busy: Gauge::default(),
            jobs_waiting: Gauge::default(),
            jobs_busy: Gauge::default(),
            connections: Gauge::default(),
            usd: Counter::default(),
            registry: Registry::default(),
        };
        let help = "Answers by route and status";
        registry.register("answers", help, it.answered.clone());
        let help = "Time to the end of an answer";
        registry.register_with_unit("answer", help, Unit::Seconds, it.took.clone());
        let help = "Programs that were run, by how they ended";
        registry.register("programs", help, it.ended.clone());
        let help = "US dollars, where the price is known";
        registry.register("model_cost_usd", help, it.usd.clone());
        for (name, help, counter) in [
            ("model_tokens_read", "Tokens that the model read", &it.read),
            (
                "model_tokens_written",
                "Tokens that the model wrote",
                &it.written,
            ),
            (
                "late",
                "Answers at the deadline, with the best so far",
                &it.late,
            ),
        ] {
            registry.register(name, help, counter.clone());
        }
        for (name, help, gauge) in [
            (
                "solves_waiting",
                "Requests for code that wait",
                &it.solves_waiting,
            ),
            (
                "solves_running",
                "Requests for code under way",
                &it.solves_busy,
            ),
            ("jobs_waiting", "Programs that wait", &it.jobs_waiting),
            ("jobs_running", "Programs under way", &it.jobs_busy),
            ("connections", "Open connections", &it.connections),
        ] {
            registry.register(name, help, gauge.clone());
        }
        Self { registry, ..it }
    }

    pub(super) fn answered(&self, route: Route, status: u16, took: Duration) {
        self.answered
            .get_or_create(&Answered { route, status })
            .inc();
        self.took
            .get_or_create(&Of { route })
            .observe(took.as_secs_f64());
    }

    pub(super) fn spent(&self, read: u64, written: u64, usd: Option<f64>) {
        self.read.inc_by(read);
        self.written.inc_by(written);
        self.usd.inc_by(usd.unwrap_or(0.0).max(0.0));
    }

    pub(super) fn ended(&self, how: How) {
        self.ended.get_or_create(&Ended { how }).inc();
    }

    pub(super) fn late(&self) {
        self.late.inc();
    }

    pub(super) fn connected(&self) {
        self.connections.inc();
    }

    pub(super) fn disconnected(&self) {
        self.connections.dec();
    }

    /// The text, with what waits and what is under way now.
    pub(super) fn text(&self, solves: (usize, usize), jobs: (usize, usize)) -> String {
        let set = |gauge: &Gauge, value: usize| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        set(&self.solves_waiting, solves.0);
        set(&self.solves_busy, solves.1);
        set(&self.jobs_waiting, jobs.0);
        set(&self.jobs_busy, jobs.1);
        let mut text = String::new();
        // A String takes all that is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
