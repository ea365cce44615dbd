#!/usr/bin/env bash
# What: a worker of graphile_worker 0.14.1 that was stopped for longer than the recovery's threshold, and
#       whose job another worker has by then, ends with `Ok` and deletes the job under that other one,
#       without an error on either side. If the other is killed after that, the job is gone. If the
#       first ends with `Err`, nothing happens: a failure asks who has the job, and a success does not.
# Guess before it was run: whoever has lost a job can neither end it nor fail it.
# Why it matters here: the delivery of a post can vanish while a worker has the post in hand. Only a
#       comparison of the posts with the jobs finds it.
# Needs: cargo, PostgreSQL's server programs, and the registry; as root also a user `postgres`. Takes
#       some four minutes, mostly to build. Fails if the behaviour has changed.
set -euo pipefail

folder=$(mktemp -d)
as=()
if [[ $(id -u) == 0 ]]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$folder"
fi
bin=$(pg_config --bindir 2>/dev/null || ls -d /usr/lib/postgresql/*/bin | tail -1)
workers=()
end() {
    [[ ${#workers[@]} == 0 ]] || kill -9 "${workers[@]}" 2>/dev/null || true
    (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap end EXIT
cd "$folder"
"${as[@]}" "$bin/initdb" -D data -A trust -U postgres --no-sync >/dev/null
"${as[@]}" "$bin/pg_ctl" -D data -w -l data/log -o "-k $folder -c listen_addresses=''" start >/dev/null
sql() { psql -h "$folder" -U postgres -qAt -d postgres -c "$1"; }
export DATABASE_URL="postgres://postgres@${folder//\//%2F}/postgres"

mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
graphile_worker = { version = "=0.14.1", default-features = false, features = ["driver-tokio-postgres"] }
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "rt", "time"] }
TOML
cat > src/main.rs <<'RUST'
use std::time::Duration;

use graphile_worker::{
    IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerContextExt, WorkerOptions, WorkerRecoveryConfig,
};
use serde::{Deserialize, Serialize};

/// How long a job takes, and how it ends.
#[derive(Clone, Debug)]
struct Ends(u64, Result<(), String>);

#[derive(Deserialize, Serialize)]
struct Post {}

impl TaskHandler for Post {
    const IDENTIFIER: &'static str = "post";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        println!("started");
        let Ends(seconds, end) = context.get_ext::<Ends>().expect("an end").clone();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        println!("ends with {end:?}");
        end
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let end = if arguments[2] == "ok" { Ok(()) } else { Err("it failed".to_owned()) };
    let worker = WorkerOptions::default()
        .database_url(&std::env::var("DATABASE_URL").expect("a database"))
        .concurrency(1)
        .add_extension(Ends(arguments[1].parse().expect("seconds"), end))
        .define_job::<Post>()
        .worker_recovery(
            WorkerRecoveryConfig::default()
                .heartbeat_interval(Duration::from_secs(1))
                .sweep_interval(Duration::from_secs(1))
                .sweep_threshold(Duration::from_secs(4))
                .recovery_delay(Duration::ZERO),
        );
    worker.init().await.expect("a worker").run().await.expect("no error");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo build --quiet 2>errors || {
    cat errors
    exit 1
}
# Waits until a command succeeds, for 20 s at most.
until_true() {
    for _ in $(seq 200); do
        "$@" && return
        sleep 0.1
    done
    echo "this did not happen: $*"
    exit 1
}
has_started() { grep -qs "^started" "$1"; }
has_ended() { grep -qs "^ends" "$1"; }
add() { sql "select graphile_worker.add_job('post')" >/dev/null 2>&1; }

echo "graphile_worker 0.14.1"
for end in ok err; do
    target/debug/finding 1 "$end" > "first.$end" 2>&1 &
    first=$!
    disown
    workers+=("$first")
    until_true add
    until_true has_started "first.$end"
    kill -STOP "$first"
    target/debug/finding 600 ok > "second.$end" 2>&1 &
    second=$!
    disown
    workers+=("$second")
    until_true has_started "second.$end"
    kill -CONT "$first"
    until_true has_ended "first.$end"
    sleep 1
    jobs=$(sql "select count(*) from graphile_worker._private_jobs")
    kill -0 "$second"
    kill -9 "$first" "$second"
    if has_ended "second.$end"; then echo "the second was to be at work"; exit 1; fi
    echo "the first, which has lost the job, ends with $end: jobs in the table while the second is at work: $jobs"
    [[ $end:$jobs == ok:0 || $end:$jobs == err:1 ]] || {
        echo "the behaviour has changed"
        exit 1
    }
done
