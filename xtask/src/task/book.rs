//! `cargo xtask book`: the documents of the repository as a book, with a page for each command.
//!
//! The documents are copied where they stand and linked to each other; what they link to beside them,
//! such as a test, has a page as well. mdbook is the program that Rust's own books are made with.

mod commands;
mod links;
mod sources;
mod tutorial;

use std::process::Command;

use super::{
    Task, nothing_more,
    program::{Build, Program},
    tools::Tool,
};
use crate::{failure::Failure, files, process, workspace::Workspace};

/// Without its server and its watcher.
const MDBOOK: Tool = Tool { name: "mdbook", version: "0.5.4", features: &["search"] };

pub(super) const TASK: Task = Task {
    name: "book",
    arguments: "",
    about: "Make the book of the documents, and run its tutorial",
    details: "\
The chapters are in xtask/book/SUMMARY.md; each command has a page with its help. Fails on a warning of
mdbook, on a dead link, on a document that is in no chapter, and if the tutorial prints something else
than it says. mdbook is installed into the target folder. The book is in `book/html` there.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        make(workspace, &Build::Alone)
    },
};

/// Installs the program that makes the book.
pub(super) fn prepare(workspace: &Workspace) -> Result<(), Failure> {
    MDBOOK.install(workspace).map(drop)
}

/// What CI runs.
pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    make(workspace, &Build::Tests)
}

fn make(workspace: &Workspace, build: &Build) -> Result<(), Failure> {
    let program = Program::build(workspace, build)?;
    tutorial::run(workspace, &program)?;
    let book = program.target.join("book");
    files::empty(&book)?;
    let commands = commands::of(&program)?;
    sources::write(workspace, &commands, &book.join("src"))?;
    files::copy_into(&workspace.root().join("xtask/book/book.toml"), &book, "book.toml")?;
    let mut mdbook = Command::new(MDBOOK.install(workspace)?);
    let output = process::capture(mdbook.arg("build").arg(&book))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let warns = said.lines().any(|line| line.contains("WARN") || line.contains("ERROR"));
    if !output.status.success() || warns {
        return Err(Failure::new(format!("mdbook is not content:\n{said}")));
    }
    let pages = links::check(&book.join("html"))?;
    println!("{pages} pages are in {}", book.join("html/index.html").display());
    Ok(())
}
