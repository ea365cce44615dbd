//! Builds the programs and runs them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Way, targets::Target};
use crate::{failure::Failure, process, workspace::Workspace};

/// What makes the compiler count coverage: LLVM's pass, by options that the stable compiler takes.
/// `cargo fuzz` gives the same ones.
const COVERAGE: &[&str] = &[
    "--cfg fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
    "-Coverflow-checks",
];

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) executions: Option<u64>,
    /// The input that failed.
    pub(super) input: Option<PathBuf>,
}

/// Builds what is asked for; gives the folder of the programs.
pub(super) fn build(
    workspace: &Workspace,
    targets: &[Target],
    way: Way,
) -> Result<PathBuf, Failure> {
    let host = host()?;
    let folder = target_folder(workspace)?;
    let arguments = ["build", "--release", "--package", "ig-fuzz", "--target", &host];
    let mut command = workspace.cargo(&arguments);
    command.arg("--target-dir").arg(folder.join("build"));
    match way {
        Way::Guided => {
            command.env("RUSTFLAGS", COVERAGE.join(" ")).args(["--features", "libfuzzer"]);
            for target in targets {
                command.args(["--bin", &target.name]);
            }
        }
        Way::Blind => {
            command.env("RUSTFLAGS", "-Cdebug-assertions -Coverflow-checks");
            command.args(["--bin", "mutate"]);
        }
    }
    process::run(&mut command)?;
    Ok(folder.join("build").join(host).join("release"))
}

/// Runs one target for its time.
pub(super) fn run(
    workspace: &Workspace,
    programs: &Path,
    target: &Target,
    way: Way,
    seconds: u64,
    seed: u32,
) -> Result<Found, Failure> {
    println!("\n== {} for {seconds} s", target.name);
    match way {
        Way::Guided => guided(workspace, programs, target, seconds, seed),
        Way::Blind => {
            let mut command = Command::new(programs.join("mutate"));
            command.arg(&target.name).args([seconds.to_string(), seed.to_string()]);
            let output = process::capture(&mut command)?;
            Ok(of_mutate(&output.stdout, &output.stderr))
        }
    }
}

fn guided(
    workspace: &Workspace,
    programs: &Path,
    target: &Target,
    seconds: u64,
    seed: u32,
) -> Result<Found, Failure> {
    let folder = target_folder(workspace)?;
    let corpus = folder.join("corpus").join(&target.name);
    let artifacts = folder.join("artifacts").join(&target.name);
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(Failure::of(folder.display()))?;
    }
    let mut command = Command::new(programs.join(&target.name));
    command.arg(&corpus);
    let regressions = Path::new("fuzz/regressions").join(&target.name);
    for seeds in target.seeds.iter().chain([&regressions]) {
        let seeds = workspace.root().join(seeds);
        if seeds.is_dir() {
            command.arg(seeds);
        } else if seeds.is_file() {
            // libFuzzer takes folders alone.
            let to = corpus.join(seeds.file_name().unwrap_or_default());
            fs::copy(&seeds, &to).map_err(Failure::of(to.display()))?;
        }
    }
    command.args([
        format!("-max_total_time={seconds}"),
        format!("-seed={seed}"),
        format!("-max_len={}", target.longest),
        "-timeout=10".to_owned(),
        "-rss_limit_mb=1024".to_owned(),
        "-print_final_stats=1".to_owned(),
        "-verbosity=1".to_owned(),
        format!("-artifact_prefix={}/", artifacts.display()),
    ]);
    command.env("RUST_BACKTRACE", "0");
    let output = process::capture(&mut command)?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let found = of_libfuzzer(&said);
    if !output.status.success() {
        println!("{}", last_lines(&said));
        if found.input.is_none() {
            return Err(Failure::new(format!("{} ended with {}", target.name, output.status)));
        }
    }
    Ok(found)
}

/// `#7 DONE …`, `stat::number_of_executed_units: 7` and `Test unit written to PATH`.
fn of_libfuzzer(said: &str) -> Found {
    let after = |words: &str| said.lines().find_map(|line| Some(line.split_once(words)?.1.trim()));
    let executions = after("stat::number_of_executed_units:").and_then(|count| count.parse().ok());
    Found { executions, input: after("Test unit written to ").map(PathBuf::from) }
}

fn of_mutate(printed: &[u8], said: &[u8]) -> Found {
    let (printed, said) = (String::from_utf8_lossy(printed), String::from_utf8_lossy(said));
    let count = printed.lines().find_map(|line| line.strip_prefix("executions: "));
    let input = said.lines().find_map(|line| line.strip_prefix("found: "));
    Found {
        executions: count.and_then(|count| count.parse().ok()),
        input: input.map(PathBuf::from),
    }
}

fn last_lines(text: &str) -> String {
    const SHOWN: usize = 40;
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

/// Where all of it is kept between two runs.
fn target_folder(workspace: &Workspace) -> Result<PathBuf, Failure> {
    Ok(workspace.metadata()?.target_directory.join("fuzz"))
}

/// The platform, which has to be named, so that build scripts and macros are not counted.
fn host() -> Result<String, Failure> {
    let text = process::read(Command::new("rustc").args(["--version", "--verbose"]))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not name its host"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_says_is_read() {
        let said = "#12\tDONE   cov: 3\nstat::number_of_executed_units: 12\n";
        assert_eq!(of_libfuzzer(said), Found { executions: Some(12), input: None });
        let said = "panicked\nartifact_prefix='/a/'; Test unit written to /a/crash-1\n";
        let expect = Found { executions: None, input: Some("/a/crash-1".into()) };
        assert_eq!(of_libfuzzer(said), expect);
    }

    #[test]
    fn what_mutate_says_is_read() {
        let expect = Found { executions: Some(7), input: None };
        assert_eq!(of_mutate(b"executions: 7\n", b""), expect);
        let expect = Found { executions: None, input: Some("/a/b".into()) };
        assert_eq!(of_mutate(b"", b"panicked\nfound: /a/b\n"), expect);
    }
}
