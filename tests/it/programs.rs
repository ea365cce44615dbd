//! Helpers that build, run, watch and kill programs: the examples and the READMEs' blocks.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Config, Fault, Fetched, Options, Sandbox, Server};
use serde_json::Value;

/// A sandbox in real time for which any URL is a photo.
pub(crate) fn sandbox(faults: impl IntoIterator<Item = Fault>) -> Server {
    let server = Server::start(
        ([127, 0, 0, 1], 0).into(),
        Sandbox::new(Config::default().with_no_processing()),
        Options::default().with_fetcher(|_| Ok(Fetched::new(ig_tests::JPEG))),
    )
    .expect("a port");
    server.with(|sandbox, _| sandbox.arm(faults));
    server
}

/// The path of the example itself: a test must kill the example, not Cargo.
pub(crate) fn built_example(package: &str, example: &str) -> PathBuf {
    executable(&build_example(example), package, example)
}

/// The path of a program of `ig-examples`. The examples of other packages are named because they bring
/// the features of the test build.
pub(crate) fn built_program(name: &str) -> PathBuf {
    executable(&build(&["--examples", "--bin", name]), "ig-examples", name)
}

fn executable(built: &[Value], package: &str, name: &str) -> PathBuf {
    let mut built = built.iter().filter(|it| it["target"]["name"] == name);
    let built = built.find(|it| it["package_id"].as_str().unwrap().contains(package));
    built.and_then(|it| Some(it["executable"].as_str()?.into())).expect("an executable")
}

/// Cargo's messages about the example, as `cargo test --workspace` builds it: for a single package
/// Cargo would build the dependencies a second time, with fewer features.
pub(crate) fn build_example(example: &str) -> Vec<Value> {
    build(&["--example", example])
}

fn build(what: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--profile", "test", "--workspace"])
        .args(what)
        .args(["--message-format", "json"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{what:?}: {}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Runs a program that must succeed or fail, and returns its output.
#[track_caller]
pub(crate) fn run(command: &mut Command, succeeds: bool) -> Output {
    let output = command.output().unwrap();
    assert_eq!(output.status.success(), succeeds, "{command:?}: {output:?}");
    output
}

/// The ids in lines like `monday: published as 17920238422030506`.
pub(crate) fn published(stdout: &[u8]) -> Vec<String> {
    let stdout = text(stdout);
    let ids = stdout.lines().map(|line| line.rsplit_once("published as "));
    ids.map(|it| it.unwrap_or_else(|| panic!("{stdout}")).1.to_owned()).collect()
}

/// A program's peak memory, in KiB, and its output.
pub(crate) fn peak_while_it_runs(command: &mut Command) -> (u64, Output) {
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak_kib(child.id()).unwrap_or(0).max(peak);
        thread::sleep(Duration::from_millis(2));
    }
    (peak, child.wait_with_output().unwrap())
}

/// A process's peak memory, in KiB.
fn peak_kib(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Polls until `is_so`, so that the test sleeps no longer than it must.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(120), "still not so: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
