//! `cargo xtask media`: what `ig-media` says of many files, beside what other programs say.

mod compare;
mod cost;
mod explained;
mod facts;
mod files;
mod oracles;
mod ours;
mod report;

use std::{fs, path::PathBuf};

use lexopt::{Arg::Long, Parser};

use self::compare::Comparison;
use super::{Task, bench};
use crate::{failure::Failure, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "media",
    arguments: " [--keep]",
    about: "Compare what is read of photos and videos with what other programs read",
    details: "\
Makes some 200 files with programs of Debian and libraries of PyPI and npm, asks ffprobe, MediaInfo,
exiftool and Pillow, and compares fact by fact with ig-media. Writes crates/ig-media/ORACLES.md: what
agrees, what differs and why, and what is not known. Fails where a difference is not explained, where
more than 5 of 1000 facts are wrong, and where a file gets an error without a refusal of Meta's
behind it. Last it prints the processor time of 100 files beside that of exiftool and ffprobe.

With --keep the files of the last run are read, and none are made.

As root on a Debian system it installs what is missing. The libraries and the files go into the
target folder. It is not a step of CI.",
    run: |workspace, parser| run(workspace, origin(parser)?),
};

/// The table that is written.
const REPORT: &str = "crates/ig-media/ORACLES.md";

/// Where the files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Made,
    Kept,
}

fn origin(mut parser: Parser) -> Result<Origin, Failure> {
    let mut origin = Origin::Made;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("keep") => origin = Origin::Kept,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(origin)
}

fn run(workspace: &Workspace, origin: Origin) -> Result<(), Failure> {
    let folder = workspace.metadata()?.target_directory.join("media");
    let tools = files::install(&folder)?;
    if origin == Origin::Made {
        files::make(workspace, &folder, &tools)?;
    }
    let paths = files::paths(&folder)?;
    let program = facts_program(workspace)?;
    let ours = ours::ask(&program, &paths)?;
    let oracles = oracles::ask(workspace, &tools, &paths)?;
    let comparison = Comparison::new(&ours, &oracles);
    let report = report::markdown(&tools.versions, &ours, &comparison);
    let file = workspace.root().join(REPORT);
    fs::write(&file, report).map_err(Failure::of(file.display()))?;
    println!("{}", comparison.summary());
    println!("{}", cost::measure(&program, &paths)?);
    comparison.verdict(&ours)
}

/// The example of `ig-media` that prints what it reads.
fn facts_program(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = bench::programs(workspace, "ig-media", &["--example", "facts"])?;
    Ok(folder.join("examples/facts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_made_unless_they_are_to_be_kept() {
        let of = |words: &[&str]| origin(Parser::from_args(words));
        assert_eq!(of(&[]).expect("it is fine"), Origin::Made);
        assert_eq!(of(&["--keep"]).expect("it is fine"), Origin::Kept);
        assert!(of(&["--kept"]).is_err());
        assert!(of(&["files"]).is_err());
    }
}
