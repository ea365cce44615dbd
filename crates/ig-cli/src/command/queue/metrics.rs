//! `ig queue metrics`: counts in the text format of Prometheus.

use std::time::Duration;

use ig_queue::{Counts, Records as _};
use ig_queue_report::{Kind, Measure, measures};
use serde_json::json;

use crate::{
    args::MetricsArgs,
    failure::{Exit, Failure},
    output::Output,
    queue::{self, Place},
};

pub(super) fn run<P: Place>(args: &MetricsArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let counts = match args.place.find()? {
        Some(mut store) => queue::answer(store.counts())?,
        None => Counts::default(),
    };
    if output.is_json() {
        output.object(&json!({
            "waiting": counts.waiting,
            "active": counts.active,
            "held": counts.held,
            "done": counts.done,
            "cancelled": counts.cancelled,
            "uncertain": counts.uncertain,
            "due": counts.due,
            "oldest_due_seconds": seconds(counts.oldest_due),
            "paused_accounts": counts.paused,
            "publish_lateness_seconds_sum": seconds(counts.lateness.sum),
            "publish_lateness_seconds_max": seconds(counts.lateness.most),
            "publishes": counts.lateness.count,
            "quota_wait": counts.quota_wait,
            "brake": counts.brake,
            "fenced": counts.fenced,
        }));
    } else {
        output.result(text(&counts).as_bytes());
    }
    Ok(Exit::Success)
}

fn text(counts: &Counts) -> String {
    let (mut text, mut last) = (String::new(), "");
    for Measure { name, help, kind, state, value } in measures(counts) {
        if name != last {
            let kind = if kind == Kind::Counter { "counter" } else { "gauge" };
            text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
            last = name;
        }
        match state {
            Some(state) => text.push_str(&format!("{name}{{state=\"{state}\"}} {value}\n")),
            None => text.push_str(&format!("{name} {value}\n")),
        }
    }
    text
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
