//! The processor time of 100 files, beside that of exiftool and ffprobe.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process};

/// As many files are read in one process.
const FILES: usize = 100;

/// So often, since one run of ours is shorter than the clock can show.
const RUNS: usize = 20;

/// The goals: so many times less than exiftool and ffprobe.
const GOALS: [(&str, f64); 2] = [("exiftool", 40.0), ("ffprobe", 300.0)];

pub(super) fn measure(program: &Path, paths: &[PathBuf]) -> Result<String, Failure> {
    let paths = &paths[..paths.len().min(FILES)];
    let ours = seconds("for i in $(seq 20); do \"$0\" \"$@\"; done", program, paths)? / RUNS as f64;
    let exiftool = seconds("\"$0\" -json -n \"$@\"", Path::new("exiftool"), paths)?;
    let each = "for file; do \"$0\" -v quiet -print_format json -show_format -show_streams \"$file\"; done";
    let ffprobe = seconds(each, Path::new("ffprobe"), paths)?;
    let ratios = [exiftool, ffprobe].map(|it| it / ours.max(1e-6));
    let line = |((program, goal), ratio): ((&str, f64), f64)| {
        let verdict = if ratio >= goal { "kept" } else { "missed" };
        format!("{program} takes {ratio:.0} times as much (goal {goal:.0}: {verdict})")
    };
    let lines: Vec<_> = GOALS.into_iter().zip(ratios).map(line).collect();
    Ok(format!(
        "{} files in {:.2} ms of processor time; {}",
        paths.len(),
        ours * 1e3,
        lines.join("; ")
    ))
}

/// The time of a shell command and its children, user and system.
fn seconds(script: &str, program: &Path, paths: &[PathBuf]) -> Result<f64, Failure> {
    let timed = format!("TIMEFORMAT='%U %S'; time {{ {script}; }} >/dev/null 2>&1");
    let output =
        process::capture(Command::new("bash").args(["-c", &timed]).arg(program).args(paths))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.trim().lines().last().unwrap_or_default();
    let numbers: Vec<f64> = line.split(' ').filter_map(|it| it.parse().ok()).collect();
    if numbers.len() != 2 {
        return Err(Failure::new(format!("bash gave no times: {said}")));
    }
    Ok(numbers.iter().sum())
}
