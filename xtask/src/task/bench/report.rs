//! A report: tables with goals and figures, and the machine on which they were measured.

use std::{fs, process::Command};

use serde_json::Value;

use crate::{failure::Failure, process, table::Table, workspace::Workspace};

/// The rows: what was measured, its figure, the goal, and whether it is met.
const HEADING: [&str; 4] = ["what", "measured", "goal", "met"];

/// One table of the report.
pub(super) struct Part {
    pub(super) title: String,
    table: Table<4>,
    notes: Vec<String>,
}

impl Part {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), table: Table::new(HEADING), notes: Vec::new() }
    }

    /// A figure without a goal.
    pub(super) fn figure(&mut self, what: &str, measured: impl Into<String>) {
        self.table.push([what.to_owned(), measured.into(), String::new(), String::new()]);
    }

    /// A figure whose goal is an upper limit.
    pub(super) fn at_most(&mut self, what: &str, figure: f64, most: f64, unit: &str) {
        let goal = format!("at most {}", number(most, unit));
        self.judged(what, &number(figure, unit), &goal, figure <= most);
    }

    /// A figure with a goal in words.
    pub(super) fn judged(&mut self, what: &str, measured: &str, goal: &str, is_met: bool) {
        let met = if is_met { "yes" } else { "NO" };
        self.table.push([what, measured, goal, met].map(str::to_owned));
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    pub(super) fn text(&self) -> String {
        self.notes.iter().fold(self.table.text(), |text, note| format!("{text}\n{note}\n"))
    }

    pub(super) fn markdown(&self) -> String {
        let start = format!("\n## {}\n\n{}", self.title, self.table.markdown());
        self.notes.iter().fold(start, |text, note| format!("{text}\n{note}\n"))
    }
}

/// A figure for people: three significant digits, and at most two after the point.
pub(super) fn number(figure: f64, unit: &str) -> String {
    let digits = match figure.abs() {
        size if 100.0 <= size => 0,
        size if 10.0 <= size => 1,
        _ => 2,
    };
    let text = format!("{figure:.digits$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}

/// Runs a program of the bench package, which prints one line of JSON.
pub(in crate::task) fn json(command: &mut Command) -> Result<Value, Failure> {
    let text = process::read(command)?;
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(Failure::of(format!("no figures in `{line}`")))
}

/// A number that a program printed.
pub(super) fn figure(json: &Value, pointer: &str) -> Result<f64, Failure> {
    let found = json.pointer(pointer).and_then(Value::as_f64);
    found.ok_or_else(|| Failure::new(format!("no figure at {pointer} in {json}")))
}

/// The middle of several figures.
pub(super) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The machine and the tools, without which no figure means anything.
pub(super) fn machine(workspace: &Workspace) -> Result<String, Failure> {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name"));
    let processor = processor.and_then(|line| line.split_once(": ")).map_or("unknown", |it| it.1);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let system = process::read(Command::new("uname").arg("-sm")).unwrap_or_default();
    let commit = process::read(
        Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(workspace.root()),
    );
    let lines = [
        ("processor", format!("{processor}, {cores} cores")),
        ("system", system.trim().to_owned()),
        ("load at the start", load),
        ("compiler", rustc(workspace)?),
        ("commit", commit.unwrap_or_default().trim().to_owned()),
    ];
    Ok(lines.iter().map(|(what, is)| format!("- {what}: {is}\n")).collect())
}

/// The compiler's version, on one line.
pub(in crate::task) fn rustc(workspace: &Workspace) -> Result<String, Failure> {
    let mut command = Command::new("rustc");
    let text = process::read(command.arg("--version").current_dir(workspace.root()))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_or_it_is_not() {
        let mut part = Part::new("core");
        part.at_most("time", 12.5, 20.0, "µs");
        part.at_most("calls", 4.0, 3.0, "");
        part.figure("bytes", "936");
        part.note("Why.");
        let expect = "what   measured  goal           met\n\
                      time   12.5 µs   at most 20 µs  yes\n\
                      calls  4         at most 3      NO\n\
                      bytes  936\n\nWhy.\n";
        assert_eq!(part.text(), expect);
        assert!(part.markdown().starts_with("\n## core\n\n| what "));
    }

    #[test]
    fn numbers_have_the_digits_that_count() {
        for (figure, text) in [
            (0.0, "0"),
            (0.951, "0.95"),
            (2.0, "2"),
            (12.34, "12.3"),
            (1234.5, "1234"),
            (100.0, "100"),
        ] {
            assert_eq!(number(figure, ""), text);
        }
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
