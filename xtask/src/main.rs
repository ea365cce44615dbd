//! The tasks of this workspace, the same in CI and on any machine.
//!
//! `cargo xtask` lists them. The code is meant to be read when a check fails, so every task is its
//! own file below `task`, and a rule is a function with a test that shows it firing. The
//! dependencies are few, since no task starts before they are built: `lexopt` parses the arguments
//! and has no dependencies, `serde_json` reads `cargo metadata`, and `toml` reads the rules for
//! dependencies.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user")]

mod failure;
mod files;
mod markdown;
mod metadata;
mod process;
mod table;
mod task;
#[cfg(test)]
mod temp;
mod workspace;

use std::{env, process::ExitCode};

use crate::{
    failure::Failure,
    task::{TASKS, Task},
    workspace::Workspace,
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let words: Vec<_> = env::args_os().skip(1).collect();
    let wants_help = words.iter().any(|word| word == "--help" || word == "-h");
    let Some(name) = words.first().filter(|word| !word.to_string_lossy().starts_with('-')) else {
        print!("{}", overview());
        return if words.is_empty() || wants_help {
            Ok(())
        } else {
            Err(Failure::new("name a task"))
        };
    };
    let Some(task) = TASKS.iter().find(|task| name == task.name) else {
        eprint!("{}", overview());
        return Err(Failure::new(format!("unknown task `{}`", name.display())));
    };
    if wants_help {
        print!("{}", help(task));
        return Ok(());
    }
    let workspace = Workspace::find()?;
    (task.run)(&workspace, lexopt::Parser::from_args(words.into_iter().skip(1)))
}

fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask TASK [OPTIONS]\n\n");
    for Task { name, about, .. } in TASKS {
        text += &format!("  {name:<9} {about}\n");
    }
    text + "\nSee `cargo xtask TASK --help` for one of them.\n"
}

fn help(task: &Task) -> String {
    let Task { name, arguments, about, details, .. } = task;
    format!("Usage: cargo xtask {name}{arguments}\n\n{about}.\n\n{details}\n")
}
