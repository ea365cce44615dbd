//! How soon a post is public once Meta is ready, and with how many calls.

use std::process::Command;

use serde_json::Value;

use super::{
    programs,
    report::{Part, figure, json, number},
};
use crate::{failure::Failure, workspace::Workspace};

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = programs(workspace, "ig-tests", &["--bin", "pacing"])?;
    let figures = json(&mut Command::new(folder.join("pacing")))?;
    let mut part =
        Part::new("Time to live: from \"Meta is ready\" to the publish, in virtual time");
    for row in figures["rows"].as_array().into_iter().flatten() {
        let word = |key: &str| row[key].as_str().unwrap_or_default();
        let (wait, calls) = (figure(row, "/wait").ok(), figure(row, "/calls")?);
        let wait = wait.map_or("never".to_owned(), |wait| number(wait, "s"));
        let published = figure(row, "/published")?;
        let all = if published == 1.0 {
            String::new()
        } else {
            format!(", {} given up", number(100.0 - 100.0 * published, "%"))
        };
        let measured = format!("{wait}, {} calls{all}", number(calls, ""));
        let what = format!("{}: {}", word("class"), word("pacer"));
        match row["ours"] == Value::Bool(true) {
            true => {
                let is_met = row["on_the_front"] == Value::Bool(true);
                part.judged(&what, &measured, "beaten by none", is_met);
            }
            false => part.figure(&what, measured),
        }
    }
    let calls = |key: &str| figure(&figures, key);
    part.at_most("calls of a photo that is ready", calls("/photo_calls")?, 3.0, "");
    let known = calls("/photo_calls_with_status")?;
    part.at_most("calls where the create reply says so", known, 2.0, "");
    part.note(
        "The processing times are those of reference §5; `tests/src/pacing.rs` says what is known \
        about them and what is ours. Each row has the means of its class; \"beaten by none\" means \
        that no other pacing has a better mean without a worse one, in each of the four classes. \
        \"× 30\" is a read at once and one after each of 30 pauses.",
    );
    part.note(
        "`tests/it/pacing.rs` asserts that, and the calls of a photo; and for the photo, the short \
        and the long video that the default never makes more calls than 3 s × 30, and waits less on \
        average. The very long video is left out: it takes 120 s and more, and 3 s × 30 gives up \
        after 90 s.",
    );
    Ok(vec![part])
}
