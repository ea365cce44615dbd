//! Every kind of post over both transports: all that was set arrives, and if the
//! reply is lost and the process dies, there is still exactly one post.

mod posts;

use std::{collections::BTreeSet, time::Duration};

use ig_core::{
    PublishFlow, PublishPlan,
    post::Medium,
    publish::{MediaRef, Outcome, PublishPolicy, Snapshot},
};
use ig_sandbox::{Config, Do, Fault, MediaState, On, SecondPublish};
use ig_tests::{
    driver::{Crashed, Driver},
    local::Local,
    video::VideoFile,
};
use serde_json::Value;

use self::posts::Case;

impl Case {
    /// The sandbox fetches a video in the background, in real time, while the
    /// clock of the flow jumps, so the policy is patient.
    fn plan(&self) -> PublishPlan {
        let patience = Duration::from_secs(100 * 24 * 3600);
        let policy = PublishPolicy::default().with_process_for(patience);
        PublishPlan::new("17841400008460056".parse().unwrap(), self.post.clone())
            .with_policy(policy)
    }

    /// Checks that there is one post, as requested, with each of its media in its place.
    #[track_caller]
    fn is_as_asked(&self, what: &str, local: &Local, video: &VideoFile, outcome: &Outcome) {
        let posts = posts(local);
        assert_eq!(posts.len(), 1, "{what}: {outcome:?}");
        let post = &posts[0];
        assert_eq!(lasting(post), self.expect, "{what}");
        let parts: Vec<_> = match self.post.items() {
            [] => vec![&post.container_id],
            _ => post.children.iter().map(|child| &child.container_id).collect(),
        };
        let containers = crate::upload::containers(local);
        let media = self.post.media();
        assert_eq!(parts.len(), media.len(), "{what}");
        for (id, medium) in parts.into_iter().zip(media) {
            let part = containers.iter().find(|part| part.id == *id).unwrap();
            assert_eq!(part.ignored, [""; 0], "{what}");
            let sha256 = part.upload.as_ref().and_then(|upload| upload.sha256.as_deref());
            match medium {
                Medium::Source(_) => assert_eq!(sha256, Some(&video.sha256[..]), "{what}"),
                Medium::Url(_) if part.upload.is_some() => assert!(sha256.is_some(), "{what}"),
                Medium::Url(url) => assert_eq!(part.source_url, Some(url.to_string()), "{what}"),
                other => panic!("{what}: {other:?}"),
            }
        }
        let Outcome::Published { container, media, .. } = outcome else {
            panic!("{what}: {outcome:?}")
        };
        assert_eq!(container.as_str(), post.container_id, "{what}");
        let known = media.id().map(|id| id.as_str());
        assert_eq!(known, Some(&post.id[..]), "{what}: {media:?}");
    }
}

/// The public posts once all pending work is done.
fn posts(local: &Local) -> Vec<MediaState> {
    let later = Duration::from_secs(36_000);
    local.server.with(|sandbox, now| sandbox.state(now.after(later)).accounts.remove(0).media)
}

/// A post without what differs each time: ids, times and links.
fn lasting(post: &MediaState) -> Value {
    let mut value = serde_json::to_value(post).unwrap();
    let fields = value.as_object_mut().unwrap();
    for passing in PASSING {
        fields.remove(passing);
    }
    if let Some(Value::Array(children)) = fields.get_mut("children") {
        for child in children {
            PASSING
                .iter()
                .for_each(|passing| drop(child.as_object_mut().unwrap().remove(*passing)));
        }
    }
    value
}

const PASSING: [&str; 7] =
    ["id", "container_id", "permalink", "shortcode", "timestamp", "media_url", "ends"];

#[test]
fn all_that_is_set_arrives_over_each_transport() {
    let video = VideoFile::new(100_000);
    for driver in Driver::BOTH {
        for case in posts::all(&video.file) {
            let what = format!("{driver:?}, {}", case.name);
            let local = Local::start(Config::default());
            let mut flow = PublishFlow::new(case.plan(), 7);
            let outcome = driver.drive(local.context(), local.clock.clone(), &mut flow, drop);
            case.is_as_asked(&what, &local, &video, &outcome);
            let Outcome::Published { media: MediaRef::Confirmed(_), .. } = outcome else {
                panic!("{what}: {outcome:?}")
            };
            // Unknown parameters are also sent, once with each container that has them.
            let requests = local.server.with(|sandbox, _| sandbox.requests().to_vec());
            let extra = requests.iter().filter_map(|it| it.params.get("is_remix_allowed"));
            let sent: Vec<_> = extra.collect();
            let with_extra = if case.name == "carousel" { 5 } else { 1 };
            assert_eq!(sent, vec!["0 & more"; with_extra], "{what}");
            let refused = requests.iter().find(|it| it.status != Some(200));
            assert!(refused.is_none(), "{what}: {refused:?}");
        }
    }
}

/// How the reply to a publish is lost while the post is made.
fn losses() -> Vec<Fault> {
    let publish = |what| Fault::new(On::Publish, what);
    let error = publish(Do::CommitThenError);
    vec![
        publish(Do::CommitThenDrop),
        error.clone().with_status(500).with_code(2),
        error.with_status(403).with_code(4).with_subcode(2_207_051),
        publish(Do::OriginalResponse),
        publish(Do::Garble),
        publish(Do::LateCommit).with_delay(Duration::from_secs(45)),
    ]
}

/// Loses the reply and kills the process after its `nth` snapshot; the next process
/// continues from it. Returns the outcome and whether that snapshot was reached.
fn crashed(driver: Driver, local: &Local, case: &Case, nth: usize) -> (Outcome, bool) {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    let mut died = false;
    let mut flow = PublishFlow::new(case.plan(), 7);
    let drive = |flow: &mut PublishFlow, kept: &mut Vec<Vec<u8>>, died: &mut bool| {
        driver.drive_or_crash(local.context(), local.clock.clone(), flow, |snapshot: Snapshot| {
            kept.push(serde_json::to_vec(&snapshot).unwrap());
            if kept.len() == nth && !*died {
                *died = true;
                return Err(Crashed);
            }
            Ok(())
        })
    };
    let outcome = match drive(&mut flow, &mut kept, &mut died) {
        Ok(outcome) => outcome,
        Err(Crashed) => {
            drop(flow);
            let snapshot = Snapshot::from_json(kept.last().unwrap()).unwrap();
            let mut flow = PublishFlow::resume(snapshot, local.clock.time());
            drive(&mut flow, &mut kept, &mut died).expect("it dies once")
        }
    };
    (outcome, died)
}

fn one_post_whatever_is_lost(driver: Driver) {
    let video = VideoFile::new(VideoFile::SHORTEST);
    let mut snapshots = BTreeSet::new();
    for case in posts::all(&video.file) {
        for (number, fault) in losses().into_iter().enumerate() {
            // Each loss meets each server, and so does each snapshot; half of the
            // pairs show the same in half of the time.
            for nth in 1.. {
                let second = match (number + nth) % 2 {
                    0 => SecondPublish::Refuse,
                    _ => SecondPublish::Again,
                };
                let local = Local::start(Config::default().with_second_publish(second));
                local.server.with(|sandbox, _| sandbox.arm([fault.clone()]));
                let (outcome, died) = crashed(driver, &local, &case, nth);
                let what = format!("{driver:?}, {}, {second:?}, {nth}, {fault:?}", case.name);
                case.is_as_asked(&what, &local, &video, &outcome);
                snapshots.insert((case.name, nth));
                if !died {
                    break;
                }
            }
        }
    }
    // Containers, a publish, its look and its end are saved, each before the next.
    for those in [("photo", 7), ("reel from a file", 8), ("carousel", 12)] {
        assert!(snapshots.contains(&those), "{snapshots:?}");
    }
}

#[test]
fn one_post_whatever_is_lost_and_wherever_it_crashes_over_ureq() {
    one_post_whatever_is_lost(Driver::Ureq);
}

#[test]
fn one_post_whatever_is_lost_and_wherever_it_crashes_over_reqwest() {
    one_post_whatever_is_lost(Driver::Reqwest);
}
