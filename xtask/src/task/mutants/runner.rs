//! The tests in the copy, by nextest where it is installed and by `cargo test` otherwise.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::{failure::Failure, process, workspace::cargo_program};

#[derive(Clone, Debug)]
pub(super) struct Runner<'a> {
    workspace: &'a Path,
    /// Whose tests are run.
    package: &'a str,
    target: PathBuf,
    /// The settings of nextest, when it is installed.
    nextest: Option<PathBuf>,
    /// How many random cases a test has, where it is not all of them.
    cases: Option<&'static str>,
}

/// How a build and a run of tests ended.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    Passed,
    Failed(String),
    NotBuilt(String),
    NoTests,
    /// The runner itself failed, which says nothing about the tests.
    Broken(String),
}

/// A mistake can make a test wait forever, and that must count as a failure.
const NEXTEST_SETTINGS: &str =
    "[profile.default]\nslow-timeout = { period = \"60s\", terminate-after = 10 }\n";

impl<'a> Runner<'a> {
    pub(super) fn new(
        workspace: &'a Path,
        folder: &Path,
        package: &'a str,
        has_nextest: bool,
    ) -> Result<Self, Failure> {
        let settings = folder.join("nextest.toml");
        fs::write(&settings, NEXTEST_SETTINGS).map_err(Failure::of(settings.display()))?;
        let nextest = has_nextest.then_some(settings);
        Ok(Self { workspace, package, target: folder.join("target"), nextest, cases: None })
    }

    /// With few random cases: `cargo xtask test` has run all of them, and here it only has to be
    /// seen that the tests are there and pass.
    pub(super) fn with_few_cases(&self) -> Self {
        Self { cases: Some("1000"), ..self.clone() }
    }

    pub(super) fn package(&self) -> &'a str {
        self.package
    }

    /// Builds the tests and runs those that any of the lists names. A mistake that the compiler
    /// notices needs no test.
    pub(super) fn run(&self, lists: &[&str]) -> Result<Outcome, Failure> {
        let Some(settings) = &self.nextest else { return self.run_without_nextest(lists) };
        let expressions: Vec<_> = lists.iter().map(|list| expression(list)).collect();
        let expression = expressions.join(" | ");
        let settings = format!("xtask:{}", settings.display());
        // Without the examples, which no test of a mistake runs.
        let mut command = self.cargo(&["nextest", "run", "--tests", "-p", self.package]);
        command.args(["--tool-config-file", &settings, "--retries", "0"]);
        command.args(["--max-fail", "1:immediate", "-E", &expression]);
        let output = process::capture(&mut command)?;
        Ok(match output.status.code() {
            Some(0) => Outcome::Passed,
            Some(4) => Outcome::NoTests,
            Some(100) => Outcome::Failed(tail(&output)),
            Some(101) => Outcome::NotBuilt(tail(&output)),
            _ => Outcome::Broken(tail(&output)),
        })
    }

    fn run_without_nextest(&self, lists: &[&str]) -> Result<Outcome, Failure> {
        if let Some(list) = lists.iter().find(|list| is_expression(list)) {
            return Err(Failure::new(format!("`{list}` needs cargo-nextest: install it")));
        }
        let mut build = self.cargo(&["test", "--tests", "--no-run", "-p", self.package]);
        let output = process::capture(&mut build)?;
        if !output.status.success() {
            return Ok(Outcome::NotBuilt(tail(&output)));
        }
        let mut command = self.cargo(&["test", "--tests", "-p", self.package]);
        command.arg("--");
        let output = process::capture(command.args(lists.iter().copied().flat_map(names)))?;
        Ok(match output.status.code() {
            Some(0) if ran_none(&String::from_utf8_lossy(&output.stdout)) => Outcome::NoTests,
            Some(0) => Outcome::Passed,
            Some(101) => Outcome::Failed(tail(&output)),
            _ => Outcome::Broken(tail(&output)),
        })
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_program());
        command.args(arguments).current_dir(self.workspace);
        command.env("CARGO_TARGET_DIR", &self.target);
        // A change of the core then takes 4.7 s of CPU to build instead of 12.4, and its test seconds.
        for package in ["ig-core", "ig-driver"] {
            command.args(["--config", &format!("profile.test.package.{package}.opt-level=0")]);
        }
        command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
        // A failure is enough; the smallest failing case is not needed.
        command.env("PROPTEST_MAX_SHRINK_ITERS", "0");
        if let Some(cases) = self.cases {
            command.env("PROPTEST_CASES", cases);
        }
        command.env_remove("NEXTEST_PROFILE");
        command
    }
}

/// A list of names, or a filter expression, as a filter expression.
fn expression(list: &str) -> String {
    if is_expression(list) {
        return format!("({list})");
    }
    names(list).map(|name| format!("test({name})")).collect::<Vec<_>>().join(" | ")
}

fn is_expression(list: &str) -> bool {
    list.contains('(')
}

fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// Whether no test ran: `cargo test` succeeds if no test has the name.
fn ran_none(output: &str) -> bool {
    !output.lines().any(|line| line.starts_with("running ") && !line.starts_with("running 0 "))
}

/// The last lines of a command's output, which contain the reason.
fn tail(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_a_filter_expression() {
        assert_eq!(expression("once"), "test(once)");
        assert_eq!(expression("once, never::twice"), "test(once) | test(never::twice)");
        assert_eq!(expression("test(=once) & kind(test)"), "(test(=once) & kind(test))");
    }

    #[test]
    fn a_run_of_no_test_is_noticed() {
        assert!(ran_none("\nrunning 0 tests\n\nrunning 0 tests\n"));
        assert!(!ran_none("\nrunning 0 tests\n\nrunning 1 test\n"));
    }
}
