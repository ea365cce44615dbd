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
        let mut measured = means(&row["figures"])?;
        if let Some(bound) = row["bound"].as_f64() {
            measured.push_str(&format!("; at best {}", number(bound, "s")));
        }
        let what = format!("{}: {}", word("class"), word("pacer"));
        match row["ours"] == Value::Bool(true) {
            true => {
                let is_met = row["on_the_front"] == Value::Bool(true);
                part.judged(&what, &measured, "beaten by none", is_met);
            }
            false => part.figure(&what, measured),
        }
        if let Some(tenths) = row["pause"].as_f64() {
            let pause = number(tenths / 10.0, "s");
            let is_met = row["answer_is_ahead"] == Value::Bool(true);
            let what = format!("{}: ig with pauses of {pause}", word("class"));
            part.judged(&what, &means(&row["answer"])?, "ahead of the row above", is_met);
        }
    }
    for row in figures["learnt"].as_array().into_iter().flatten() {
        let word = |key: &str| row[key].as_str().unwrap_or_default();
        let what = format!("{}, posts of an account {}", word("class"), word("habit"));
        let (before, after) = (means(&row["before"])?, means(&row["after"])?);
        let saved = figure(row, "/saved")?;
        let measured = format!("{after}; {before} without what it learnt");
        match row["bound"].as_f64() {
            Some(bound) => {
                part.figure(&what, format!("{measured}; at best {}", number(bound, "s")));
            }
            None => part.judged(&what, &measured, "a quarter less wait", 0.25 <= saved),
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
        \"× 30\" is a read at once and one after each of 30 pauses. \"At best\" is the least mean \
        wait of any pacing with as many calls, one that knows the times of the class included.",
    );
    part.note(
        "5 s × 1.5ⁿ cannot be beaten for the photo: it waits as little as any pacing can with 3.4 \
        calls, and ig with pauses of 5 s does the same. What is learnt is measured with 40 accounts, \
        of 30 posts each, of which the last 18 count. How much the posts of one account differ is \
        not known to anybody: \"within a fifth\" is ours.",
    );
    part.note(
        "`tests/it/pacing.rs` asserts that, and the calls of a photo; and for the photo, the short \
        and the long video that the default never makes more calls than 3 s × 30, and waits less on \
        average. The very long video is left out: it takes 120 s and more, and 3 s × 30 gives up \
        after 90 s.",
    );
    Ok(vec![part])
}

fn means(figures: &Value) -> Result<String, Failure> {
    let wait = figure(figures, "/wait").ok();
    let wait = wait.map_or("never".to_owned(), |wait| number(wait, "s"));
    let published = figure(figures, "/published")?;
    let all = if published == 1.0 {
        String::new()
    } else {
        format!(", {} given up", number(100.0 - 100.0 * published, "%"))
    };
    Ok(format!("{wait}, {} calls{all}", number(figure(figures, "/calls")?, "")))
}
