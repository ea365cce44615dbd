//! `cargo xtask fuzz`: looks for inputs that no test has, target by target.
//!
//! libFuzzer is guided by coverage, which the compiler's stable options can count: no other
//! toolchain is needed, but a C++ compiler is. Where there is none, the corpus is changed blindly,
//! and that is said.

mod libfuzzer;
mod targets;

use std::{fs, path::PathBuf, time::Instant};

use lexopt::{Arg, Parser, ValueExt as _};

use self::libfuzzer::Found;
use super::{Task, ci::seconds};
use crate::{failure::Failure, process, table::Table, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "fuzz",
    arguments: " --seconds N [--target NAME] [--seed N] [--blind]",
    about: "Fuzz every parser that meets foreign bytes, or one of them",
    details: "\
Runs each target of the package `ig-fuzz` for N seconds, by libFuzzer, guided by coverage. The
corpus grows in the `fuzz` folder of the target folder; it starts from `fuzz/seeds` and the recorded
bodies. An input that fails becomes a file in `fuzz/regressions`, which the tests replay.

Without a C++ compiler, or with --blind, the corpus is changed without coverage.",
    run: |workspace, parser| {
        let options = Options::read(parser)?;
        run(workspace, &options)
    },
};

#[derive(Debug)]
struct Options {
    seconds: u64,
    target: Option<String>,
    seed: u32,
    way: Way,
}

/// How inputs are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Guided,
    Blind,
}

impl Options {
    fn read(mut parser: Parser) -> Result<Self, Failure> {
        let (mut seconds, mut target, mut seed, mut way) = (None, None, 1, Way::Guided);
        while let Some(argument) = parser.next()? {
            match argument {
                Arg::Long("seconds") => seconds = Some(parser.value()?.parse()?),
                Arg::Long("target") => target = Some(parser.value()?.string()?),
                Arg::Long("seed") => seed = parser.value()?.parse()?,
                Arg::Long("blind") => way = Way::Blind,
                other => return Err(other.unexpected().into()),
            }
        }
        let seconds = seconds.ok_or_else(|| Failure::new("say how long: --seconds N"))?;
        Ok(Self { seconds, target, seed, way })
    }
}

fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let all = targets::read(workspace)?;
    let chosen: Vec<_> = match &options.target {
        None => all,
        Some(name) => {
            let names: Vec<_> = all.iter().map(|target| target.name.clone()).collect();
            let one: Vec<_> = all.into_iter().filter(|target| target.name == *name).collect();
            if one.is_empty() {
                let why = format!("there is no target `{name}`: {}", names.join(", "));
                return Err(Failure::new(why));
            }
            one
        }
    };
    let has_compiler = process::is_there(&mut std::process::Command::new("c++"));
    let way = if has_compiler { options.way } else { Way::Blind };
    println!(
        "{}",
        match way {
            Way::Guided => "by libFuzzer, guided by coverage, on the toolchain that is there",
            Way::Blind => "blindly: changes to the corpus, without coverage",
        }
    );
    let programs = libfuzzer::build(workspace, &chosen, way)?;
    let mut table = Table::new(["target", "executions", "seconds", "found"]);
    let mut found: Vec<PathBuf> = Vec::new();
    for target in &chosen {
        let start = Instant::now();
        let Found { executions, input } =
            libfuzzer::run(workspace, &programs, target, way, options.seconds, options.seed)?;
        let kept = input.map(|input| keep(workspace, &target.name, &input)).transpose()?;
        let executions = executions.map_or_else(|| "?".to_owned(), |count| count.to_string());
        let word = kept.as_ref().map_or("nothing".to_owned(), |path| path.display().to_string());
        table.push([target.name.clone(), executions, seconds(start.elapsed()), word]);
        found.extend(kept);
    }
    println!("\n{}", table.text());
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} inputs fail; they are regressions now: mend what they show, and commit them",
        found.len()
    )))
}

/// Puts an input where the tests replay it.
fn keep(workspace: &Workspace, target: &str, input: &PathBuf) -> Result<PathBuf, Failure> {
    let folder = workspace.root().join("fuzz/regressions").join(target);
    fs::create_dir_all(&folder).map_err(Failure::of(folder.display()))?;
    let path = folder.join(input.file_name().unwrap_or_default());
    if path != *input {
        fs::copy(input, &path).map_err(Failure::of(path.display()))?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Options, Failure> {
        Options::read(Parser::from_args(words))
    }

    #[test]
    fn how_long_has_to_be_said() {
        assert!(read(&[]).is_err());
        assert!(read(&["--seconds", "long"]).is_err());
        assert!(read(&["--seconds", "5", "quick"]).is_err());
        let options = read(&["--seconds", "5", "--target", "mp4", "--blind"]).expect("it is whole");
        assert_eq!((options.seconds, options.target.as_deref()), (5, Some("mp4")));
        assert_eq!((options.seed, options.way), (1, Way::Blind));
    }
}
