//! The queue on Postgres, compared with the engine that delivers its posts, bare.

use std::{path::Path, process::Command, thread};

use super::{
    super::{
        programs,
        report::{Part, figure, json, number},
    },
    ROUNDS, Spread, WAITING,
    cluster::Cluster,
    due, figures,
};
use crate::{failure::Failure, process, workspace::Workspace};

/// The two databases of the engine are measured in turns, so many times.
const TURNS: usize = 4;

/// Workers that are killed: so many times, and so many at the same time, since nearly all of the time
/// is waiting.
const KILLS: usize = 24;
const AT_ONCE: usize = 4;

/// Posts that are added. The others are copies of their rows by one statement, of which the server
/// takes a minute for what takes it half an hour post by post.
const ADDED: &str = "10000";

/// 99 copies of each post, and of its events, each due later than the one before.
const COPIES: &str = "
    do $$
    declare columns text;
    begin
        select string_agg(
            case column_name
                when 'id' then $c$p.id || '-' || n$c$
                when 'key' then $c$p.key || '-' || n$c$
                when 'due' then $c$p.due + n * interval '10000 seconds'$c$
                when 'wake' then $c$p.wake + n * interval '10000 seconds'$c$
                else 'p.' || quote_ident(column_name)
            end, ', ' order by ordinal_position)
        into columns
        from information_schema.columns where table_schema = 'ig' and table_name = 'post';
        insert into ig.event
            select e.post || '-' || copy, e.n, e.at, e.who, e.what
            from ig.event e join ig.post p on p.id = e.post, generate_series(1, 99) copy
            where p.state = 0;
        execute 'insert into ig.post select ' || columns ||
            ' from ig.post p, generate_series(1, 99) n where p.state = 0';
    end $$";

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
    let filled = measure(ADDED, "1")?;
    cluster.sql("ours_full", COPIES)?;
    cluster.sql("ours_full", "vacuum analyze")?;
    let posts = measure(ADDED, &rounds)?;
    let waiting = figure(&posts, "/waiting")?;
    if waiting.to_string() != WAITING {
        return Err(Failure::new(format!("{waiting} posts wait, and not {WAITING}")));
    }
    due(
        &mut part,
        "Postgres",
        figures(&posts, "/full_ms")?,
        figures(&posts, "/empty_ms")?,
        Some(1.1),
    );
    part.figure(&format!("adding {ADDED}"), number(figure(&filled, "/filling_seconds")?, "s"));

    let (full, empty) = bare(&cluster, &engine)?;
    due(&mut part, "graphile_worker, bare", full, empty, None);
    part.note(format!(
        "Ours is a post as on SQLite, with its rows written; {ADDED} of the waiting posts are added, and the \
         rest are copies of their rows. The engine's is a job that does nothing, looked for, run and ended. {ROUNDS} in each database, in turns; medians with the quartiles. The \
         waiting jobs of the engine are inserted into its table by one statement, which is faster than its \
         function and leaves the same rows; both databases are analysed. A queue never has them: a post \
         has a job only from ten minutes before its time.",
    ));
    Ok(vec![part, kills(&cluster, &ours, &engine)?])
}

/// From the kill of a worker to another that goes on, compared with the bare engine's.
fn kills(cluster: &Cluster, program: &Path, engine: &Path) -> Result<Part, Failure> {
    let round = |number: usize| {
        let ours = cluster.database(&format!("kill_ours_{number}"))?;
        let bare = cluster.database(&format!("kill_engine_{number}"))?;
        let mut command = Command::new(program);
        let times = json(command.args(["kill", &ours, &bare]).arg(engine))?;
        Ok((figure(&times, "/ours_ms")?, figure(&times, "/engine_ms")?))
    };
    let mut times = Vec::new();
    for first in (0..KILLS).step_by(AT_ONCE) {
        let some = thread::scope(|scope| {
            let run = |number| scope.spawn(move || round(number));
            let runs: Vec<_> = (first..KILLS.min(first + AT_ONCE)).map(run).collect();
            let ended = |run: thread::ScopedJoinHandle<'_, _>| run.join().expect("no panic");
            runs.into_iter().map(ended).collect::<Result<Vec<_>, Failure>>()
        })?;
        times.extend(some);
    }
    let (ours, bare): (Vec<f64>, Vec<f64>) = times.into_iter().unzip();
    let (ours, bare) = (Spread::of(ours), Spread::of(bare));
    let mut part = Part::new("A worker on Postgres is killed");
    part.figure("kill -9 to its post in the hands of another", ours.text("ms"));
    part.figure("graphile_worker, bare, with the same settings: to its job", bare.text("ms"));
    part.at_most("the first : the second", ours.middle() / bare.middle(), 1.2, "");
    part.note(format!(
        "{KILLS} kills of each, at the same time, in a new database each; medians with the quartiles. \
         The second worker runs for three seconds before the first is killed.",
    ));
    Ok(part)
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
