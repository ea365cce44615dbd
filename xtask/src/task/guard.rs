//! `cargo xtask guard`: one call and one flow of the core take no more instructions than they did.
//!
//! Time says more of the machine than of the code, and instructions do not: callgrind counts the
//! same ones in every run, and those in the C library, which differ by processor and system, are
//! left out. What is left depends on the compiler. With another one than the figures were stored
//! with, they are scaled by what the same calls cost written by hand, which it changes alike.

use std::{collections::BTreeMap, fs, path::Path};

use lexopt::{Arg::Long, Parser};
use serde::{Deserialize, Serialize};

use super::{Task, bench::callgrind, bench::report::rustc};
use crate::{failure::Failure, process, table::Table, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "guard",
    arguments: " [--store]",
    about: "Check that the core takes no more instructions than it did",
    details: "\
Counts the instructions of the scenarios in tests/bench/guard.json with callgrind, and fails where
one takes over 5 % more than is stored there. Linux alone has callgrind here; elsewhere the task says
so and checks nothing.

  --store  stores what is counted now: do so where more is wanted, or less was reached",
    run: |workspace, parser| {
        let store = wants_to_store(parser)?;
        let (stored, counted) = (read(workspace), count(workspace));
        match store {
            Store::Yes => write(workspace, &counted?),
            Store::No => compare(&stored?, &counted?),
        }
    },
};

/// What is counted, and the same by hand.
const SCENARIOS: &[&str] = &["create", "create_from_text", "status", "error", "flow"];
const FLOORS: &[&str] = &["create_floor", "status_floor", "error_floor"];

/// How much more it may be.
const SLACK: f64 = 1.05;

/// Whether what is counted is kept.
enum Store {
    Yes,
    No,
}

#[derive(Debug, Deserialize, Serialize)]
struct Figures {
    rustc: String,
    instructions: BTreeMap<String, f64>,
}

impl Figures {
    fn of(&self, scenario: &str) -> f64 {
        self.instructions.get(scenario).copied().unwrap_or(f64::NAN)
    }

    fn floors(&self) -> f64 {
        FLOORS.iter().map(|floor| self.of(floor)).sum()
    }
}

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        println!("there is no callgrind here: nothing is checked");
        return Ok(());
    }
    compare(&read(workspace)?, &count(workspace)?)
}

fn wants_to_store(mut parser: Parser) -> Result<Store, Failure> {
    let mut store = Store::No;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("store") => store = Store::Yes,
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(store)
}

fn count(workspace: &Workspace) -> Result<Figures, Failure> {
    if !callgrind::is_there() {
        return Err(Failure::new("valgrind is missing: apt-get install valgrind"));
    }
    let arguments =
        ["build", "--quiet", "--profile", "guard", "-p", "ig-bench", "--bin", "instructions"];
    process::run(&mut workspace.cargo(&arguments))?;
    let folder = workspace.metadata()?.target_directory.join("guard");
    let mut instructions = BTreeMap::new();
    for scenario in SCENARIOS.iter().chain(FLOORS) {
        let counted = callgrind::count(&folder, scenario)?;
        instructions.insert((*scenario).to_owned(), counted.own.round());
    }
    Ok(Figures { rustc: rustc(workspace)?, instructions })
}

fn compare(stored: &Figures, counted: &Figures) -> Result<(), Failure> {
    let scale = match stored.rustc == counted.rustc {
        true => 1.0,
        false => counted.floors() / stored.floors(),
    };
    let mut table = Table::new(["scenario", "instructions", "stored", "ratio"]);
    let mut slower = Vec::new();
    for scenario in SCENARIOS {
        let (now, before) = (counted.of(scenario), stored.of(scenario) * scale);
        let ratio = now / before;
        // What is not a number is no proof either.
        if ratio.is_nan() || SLACK < ratio {
            slower.push(format!("{scenario} takes {now:.0} instructions, {before:.0} are stored"));
        }
        table.push([
            (*scenario).to_owned(),
            format!("{now:.0}"),
            format!("{before:.0}"),
            format!("{ratio:.3}"),
        ]);
    }
    println!("{}", table.text());
    if scale != 1.0 {
        let (then, now) = (&stored.rustc, &counted.rustc);
        println!("stored with {then}; with {now} the floors take {scale:.3} of it");
    }
    if slower.is_empty() {
        return Ok(());
    }
    let slower = slower.join("\n  ");
    Err(Failure::new(format!(
        "the core became slower:\n  {slower}\nwhere that is meant: cargo xtask guard --store"
    )))
}

fn file(workspace: &Workspace) -> std::path::PathBuf {
    workspace.root().join(Path::new("tests/bench/guard.json"))
}

fn read(workspace: &Workspace) -> Result<Figures, Failure> {
    let file = file(workspace);
    let text = fs::read_to_string(&file).map_err(Failure::of(file.display()))?;
    serde_json::from_str(&text).map_err(Failure::of(file.display()))
}

fn write(workspace: &Workspace, figures: &Figures) -> Result<(), Failure> {
    let file = file(workspace);
    let text = serde_json::to_string_pretty(figures).map_err(Failure::of(file.display()))?;
    fs::write(&file, text + "\n").map_err(Failure::of(file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rustc: &str, times: f64, flow: f64) -> Figures {
        let names = SCENARIOS.iter().chain(FLOORS);
        let mut instructions: BTreeMap<_, _> =
            names.map(|name| ((*name).to_owned(), 1000.0 * times)).collect();
        instructions.insert("flow".to_owned(), flow);
        Figures { rustc: rustc.to_owned(), instructions }
    }

    #[test]
    fn five_percent_more_pass_and_six_do_not() {
        let stored = figures("1", 1.0, 100_000.0);
        for (flow, passes) in [(90_000.0, true), (104_900.0, true), (106_000.0, false)] {
            let result = compare(&stored, &figures("1", 1.0, flow));
            assert_eq!(result.is_ok(), passes, "{flow}");
        }
        let mut without = figures("1", 1.0, 1.0);
        without.instructions.clear();
        assert!(compare(&without, &stored).is_err(), "nothing stored is nothing proven");
    }

    #[test]
    fn another_compiler_is_measured_by_what_it_makes_of_the_floors() {
        let stored = figures("1", 1.0, 100_000.0);
        assert!(compare(&stored, &figures("2", 1.2, 120_000.0)).is_ok());
        assert!(compare(&stored, &figures("2", 1.2, 130_000.0)).is_err());
        assert!(compare(&stored, &figures("2", 0.8, 100_000.0)).is_err());
    }
}
