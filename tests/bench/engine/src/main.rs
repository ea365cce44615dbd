//! The engine that delivers posts on Postgres, with nothing around it: `graphile_worker`. It prints
//! lines of JSON. The database is named by `DATABASE_URL`.
#![expect(clippy::print_stdout, reason = "the figures are its output")]

use std::{
    env,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use graphile_worker::{
    IntoTaskHandlerResult, JobSpec, TaskHandler, Worker, WorkerContext, WorkerOptions,
    WorkerRecoveryConfig,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Jobs before the measured ones.
const WARM: usize = 20;

/// What the task of a post does here: nothing, or take so long.
#[derive(Clone, Copy, Debug)]
struct Takes(Duration);

#[derive(Debug, Deserialize, Serialize)]
struct Post {}

impl TaskHandler for Post {
    const IDENTIFIER: &'static str = "ig_post";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let takes = context.get_ext::<Takes>().copied();
        if let Some(Takes(time)) = takes {
            println!("{}", json!({ "started": context.job().id(), "unix_ms": unix_ms() }));
            tokio::time::sleep(time).await;
        }
        Ok::<(), String>(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["due", rounds] => due(rounds.parse().expect("a number")).await,
        ["add"] => add(&options().init().await.expect("a worker"), "post").await,
        ["work", seconds] => {
            let takes = Takes(Duration::from_secs(seconds.parse().expect("a number")));
            let worker = options().add_extension(takes).worker_recovery(recovery());
            worker.init().await.expect("a worker").run().await.expect("no error");
        }
        _ => panic!("due ROUNDS, add, or work SECONDS: {words:?}"),
    }
}

fn options() -> WorkerOptions {
    let url = env::var("DATABASE_URL").expect("a database");
    WorkerOptions::default().database_url(&url).concurrency(1).define_job::<Post>()
}

/// The settings with which the queue uses it.
fn recovery() -> WorkerRecoveryConfig {
    WorkerRecoveryConfig::default()
        .heartbeat_interval(Duration::from_secs(1))
        .sweep_interval(Duration::from_secs(1))
        .sweep_threshold(Duration::from_secs(10))
        .recovery_delay(Duration::ZERO)
}

/// The milliseconds that each of so many due jobs takes, one after the other: the worker looks,
/// runs it, ends it, and looks until there is none.
async fn due(rounds: usize) {
    let worker: Worker = options().init().await.expect("a worker");
    let mut times = Vec::new();
    for round in 0..WARM + rounds {
        add(&worker, &format!("due-{round}")).await;
        let start = Instant::now();
        worker.run_once().await.expect("no error");
        if WARM <= round {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    println!("{}", json!({ "ms": times }));
}

async fn add(worker: &Worker, key: &str) {
    let spec = JobSpec::builder().job_key(key).build();
    worker.create_utils().add_job(Post {}, spec).await.expect("a job");
}

fn unix_ms() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_millis()
}
