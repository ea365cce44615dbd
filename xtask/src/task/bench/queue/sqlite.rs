//! The queue in one file: a due post, the memory of its worker, and a standby.

use std::{fs, path::Path, process::Command};

use super::{
    super::{
        programs,
        report::{Part, figure, json, number},
    },
    ROUNDS, Spread, WAITING, due, figures,
};
use crate::{failure::Failure, workspace::Workspace};

/// As many flows as posts wait.
const FLOWS: &str = WAITING;

/// How long the steady load is measured.
const SECONDS: &str = "60";

/// Workers that are killed.
const KILLS: &str = "20";

pub(super) fn run(workspace: &Workspace, folder: &Path) -> Result<Vec<Part>, Failure> {
    fs::create_dir_all(folder).map_err(Failure::of(folder.display()))?;
    let program =
        programs(workspace, "ig-bench", &["--features", "queue", "--bin", "queue"])?.join("queue");
    let measure = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        json(command.args(&arguments[..1]).arg(folder).args(&arguments[1..]))
    };
    let mut part = Part::new("The queue on SQLite");
    let posts = measure(&["due", WAITING, &ROUNDS.to_string()])?;
    let (full, empty) = (figures(&posts, "/full_ms")?, figures(&posts, "/empty_ms")?);
    due(&mut part, "SQLite", full, empty, Some(1.1));
    let (full, empty) = (figures(&posts, "/full_work_ms")?, figures(&posts, "/empty_work_ms")?);
    due(&mut part, "SQLite, processor time only", full, empty, Some(1.1));
    part.figure("its file, with its log", number(figure(&posts, "/full_mib")?, "MiB"));
    part.figure("adding them", number(figure(&posts, "/filling_seconds")?, "s"));

    let worker = figure(&measure(&["memory"])?, "/peak_mib")?;
    let flows = figure(&json(Command::new(&program).args(["flows", FLOWS]))?, "/peak_mib")?;
    part.figure("a worker beside them, its peak", number(worker, "MiB"));
    part.figure(&format!("{FLOWS} flows in memory"), number(flows, "MiB"));
    part.at_most("the worker : the flows", worker / flows, 0.05, "");

    let standby = measure(&["standby", KILLS])?;
    let ours = Spread::of(figures(&standby, "/ours_ms")?);
    let bare = Spread::of(figures(&standby, "/flock_ms")?);
    part.at_most("kill -9 of a worker to its post in a standby", ours.middle(), 1000.0, "ms");
    part.figure("the same, with quartiles", ours.text("ms"));
    part.figure("kill -9 of a holder of `flock` to the lock in another", bare.text("ms"));

    let steady = measure(&["steady", SECONDS])?;
    let published = figure(&steady, "/published_a_second")?;
    part.figure("250 000 posts a day, 10 000 accounts: posts a second", number(published, ""));
    part.at_most(
        "its worker's processor time",
        figure(&steady, "/cpu_percent")?,
        5.0,
        "% of a core",
    );
    part.at_most("its worker's memory, the peak", figure(&steady, "/peak_mib")?, 95.0, "MiB");
    part.note(format!(
        "A due post is a photo that is ready at once, of an account of its own: claimed, its saves, its \
         intent and its outcome, each on the disk, and its requests answered in memory. {ROUNDS} posts in \
         each database, in turns; medians with the quartiles. A standby is a process that tries to be the \
         worker each {} ms, as `ig queue work` does in a shell's loop. The \
         steady load is in real time: {SECONDS} s of it are measured, after it has gone on for two \
         minutes, with a queue that holds the posts of a day and a server in another process that \
         answers at once.",
        number(figure(&standby, "/again_ms")?, ""),
    ));
    Ok(vec![part])
}
