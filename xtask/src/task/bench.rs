//! `cargo xtask bench`: what the workspace costs, with the goals, in one report.
//!
//! It reports figures and asserts nothing: a time says more about the machine than about the code.
//! `guard` limits the count of instructions, which is the same on every machine.

mod build;
pub(super) mod callgrind;
mod core;
mod live;
mod queue;
pub(super) mod report;
mod sandbox;
mod sockets;

use std::fs;

use lexopt::{Arg::Value, Parser, ValueExt};

use self::report::{Part, machine};
use super::Task;
use crate::{failure::Failure, process, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "bench",
    arguments: " [PART…]",
    about: "Measure what the workspace costs, and write a report",
    details: "\
The parts are core (one call and one flow, compared with a floor written by hand), sockets (posts to
the sandbox, compared with bare clients and Meta's Python SDK), sandbox (its start, its status reads
compared with a bare route, its posts compared with mocks, its memory), live (how soon a post is public, in virtual time), queue
(scheduled posts: beside a million that wait, after kills, at load, compared with the bare engine
and a bare lock) and build (cold builds, crates, the size and the start of `ig`). Without a part,
all are measured. The report is `bench/report.md` in the target folder.

core counts instructions if valgrind is installed. sockets installs the Python SDK into a separate
environment in the target folder. sandbox installs two mocks from npm there, Mockoon for Node.js and
WireMock for Java. queue needs PostgreSQL's server programs and 4 GB of disk.",
    run: |workspace, parser| run(workspace, &parts(parser)?),
};

/// A part of the report.
struct Bench {
    name: &'static str,
    run: fn(&Workspace) -> Result<Vec<Part>, Failure>,
}

const BENCHES: &[Bench] = &[
    Bench { name: "core", run: core::run },
    Bench { name: "sockets", run: sockets::run },
    Bench { name: "sandbox", run: sandbox::run },
    Bench { name: "live", run: live::run },
    Bench { name: "queue", run: queue::run },
    Bench { name: "build", run: build::run },
];

fn parts(mut parser: Parser) -> Result<Vec<&'static Bench>, Failure> {
    let mut chosen = Vec::new();
    while let Some(argument) = parser.next()? {
        let Value(word) = argument else { return Err(argument.unexpected().into()) };
        let word = word.string()?;
        let bench = BENCHES.iter().find(|bench| bench.name == word);
        chosen.push(bench.ok_or_else(|| Failure::new(format!("unknown part `{word}`")))?);
    }
    Ok(if chosen.is_empty() { BENCHES.iter().collect() } else { chosen })
}

fn run(workspace: &Workspace, benches: &[&Bench]) -> Result<(), Failure> {
    let mut text = format!("# What it costs\n\n{}", machine(workspace)?);
    for bench in benches {
        println!("\n== {}", bench.name);
        for part in (bench.run)(workspace)? {
            println!("\n{}\n\n{}", part.title, part.text());
            text += &part.markdown();
        }
    }
    let folder = workspace.metadata()?.target_directory.join("bench");
    let file = folder.join("report.md");
    fs::create_dir_all(&folder).map_err(Failure::of(folder.display()))?;
    fs::write(&file, text).map_err(Failure::of(file.display()))?;
    println!("the report is {}", file.display());
    Ok(())
}

/// Builds programs of a package in release mode; gives their folder.
pub(super) fn programs(
    workspace: &Workspace,
    package: &str,
    arguments: &[&str],
) -> Result<std::path::PathBuf, Failure> {
    let all = [&["build", "--quiet", "--profile", "bench", "-p", package], arguments].concat();
    process::run(&mut workspace.cargo(&all))?;
    Ok(workspace.metadata()?.target_directory.join("release"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_part_all_are_run_and_an_unknown_part_is_refused() {
        let names = |words: &[&str]| {
            let parts = parts(Parser::from_args(words))?;
            Ok::<_, Failure>(parts.iter().map(|bench| bench.name).collect::<Vec<_>>())
        };
        let all = ["core", "sockets", "sandbox", "live", "queue", "build"];
        assert_eq!(names(&[]).expect("all"), all);
        assert_eq!(names(&["build", "live"]).expect("two"), ["build", "live"]);
        assert!(names(&["bulid"]).is_err());
    }
}
