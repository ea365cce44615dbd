#!/usr/bin/env bash
# What: `graphile_worker.add_jobs(…)`, called with 100 000 jobs that have a key, fails with "out of shared
#       memory" where graphile_worker 0.14.1 (Rust) has installed it, and adds them all where Graphile
#       Worker 0.18.0 (Node) has: same name, same arguments, same server as it comes. The port takes an
#       advisory lock for each key and keeps them until the end of the transaction; the server has room
#       for some ten thousand, for all sessions together. 5 000 pass.
# Guess before it was run: a function that takes an array of jobs takes a large one; at worst it is slow.
# Why it matters here: an import of a year's posts in one transaction fails, and while a large one runs,
#       other sessions get no locks. Posts are added in hundreds.
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
end() {
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
url() { echo "postgres://postgres@${folder//\//%2F}/$1"; }

mkdir -p rust/src node
cat > rust/Cargo.toml <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
graphile_worker = { version = "=0.14.1", default-features = false, features = ["driver-tokio-postgres"] }
tokio = { version = "1", features = ["macros", "rt"] }
TOML
cat > rust/src/main.rs <<'RUST'
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::var("DATABASE_URL").expect("a database");
    graphile_worker::WorkerOptions::default().database_url(&url).init().await.expect("its migrations");
}
RUST
(cd rust && CARGO_TARGET_DIR="$folder/target" cargo build --quiet 2>"$folder/errors") || {
    cat errors
    exit 1
}
DATABASE_URL=$(url rust) timeout 60 target/debug/finding
cat > node/migrate.mjs <<'NODE'
import { runMigrations } from "graphile-worker";

await runMigrations({ connectionString: process.env.DATABASE_URL });
NODE
(cd node && npm install --silent --no-audit --no-fund graphile-worker@0.18.0 &&
    DATABASE_URL=$(url node) timeout 60 node migrate.mjs) >errors 2>&1 || {
    cat errors
    exit 1
}

echo "$("$bin/postgres" --version), max_locks_per_transaction $(sql postgres 'show max_locks_per_transaction')," \
    "max_connections $(sql postgres 'show max_connections')"
for which in rust node; do
    for count in 5000 100000; do
        jobs="array(select ('post', '{}'::json, null, now(), null, 'post ' || n, null, null)::graphile_worker.job_spec
                    from generate_series(1, $count) n)"
        if said=$(sql "$which" "select count(*) from graphile_worker.add_jobs($jobs)" 2>&1); then
            end="added $said"
        else
            end=$(head -1 <<<"$said")
        fi
        echo "$which: $count jobs with a key: $end"
        case $which:$count:$end in
            *:5000:"added 5000" | node:100000:"added 100000" | rust:100000:*"out of shared memory") ;;
            *)
                echo "the behaviour has changed"
                exit 1
                ;;
        esac
    done
done
