//! The publish flow against the sandbox's machine, with every kind of fault and
//! with crashes between any two lines of the driver. No socket, no clock.

use std::{collections::BTreeSet, time::Duration};

use ig_core::{
    Photo, PublishPlan, Reel,
    publish::{MediaRef, Outcome, PublishPolicy, QuotaPolicy},
};
use ig_sandbox::{Config, Do, Fault, On, SecondPublish, Shows};
use ig_tests::world::{Crash, World};
use proptest::{prelude::*, test_runner::FileFailurePersistence};

#[derive(Clone, Copy, Debug)]
enum Kind {
    Photo,
    Reel,
}

fn plan(kind: Kind, policy: PublishPolicy) -> PublishPlan {
    let caption = "#BronzFonz & co, with @therock".parse().unwrap();
    let user = "17841400008460056".parse().unwrap();
    let plan = match kind {
        Kind::Photo => {
            let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
            PublishPlan::new(user, photo.with_caption(caption))
        }
        Kind::Reel => {
            let reel = Reel::new("https://example.com/a.mp4".parse::<ig_core::MediaUrl>().unwrap());
            PublishPlan::new(user, reel.with_caption(caption))
        }
    };
    plan.with_policy(policy)
}

/// What goes wrong with one request.
#[derive(Clone, Debug)]
enum Mishap {
    None,
    /// Nobody listens.
    Refused,
    Fault(Fault),
}

const CODED: [(u16, i64, i64); 9] = [
    (500, 2, 0),
    (500, 1, 99),
    (403, 4, 2_207_051),
    (400, 9, 2_207_042),
    (400, 24, 2_207_008),
    (400, 100, 33),
    (400, 100, 0),
    (403, 10, 0),
    (400, 9007, 2_207_027),
];

fn any(what: Do) -> Fault {
    Fault::new(On::Any, what)
}

fn coded(what: Do) -> impl Strategy<Value = Fault> {
    prop::sample::select(&CODED[..]).prop_map(move |(status, code, subcode)| {
        any(what).with_status(status).with_code(code).with_subcode(subcode).with_echoed_token()
    })
}

fn lasting(what: Do, seconds: u64) -> impl Strategy<Value = Fault> {
    (0..seconds).prop_map(move |seconds| any(what).with_delay(Duration::from_secs(seconds)))
}

/// How late a commit may show where the server publishes a container as often
/// as it is asked to: within `settle * confirmations`.
const SHOWS_WITHIN: u64 = 59;

fn mishap() -> impl Strategy<Value = Mishap> {
    let fault = prop_oneof![
        2 => Just(any(Do::Drop)),
        3 => Just(any(Do::CommitThenDrop)),
        2 => Just(any(Do::Garble)),
        1 => Just(any(Do::Html)),
        1 => Just(any(Do::OriginalResponse)),
        1 => (0u64..=20).prop_map(|minutes| any(Do::RateLimit).with_minutes(minutes as u32)),
        2 => coded(Do::Error),
        3 => coded(Do::CommitThenError),
        2 => lasting(Do::LateCommit, SHOWS_WITHIN),
        1 => lasting(Do::LateCommit, 10_000).prop_map(|fault| fault.with_shows(Shows::InProgress)),
        1 => lasting(Do::StatusLag, 2_000),
        1 => lasting(Do::ReadOutage, 4_000),
        1 => Just(any(Do::Error).with_status(400).with_code(190).with_echoed_token()),
        1 => Just(any(Do::CommitThenError).with_status(400).with_code(190)),
    ];
    prop_oneof![
        5 => Just(Mishap::None),
        1 => Just(Mishap::Refused),
        7 => fault.prop_map(Mishap::Fault),
    ]
}

fn crash() -> impl Strategy<Value = Crash> {
    prop_oneof![
        8 => Just(Crash::No),
        1 => Just(Crash::BeforeStep),
        1 => Just(Crash::AfterSaveBeforeSaved),
        1 => Just(Crash::BeforeSend),
        1 => Just(Crash::AfterSendBeforeHandle),
        1 => Just(Crash::Cancelled),
    ]
}

#[derive(Clone, Debug)]
struct Case {
    kind: Kind,
    baseline: bool,
    quota: QuotaPolicy,
    posts_left: u32,
    mishaps: Vec<Mishap>,
    crashes: Vec<Crash>,
    processing: u64,
    skews: Vec<u64>,
    jumps: Vec<u64>,
    others: BTreeSet<u32>,
}

fn case() -> impl Strategy<Value = Case> {
    (
        prop_oneof![Just(Kind::Photo), Just(Kind::Reel)],
        prop::bool::weighted(0.3),
        prop::sample::select(&[QuotaPolicy::Ignore, QuotaPolicy::Refuse][..]),
        prop_oneof![9 => Just(25u32), 1 => Just(0)],
        prop::collection::vec(mishap(), 0..24),
        prop::collection::vec(crash(), 0..60),
        prop_oneof![Just(0), 0u64..400],
        (
            prop::collection::vec(prop_oneof![Just(0), 0u64..120, 0u64..100_000], 0..8),
            prop_oneof![
                1 => Just(Vec::new()),
                1 => prop::collection::vec(prop_oneof![Just(0), 0u64..120, 0u64..2_000], 0..12),
                1 => Just(vec![1_300; 60]),
            ],
            prop::collection::btree_set(1u32..24, 0..3),
        ),
    )
        .prop_map(
            |(kind, baseline, quota, posts_left, mishaps, crashes, processing, around)| {
                let (skews, jumps, others) = around;
                Case {
                    kind,
                    baseline,
                    quota,
                    posts_left,
                    mishaps,
                    crashes,
                    processing,
                    skews,
                    jumps,
                    others,
                }
            },
        )
}

fn world(case: Case, second_publish: SecondPublish) -> World {
    let processing = Duration::from_secs(case.processing);
    let config = Config::default()
        .with_quota(case.posts_left)
        .with_second_publish(second_publish)
        .with_photo_processing(processing)
        .with_video_processing(processing);
    let mut policy = PublishPolicy::default();
    policy.baseline = case.baseline;
    policy.quota = case.quota;
    let mut world = World::new(config, plan(case.kind, policy));
    for (number, mishap) in (1..).zip(case.mishaps) {
        match mishap {
            Mishap::None => (),
            Mishap::Refused => drop(world.refused.insert(number)),
            Mishap::Fault(fault) => drop(world.faults.insert(number, fault)),
        }
    }
    world.crashes = case.crashes;
    world.skews = case.skews;
    world.jumps = case.jumps;
    world.others = case.others;
    world
}

/// An uncertain flow, resumed until the server is well and the clock is at rest,
/// comes to know.
fn never_two_posts_and_never_a_lie(mut world: World) {
    for _ in 0..60 {
        let outcome = world.run();
        world.judge(&outcome);
        if !matches!(outcome, Outcome::Uncertain { .. }) {
            return;
        }
    }
    panic!("still uncertain: {world:?}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn never_two_posts_and_never_a_lie_where_a_second_publish_is_refused(case in case()) {
        never_two_posts_and_never_a_lie(world(case, SecondPublish::Refuse));
    }

    #[test]
    fn never_two_posts_and_never_a_lie_where_a_second_publish_posts_again(case in case()) {
        never_two_posts_and_never_a_lie(world(case, SecondPublish::Again));
    }
}

/// 20 000 cases, unless `PROPTEST_CASES` says otherwise; what is found is kept
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
    World::new(config, plan(kind, PublishPolicy::default()))
}

fn media(outcome: &Outcome) -> &MediaRef {
    let Outcome::Published { media, .. } = outcome else { panic!("{outcome:?}") };
    media
}

#[test]
fn a_photo_takes_three_requests_and_a_fourth_where_the_list_is_asked_for() {
    for (baseline, requests) in [(false, 3), (true, 4)] {
        let mut policy = PublishPolicy::default();
        policy.baseline = baseline;
        let mut world = World::new(Config::default(), plan(Kind::Photo, policy));
        let outcome = world.run();
        assert!(matches!(media(&outcome), MediaRef::Confirmed(_)), "{outcome:?}");
        assert_eq!(world.asked.len(), requests, "{:?}", world.asked);
        world.judge(&outcome);
    }
}

/// What the survey's five clients got wrong: each of these is one post, and
/// named.
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
            for kind in [Kind::Photo, Kind::Reel] {
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

/// The rule that `FINISHED` is leave to publish again leans on one of two
/// things: an effect shows within `settle * confirmations`, or a container can
/// be published but once. This server breaks both.
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
