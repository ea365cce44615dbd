//! Counts what each scenario allocates, and how large a flow and its snapshot are. Prints JSON.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::mem::size_of;

use allocation_counter::measure;
use ig_bench::{calls::Calls, flow, scenario::SCENARIOS};
use ig_core::PublishFlow;
use serde_json::{Map, Value, json};

fn main() {
    let calls = Calls::new();
    let mut scenarios = Map::new();
    for scenario in SCENARIOS {
        (scenario.run)(&calls);
        let used = measure(|| (scenario.run)(&calls));
        let figures = json!({ "count": used.count_total, "bytes": used.bytes_total });
        scenarios.insert(scenario.name.to_owned(), figures);
    }
    let published = flow::publish(&calls);
    let mut kept = None;
    let heap = measure(|| kept = Some(flow::waiting(&calls, flow::plan())));
    let snapshot = kept.as_ref().map(|(flow, _)| flow::stored(flow.snapshot()).len());
    let figures = json!({
        "scenarios": Value::Object(scenarios),
        "flow": {
            "calls": published.calls,
            "snapshots": published.snapshots,
            "snapshot_largest": published.largest,
            "snapshot_waiting": snapshot,
            "size": size_of::<PublishFlow>(),
            "heap_waiting": heap.bytes_current,
        },
    });
    println!("{figures}");
}
