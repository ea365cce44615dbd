//! One run with one fault, and its result.

use std::time::Duration;

use ig_core::{
    PublishFlow,
    publish::{MediaRef, Outcome},
};
use ig_sandbox::{Fault, MediaState};
use ig_tests::{driver::Driver, video::VideoFile};

use super::{
    Reads,
    bench::{Bench, Watched},
    flows::{Kind, Media},
    truth,
    variants::OUTAGE,
};

/// An outcome as one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    Published,
    NotPublished,
    Uncertain,
}

/// The result of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(crate) posts: usize,
    pub(crate) word: Word,
    /// Whether the id of the post was reported; an id other than the real one is a lie.
    pub(crate) named: bool,
    pub(crate) calls: usize,
    /// After an uncertain outcome, what a resumed flow reported once the server was well again.
    pub(crate) then: Option<(Word, bool)>,
}

/// A run, from the first request on.
#[derive(Clone, Debug)]
pub(crate) struct Run<'a> {
    pub(crate) driver: Driver,
    pub(crate) kind: &'a Kind,
    pub(crate) reads: Reads,
    pub(crate) faults: Vec<Fault>,
}

impl Word {
    pub(crate) fn of(outcome: &Outcome) -> (Self, bool) {
        match outcome {
            Outcome::Published { media, .. } => (Self::Published, media.id().is_some()),
            Outcome::NotPublished { .. } => (Self::NotPublished, false),
            Outcome::Uncertain { .. } => (Self::Uncertain, false),
        }
    }
}

/// Runs a flow; returns the result and the problems in it.
pub(crate) fn run(bench: &Bench, video: &VideoFile, run: Run<'_>) -> (Cell, Vec<String>) {
    let Run { driver, kind, reads, faults } = run;
    bench.reset();
    bench.arm(faults);
    let plan = kind.plan(&Media { base: &bench.url, video: &video.file }, reads);
    let mut flow = Watched::new(PublishFlow::new(plan, 7));
    let outcome = bench.drive(driver, &mut flow);
    let calls = flow.calls;
    let mut wrong: Vec<String> = truth::hidden(bench, &flow, &outcome).into_iter().collect();
    let (word, named) = Word::of(&outcome);
    let mut said = vec![outcome];
    let then = (word == Word::Uncertain).then(|| {
        bench.disarm();
        bench.wait_until(bench.now().after(Duration::from_secs(OUTAGE)));
        let resumed = PublishFlow::resume(flow.flow.snapshot().clone(), bench.now());
        let outcome = bench.drive(driver, &mut Watched::new(resumed));
        let then = Word::of(&outcome);
        said.push(outcome);
        then
    });
    // The time after every late effect.
    let posts =
        bench.state(bench.now().after(Duration::from_secs(10 * 3600))).accounts.remove(0).media;
    wrong.extend(said.iter().filter_map(|outcome| lie(outcome, &posts)));
    if 1 < posts.len() {
        wrong.push(format!("{} posts", posts.len()));
    }
    wrong.extend(posts.iter().filter_map(|post| truth::not_whole(bench, video, post)));
    if let Some((Word::Uncertain, _)) = then {
        wrong.push(format!("still uncertain: {:?}", said[1]));
    }
    (Cell { posts: posts.len(), word, named, calls, then }, wrong)
}

/// Why an outcome contradicts what is public in the end; `None` if it does not.
fn lie(outcome: &Outcome, posts: &[MediaState]) -> Option<String> {
    match (outcome, posts) {
        (Outcome::Published { container, media, .. }, [post]) => {
            let is_ours = post.container_id == container.as_str();
            let is_named = match media {
                MediaRef::Confirmed(id) | MediaRef::Matched(id) => id.as_str() == post.id,
                _ => true,
            };
            (!is_ours || !is_named).then(|| format!("another post: {outcome:?}"))
        }
        (Outcome::NotPublished { .. }, []) | (Outcome::Uncertain { .. }, _) => None,
        _ => Some(format!("{} posts, and it says {outcome:?}", posts.len())),
    }
}

#[test]
fn the_judge_can_refuse() {
    let (bench, video) = (Bench::new(ig_sandbox::SecondPublish::Refuse), VideoFile::new(20_000));
    let kind = &super::flows::KINDS[0];
    let quiet = Run { driver: Driver::Ureq, kind, reads: Reads::Blind, faults: Vec::new() };
    let (cell, wrong) = run(&bench, &video, quiet);
    assert_eq!((cell.posts, cell.word, cell.named, wrong), (1, Word::Published, true, vec![]));
    let posts = bench.state(bench.now()).accounts.remove(0).media;
    let (id, container) = (&posts[0].id, &posts[0].container_id);
    let outcome = |json: String| serde_json::from_str::<Outcome>(&json).unwrap();
    let published = |container: &str, media: &str| {
        outcome(format!(r#"{{"published":{{"container":"{container}","media":{media}}}}}"#))
    };
    let matched = |id: &str| format!(r#"{{"matched":"{id}"}}"#);
    let none = outcome(
        r#"{"not_published":{"reason":{"phase":"verify","cause":"unreadable_reply"}}}"#.to_owned(),
    );
    let truth = published(container, &matched(id));
    assert_eq!(lie(&truth, &posts), None);
    assert_eq!(lie(&published(container, "\"unknown\""), &posts), None);
    assert_eq!(lie(&none, &[]), None);
    let twice = [posts[0].clone(), posts[0].clone()];
    for (outcome, posts) in [
        (&published(container, &matched(container)), &posts[..]),
        (&published(id, &matched(id)), &posts),
        (&none, &posts),
        (&truth, &[]),
        (&truth, &twice),
    ] {
        assert!(lie(outcome, posts).is_some(), "{outcome:?}");
    }
}
