//! The two transports over a real socket: one table for both.

use std::time::Duration;

use ig_core::{
    AccessToken, Context, DriveError, Login, Photo, PublishFlow, PublishPlan, Reel,
    endpoint::ListMedia,
    publish::{MediaRef, Outcome, Phase, PublishPolicy, Snapshot},
};
use ig_sandbox::{Config, Do, Fault, On, Options, Sandbox, Server};
use ig_tests::{
    clock::Jumping,
    driver::{Driver, block_on},
    local::Local,
};

fn flow() -> PublishFlow {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let photo = photo.with_caption("#BronzFonz @therock".parse().unwrap());
    PublishFlow::new(PublishPlan::new("17841400008460056".parse().unwrap(), photo), 1)
}

fn publish(what: Do) -> Fault {
    Fault::new(On::Publish, what)
}

/// What goes wrong, and how the media id becomes known.
fn scenarios() -> Vec<(&'static str, Vec<Fault>, &'static str)> {
    let seconds = Duration::from_secs;
    let error = |fault: Fault, status, code, subcode| {
        vec![fault.with_status(status).with_code(code).with_subcode(subcode).with_echoed_token()]
    };
    vec![
        ("nothing", vec![], "confirmed"),
        ("publish request lost", vec![publish(Do::Drop)], "confirmed"),
        ("publish reply lost", vec![publish(Do::CommitThenDrop)], "matched"),
        ("publish reply cut", vec![publish(Do::Garble)], "matched"),
        ("proxy page", vec![publish(Do::Html)], "confirmed"),
        ("500 and not published", error(publish(Do::Error), 500, 2, 0), "confirmed"),
        ("500 and published", error(publish(Do::CommitThenError), 500, 2, 0), "matched"),
        (
            "blocked and published",
            error(publish(Do::CommitThenError), 403, 4, 2_207_051),
            "matched",
        ),
        ("published late", vec![publish(Do::LateCommit).with_delay(seconds(45))], "matched"),
        ("original response", vec![publish(Do::OriginalResponse)], "confirmed"),
        (
            "slow reply",
            vec![publish(Do::Delay).with_delay(Duration::from_millis(300))],
            "confirmed",
        ),
        ("create reply lost", vec![Fault::new(On::Create, Do::CommitThenDrop)], "confirmed"),
        ("status reply lost", vec![Fault::new(On::Status, Do::Drop).times(3)], "confirmed"),
        ("list out", vec![Fault::new(On::MediaList, Do::Html).times(9)], "confirmed"),
        (
            "reads out and reply lost",
            vec![
                Fault::new(On::Create, Do::ReadOutage).with_delay(seconds(100_000)),
                publish(Do::CommitThenDrop),
            ],
            "matched",
        ),
    ]
}

#[test]
fn every_scenario_is_one_post_over_each_transport() {
    for driver in Driver::BOTH {
        for (name, faults, expect) in scenarios() {
            let local = Local::start(Config::default());
            local.server.with(|sandbox, _| sandbox.arm(faults));
            let clock = local.clock.clone();
            let outcome = driver.drive(local.context(), clock, &mut flow(), drop);
            let posts = local.posts();
            assert_eq!(posts.len(), 1, "{driver:?}, {name}: {outcome:?}");
            let Outcome::Published { container, media, .. } = &outcome else {
                panic!("{driver:?}, {name}: {outcome:?}")
            };
            assert_eq!(container.as_str(), posts[0].container_id, "{driver:?}, {name}");
            let (known, id) = match media {
                MediaRef::Confirmed(id) => ("confirmed", id.as_str()),
                MediaRef::Matched(id) => ("matched", id.as_str()),
                other => panic!("{driver:?}, {name}: {other:?}"),
            };
            assert_eq!((known, id), (expect, &posts[0].id[..]), "{driver:?}, {name}");
        }
    }
}

/// The sandbox fetches a video in the background, in real time, while the clock
/// of the flow jumps, so the policy is patient.
#[test]
fn a_reel_is_published_over_each_transport() {
    for driver in Driver::BOTH {
        let local = Local::start(Config::default());
        let reel = Reel::new("https://example.com/a.mov".parse::<ig_core::MediaUrl>().unwrap());
        let mut policy = PublishPolicy::default();
        policy.process_for = Duration::from_secs(100 * 24 * 3600);
        let plan = PublishPlan::new("17841400008460056".parse().unwrap(), reel);
        one(driver, local.context(), local.clock.clone(), plan.with_policy(policy));
        let posts = local.posts();
        assert_eq!(posts.len(), 1);
        assert_eq!(posts[0].media_product_type, "REELS");
    }
}

/// Not every token looks like one: the one in use is masked whatever its shape.
#[test]
fn the_token_in_use_is_masked_whatever_its_shape() {
    const ODD: &str = "odd/token+1";
    for driver in Driver::BOTH {
        let sandbox = Sandbox::new(Config::default().with_token(ODD));
        let server =
            Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default()).unwrap();
        let echo = Fault::new(On::Any, Do::Error).with_status(400).with_code(190);
        server.with(|sandbox, _| sandbox.arm([echo.with_echoed_token()]));
        let context = Context::new(Login::Facebook, AccessToken::new(ODD)).unwrap();
        let context = context.with_api_base(&server.url()).unwrap();
        let list = ListMedia::new("17841400008460056".parse().unwrap());
        let error = driver.call(context, Duration::from_secs(5), list).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("[redacted]") && !text.contains(ODD), "{driver:?}: {text}");
    }
}

/// A closure is a store, and what it kept is enough to continue with the other
/// transport.
#[test]
fn a_flow_moves_from_one_transport_to_the_other() {
    let local = Local::start(Config::default());
    local.server.with(|sandbox, _| sandbox.arm([publish(Do::CommitThenDrop)]));
    let mut kept = Vec::new();
    let mut full_at_publish = |snapshot: Snapshot| {
        kept.push(serde_json::to_vec(&snapshot).unwrap());
        if snapshot.phase() == Phase::Publishing { Err("the disk is full") } else { Ok(()) }
    };
    let blocking = ig_ureq::Client::new(local.context()).unwrap().with_clock(local.clock.clone());
    let error = blocking.drive(&mut flow(), &mut full_at_publish).unwrap_err();
    let DriveError::Store(error) = error else { panic!("{error:?}") };
    assert_eq!(error.to_string(), "the disk is full");
    assert_eq!(local.posts().len(), 0, "nothing is sent that is not kept");

    let snapshot = Snapshot::from_json(&kept[kept.len() - 2]).unwrap();
    let mut flow = PublishFlow::resume(snapshot, local.clock.time());
    let mut count = 0;
    let clock = local.clock.clone();
    let outcome = Driver::Reqwest.drive(local.context(), clock, &mut flow, |_| count += 1);
    assert!(
        matches!(outcome, Outcome::Published { media: MediaRef::Matched(_), .. }),
        "{outcome:?}"
    );
    assert!(2 < count);
    assert_eq!(local.posts().len(), 1);
}

/// A future that waits for the publish reply is dropped again and again: the flow
/// finds out whether the publish took effect.
#[test]
fn a_dropped_future_costs_time_and_no_second_post() {
    let local = Local::start(Config::default());
    let slow = publish(Do::Delay).with_delay(Duration::from_secs(5));
    local.server.with(|sandbox, _| sandbox.arm([slow]));
    let mut flow = flow();
    let outcome = block_on(async {
        let client =
            ig_reqwest::Client::new(local.context()).unwrap().with_clock(local.clock.clone());
        loop {
            let mut store = ig_reqwest::NoStore;
            let drive = client.drive(&mut flow, &mut store);
            if let Ok(outcome) = tokio::time::timeout(Duration::from_millis(200), drive).await {
                break outcome.unwrap();
            }
        }
    });
    assert!(
        matches!(outcome, Outcome::Published { media: MediaRef::Matched(_), .. }),
        "{outcome:?}"
    );
    assert_eq!(local.posts().len(), 1);
}

/// `drive` and `call` may be spawned on a runtime of many threads.
#[test]
fn the_futures_are_send() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let local = Local::start(Config::default());
    let client = ig_reqwest::Client::new(local.context()).unwrap();
    let (mut flow, mut store) = (flow(), ig_reqwest::NoStore);
    drop(is_send(client.drive(&mut flow, &mut store)));
    drop(is_send(client.call(ListMedia::new("1".parse().unwrap()))));
    fn is_both<T: Send + Sync + Clone>(_: &T) {}
    is_both(&client);
    is_both(&ig_ureq::Client::new(local.context()).unwrap());
}

/// The posts of Meta's guide, through both transports, as the sandbox shows them.
#[test]
fn the_guides_posts_arrive_as_they_were_meant() {
    for driver in Driver::BOTH {
        let local = Local::start(Config::default());
        let url = |name: &str| format!("https://www.example.com/images/{name}").parse().unwrap();
        let tags = vec![
            ig_core::tag::UserTag::new("kevinhart4real", 0.5, 0.8).unwrap(),
            ig_core::tag::UserTag::new("therock", 0.3, 0.2).unwrap(),
        ];
        let photos = [
            Photo::new(url("bronz-fonz.jpg")).with_caption("#BronzFonz".parse().unwrap()),
            Photo::new(url("bronzed-fonzes.jpg"))
                .with_caption("#BronzedFonzes!".parse().unwrap())
                .with_user_tags(tags.try_into().unwrap()),
            Photo::new(url("gugges.jpg"))
                .with_caption("Exhibiting!".parse().unwrap())
                .with_location("7640348500".parse().unwrap()),
        ];
        for photo in photos {
            let plan = PublishPlan::new("17841400008460056".parse().unwrap(), photo);
            one(driver, local.context(), local.clock.clone(), plan);
        }
        let posts = local.posts();
        let captions: Vec<_> = posts.iter().rev().map(|post| post.caption.as_deref()).collect();
        assert_eq!(captions, [Some("#BronzFonz"), Some("#BronzedFonzes!"), Some("Exhibiting!")]);
        assert_eq!(posts[1].user_tags.len(), 2);
        assert!(posts[0].location.is_some());
    }
}

fn one(driver: Driver, context: Context, clock: Jumping, plan: PublishPlan) {
    let outcome = driver.drive(context, clock, &mut PublishFlow::new(plan, 1), drop);
    assert!(matches!(outcome, Outcome::Published { .. }), "{driver:?}: {outcome:?}");
}
