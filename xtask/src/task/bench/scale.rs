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
    let folder = programs(workspace, &["--bin", "scale", "--bin", "allocations"])?;
    let mut part = Part::new("Scale: flows that wait on a `Schedule`");
    let (mut turns, mut held) = (Vec::new(), Vec::new());
    for flows in FLOWS {
        let figures = json(Command::new(folder.join("scale")).arg(flows.to_string()))?;
        let (turn, shared) =
            (figure(&figures, "/turn_seconds")?, figure(&figures, "/shared_turn_seconds")?);
        turns.push(turn);
        let reads = figure(&figures, "/reads_in_one")?;
        let (turn, shared) = (number(turn * 1e6, "µs"), number(shared * 1e6, "µs"));
        let measured = format!("{turn} alone, {shared} of {reads}");
        part.figure(&format!("{flows}: CPU of a turn"), measured);
        // Linux alone says what it holds; of one flow it says what the process is made of.
        let Ok(bytes) = figure(&figures, "/bytes") else { continue };
        if flows != 1 {
            held.push(bytes / f64::from(flows));
            let each = number(bytes / f64::from(flows), "bytes");
            part.figure(&format!("{flows}: memory of each"), each);
        }
        if flows == 1_000_000 {
            part.at_most("1000000: memory", bytes / GIB, 1.2, "GiB");
        }
    }
    flat(&mut part, "a turn of 1000000 to one of 1000", turns[3] / turns[1], 1.5);
    if let [_, fewer, most] = held[..] {
        flat(&mut part, "memory of each of 1000000 to each of 100000", most / fewer, 1.2);
    }
    let allocated = json(&mut Command::new(folder.join("allocations")))?;
    let asked = figure(&allocated, "/flow/size")? + figure(&allocated, "/flow/heap_waiting")?;
    part.note(format!(
        "A turn wakes a flow, builds its request, reads the reply and puts it to sleep again: the \
         mean of a million. The reply has the same words and headers alone and as a part of a \
         shared one, where both come as text in a text; its making is not counted. Memory is what \
         the system counts, with what the allocator and the heap and places of the schedule add; \
         a thousand also bear the pages of the program itself. \
         What a flow asks for, which the goal of 1 KiB in the part on the core is about, is {}.",
        number(asked, "bytes")
    ));
    Ok(vec![part])
}

fn flat(part: &mut Part, what: &str, ratio: f64, most: f64) {
    part.judged(what, &number(ratio, ""), &format!("flat: at most {most}"), ratio <= most);
}
