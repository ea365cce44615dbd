//! The worker of a queue at load, in virtual time, compared with a flow for each post.

use std::collections::BTreeMap;

use super::super::report::{Part, number};
use crate::{failure::Failure, process, workspace::Workspace};

/// How long photos are processed, and how many posts the worker has at most, as the names of the
/// figures have it: those of the goal, and others.
const MINUTES: &[(&str, &str)] = &[
    ("4s_of_processing_12000", "4 s of processing, all posts in memory"),
    ("4s_of_processing_2000", "4 s of processing, 2000 in memory"),
    ("15s_of_processing_12000", "15 s of processing, all posts in memory"),
    ("30s_of_processing_12000", "30 s of processing, all posts in memory"),
];

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let example = ["run", "--quiet", "--profile", "bench", "-p", "ig-queue", "--example", "load"];
    let text = process::read(&mut workspace.cargo(&example))?;
    let figures = Figures::read(&text)?;
    let mut part = Part::new("10 417 posts that are due at one minute, replies after 50 ms");
    for (name, what) in MINUTES {
        let figure = |of: &str| figures.of(&format!("minute_{name}_{of}"));
        part.at_most(
            &format!("{what}: the last intent after"),
            figure("last_intent_after")?,
            60.0,
            "s",
        );
        let requests = [figure("requests")?, figure("requests_singly")?];
        let share = requests[0] / requests[1];
        let measured = format!("{} : {} = {}", requests[0], requests[1], number(share, ""));
        let what = format!("{what}: requests : those of a flow for each post");
        part.judged(&what, &measured, "at most a third", share <= 1.0 / 3.0);
        part.figure(
            "    of which only read",
            format!("{} : {}", figure("reads")?, figure("reads_singly")?),
        );
    }
    let mut hour = Part::new("An hour of 250 000 posts a day, 10 000 accounts, in virtual time");
    hour.figure("posts", number(figures.of("hour_posts")?, ""));
    hour.at_most("the worker's own work", figures.of("hour_work_of_a_core")?, 5.0, "% of a core");
    hour.figure("the same for a post", number(figures.of("hour_work_a_post")?, "µs"));
    hour.figure("the latest intent after", number(figures.of("hour_latest_intent_after")?, "s"));
    hour.figure("posts in memory, at most", number(figures.of("hour_most_posts_in_memory")?, ""));
    hour.figure("memory of each", number(figures.of("memory_a_post")?, "bytes"));
    hour.note("The worker only: its store is in memory, and nothing is sent.");
    Ok(vec![part, hour])
}

/// Lines of `name value unit`.
#[derive(Debug)]
struct Figures<'a>(BTreeMap<&'a str, f64>);

impl<'a> Figures<'a> {
    fn read(text: &'a str) -> Result<Self, Failure> {
        let line = |line: &'a str| {
            let mut words = line.split(' ');
            let figure = words.next().zip(words.next().and_then(|value| value.parse().ok()));
            figure.ok_or_else(|| Failure::new(format!("no figure in `{line}`")))
        };
        text.lines().map(line).collect::<Result<_, _>>().map(Self)
    }

    fn of(&self, name: &str) -> Result<f64, Failure> {
        let figure = self.0.get(name).copied();
        figure.ok_or_else(|| Failure::new(format!("there is no figure `{name}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_by_their_name() {
        let figures = Figures::read("posts 417.000 posts\nshare 0.250 ratio\n").expect("two");
        assert_eq!(figures.of("share").expect("one of them"), 0.25);
        figures.of("shares").expect_err("none of them");
        Figures::read("posts many posts\n").expect_err("no number");
    }
}
