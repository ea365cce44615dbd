//! How fast the sandbox is, and how much memory it uses.

use super::{
    build,
    report::{Part, figure, json, median, number},
};
use crate::{failure::Failure, process, workspace::Workspace};

const STARTS: u32 = 20;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let bench = ["bench", "--quiet", "-p", "ig-sandbox", "--bench", "speed"];
    let figures = json(&mut workspace.cargo(&bench))?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", "ig-cli"]))?;
    let program = workspace.metadata()?.target_directory.join("release/ig");

    let mut held = Vec::new();
    let start = build::repeat(STARTS, || {
        let (time, kib) = build::started(&program)?;
        held.extend(kib.map(|kib| kib / 1024.0));
        Ok(time)
    })?;
    let reads = figure(&figures, "/reads_per_second")?;
    let bare = figure(&figures, "/bare_reads_per_second")?;

    let mut part = Part::new("The sandbox: `ig sandbox`, release");
    part.at_most("start, until it listens", start, 50.0, "ms");
    part.at_most("memory when idle", median(held), 25.0, "MiB");
    let is_met = 15_000.0 <= reads;
    part.judged("status reads a second", &number(reads, ""), "at least 15000", is_met);
    part.figure("a bare axum route with the same reply, in the same run", number(bare, ""));
    part.figure("the sandbox : the bare route", number(reads / bare, ""));
    let containers = figure(&figures, "/containers_mib")?;
    part.at_most("100 000 containers, including the log", containers, 200.0, "MiB");
    part.note(format!(
        "Start and idle memory are the medians of {STARTS} processes; the rest is `cargo bench -p \
         ig-sandbox --bench speed`, with the client on the same machine."
    ));
    Ok(vec![part])
}
