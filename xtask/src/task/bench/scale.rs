//! Many flows that wait in one process.

use std::process::Command;

use super::{
    programs,
    report::{Part, figure, json, number},
};
use crate::{failure::Failure, workspace::Workspace};

const FLOWS: [u32; 4] = [1, 1_000, 100_000, 1_000_000];
const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = programs(workspace, &["--bin", "scale"])?;
    let mut part = Part::new("Scale: flows that wait on a `Schedule`");
    let mut turns = Vec::new();
    for flows in FLOWS {
        let figures = json(Command::new(folder.join("scale")).arg(flows.to_string()))?;
        let each = |pointer| figure(&figures, pointer).map(|all| all / f64::from(flows));
        let (turn, shared) = (each("/round_seconds")? * 1e6, each("/shared_round_seconds")? * 1e6);
        turns.push(turn);
        let measured = format!("{} alone, {} of 50", number(turn, "µs"), number(shared, "µs"));
        part.figure(&format!("{flows}: CPU of a turn"), measured);
        let Ok(bytes) = figure(&figures, "/bytes") else { continue };
        match flows {
            1 => (),
            1_000_000 => part.at_most("1000000: memory", bytes / GIB, 1.2, "GiB"),
            _ => part.figure(
                &format!("{flows}: memory of each"),
                number(bytes / f64::from(flows), "bytes"),
            ),
        }
    }
    let ratio = turns[3] / turns[1];
    let measured = number(ratio, "");
    part.judged("a turn of 1000000 to one of 1000", &measured, "flat: at most 1.5", ratio <= 1.5);
    part.note(
        "A turn wakes a flow, builds its request, reads the reply and puts it to sleep again. \
         Memory is what the system counts, with what the allocator adds.",
    );
    Ok(vec![part])
}
