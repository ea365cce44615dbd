//! Prints what many posts cost, in virtual time, as lines of `name value unit`.
//!
//! `cargo run --profile bench -p ig-queue --example load`
//!
//! - 10 417 posts that are due at one minute, with replies after 50 ms, beside a flow a post;
//! - an hour of 250 000 posts a day over 10 000 accounts;
//! - the memory of a post that is prepared and waits for its time.

#[path = "../tests/it/load.rs"]
mod load;
#[path = "../tests/it/world/mangle.rs"]
mod mangle;
#[path = "../tests/it/memory.rs"]
mod memory;
#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/world/server.rs"]
mod server;

use std::time::Duration;

use ig_queue::Limits;

use self::load::Load;

const MINUTE: Load = Load {
    posts: 10_417,
    accounts: 10_000,
    spread: Duration::ZERO,
    processing: Duration::from_secs(4),
    limits: Limits::DEFAULT,
    until: None,
};

#[expect(clippy::print_stdout, reason = "its output")]
fn main() {
    let line = |name: &str, value: f64, unit: &str| println!("{name} {value:.3} {unit}");
    for (processing, in_flight) in [(4, 2000), (4, 12_000), (15, 12_000), (30, 12_000)] {
        let limits = Limits::default().with_in_flight(in_flight);
        let load = Load { processing: Duration::from_secs(processing), limits, ..MINUTE };
        let (took, _) = load.run(worked);
        let singly = load.run_singly();
        let name = |what: &str| format!("minute_{processing}s_of_processing_{in_flight}_{what}");
        line(&name("last_intent_after"), took.last_intent.as_secs_f64(), "s");
        line(&name("requests"), took.requests as f64, "requests");
        line(&name("requests_singly"), singly.requests as f64, "requests");
        line(&name("share"), took.requests as f64 / singly.requests as f64, "ratio");
        line(&name("reads"), took.reads as f64, "requests");
        line(&name("reads_singly"), singly.reads as f64, "requests");
    }
    let (took, _) = Load { spread: Duration::from_secs(3600), ..MINUTE }.run(worked);
    line("hour_posts", took.publishes as f64, "posts");
    line("hour_latest_intent_after", took.latest.as_secs_f64(), "s");
    line("hour_requests", took.requests as f64, "requests");
    line("hour_most_posts_in_memory", took.most as f64, "posts");
    line("hour_work_a_post", took.work.as_secs_f64() * 1e6 / took.publishes as f64, "us");
    line("hour_work_of_a_core", took.work.as_secs_f64() / 36.0, "percent");
    let (_, worker) = Load { until: Some(Duration::ZERO), ..MINUTE }.run(worked);
    let posts = worker.len();
    let freed = allocation_counter::measure(|| drop(worker));
    line("memory_posts", posts as f64, "posts");
    line("memory_a_post", -(freed.bytes_current as f64) / posts as f64, "bytes");
}

/// The time of this thread on a processor.
fn worked() -> Duration {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID);
    time.map(Duration::from).unwrap_or_default()
}
