//! One call and one flow of the core, compared with the same written by hand.

use std::{fs, path::Path};

use serde_json::Value;

use super::{
    callgrind, programs,
    report::{Part, figure, json, number},
};
use crate::{failure::Failure, process, workspace::Workspace};

const PAIRS: &[(&str, &str, &str)] = &[
    ("build a create request", "create", "create_floor"),
    ("read a status", "status", "status_floor"),
    ("read an error", "error", "error_floor"),
];

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder =
        programs(workspace, "ig-bench", &["--bin", "instructions", "--bin", "allocations"])?;
    process::run(&mut workspace.cargo(&["bench", "--quiet", "-p", "ig-bench", "--bench", "core"]))?;
    let target = workspace.metadata()?.target_directory;
    let allocated = json(&mut std::process::Command::new(folder.join("allocations")))?;
    Ok(vec![calls(&folder, &target, &allocated)?, flow(&folder, &target, &allocated)?])
}

fn calls(folder: &Path, target: &Path, allocated: &Value) -> Result<Part, Failure> {
    let mut part = Part::new("The core, one call");
    for (what, ours, floor) in PAIRS {
        if callgrind::is_there() {
            let (ours, floor) = (callgrind::count(folder, ours)?, callgrind::count(folder, floor)?);
            let ratio = ours.all / floor.all;
            let measured = format!(
                "{} : {} = {}",
                number(ours.all, ""),
                number(floor.all, ""),
                number(ratio, "")
            );
            part.judged(
                &format!("{what}: instructions"),
                &measured,
                "at most 1 of the floor",
                ratio <= 1.0,
            );
        }
        let count = |name: &str| figure(allocated, &format!("/scenarios/{name}/count"));
        let measured = format!("{} : {}", count(ours)?, count(floor)?);
        part.figure(&format!("{what}: allocations"), measured);
        let measured = format!(
            "{} : {}",
            number(nanoseconds(target, ours)?, "ns"),
            number(nanoseconds(target, floor)?, "ns")
        );
        part.figure(&format!("{what}: time"), measured);
    }
    let of_text = "the create request, of text, all checks included";
    part.figure(of_text, number(nanoseconds(target, "create_from_text")?, "ns"));
    if callgrind::is_there() {
        let instructions = callgrind::count(folder, "create_from_text")?.all;
        part.figure(&format!("{of_text}: instructions"), number(instructions, ""));
    }
    part.note(
        "Ours : the floor, which is `format!`, a request builder and the smallest type, without any \
        check; both reuse what outlives a call. An error is read completely, with its messages, \
        everything masked that looks like a token, and its row of the table found; the floor reads four \
        fields.",
    );
    Ok(part)
}

fn flow(folder: &Path, target: &Path, allocated: &Value) -> Result<Part, Failure> {
    let mut part = Part::new("The core, one flow: a photo with caption and three tags");
    part.at_most("time, snapshots included", nanoseconds(target, "flow")? / 1000.0, 20.0, "µs");
    if callgrind::is_there() {
        part.figure("instructions", number(callgrind::count(folder, "flow")?.all, ""));
    }
    part.figure("allocations", figure(allocated, "/scenarios/flow/count")?.to_string());
    part.figure("calls", figure(allocated, "/flow/calls")?.to_string());
    let (size, heap) = (figure(allocated, "/flow/size")?, figure(allocated, "/flow/heap_waiting")?);
    part.figure("a waiting flow itself", number(size, "bytes"));
    part.at_most("a waiting flow with all that it owns", size + heap, 1024.0, "bytes");
    let snapshot = figure(allocated, "/flow/snapshot_largest")?;
    part.at_most("its largest snapshot, stored", snapshot, 1536.0, "bytes");
    let waiting = figure(allocated, "/flow/snapshot_waiting")?;
    part.figure("the snapshot of one that waits, stored", number(waiting, "bytes"));
    Ok(part)
}

/// The time of a scenario, measured by criterion.
fn nanoseconds(target: &Path, scenario: &str) -> Result<f64, Failure> {
    let file = target.join(format!("criterion/core/{scenario}/new/estimates.json"));
    let text = fs::read_to_string(&file).map_err(Failure::of(file.display()))?;
    let estimates: Value = serde_json::from_str(&text).map_err(Failure::of(file.display()))?;
    figure(&estimates, "/median/point_estimate")
}
