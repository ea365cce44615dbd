//! How long a user's first build takes, how many crates it needs, and the size of `ig`.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{self as this, Command, Stdio},
    time::{Duration, Instant},
};

use super::report::{Part, median};
use crate::{failure::Failure, process, table::seconds, task::layers, workspace::Workspace};

/// Each crate, with the most seconds and the most crates that its build may take.
const CRATES: &[(&str, Option<f64>, Option<usize>)] = &[
    ("ig-core", Some(10.0), None),
    ("ig-driver", None, None),
    ("ig-ureq", None, Some(44)),
    ("ig-reqwest", None, None),
    ("ig-media", None, None),
    ("ig-sandbox", None, None),
    ("ig-cli", None, None),
];

/// The number of timed builds for a goal: machines are shared.
const ROUNDS: usize = 3;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    process::run(&mut workspace.cargo(&["fetch"]))?;
    let mut part = Part::new("Build: cold, on two cores, without the network");
    for (name, most_seconds, most_crates) in CRATES {
        let what = format!("{name}: seconds");
        match most_seconds {
            Some(most) => {
                let times = (0..ROUNDS).map(|_| cold_build(workspace, name));
                let times = times.collect::<Result<Vec<_>, _>>()?;
                let middle = median(times.iter().map(Duration::as_secs_f64).collect());
                part.at_most(&what, middle, *most, "");
            }
            None => part.figure(&what, seconds(cold_build(workspace, name)?)),
        }
        let crates = layers::tree_of(workspace, name)?.len();
        let what = format!("{name}: crates");
        match most_crates {
            Some(most) => {
                let goal = format!("under {}", most + 1);
                part.judged(&what, &crates.to_string(), &goal, crates <= *most);
            }
            None => part.figure(&what, crates.to_string()),
        }
    }
    part.note(
        "The seconds are of the dev profile: with a goal the median of three builds, else of one. The \
        crates are all that are compiled, including the crate itself, procedural macros and the \
        dependencies of build scripts.",
    );
    Ok(vec![part, command(workspace)?])
}

fn cold_build(workspace: &Workspace, name: &str) -> Result<Duration, Failure> {
    let target = env::temp_dir().join(format!("ig-bench-build-{}", this::id()));
    let mut command = workspace.cargo(&["build", "--quiet", "-p", name, "--offline", "-j", "2"]);
    let start = Instant::now();
    let result = process::run(command.env("CARGO_TARGET_DIR", &target));
    let time = start.elapsed();
    fs::remove_dir_all(&target).map_err(Failure::of(target.display()))?;
    result.map(|()| time)
}

/// The size of `ig`, and how long it takes to start.
fn command(workspace: &Workspace) -> Result<Part, Failure> {
    process::run(
        workspace
            .cargo(&["build", "--quiet", "--release", "-p", "ig-cli"])
            .env("CARGO_PROFILE_RELEASE_STRIP", "symbols"),
    )?;
    let program = workspace.metadata()?.target_directory.join("release/ig");
    let size = fs::metadata(&program).map_err(Failure::of(program.display()))?.len();
    let mut part = Part::new("The command `ig`, release, stripped");
    part.at_most("size", size as f64 / 1e6, 14.0, "MB");
    part.at_most("start of `ig --version`", repeat(50, || version(&program))?, 5.0, "ms");
    let sandbox = repeat(20, || sandbox(&program))?;
    part.at_most("`ig sandbox`, until it listens", sandbox, 5.0, "ms");
    part.note("The medians of 50 and of 20 starts.");
    Ok(part)
}

/// The median of several measured times, in milliseconds.
pub(super) fn repeat(
    times: u32,
    mut start: impl FnMut() -> Result<Duration, Failure>,
) -> Result<f64, Failure> {
    let all: Result<Vec<f64>, Failure> =
        (0..times).map(|_| start().map(|time| time.as_secs_f64() * 1000.0)).collect();
    all.map(median)
}

fn version(program: &Path) -> Result<Duration, Failure> {
    let start = Instant::now();
    process::capture(Command::new(program).arg("--version"))?;
    Ok(start.elapsed())
}

fn sandbox(program: &Path) -> Result<Duration, Failure> {
    started(program).map(|(time, _)| time)
}

/// How long `ig sandbox` takes until it listens, and its memory then, in KiB.
pub(super) fn started(program: &Path) -> Result<(Duration, Option<f64>), Failure> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(["sandbox", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut process = command.spawn().map_err(Failure::of("ig sandbox"))?;
    let mut line = String::new();
    if let Some(out) = process.stdout.take() {
        BufReader::new(out).read_line(&mut line).map_err(Failure::of("ig sandbox"))?;
    }
    let time = start.elapsed();
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let held = held.and_then(|line| line.split_whitespace().next()?.parse().ok());
    let _ = process.kill();
    process.wait().map_err(Failure::of("ig sandbox"))?;
    if line.contains("listening") {
        return Ok((time, held));
    }
    Err(Failure::new(format!("`ig sandbox` said `{}`", line.trim())))
}
