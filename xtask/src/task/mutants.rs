//! `cargo xtask mutants`: mistakes that someone could make, each of which a test must notice.
//!
//! A test that never failed may be one that cannot. So the mistakes which matter here, a second
//! publish above all, are kept as patches, and each is made in a copy of the workspace to see the
//! test fail that was written against it.

mod patch;
mod runner;

use std::{collections::BTreeMap, time::Instant};

use lexopt::{Arg::Long, Parser, ValueExt};

use self::{
    patch::Patch,
    runner::{Outcome, Runner},
};
use super::{Task, ci::seconds, copy::Copy, test};
use crate::{failure::Failure, table::Table, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "mutants",
    arguments: " [--only NAME]",
    about: "Make known mistakes in a copy and see that the tests fail",
    details: "\
The mistakes are the unified diffs tests/mutants/NAME.patch. Each starts with these lines:

  # NAME: what the mistake is
  # killed by: the names of the tests, with commas between them, or a nextest filter expression
  # package: the package with these tests; ig-tests when the line is missing

The tests must pass without the patch, build with it, and fail with it. A copy of the workspace is
kept in the folder `mutants` of the target folder, so that the second run is quicker.

  --only NAME  run this one",
    run: |workspace, parser| run_some(workspace, only(parser)?.as_deref()),
};

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    run_some(workspace, None)
}

fn only(mut parser: Parser) -> Result<Option<String>, Failure> {
    let mut only = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("only") => only = Some(parser.value()?.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(only)
}

fn run_some(workspace: &Workspace, only: Option<&str>) -> Result<(), Failure> {
    let patches = patch::read_all(&workspace.root().join("tests/mutants"), only)?;
    let folder = workspace.metadata()?.target_directory.join("mutants");
    let copy = Copy::new(workspace, &folder.join("workspace"))?;
    let runner = Runner::new(copy.folder(), &folder, test::has_nextest(workspace))?;
    check_without_patches(&runner.with_few_cases(), &patches)?;

    let mut table = Table::new(["mutant", "killed by", "result", "seconds"]);
    let mut alive = Vec::new();
    for patch in &patches {
        let start = Instant::now();
        let verdict = judge(&copy, &runner, patch)?;
        let elapsed = seconds(start.elapsed());
        println!("{}: {} after {elapsed} s", patch.name, verdict.word());
        if let Verdict::Alive { output, .. } = &verdict {
            println!("{output}");
            alive.push(patch.name.as_str());
        }
        let word = verdict.word().to_owned();
        table.push([patch.name.clone(), patch.tests.clone(), word, elapsed]);
    }
    println!("\n{}", table.text());
    if alive.is_empty() {
        return Ok(());
    }
    let (count, all) = (alive.len(), patches.len());
    Err(Failure::new(format!("{count} of {all} mutants were not killed: {}", alive.join(", "))))
}

/// A test that fails anyway kills nothing.
fn check_without_patches(runner: &Runner<'_>, patches: &[Patch]) -> Result<(), Failure> {
    let mut tests: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for patch in patches {
        tests.entry(&patch.package).or_default().push(&patch.tests);
    }
    for (package, tests) in tests {
        println!("the tests of {package}, without a patch");
        let what = match runner.build(package)? {
            Outcome::Passed => match runner.run(package, &tests)? {
                Outcome::Passed => continue,
                Outcome::NoTests => "there are none of that name".to_owned(),
                Outcome::Failed(output) | Outcome::Broken(output) => format!("they fail\n{output}"),
            },
            Outcome::Failed(output) | Outcome::Broken(output) => {
                format!("they do not build\n{output}")
            }
            Outcome::NoTests => "there is nothing to build".to_owned(),
        };
        let tests = tests.join(", ");
        return Err(Failure::new(format!("without a patch, {tests} in {package}: {what}")));
    }
    Ok(())
}

#[derive(Debug)]
enum Verdict {
    Killed,
    Alive { word: &'static str, output: String },
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Alive { word, .. } => word,
        }
    }
}

fn judge(copy: &Copy, runner: &Runner<'_>, patch: &Patch) -> Result<Verdict, Failure> {
    let alive = |word, output: String| Ok(Verdict::Alive { word, output });
    let result = match copy.apply(&patch.path)? {
        Err(output) => alive("DOES NOT APPLY", output),
        Ok(()) => match runner.build(&patch.package)? {
            Outcome::Passed => match runner.run(&patch.package, &[&patch.tests])? {
                Outcome::Failed(_) => Ok(Verdict::Killed),
                Outcome::Passed => alive("SURVIVED", format!("{} passed", patch.tests)),
                Outcome::NoTests => alive("NO TEST", format!("none is called {}", patch.tests)),
                Outcome::Broken(output) => alive("BROKEN", output),
            },
            Outcome::Failed(output) | Outcome::Broken(output) => alive("DOES NOT BUILD", output),
            Outcome::NoTests => alive("NO TEST", format!("{} has none", patch.package)),
        },
    };
    copy.restore()?;
    result
}
