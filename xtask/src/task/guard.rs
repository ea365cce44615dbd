//! `cargo xtask guard`: one call and one flow of the core need no more instructions and allocations
//! than before.
//!
//! A time says more about the machine than about the code; a count of instructions does not:
//! callgrind counts the same in every run, without those in the C library, which differ by
//! processor and system. The rest depends on the compiler. If another compiler stored the figures,
//! they are scaled by the cost of the same calls written by hand, which changes with it. A gain
//! must be stored too, or the next loss hides in it. Allocations are a small whole number, and so
//! may not grow at all.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use lexopt::{Arg::Long, Parser};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Task,
    bench::{
        callgrind,
        report::{json, rustc},
    },
};
use crate::{failure::Failure, process, table::Table, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "guard",
    arguments: " [--store]",
    about: "Check that the core needs no more instructions and allocations than before",
    details: "\
Counts the instructions of the scenarios in tests/bench/guard.json with callgrind, and fails if one
takes over 5 % more than is stored there, or over 5 % less: a gain that is not stored is slack for
the next loss. Counts their allocations, and fails if there are more than are stored. callgrind is
used only on Linux; elsewhere the task says so and checks nothing.

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

/// The counted scenarios, and the same written by hand.
const SCENARIOS: &[&str] = &["create", "create_from_text", "status", "error", "flow"];
const FLOORS: &[&str] = &["create_floor", "status_floor", "error_floor"];

/// The allowed relative difference, up and down.
const MOST: f64 = 1.05;
const LEAST: f64 = 0.95;

/// Whether the counts are stored.
enum Store {
    Yes,
    No,
}

#[derive(Debug, Deserialize, Serialize)]
struct Figures {
    rustc: String,
    instructions: BTreeMap<String, f64>,
    allocations: BTreeMap<String, u64>,
}

impl Figures {
    fn of(&self, scenario: &str) -> f64 {
        self.instructions.get(scenario).copied().unwrap_or(f64::NAN)
    }

    fn allocations_of(&self, scenario: &str) -> Result<u64, Failure> {
        let found = self.allocations.get(scenario).copied();
        found.ok_or_else(|| Failure::new(format!("there are no allocations of `{scenario}`")))
    }

    fn floors(&self) -> f64 {
        FLOORS.iter().map(|floor| self.of(floor)).sum()
    }
}

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        println!("callgrind is not installed: nothing is checked");
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
    let mut build = workspace.cargo(&["build", "--quiet", "--profile", "guard", "-p", "ig-bench"]);
    process::run(build.args(["--bin", "instructions", "--bin", "allocations"]))?;
    let folder = workspace.metadata()?.target_directory.join("guard");
    let mut instructions = BTreeMap::new();
    for scenario in SCENARIOS.iter().chain(FLOORS) {
        let counted = callgrind::count(&folder, scenario)?;
        instructions.insert((*scenario).to_owned(), counted.own.round());
    }
    let allocations = allocations(&json(&mut Command::new(folder.join("allocations")))?)?;
    Ok(Figures { rustc: rustc(workspace)?, instructions, allocations })
}

/// The allocations of each scenario, from the output of the program `allocations`.
fn allocations(printed: &Value) -> Result<BTreeMap<String, u64>, Failure> {
    let count = |scenario: &&str| {
        let found = printed["scenarios"][scenario]["count"].as_u64();
        let found = found.ok_or_else(|| Failure::new(format!("no count of `{scenario}`")));
        Ok(((*scenario).to_owned(), found?))
    };
    SCENARIOS.iter().map(count).collect()
}

fn compare(stored: &Figures, counted: &Figures) -> Result<(), Failure> {
    let scale = match stored.rustc == counted.rustc {
        true => 1.0,
        false => counted.floors() / stored.floors(),
    };
    let mut table = Table::new(["scenario", "instructions", "stored", "ratio", "allocations"]);
    let mut problems = Vec::new();
    for scenario in SCENARIOS {
        let (now, before) = (counted.of(scenario), stored.of(scenario) * scale);
        let (made, allowed) = (counted.allocations_of(scenario)?, stored.allocations_of(scenario)?);
        let ratio = now / before;
        let counts = format!("takes {now:.0} instructions, {before:.0} are stored");
        match ratio {
            LEAST..=MOST => (),
            ..LEAST => problems.push(format!("{scenario} became quicker: it {counts}")),
            // A value that is not a number proves nothing.
            _ if ratio.is_nan() => {
                problems.push(format!("{scenario} cannot be compared: it {counts}"));
            }
            _ => problems.push(format!("{scenario} became slower: it {counts}")),
        }
        if allowed < made {
            problems.push(format!("{scenario} makes {made} allocations, {allowed} are stored"));
        }
        table.push([
            (*scenario).to_owned(),
            format!("{now:.0}"),
            format!("{before:.0}"),
            format!("{ratio:.3}"),
            format!("{made} of {allowed}"),
        ]);
    }
    println!("{}", table.text());
    if scale != 1.0 {
        let (then, now) = (&stored.rustc, &counted.rustc);
        println!("stored with {then}; with {now} the floors take {scale:.3} of it");
    }
    if problems.is_empty() {
        return Ok(());
    }
    let problems = problems.join("\n  ");
    Err(Failure::new(format!(
        "the core's cost differs from the stored figures:\n  {problems}\na gain is kept, and a loss that is \
         meant allowed, by: cargo xtask guard --store"
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
        let allocations = SCENARIOS.iter().map(|name| ((*name).to_owned(), 10)).collect();
        Figures { rustc: rustc.to_owned(), instructions, allocations }
    }

    fn problem(stored: &Figures, counted: &Figures) -> String {
        compare(stored, counted).err().map(|failure| failure.to_string()).unwrap_or_default()
    }

    #[test]
    fn five_percent_more_or_less_pass_and_six_do_not() {
        let stored = figures("1", 1.0, 100_000.0);
        for (flow, expect) in [
            (104_900.0, ""),
            (95_100.0, ""),
            (106_000.0, "flow became slower: it takes 106000 instructions, 100000 are stored"),
            (94_000.0, "flow became quicker: it takes 94000 instructions, 100000 are stored"),
            (0.0, "flow became quicker: it takes 0 instructions"),
        ] {
            let problem = problem(&stored, &figures("1", 1.0, flow));
            assert!(problem.contains(expect), "{flow}: {problem}");
            assert_eq!(problem.is_empty(), expect.is_empty(), "{flow}: {problem}");
        }
    }

    #[test]
    fn nothing_stored_and_nothing_counted_prove_nothing() {
        let stored = figures("1", 1.0, 100_000.0);
        let nothing = figures("1", 0.0, 0.0);
        let mut without = figures("1", 1.0, 1.0);
        without.instructions.clear();
        for (stored, counted) in [
            (&without, &stored),
            (&stored, &without),
            (&nothing, &stored),
            (&stored, &nothing),
            (&nothing, &nothing),
        ] {
            assert!(compare(stored, counted).is_err());
        }
    }

    #[test]
    fn an_allocation_more_fails_and_one_less_does_not() {
        let stored = figures("1", 1.0, 100_000.0);
        for (flow, passes) in [(9, true), (10, true), (11, false)] {
            let mut counted = figures("1", 1.0, 100_000.0);
            counted.allocations.insert("flow".to_owned(), flow);
            assert_eq!(compare(&stored, &counted).is_ok(), passes, "{flow}");
        }
        let mut without = figures("1", 1.0, 100_000.0);
        without.allocations.remove("flow");
        assert!(compare(&stored, &without).is_err() && compare(&without, &stored).is_err());
    }

    #[test]
    fn each_scenario_has_a_count_of_allocations() {
        let count = |name: &&str| ((*name).to_owned(), serde_json::json!({ "count": 0 }));
        let mut scenarios: serde_json::Map<_, _> = SCENARIOS.iter().map(count).collect();
        let read = |all: &serde_json::Map<_, _>| {
            allocations(&serde_json::json!({ "scenarios": all.clone() }))
        };
        assert_eq!(read(&scenarios).expect("counts").len(), SCENARIOS.len());
        scenarios.remove("flow");
        assert!(read(&scenarios).is_err());
    }

    #[test]
    fn figures_of_another_compiler_are_scaled_by_the_floors() {
        let stored = figures("1", 1.0, 100_000.0);
        assert!(compare(&stored, &figures("2", 1.2, 120_000.0)).is_ok());
        assert!(compare(&stored, &figures("2", 1.2, 130_000.0)).is_err());
        assert!(compare(&stored, &figures("2", 1.2, 110_000.0)).is_err());
        assert!(compare(&stored, &figures("2", 0.8, 100_000.0)).is_err());
    }
}
