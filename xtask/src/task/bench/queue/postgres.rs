//! The queue on Postgres, compared with the engine that delivers its posts, bare.

use std::{path::Path, process::Command};

use super::{
    super::{
        programs,
        report::{Part, figure, json, number},
    },
    ROUNDS, WAITING,
    cluster::Cluster,
    due, figures,
};
use crate::{failure::Failure, process, workspace::Workspace};

/// The two databases of the engine are measured in turns, so many times.
const TURNS: usize = 4;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let ours = programs(workspace, "ig-bench", &["--features", "postgres", "--bin", "queue"])?
        .join("queue");
    let engine = engine(workspace)?;
    let cluster = Cluster::start()?;
    let mut part = Part::new("The queue on Postgres");
    let [full, empty] = ["full", "empty"].map(|name| cluster.database(&format!("ours_{name}")));
    let (full, empty) = (full?, empty?);
    let rounds = ROUNDS.to_string();
    let measure = |waiting, rounds| {
        json(Command::new(&ours).args(["postgres", &full, &empty, waiting, rounds]))
    };
    let filled = measure(WAITING, "1")?;
    cluster.sql("ours_full", "vacuum analyze")?;
    let posts = measure(WAITING, &rounds)?;
    due(
        &mut part,
        "Postgres",
        figures(&posts, "/full_ms")?,
        figures(&posts, "/empty_ms")?,
        Some(1.1),
    );
    part.figure("adding them", number(figure(&filled, "/filling_seconds")?, "s"));

    let (full, empty) = bare(&cluster, &engine)?;
    due(&mut part, "graphile_worker, bare", full, empty, None);
    part.note(format!(
        "Ours is a post as on SQLite, with its rows written; the engine's is a job that does nothing, \
         looked for, run and ended. {ROUNDS} in each database, in turns; medians with the quartiles. The \
         waiting jobs of the engine are inserted into its table by one statement, which is faster than its \
         function and leaves the same rows; both databases are analysed. A queue never has them: a post \
         has a job only from ten minutes before its time.",
    ));
    Ok(vec![part])
}

/// Builds the engine's program, which is not one of the workspace.
pub(super) fn engine(workspace: &Workspace) -> Result<std::path::PathBuf, Failure> {
    let target = workspace.metadata()?.target_directory.join("engine");
    let manifest = workspace.root().join("tests/bench/engine/Cargo.toml");
    let mut command = workspace.cargo(&["build", "--quiet", "--release", "--locked"]);
    command.arg("--manifest-path").arg(manifest).env("CARGO_TARGET_DIR", &target);
    process::run(&mut command)?;
    Ok(target.join("release/ig-bench-engine"))
}

/// The milliseconds of due jobs beside those that wait, and beside none.
fn bare(cluster: &Cluster, engine: &Path) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let rounds = (ROUNDS / TURNS).to_string();
    let (mut full, mut empty) = (Vec::new(), Vec::new());
    let urls = [cluster.database("engine_full")?, cluster.database("engine_empty")?];
    let run = |url: &String, rounds: &str| {
        json(Command::new(engine).args(["due", rounds]).env("DATABASE_URL", url))
    };
    for url in &urls {
        run(url, "1")?;
    }
    cluster.sql(
        "engine_full",
        &format!(
            "insert into graphile_worker._private_jobs (task_id, run_at, key)
             select task.id, now() + interval '30 days' + n * interval '1 second', 'post-' || n
             from generate_series(1, {WAITING}) n, graphile_worker._private_tasks task"
        ),
    )?;
    cluster.sql("engine_full", "vacuum analyze")?;
    for _ in 0..TURNS {
        for (url, times) in urls.iter().zip([&mut full, &mut empty]) {
            times.extend(figures(&run(url, &rounds)?, "/ms")?);
        }
    }
    Ok((full, empty))
}
