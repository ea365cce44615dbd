//! The list of tasks, one file for each.

mod bench;
mod book;
mod ci;
mod copy;
mod coverage;
mod deny;
mod dist;
mod docs;
mod examples;
mod fmt;
mod guard;
mod layers;
mod lint;
mod matrix;
mod media;
mod mutants;
mod node;
mod package;
mod program;
mod python;
mod ranges;
mod setup;
mod soak;
mod test;
mod tidy;
mod tools;

use lexopt::Parser;

use crate::{failure::Failure, workspace::Workspace};

/// A task with its `--help` text.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) name: &'static str,
    /// What follows the name in the usage line.
    pub(crate) arguments: &'static str,
    pub(crate) about: &'static str,
    pub(crate) details: &'static str,
    pub(crate) run: fn(&Workspace, Parser) -> Result<(), Failure>,
}

pub(crate) const TASKS: &[Task] = &[
    ci::TASK,
    setup::TASK,
    fmt::TASK,
    lint::TASK,
    docs::TASK,
    layers::TASK,
    deny::TASK,
    tidy::TASK,
    test::TASK,
    examples::TASK,
    package::TASK,
    dist::TASK,
    book::TASK,
    ranges::TASK,
    mutants::TASK,
    coverage::TASK,
    guard::TASK,
    matrix::TASK,
    media::TASK,
    soak::TASK,
    bench::TASK,
];

/// Refuses arguments, for tasks that have none.
fn nothing_more(mut parser: Parser) -> Result<(), Failure> {
    match parser.next()? {
        Some(argument) => Err(argument.unexpected().into()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_argument_is_refused() {
        assert!(nothing_more(Parser::from_args(["--quick"])).is_err());
        assert!(nothing_more(Parser::from_args(["now"])).is_err());
        assert!(nothing_more(Parser::from_args::<[&str; 0]>([])).is_ok());
    }

    #[test]
    fn no_two_tasks_have_the_same_name() {
        let mut names: Vec<_> = TASKS.iter().map(|task| task.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TASKS.len());
    }
}
