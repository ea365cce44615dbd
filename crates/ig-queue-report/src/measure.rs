//! What a store counts, as metrics: one table for the facade and for `ig queue metrics`.

use std::time::Duration;

use ig_queue::{Counts, State};

/// A number that was read from a store.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a row of a table that is taken apart")]
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// What it is, as a sentence.
    pub help: &'static str,
    /// Whether it only grows.
    pub kind: Kind,
    /// The value of its label `state`, where it has one.
    pub state: Option<&'static str>,
    /// The number.
    pub value: f64,
}

/// Kinds of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two kinds of numbers that a store has")]
pub enum Kind {
    /// It rises and falls.
    Gauge,
    /// It only grows.
    Counter,
}

/// What a store counts. Those with labels stand together.
pub fn measures(counts: &Counts) -> Vec<Measure> {
    let gauge = |name, help, value| Measure { name, help, kind: Kind::Gauge, state: None, value };
    let states = [
        (State::Waiting, counts.waiting),
        (State::Active, counts.active),
        (State::Held, counts.held),
        (State::Done, counts.done),
        (State::Cancelled, counts.cancelled),
        (State::Uncertain, counts.uncertain),
    ];
    let posts = states.into_iter().map(|(state, count)| Measure {
        state: Some(state.word()),
        ..gauge("ig_queue_posts", "Posts in the queue by state.", number(count))
    });
    let lateness = counts.lateness;
    let rest = [
        gauge("ig_queue_due", "Posts that are due and not public yet.", number(counts.due)),
        gauge(
            "ig_queue_oldest_due_seconds",
            "How long ago the oldest of them was due.",
            seconds(counts.oldest_due),
        ),
        gauge("ig_queue_paused_accounts", "Accounts that are paused.", number(counts.paused)),
        gauge(
            "ig_queue_quota_wait",
            "Posts that wait for a limit of 24 hours.",
            number(counts.quota_wait),
        ),
        gauge(
            "ig_queue_brake",
            "Posts that wait for the pause after Instagram blocked some.",
            number(counts.brake),
        ),
        gauge(
            "ig_queue_publishes_24h",
            "Posts whose publish was allowed within 24 hours.",
            number(lateness.count),
        ),
        gauge(
            "ig_queue_publish_lateness_seconds_24h_sum",
            "How late they were allowed, all together.",
            seconds(lateness.sum),
        ),
        gauge(
            "ig_queue_publish_lateness_seconds_24h_max",
            "How late the latest of them was allowed.",
            seconds(lateness.most),
        ),
        Measure {
            kind: Kind::Counter,
            ..gauge(
                "ig_queue_fenced_total",
                "Writes that changed nothing, since somebody else had the post.",
                number(counts.fenced),
            )
        },
    ];
    posts.chain(rest).collect()
}

impl Measure {
    pub(crate) fn report(&self) {
        let Self { name, kind, state, value, .. } = *self;
        match (kind, state) {
            (Kind::Counter, _) => metrics::counter!(name).absolute(whole(value)),
            (Kind::Gauge, Some(state)) => metrics::gauge!(name, "state" => state).set(value),
            (Kind::Gauge, None) => metrics::gauge!(name).set(value),
        }
    }
}

/// Exact below 2^53, which no count of posts reaches.
fn number(count: u64) -> f64 {
    count as f64
}

fn whole(value: f64) -> u64 {
    value as u64
}

pub(crate) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
