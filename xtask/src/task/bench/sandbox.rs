//! How fast the sandbox is, and how much memory it uses.

mod mocks;

use serde_json::Value;

use super::{
    build,
    report::{Part, figure, json, median, number},
};
use crate::{failure::Failure, process, workspace::Workspace};

const STARTS: u32 = 20;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let mocks = mocks::start(workspace)?;
    let arguments: Vec<String> =
        mocks.iter().map(|mock| format!("{}={}", mock.name, mock.address)).collect();
    let bench = ["bench", "--quiet", "-p", "ig-sandbox", "--bench", "speed", "--"];
    let figures = json(workspace.cargo(&bench).args(arguments))?;
    drop(mocks);
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", "ig-cli"]))?;
    let program = workspace.metadata()?.target_directory.join("release/ig");

    let mut held = Vec::new();
    let start = build::repeat(STARTS, || {
        let (time, kib) = build::started(&program)?;
        held.extend(kib.map(|kib| kib / 1024.0));
        Ok(time)
    })?;

    let mut part = Part::new("The sandbox: `ig sandbox`, release");
    part.at_most("start, until it listens", start, 50.0, "ms");
    part.at_most("memory when idle", median(held), 25.0, "MiB");
    let (ours, bare) =
        (all(&figures, "/reads_per_second")?, all(&figures, "/bare_reads_per_second")?);
    part.figure("status reads a second", spread(&ours, ""));
    part.figure("a bare axum route that answers as many bytes, in the same run", spread(&bare, ""));
    let ratio = ratios(&ours, &bare);
    let is_met = 0.8 <= median(ratio.clone());
    part.judged("the sandbox : the bare route", &spread(&ratio, ""), "at least 0.8", is_met);
    let containers = figure(&figures, "/containers_mib")?;
    part.at_most("100 000 containers, including the log", containers, 77.0, "MiB");
    part.note(format!(
        "Start and idle memory are the medians of {STARTS} processes; the rest is `cargo bench -p \
         ig-sandbox --bench speed`, with the client on the same machine: medians, the least and the \
         most."
    ));

    let mut posts =
        Part::new("Posts a second: create, status and publish of a photo, 8 connections");
    let fetched = all(&figures, "/posts_per_second/sandbox_fetched")?;
    posts.figure("the sandbox, which fetches the photo from a loopback URL", spread(&fetched, ""));
    let own = all(&figures, "/posts_per_second/sandbox_own")?;
    posts.figure("the sandbox, of a photo that it serves itself", spread(&own, ""));
    for (name, about) in mocks::NAMES {
        let Ok(theirs) = all(&figures, &format!("/posts_per_second/{name}")) else {
            posts.note(format!("{about} was not measured: Java is missing."));
            continue;
        };
        posts.figure(&format!("{about}, canned bodies"), spread(&theirs, ""));
        for (what, ours) in [("fetched", &fetched), ("its own photo", &own)] {
            let times = ratios(ours, &theirs);
            let what = format!("the sandbox, {what} : {about}");
            posts.judged(&what, &spread(&times, ""), "at least 5", 5.0 <= median(times.clone()));
        }
    }
    posts.note("The media server and the client are on the same machine; the mocks read no photo.");
    Ok(vec![part, posts])
}

/// The figures of all rounds.
fn all(figures: &Value, pointer: &str) -> Result<Vec<f64>, Failure> {
    let found = figures.pointer(pointer).and_then(Value::as_array);
    let found = found.map(|all| all.iter().filter_map(Value::as_f64).collect::<Vec<_>>());
    let found = found.filter(|all| !all.is_empty());
    found.ok_or_else(|| Failure::new(format!("no figures at {pointer}")))
}

/// Round by round, since what else the machine does meets both.
fn ratios(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect()
}

/// The median, the least and the most.
fn spread(figures: &[f64], unit: &str) -> String {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let most = figures.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = number(median(figures.to_vec()), unit);
    format!("{middle} ({} to {})", number(least, unit), number(most, unit))
}
