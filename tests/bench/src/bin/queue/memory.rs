//! The memory of a worker with a million posts that wait, compared with a million flows.

use std::{fs, path::Path};

use ig_bench::{
    calls::Calls,
    flow,
    queue::{Server, post, work},
};
use ig_queue::Store as _;
use ig_queue_sqlite::SqliteStore;
use serde_json::{Value, json};

use crate::due::FULL;

/// A worker that publishes one post from the database that [`due`](crate::due) has filled: what
/// it holds at most.
pub(crate) fn worker(folder: &Path) -> Value {
    let mut store = SqliteStore::open(folder.join(FULL)).expect("a queue");
    store.lock(&"memory".parse().expect("a name")).expect("the lock");
    let waiting = store.counts().expect("counts").waiting;
    drop(store.add(&post(200_000_000, ig_driver::now())).expect("a post"));
    let requests = work(&mut store, &Server::new(), "memory");
    json!({ "waiting": waiting, "requests": requests, "peak_mib": status("VmHWM:") })
}

/// So many flows that wait for their container.
pub(crate) fn flows(count: usize) -> Value {
    let calls = Calls::new();
    let flows: Vec<_> = (0..count).map(|_| flow::waiting(&calls, flow::plan())).collect();
    json!({ "flows": flows.len(), "peak_mib": status("VmHWM:") })
}

/// A figure of this process in MiB, as the system has it.
pub(crate) fn status(name: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib / 1024.0
}
