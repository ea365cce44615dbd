#!/usr/bin/env bash
# What: graphile_worker 0.14.1, the port of Graphile Worker to Rust, never takes a job back from a
#       worker that was killed, unless its recovery is switched on: not even one that was locked five
#       hours ago, while it runs the jobs after it. Graphile Worker 0.18.0 for Node, on the same table
#       with the same columns, takes back what has been locked for four hours.
# Guess before it was run: a port that runs side by side with the original keeps its four hours.
# Why it matters here: a post in the hands of a worker that lost its power would never be published,
#       and nothing says so: the job is not failed, only locked.
# Needs: cargo, node with npm, PostgreSQL's server programs, and the registries; as root also a user
#       `postgres`. Takes some four minutes, mostly to build. Fails if the behaviour has changed.
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
sql() { psql -h "$folder" -U postgres -qAt -d "$1" -c "$2"; }
sql postgres "create database rust"
sql postgres "create database node"

mkdir -p rust/src node
cat > rust/Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
graphile_worker = { version = "=0.14.1", default-features = false, features = ["driver-tokio-postgres"] }
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "rt", "time"] }
TOML
cat > rust/src/main.rs <<'RUST'
use std::time::Duration;

use graphile_worker::{IntoTaskHandlerResult, TaskHandler, WorkerContext, WorkerContextExt, WorkerOptions};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
struct Seconds(u64);

#[derive(Deserialize, Serialize)]
struct Post {}

impl TaskHandler for Post {
    const IDENTIFIER: &'static str = "post";

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        println!("started job {}", context.job().id());
        let Seconds(seconds) = *context.get_ext::<Seconds>().expect("how long it takes");
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        Ok::<(), String>(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let seconds = std::env::args().nth(1).expect("seconds").parse().expect("a number");
    let worker = WorkerOptions::default()
        .database_url(&std::env::var("DATABASE_URL").expect("a database"))
        .concurrency(1)
        .add_extension(Seconds(seconds))
        .define_job::<Post>();
    worker.init().await.expect("a worker").run().await.expect("no error");
}
RUST
(cd rust && CARGO_TARGET_DIR="$folder/target" cargo build --quiet 2>"$folder/errors") || {
    cat errors
    exit 1
}
cat > node/worker.mjs <<'NODE'
import { run } from "graphile-worker";

await run({
  connectionString: process.env.DATABASE_URL,
  concurrency: 1,
  noHandleSignals: true,
  // It looks for old locks each second, and not each eight to ten minutes.
  preset: { worker: { minResetLockedInterval: 1000, maxResetLockedInterval: 1001 } },
  taskList: {
    post: async (_, { job }) => {
      console.log(`started job ${job.id}`);
      await new Promise((done) => setTimeout(done, 1000 * process.argv[2]));
    },
  },
});
NODE
(cd node && npm install --silent --no-audit --no-fund graphile-worker@0.18.0 >"$folder/errors" 2>&1) || {
    cat errors
    exit 1
}

# Starts a worker in a database, whose jobs take so many seconds; its output goes to a file.
start() {
    local url="postgres://postgres@${folder//\//%2F}/$1"
    case $1 in
        rust) DATABASE_URL=$url target/debug/finding "$2" > "$1.$2.log" 2>&1 & ;;
        node) (cd node && DATABASE_URL=$url exec node worker.mjs "$2" > "../$1.$2.log" 2>&1) & ;;
    esac
    workers+=($!)
    # The shell says nothing when it is killed.
    disown
}
# Waits until a command succeeds, for 15 s at most.
until_true() {
    for _ in $(seq 150); do
        "$@" && return
        sleep 0.1
    done
    return 1
}
add() { sql "$1" "select (graphile_worker.add_job('post')).id" 2>/dev/null >"$1.added"; }

for which in rust node; do
    start "$which" 600
    until_true add "$which"
    until_true grep -qs "started job 1" "$which.600.log"
    kill -9 "${workers[-1]}"
    sql "$which" "update graphile_worker._private_jobs set locked_at = now() - interval '5 hours'"
    add "$which"
    start "$which" 0
    until_true grep -qs "started job 2" "$which.0.log"
    if until_true grep -qs "started job 1" "$which.0.log"; then taken=yes; else taken=no; fi
    left=$(sql "$which" "select id || ', locked since ' || date_trunc('hour', now() - locked_at)
                         from graphile_worker._private_jobs")
    echo "$which: job 2, which came after it, was run; job 1 of the killed worker: taken back $taken;" \
        "left in the table: ${left:-none}"
    [[ $which:$taken == rust:no || $which:$taken == node:yes ]] || {
        echo "the behaviour has changed"
        exit 1
    }
done
