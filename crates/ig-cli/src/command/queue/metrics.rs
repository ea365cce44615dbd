//! `ig queue metrics`: counts in the text format of Prometheus.

use std::time::Duration;

use ig_queue::{Counts, Records as _};
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
    let states = [
        ("waiting", counts.waiting),
        ("active", counts.active),
        ("held", counts.held),
        ("done", counts.done),
        ("cancelled", counts.cancelled),
        ("uncertain", counts.uncertain),
    ];
    let mut text = "# HELP ig_queue_posts Posts in the queue by state.\n\
                    # TYPE ig_queue_posts gauge\n"
        .to_owned();
    for (state, count) in states {
        text.push_str(&format!("ig_queue_posts{{state=\"{state}\"}} {count}\n"));
    }
    let mut gauge = |name: &str, help: &str, value: String| {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n"));
    };
    gauge("ig_queue_due", "Posts that are due and not public yet.", counts.due.to_string());
    gauge(
        "ig_queue_oldest_due_seconds",
        "How long ago the oldest of them was due.",
        seconds(counts.oldest_due).to_string(),
    );
    gauge("ig_queue_paused_accounts", "Accounts that are paused.", counts.paused.to_string());
    gauge(
        "ig_queue_quota_wait",
        "Posts that wait for a limit of 24 hours.",
        counts.quota_wait.to_string(),
    );
    gauge(
        "ig_queue_brake",
        "Posts that wait for the pause after Instagram blocked some.",
        counts.brake.to_string(),
    );
    let lateness = counts.lateness;
    gauge(
        "ig_queue_publishes_24h",
        "Posts whose publish was allowed within 24 hours.",
        lateness.count.to_string(),
    );
    gauge(
        "ig_queue_publish_lateness_seconds_24h_sum",
        "How late they were allowed, all together.",
        seconds(lateness.sum).to_string(),
    );
    gauge(
        "ig_queue_publish_lateness_seconds_24h_max",
        "How late the latest of them was allowed.",
        seconds(lateness.most).to_string(),
    );
    text.push_str(&format!(
        "# HELP ig_queue_fenced_total Writes that changed nothing, since somebody else had the post.\n\
         # TYPE ig_queue_fenced_total counter\nig_queue_fenced_total {}\n",
        counts.fenced
    ));
    text
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}
