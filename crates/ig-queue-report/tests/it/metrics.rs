//! The metrics that are read from a store, and the tables of the README.

use std::{collections::BTreeSet, time::Duration};

use ig_queue::{Counts, Lateness};
use ig_queue_report::{Kind, Reporter, measures};
use metrics_util::debugging::{DebugValue, DebuggingRecorder};

const README: &str = include_str!("../../README.md");

/// The names in the tables, from the heading of one on.
fn named(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = lines.filter_map(|line| line.split('`').next());
    names.filter(|name| name.starts_with("ig_queue_")).collect()
}

#[test]
fn the_readme_has_each_number_of_a_store_and_no_other() {
    let (_, table) = README.split_once("Read from the store").unwrap();
    let there: BTreeSet<_> = measures(&Counts::default()).iter().map(|it| it.name).collect();
    assert_eq!(named(table), there);
}

#[test]
fn every_number_of_a_store_is_reported_once() {
    let counts = Counts {
        waiting: 1,
        active: 2,
        held: 3,
        done: 4,
        cancelled: 5,
        uncertain: 6,
        due: 7,
        oldest_due: Duration::from_millis(8500),
        paused: 9,
        quota_wait: 10,
        brake: 11,
        fenced: 12,
        lateness: Lateness {
            count: 13,
            sum: Duration::from_secs(14),
            most: Duration::from_secs(15),
        },
    };
    let recorder = DebuggingRecorder::new();
    let found = recorder.snapshotter();
    let mut reporter = Reporter::new().with_counts(Duration::from_secs(3600));
    metrics::with_local_recorder(&recorder, || {
        assert!(reporter.wants_counts());
        reporter.set(&counts);
        assert!(!reporter.wants_counts(), "not again within the hour");
    });
    let mut values: Vec<_> = found
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, _, _, value)| {
            let state = key.key().labels().next().map(|label| label.value().to_owned());
            let value = match value {
                DebugValue::Gauge(value) => value.into_inner(),
                DebugValue::Counter(value) => {
                    assert_eq!(key.key().name(), "ig_queue_fenced_total");
                    value as f64
                }
                DebugValue::Histogram(values) => panic!("{values:?}"),
            };
            (value, key.key().name().to_owned(), state)
        })
        .collect();
    values.sort_by(|one, other| one.0.total_cmp(&other.0));
    let numbers: Vec<_> = values.iter().map(|(value, ..)| *value).collect();
    let expect: Vec<_> = (1..16).map(|n| if n == 8 { 8.5 } else { f64::from(n) }).collect();
    assert_eq!(numbers, expect, "{values:?}");
    assert_eq!(values[2].2.as_deref(), Some("held"));
    assert!(!Reporter::new().wants_counts(), "nobody asked for it");
}

#[test]
fn only_a_number_that_grows_is_a_counter() {
    for measure in measures(&Counts::default()) {
        assert_eq!(measure.kind == Kind::Counter, measure.name.ends_with("_total"), "{measure:?}");
    }
}
