//! `cargo xtask soak`: runs the random tests with far more cases than CI has time for.
//!
//! A change must pass what CI tries; the guarantees rest on what is tried here, for hours, before a
//! release. GUARANTEES.md has the figures, with all that is needed to repeat them.

mod document;
mod machine;

use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant, SystemTime},
};

use lexopt::{Arg::Long, Parser, ValueExt};
use serde::Deserialize;

use self::machine::Machine;
use super::Task;
use crate::{
    failure::Failure,
    process,
    table::{Table, seconds},
    workspace::Workspace,
};

pub(super) const TASK: Task = Task {
    name: "soak",
    arguments: " [--cases N] [--kills N] [--service N] [--workers N] [--seed S] [--write]",
    about: "Try the random tests for hours",
    details: "\
Runs the model test with a million cases, half of them where a second publish is refused and half
where it posts again, and then five thousand rounds in which the command and the sandbox's process
are killed, as many in which the worker of a queue is, a thousand in which `ig serve` and `ig mcp` are
while clients ask for the same keys again and again, and two thousand in which several workers of a
queue in Postgres are, and its server. All are built with optimisations and with debug assertions.
The first failure ends the run, which prints how to repeat it.

  --cases N    this many cases of the model test
  --kills N    this many rounds of kills, of each of the first two
  --service N  this many rounds of kills of `ig serve` and `ig mcp`
  --workers N  this many rounds of kills with a queue in Postgres
  --seed S     the seed of all; the time in seconds unless it is given
  --write      write the figures into GUARANTEES.md, between its markers",
    run: |workspace, parser| run(workspace, &Options::read(parser)?),
};

#[derive(Debug, PartialEq, Eq)]
struct Options {
    cases: u32,
    kills: u32,
    service: u32,
    workers: u32,
    seed: u64,
    write: bool,
}

/// The cases that were tried, and the time that they took.
#[derive(Debug)]
struct Soaked {
    seed: u64,
    /// The number of worlds, over both tests.
    cases: u32,
    model: Duration,
    kills: Kills,
    /// The same of `ig queue work`.
    queue: Kills,
    /// The same of `ig serve` and `ig mcp`.
    service: Kills,
    /// The same of several `ig-worker work`.
    workers: Kills,
}

/// The report of the test of the kills.
#[derive(Debug, Default, Deserialize)]
struct Kills {
    rounds: u32,
    seconds: f64,
    failed: u32,
    kills: u32,
    sandbox_kills: u32,
    full_disks: u32,
    #[serde(default)]
    stops: u32,
    #[serde(default)]
    crashes: u32,
    #[serde(default)]
    cuts: u32,
}

impl Options {
    fn read(mut parser: Parser) -> Result<Self, Failure> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let seed = now.map_or(1, |now| now.as_secs());
        let (cases, kills, service, workers) = (1_000_000, 5_000, 1_000, 2_000);
        let mut options = Self { cases, kills, service, workers, seed, write: false };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("cases") => options.cases = parser.value()?.parse()?,
                Long("kills") => options.kills = parser.value()?.parse()?,
                Long("service") => options.service = parser.value()?.parse()?,
                Long("workers") => options.workers = parser.value()?.parse()?,
                Long("seed") => options.seed = parser.value()?.parse()?,
                Long("write") => options.write = true,
                _ => return Err(argument.unexpected().into()),
            }
        }
        Ok(options)
    }
}

fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let seed = options.seed;
    println!("seed {seed}: `cargo xtask soak --seed {seed}` tries the same again");
    let model = model(workspace, options)?;
    let kills = |package, test, variable, rounds| {
        kills(workspace, (package, test), (variable, rounds), seed)
    };
    let many = options.kills;
    let command = kills("ig-cli", "rounds::whatever_is_killed", "IG_KILLS", many)?;
    let queue = kills("ig-cli", "rounds::queue::whatever_is_killed", "IG_QUEUE_KILLS", many)?;
    let of_service = "rounds::service::whatever_is_killed";
    let service = kills("ig-cli", of_service, "IG_SERVICE_KILLS", options.service)?;
    let of_workers = "rounds::whatever_is_killed";
    let workers = kills("ig-worker", of_workers, "IG_WORKER_KILLS", options.workers)?;
    let cases = options.cases / 2 * 2;
    let soaked = Soaked { seed, cases, model, kills: command, queue, service, workers };
    let machine = Machine::look()?;
    print!("\n{}\n{}", machine.line(), table(&soaked).text());
    if options.write {
        document::write(&workspace.root().join("GUARANTEES.md"), &machine, &table(&soaked))?;
    }
    Ok(())
}

/// A test run that is built like a release, but with every assertion.
fn test(workspace: &Workspace, package: &str) -> Command {
    workspace.cargo(&["test", "--profile", "soak", "--package", package, "--test", "it"])
}

/// Runs the two model tests in parallel, each with half of the cases.
fn model(workspace: &Workspace, options: &Options) -> Result<Duration, Failure> {
    process::run(test(workspace, "ig-model").arg("--no-run"))?;
    let start = Instant::now();
    let mut command = test(workspace, "ig-model");
    command.args(["--", "model::never_two_posts", "--test-threads=2"]);
    command.env("PROPTEST_CASES", (options.cases / 2).to_string());
    command.env("PROPTEST_RNG_SEED", options.seed.to_string());
    process::run(&mut command)?;
    Ok(start.elapsed())
}

/// Runs a test of kills, whose number of rounds is in `variable`.
fn kills(
    workspace: &Workspace,
    (package, test_name): (&str, &str),
    (variable, rounds): (&str, u32),
    seed: u64,
) -> Result<Kills, Failure> {
    let report: PathBuf = env::temp_dir().join(format!("ig-soak-{}.json", std::process::id()));
    let mut command = test(workspace, package);
    command.args(["--", test_name, "--nocapture"]);
    command.env(variable, rounds.to_string());
    command.env("IG_KILLS_SEED", seed.to_string());
    process::run(command.env(format!("{variable}_REPORT"), &report))?;
    let text = fs::read_to_string(&report).map_err(Failure::of(report.display()))?;
    fs::remove_file(&report).map_err(Failure::of(report.display()))?;
    serde_json::from_str(&text).map_err(Failure::of("the report of the kills"))
}

fn table(soaked: &Soaked) -> Table<5> {
    let Soaked { seed, cases, model, kills, queue, service, workers } = soaked;
    let mut table = Table::new(["what was tried", "how often", "seed", "seconds", "failures"]);
    table.push([
        "random worlds of the model test, half with a second publish refused".to_owned(),
        cases.to_string(),
        seed.to_string(),
        seconds(*model),
        // A failure ends the run.
        "0".to_owned(),
    ]);
    let of_service = "`ig serve` and `ig mcp` while clients ask for the same keys";
    for (what, kills) in
        [("the command", kills), ("a worker of the queue", queue), (of_service, service)]
    {
        let Kills { kills: killed, sandbox_kills, full_disks, .. } = kills;
        table.push([
            format!(
                "rounds of kills: {killed} of {what}, {sandbox_kills} of the sandbox, \
                 {full_disks} full disks"
            ),
            kills.rounds.to_string(),
            seed.to_string(),
            seconds(Duration::from_secs_f64(kills.seconds)),
            kills.failed.to_string(),
        ]);
    }
    let Kills { kills: killed, sandbox_kills, stops, crashes, cuts, .. } = workers;
    table.push([
        format!(
            "rounds of kills with several workers of a queue in Postgres: {killed} of a worker, \
             {stops} of a worker stopped for a while, {crashes} of the database server, {cuts} of \
             all its connections, {sandbox_kills} of the sandbox"
        ),
        workers.rounds.to_string(),
        seed.to_string(),
        seconds(Duration::from_secs_f64(workers.seconds)),
        workers.failed.to_string(),
    ]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_cases_can_be_set() {
        let read = |words: &[&str]| Options::read(Parser::from_args(words));
        let words = ["--cases", "10", "--kills=2", "--service=3", "--seed", "7", "--write"];
        let expected =
            Options { cases: 10, kills: 2, service: 3, workers: 2_000, seed: 7, write: true };
        assert_eq!(read(&words).unwrap(), expected);
        let options = read(&[]).unwrap();
        assert_eq!((options.cases, options.kills, options.write), (1_000_000, 5_000, false));
        assert_eq!(options.service, 1_000);
        assert!(read(&["--cases", "many"]).is_err() && read(&["--quick"]).is_err());
    }

    #[test]
    fn the_table_has_all_that_is_needed_to_repeat_it() {
        let kills = Kills {
            rounds: 5,
            seconds: 1.25,
            failed: 0,
            kills: 4,
            sandbox_kills: 3,
            full_disks: 2,
            ..Kills::default()
        };
        let queue = Kills { rounds: 6, kills: 1, ..Kills::default() };
        let workers = Kills { rounds: 7, stops: 8, crashes: 9, ..Kills::default() };
        let service = Kills { rounds: 8, kills: 7, ..Kills::default() };
        let model = Duration::from_secs(2);
        let soaked = Soaked { seed: 9, cases: 10, model, kills, queue, service, workers };
        let text = table(&soaked).markdown();
        let words: Vec<Vec<_>> =
            text.lines().map(|line| line.split('|').map(str::trim).collect()).collect();
        assert_eq!(words[2][2..6], ["10", "9", "2.0", "0"]);
        assert_eq!(words[3][2..6], ["5", "9", "1.2", "0"]);
        assert!(words[3][1].contains("4 of the command, 3 of the sandbox, 2 full disks"));
        assert_eq!(words[4][2..6], ["6", "9", "0.0", "0"]);
        assert!(words[4][1].contains("1 of a worker of the queue"));
        assert_eq!(words[5][2..6], ["8", "9", "0.0", "0"]);
        assert!(words[5][1].contains("7 of `ig serve` and `ig mcp`"));
        assert_eq!(words[6][2..6], ["7", "9", "0.0", "0"]);
        assert!(
            words[6][1].contains("8 of a worker stopped for a while, 9 of the database server")
        );
    }
}
