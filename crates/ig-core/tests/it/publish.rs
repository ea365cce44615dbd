//! The publish flow, one test a rule.

mod brake;
mod carousel;
mod container_limit;
mod fetch;
mod happy;
mod lost;
mod matching;
mod not_before;
mod outage;
mod pacing;
mod poll;
mod process;
mod quota;
mod snapshot;
mod story;
mod upload;
mod upload_lost;

use ig_core::{
    Photo, PublishFlow, PublishPlan,
    publish::{Cause, Outcome, PublishPolicy, Reason},
};

use crate::script::Script;

pub(crate) fn plan() -> PublishPlan {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let photo = photo.with_caption("#BronzFonz  with @therock".parse().unwrap());
    PublishPlan::new("17841400008460056".parse().unwrap(), photo)
}

fn with(change: impl FnOnce(&mut PublishPolicy)) -> PublishFlow {
    let mut policy = PublishPolicy::default();
    change(&mut policy);
    PublishFlow::new(plan().with_policy(policy), 7)
}

fn run(script: &mut Script) -> Outcome {
    script.run(&mut PublishFlow::new(plan(), 7))
}

#[track_caller]
fn not_published(outcome: &Outcome) -> &Cause {
    match outcome {
        Outcome::NotPublished { reason: Reason { cause, .. } } => cause,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn uncertain(outcome: &Outcome) -> &Cause {
    match outcome {
        Outcome::Uncertain { reason: Reason { cause, .. }, .. } => cause,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn media_id(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::Published { media, .. } => media.id().map(|id| id.as_str()),
        other => panic!("{other:?}"),
    }
}
