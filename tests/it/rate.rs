//! Limits on calls: a flow waits as long as the server's headers require, and
//! continues; and a block outlives the process.

use std::time::Duration;

use ig_core::{
    Carousel, CarouselItem, Photo, Post, PublishFlow, PublishPlan,
    post::ImageItem,
    publish::{Brake, Cause, Outcome, PublishPolicy, Snapshot, Surface},
};
use ig_sandbox::{Config, Do, Fault, Handling, On};
use ig_tests::{driver::Driver, local::Local};

const USER: &str = "17841400008460056";
const MINUTE: u64 = 60_000;

fn photo() -> Post {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    photo.with_caption("#BronzFonz".parse().unwrap()).into()
}

fn carousel() -> Post {
    let image = || ImageItem::new("https://example.com/a.jpg".parse().unwrap());
    let items = vec![CarouselItem::from(image()), image().into(), image().into()];
    Carousel::new(items.try_into().unwrap()).with_caption("Ayyy".parse().unwrap()).into()
}

/// A flow that reads the list before the publish, so that there is one more request to hold back.
fn flow(post: Post) -> PublishFlow {
    let policy = PublishPolicy::default().with_baseline();
    PublishFlow::new(PublishPlan::new(USER.parse().unwrap(), post).with_policy(policy), 7)
}

/// Sets usage headers through the sandbox's control endpoint, as a test in any language does.
fn set_usage(local: &Local, body: &str) {
    let request = ig_core::http::Request::post("/_sandbox/usage").header("host", "127.0.0.1:8025");
    let request = request.body(body.as_bytes().to_vec()).unwrap();
    let reply = local.server.with(|sandbox, now| sandbox.handle(now, request));
    let Handling::Respond(response) = reply else { panic!("{reply:?}") };
    assert_eq!(response.status(), 200, "{:?}", String::from_utf8_lossy(response.body()));
}

/// When each request came, in milliseconds since the first.
fn times(local: &Local) -> Vec<u64> {
    let requests = local.server.with(|sandbox, _| sandbox.requests().to_vec());
    requests.iter().map(|request| request.at_ms - requests[0].at_ms).collect()
}

/// The headers, and the shortest and the longest time between two requests, in
/// seconds. Within the estimate nothing is sent; after it everything continues.
#[test]
fn a_flow_that_is_near_its_limit_slows_down_and_continues() {
    let cases = [
        (r#"{"call_count": 20}"#, 0, 0),
        (r#"{"call_count": 80}"#, 12, 15),
        (r#"{"call_count": 99}"#, 57, 60),
    ];
    for driver in Driver::BOTH {
        for (post, requests) in [(photo(), 4), (carousel(), 8)] {
            for (usage, least, most) in cases {
                let local = Local::start(Config::default().with_photo_processing(Duration::ZERO));
                set_usage(&local, usage);
                let mut flow = flow(post.clone());
                let outcome = driver.drive(local.context(), local.clock.clone(), &mut flow, drop);
                assert!(matches!(outcome, Outcome::Published { .. }), "{usage}: {outcome:?}");
                assert_eq!(local.posts().len(), 1, "{driver:?}, {usage}");
                let mut times = times(&local);
                if 0 < least {
                    // The calls of a batch arrive as one.
                    times.dedup();
                    assert!(requests <= times.len(), "{driver:?}, {usage}: {times:?}");
                }
                // The rest of a carousel's own processing is waited for, too.
                for (pair, number) in times.windows(2).zip(1..) {
                    let wait = pair[1] - pair[0];
                    let what = format!("{driver:?}, {usage}, {number}: {wait} ms");
                    assert!(least * 1000 <= wait && wait <= most * 1000 + 4000, "{what}");
                }
            }
        }
    }
}

#[test]
fn an_estimate_is_waited_out_with_no_call_in_between() {
    for driver in Driver::BOTH {
        let local = Local::start(Config::default());
        set_usage(&local, r#"{"call_count": 100, "minutes": 90}"#);
        let mut flow = flow(photo());
        let outcome = driver.drive(local.context(), local.clock.clone(), &mut flow, drop);
        assert!(matches!(outcome, Outcome::Published { .. }), "{driver:?}: {outcome:?}");
        let times = times(&local);
        assert!(90 * MINUTE <= times[1] && times[1] <= 91 * MINUTE, "{driver:?}: {times:?}");
        assert_eq!(local.posts().len(), 1);
    }
}

/// A limit in the middle, where it must neither let a container expire nor end the
/// search for a post.
#[test]
fn a_limit_that_is_met_on_the_way_costs_time_and_no_post() {
    let on = [On::Create, On::Status, On::MediaList, On::Publish];
    for driver in Driver::BOTH {
        for on in on {
            let local = Local::start(Config::default());
            let limit = Fault::new(on, Do::RateLimit).with_minutes(7);
            local.server.with(|sandbox, _| sandbox.arm([limit]));
            let mut flow = flow(photo());
            let outcome = driver.drive(local.context(), local.clock.clone(), &mut flow, drop);
            let what = format!("{driver:?}, {on:?}: {outcome:?}");
            assert!(matches!(outcome, Outcome::Published { .. }), "{what}");
            assert_eq!(local.posts().len(), 1, "{what}");
            let times = times(&local);
            let longest = times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
            assert!((7 * MINUTE..=8 * MINUTE).contains(&longest), "{what}: {times:?}");
        }
    }
}

/// "Action is blocked", and nothing was posted: the snapshot holds back the next
/// post, in another process and over the other transport.
#[test]
fn a_brake_survives_a_snapshot() {
    let hour = Duration::from_secs(3600);
    for (first, second) in [(Driver::Ureq, Driver::Reqwest), (Driver::Reqwest, Driver::Ureq)] {
        let local = Local::start(Config::default());
        let blocked = Fault::new(On::Publish, Do::Error).with_status(403).with_code(4);
        let blocked = blocked.with_subcode(2_207_051).times(9);
        local.server.with(|sandbox, _| sandbox.arm([blocked]));
        let mut kept = Vec::new();
        let outcome =
            first.drive(local.context(), local.clock.clone(), &mut flow(photo()), |snapshot| {
                kept = serde_json::to_vec(&snapshot).unwrap();
            });
        assert!(matches!(outcome, Outcome::NotPublished { .. }), "{outcome:?}");
        local.server.with(|sandbox, _| sandbox.disarm());
        let asked = times(&local).len();

        let brake: Brake = Snapshot::from_json(&kept).unwrap().brake().clone();
        assert_eq!(brake.surface(), Surface::Feed);
        let mut next = flow(carousel()).with_brake(brake.clone());
        let mut kept = Vec::new();
        let clock = local.clock.clone();
        let outcome = second.drive(local.context(), clock, &mut next, |snapshot| {
            kept = serde_json::to_vec(&snapshot).unwrap();
        });
        let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
        let Cause::Braked { until, .. } = reason.cause else { panic!("{reason:?}") };
        assert!(until.since(local.clock.time()) <= 12 * hour, "{reason:?}");
        assert_eq!((times(&local).len(), local.posts().len()), (asked, 0), "nothing is sent");
        assert_eq!(Snapshot::from_json(&kept).unwrap().brake(), &brake);

        // When the block is over, the post is published and removes the brake.
        let wait = until.since(local.clock.time());
        ig_ureq::Clock::sleep_until(&local.clock, local.clock.time().after(wait));
        let mut late = flow(carousel()).with_brake(brake);
        let outcome = second.drive(local.context(), local.clock.clone(), &mut late, drop);
        assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
        assert_eq!((local.posts().len(), late.brake().until(until)), (1, None));
    }
}
