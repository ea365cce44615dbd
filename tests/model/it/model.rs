//! The publish flow against the sandbox's machine, with every kind of post, every
//! kind of fault and with crashes between any two lines of the driver. No socket,
//! no clock.

mod case;

use std::time::Duration;

use ig_core::publish::{Cause, MediaRef, Outcome, PublishPolicy};
use ig_sandbox_core::{Config, Do, Fault, On, SecondPublish};
use proptest::{prelude::*, test_runner::FileFailurePersistence};

use self::case::{Case, Kind, Source, case};
use crate::world::{Crash, World};

const CREATE: &str = "POST /{user}/media";
const PUBLISH: &str = "POST /{user}/media_publish";

/// An uncertain flow that is resumed until the server is well and the clock stands
/// still reaches a certain outcome.
fn never_two_posts_and_never_a_lie(case: &Case, second_publish: SecondPublish) {
    let mut world = case.world(second_publish);
    for resumed in 0..60 {
        // After an uncertain outcome the flow is resumed every hour. A container that waits
        // for bytes which the server has lost shows nothing before it expires.
        if 30 < resumed {
            world.naps.push(3600);
        }
        let outcome = world.run();
        world.judge(&outcome);
        match outcome {
            // While another user's story is on the list, it may be ours: stories
            // have no caption to distinguish them by.
            Outcome::Uncertain { reason, .. }
                if reason.cause == Cause::Contradiction && case.is_one_of_several_stories() =>
            {
                return;
            }
            Outcome::Uncertain { .. } => (),
            _ if case.fate.is_mild => return nothing_is_in_vain(case, &world, &outcome),
            _ => return,
        }
    }
    panic!("still uncertain: {:?}", world.asked);
}

/// If only requests and replies get lost, the post is published, and each loss
/// costs at most one request of each kind.
fn nothing_is_in_vain(case: &Case, world: &World, outcome: &Outcome) {
    if case.posts_left == 0 {
        assert!(matches!(outcome, Outcome::NotPublished { .. }), "{outcome:?}");
        return;
    }
    assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
    let lost = world.hindrances;
    assert!(world.count(CREATE) <= case.kind.containers() + lost, "{:?}", world.asked);
    assert!(world.count(PUBLISH) <= 1 + lost, "{:?}", world.asked);
    // A refused slice is not a loss, and each container meets the refusal again.
    let refused = refusals(world);
    let slices = case.slices_refused() * world.count(CREATE);
    assert!(refused.len() <= lost + slices, "{refused:?}");
}

/// The requests that the server refused, except those of others.
fn refusals(world: &World) -> Vec<String> {
    let requests = world.sandbox.requests().iter();
    let refused = requests.filter(|it| it.status.is_some_and(|status| 400 <= status));
    let ours = refused.filter(|it| it.path.contains("v26.0"));
    ours.map(|it| format!("{} {}: {}", it.method, it.path, it.body)).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn never_two_posts_and_never_a_lie_where_a_second_publish_is_refused(case in case()) {
        never_two_posts_and_never_a_lie(&case, SecondPublish::Refuse);
    }

    #[test]
    fn never_two_posts_and_never_a_lie_where_a_second_publish_posts_again(case in case()) {
        never_two_posts_and_never_a_lie(&case, SecondPublish::Again);
    }
}

/// 20 000 cases, unless `PROPTEST_CASES` sets another number; failures are saved
/// beside this file, unless the environment forbids it.
fn config() -> ProptestConfig {
    let set = std::env::var("PROPTEST_CASES").ok();
    let cases = set.and_then(|cases| cases.parse().ok()).unwrap_or(20_000);
    let mut config = ProptestConfig { cases, ..ProptestConfig::default() };
    if config.failure_persistence.is_some() {
        let beside = FileFailurePersistence::WithSource("regressions");
        config.failure_persistence = Some(Box::new(beside));
    }
    config
}

fn quiet(second_publish: SecondPublish, kind: Kind) -> World {
    let config = Config::default().with_second_publish(second_publish);
    World::new(config, kind.plan(PublishPolicy::default()))
}

fn media(outcome: &Outcome) -> &MediaRef {
    let Outcome::Published { media, .. } = outcome else { panic!("{outcome:?}") };
    media
}

#[test]
fn a_photo_takes_three_requests_and_a_fourth_for_the_list() {
    for (baseline, requests) in [(false, 3), (true, 4)] {
        let mut policy = PublishPolicy::default();
        policy.baseline = baseline;
        let mut world = World::new(Config::default(), Kind::Photo.plan(policy));
        let outcome = world.run();
        assert!(matches!(media(&outcome), MediaRef::Confirmed(_)), "{outcome:?}");
        assert_eq!(world.asked.len(), requests, "{:?}", world.asked);
        world.judge(&outcome);
    }
}

/// The situations that the survey's five clients got wrong: each is one post, with
/// its id.
#[test]
fn a_publish_that_was_lost_in_any_way_is_found_and_named() {
    let error = |status, code, subcode| {
        Fault::new(On::Publish, Do::CommitThenError)
            .with_status(status)
            .with_code(code)
            .with_subcode(subcode)
    };
    for fault in [
        Fault::new(On::Publish, Do::CommitThenDrop),
        Fault::new(On::Publish, Do::Garble),
        Fault::new(On::Publish, Do::OriginalResponse),
        Fault::new(On::Publish, Do::LateCommit).with_delay(Duration::from_secs(50)),
        error(500, 2, 0),
        error(403, 4, 2_207_051),
        error(400, 190, 0),
        error(400, 9007, 2_207_027),
        error(400, 100, 33),
    ] {
        for second_publish in [SecondPublish::Refuse, SecondPublish::Again] {
            for kind in [Kind::Photo, Kind::Reel(Source::Url), Kind::Reel(Source::File)] {
                let mut world = quiet(second_publish, kind);
                world.sandbox.arm([fault.clone()]);
                let outcome = world.run();
                assert!(media(&outcome).id().is_some(), "{fault:?}: {outcome:?}");
                world.judge(&outcome);
            }
        }
    }
}

#[test]
fn a_status_that_lags_behind_a_lost_publish_does_not_cost_a_second_post() {
    for seconds in [0, 31, 61, 600, 1700] {
        let mut world = quiet(SecondPublish::Again, Kind::Photo);
        world.sandbox.arm([
            Fault::new(On::Publish, Do::StatusLag).with_delay(Duration::from_secs(seconds)),
            Fault::new(On::Publish, Do::CommitThenDrop),
        ]);
        let outcome = world.run();
        assert!(matches!(media(&outcome), MediaRef::Matched(_)), "{seconds}: {outcome:?}");
        world.judge(&outcome);
    }
}

#[test]
fn an_outage_of_reads_neither_fails_the_post_nor_proves_its_absence() {
    for lost in [false, true] {
        let mut world = quiet(SecondPublish::Again, Kind::Photo);
        let outage = Duration::from_secs(3 * 24 * 3600);
        world.sandbox.arm([Fault::new(On::Create, Do::ReadOutage).with_delay(outage)]);
        if lost {
            world.sandbox.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
        }
        let outcome = world.run();
        assert!(media(&outcome).id().is_some(), "{outcome:?}");
        world.judge(&outcome);
    }
}

/// The rule that `FINISHED` permits a second publish relies on one of two things:
/// an effect shows within `settle * confirmations`, or a container can be published
/// only once. This server breaks both.
#[test]
fn a_server_that_breaks_both_assumptions_is_posted_to_twice() {
    let late = Fault::new(On::Publish, Do::LateCommit).with_delay(Duration::from_secs(600));
    for (second_publish, posts) in [(SecondPublish::Refuse, 1), (SecondPublish::Again, 2)] {
        let mut world = quiet(second_publish, Kind::Photo);
        world.sandbox.arm([late.clone()]);
        let _ = world.run();
        assert_eq!(world.posts().len(), posts);
    }
}

/// The reply is lost, and the flow looks for the story when it has left the list
/// and another user's is there.
#[test]
fn an_expired_story_is_not_mistaken_for_the_next_one() {
    for turn in 1..16 {
        for other in 1..9 {
            let mut world = quiet(SecondPublish::Refuse, Kind::PhotoStory);
            world.sandbox.arm([Fault::new(On::Publish, Do::CommitThenDrop)]);
            world.crashes.insert(turn, Crash::AfterSendBeforeHandle);
            // In reverse order: the second process runs a day later.
            world.naps = vec![100_000, 0];
            world.others.insert(other);
            let outcome = world.run();
            world.judge(&outcome);
        }
    }
}
