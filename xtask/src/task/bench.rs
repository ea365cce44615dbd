//! `cargo xtask bench build`: what a user of ig-core waits for on the first build.
//!
//! Figures, never assertions: how long a build takes says more of the machine than of the code.
//! The number of crates is held down by `layers`.

use std::{
    env, fs, process,
    time::{Duration, Instant},
};

use lexopt::Arg::Value;

use super::{Task, ci::seconds, layers};
use crate::{failure::Failure, process as programs, table::Table, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "bench",
    arguments: " build",
    about: "Measure the first build of ig-core",
    details:
        "\
Builds ig-core alone, cold, in a target folder of its own, on two cores and without the network,
and counts the crates it needs. The table is also written to `bench/build.md` in the target folder.",
    run: |workspace, mut parser| match parser.next()? {
        Some(Value(word)) if word == "build" => {
            super::nothing_more(parser)?;
            build(workspace)
        }
        Some(argument) => Err(argument.unexpected().into()),
        None => Err(Failure::new("say what to measure: `cargo xtask bench build`")),
    },
};

const GOAL_SECONDS: &str = "under 15";
const GOAL_CRATES: &str = "at most 25";

fn build(workspace: &Workspace) -> Result<(), Failure> {
    let crates = layers::tree_of_core(workspace)?.len();
    programs::run(&mut workspace.cargo(&["fetch"]))?;
    let time = cold_build(workspace)?;
    let table = report(time, crates);
    print!("\n{}", table.text());

    let folder = workspace.metadata()?.target_directory.join("bench");
    let file = folder.join("build.md");
    fs::create_dir_all(&folder).map_err(Failure::of(folder.display()))?;
    fs::write(&file, table.markdown()).map_err(Failure::of(file.display()))
}

fn cold_build(workspace: &Workspace) -> Result<Duration, Failure> {
    let target = env::temp_dir().join(format!("ig-bench-build-{}", process::id()));
    let mut command = workspace.cargo(&["build", "-p", "ig-core", "--offline", "-j", "2"]);
    let start = Instant::now();
    let result = programs::run(command.env("CARGO_TARGET_DIR", &target));
    let time = start.elapsed();
    fs::remove_dir_all(&target).map_err(Failure::of(target.display()))?;
    result.map(|()| time)
}

fn report(time: Duration, crates: usize) -> Table<3> {
    let mut table = Table::new(["first build of ig-core", "measured", "goal"]);
    table.push(["seconds".to_owned(), seconds(time), GOAL_SECONDS.to_owned()]);
    table.push(["crates".to_owned(), crates.to_string(), GOAL_CRATES.to_owned()]);
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_sets_what_was_measured_beside_the_goals() {
        let expect = "first build of ig-core  measured  goal\n\
                      seconds                 9.3       under 15\n\
                      crates                  23        at most 25\n";
        assert_eq!(report(Duration::from_millis(9_300), 23).text(), expect);
    }
}
