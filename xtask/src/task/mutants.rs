//! `cargo xtask mutants`: plausible mistakes, each of which a test must notice.
//!
//! A test that never failed may be one that cannot. So the mistakes that matter most, above all a
//! second publish, are kept as patches, and each is applied to a copy of the workspace to see its
//! test fail.

mod patch;
mod runner;

use std::{collections::BTreeMap, panic::resume_unwind, thread, time::Instant};

use lexopt::{Arg::Long, Parser, ValueExt};

use self::{
    patch::Patch,
    runner::{Outcome, Runner},
};
use super::{Task, copy::Copy, test};
use crate::{
    failure::Failure,
    table::{Table, seconds},
    workspace::Workspace,
};

pub(super) const TASK: Task = Task {
    name: "mutants",
    arguments: " [--only NAME]",
    about: "Apply known mistakes to a copy and see that the tests fail",
    details: "\
The mistakes are the unified diffs tests/mutants/NAME.patch. Each starts with these lines:

  # NAME: what the mistake is
  # killed by: the names of the tests, with commas between them, or a nextest filter expression
  # package: the package with these tests; ig-tests when the line is missing

The tests must pass without the patch, build with it, and fail with it. A copy of the workspace for
each package is kept in the folder `mutants` of the target folder, so that the second run is
quicker.

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

/// Runs the packages at the same time, each in its own copy: the builds for mistakes in the core
/// come one after another, which leaves a processor idle.
fn run_some(workspace: &Workspace, only: Option<&str>) -> Result<(), Failure> {
    let patches = patch::read_all(&workspace.root().join("tests/mutants"), only)?;
    let folder = workspace.metadata()?.target_directory.join("mutants");
    let has_nextest = test::has_nextest(workspace);
    let mut packages: BTreeMap<&str, Vec<&Patch>> = BTreeMap::new();
    for patch in &patches {
        packages.entry(&patch.package).or_default().push(patch);
    }
    let run = |package: &str, patches: &[&Patch]| {
        let folder = folder.join(package);
        let copy = Copy::new(workspace, &folder.join("workspace"))?;
        let runner = Runner::new(copy.folder(), &folder, package, has_nextest)?;
        check_without_patches(&runner.with_few_cases(), patches)?;
        patches.iter().map(|patch| judge(&copy, &runner, patch)).collect()
    };
    let verdicts = thread::scope(|scope| {
        let run = &run;
        let threads = packages.iter().map(|(package, some)| scope.spawn(|| run(package, some)));
        let threads: Vec<_> = threads.collect();
        let ends =
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|it| resume_unwind(it)));
        ends.collect::<Result<Vec<Vec<_>>, Failure>>()
    })?;
    let verdicts = verdicts.into_iter().flatten();
    let verdicts: BTreeMap<_, _> =
        packages.values().flatten().map(|it| &it.name).zip(verdicts).collect();

    let mut table = Table::new(["mutant", "killed by", "result", "seconds"]);
    let mut alive = Vec::new();
    for patch in &patches {
        let (verdict, elapsed) = &verdicts[&patch.name];
        if let Verdict::Alive { .. } = verdict {
            alive.push(patch.name.as_str());
        }
        let word = verdict.word().to_owned();
        table.push([patch.name.clone(), patch.tests.clone(), word, elapsed.clone()]);
    }
    println!("\n{}", table.text());
    if alive.is_empty() {
        return Ok(());
    }
    let (count, all) = (alive.len(), patches.len());
    Err(Failure::new(format!("{count} of {all} mutants were not killed: {}", alive.join(", "))))
}

/// Runs the tests without a patch: a test that fails anyway kills nothing.
fn check_without_patches(runner: &Runner<'_>, patches: &[&Patch]) -> Result<(), Failure> {
    let package = runner.package();
    println!("the tests of {package}, without a patch");
    let tests: Vec<_> = patches.iter().map(|patch| patch.tests.as_str()).collect();
    let what = match runner.run(&tests)? {
        Outcome::Passed => return Ok(()),
        Outcome::NoTests => "there is no test of that name".to_owned(),
        Outcome::NotBuilt(output) => format!("they do not build\n{output}"),
        Outcome::Failed(output) | Outcome::Broken(output) => format!("they fail\n{output}"),
    };
    let tests = tests.join(", ");
    Err(Failure::new(format!("without a patch, {tests} in {package}: {what}")))
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

/// Judges a patch; returns the verdict and the seconds that it took.
fn judge(copy: &Copy, runner: &Runner<'_>, patch: &Patch) -> Result<(Verdict, String), Failure> {
    let start = Instant::now();
    let alive = |word, output: String| Verdict::Alive { word, output };
    let verdict = match copy.apply(&patch.path)? {
        Err(output) => alive("DOES NOT APPLY", output),
        Ok(()) => match runner.run(&[&patch.tests])? {
            Outcome::Failed(_) => Verdict::Killed,
            Outcome::Passed => alive("SURVIVED", format!("{} passed", patch.tests)),
            Outcome::NoTests => alive("NO TEST", format!("none is called {}", patch.tests)),
            Outcome::NotBuilt(output) => alive("DOES NOT BUILD", output),
            Outcome::Broken(output) => alive("BROKEN", output),
        },
    };
    copy.restore()?;
    let elapsed = seconds(start.elapsed());
    let output = match &verdict {
        Verdict::Killed => "",
        Verdict::Alive { output, .. } => output,
    };
    println!("{}: {} after {elapsed} s\n{output}", patch.name, verdict.word());
    Ok((verdict, elapsed))
}
