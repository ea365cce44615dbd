//! Videos are fetched in the background, and become reels.

use ig_sandbox_core::{Config, Fetched, Handling, Sandbox};

use crate::support::{Bench, PHOTO, START, USER, VIDEO, jpeg, mov, request};

fn reel(bench: &mut Bench, url: &str) -> String {
    bench.try_create(&[("media_type", "REELS"), ("video_url", url), ("caption", "yum")]).id()
}

#[test]
fn a_video_takes_its_time() {
    let mut bench = Bench::new();
    let container = reel(&mut bench, VIDEO);
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    bench.try_publish(&container).is_error(400, 9007, 2_207_027);
    bench.wait(9);
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    bench.wait(1);
    assert_eq!(bench.status(&container), "FINISHED");
    let media = bench.try_publish(&container).id();
    let fields = "media_type,media_product_type,permalink";
    let reply = bench.get(&format!("/{media}"), &[("fields", fields)]);
    assert_eq!(reply.text("/media_type"), "VIDEO");
    assert_eq!(reply.text("/media_product_type"), "REELS");
    assert!(reply.text("/permalink").starts_with("http://127.0.0.1:8025/reel/"));
}

#[test]
fn a_video_of_the_first_guide_becomes_a_reel() {
    let mut bench = Bench::new();
    let container = bench.try_create(&[("media_type", "VIDEO"), ("video_url", VIDEO)]).id();
    bench.wait(10);
    bench.try_publish(&container).id();
    assert_eq!(bench.state().accounts[0].media[0].media_product_type, "REELS");
}

#[test]
fn a_video_that_is_not_good_ends_in_an_error() {
    for (url, subcode) in [
        ("https://www.example.com/gone.mp4", 2_207_077),
        ("https://www.example.com/slow.jpg", 2_207_077),
        ("https://www.example.com/64x64.jpg", 2_207_026),
    ] {
        let mut bench = Bench::new();
        let container = reel(&mut bench, url);
        let reply = bench.get(&format!("/{container}"), &[("fields", "status_code,status")]);
        assert_eq!(reply.text("/status_code"), "ERROR");
        assert_eq!(
            reply.text("/status"),
            format!("Error: Media upload has failed with error code {subcode}")
        );
        assert_eq!(bench.state().accounts[0].containers[0].error_subcode, Some(subcode));
        bench.try_publish(&container).is_error(400, 9007, 2_207_027);
    }
}

#[test]
fn a_video_is_answered_before_its_file_is_there() {
    let mut sandbox = Sandbox::new(Config::default());
    let params = [("media_type", "REELS"), ("video_url", VIDEO)];
    let create = request(http::Method::POST, &format!("/{USER}/media"), &params);
    let Handling::RespondAndFetch { then, fetch } = sandbox.handle(START, create) else {
        panic!("a video is answered at once");
    };
    assert!(matches!(*then, Handling::Respond(response) if response.status() == 200));
    let status = |sandbox: &mut Sandbox| sandbox.state(START).accounts[0].containers[0].status_code;
    assert_eq!(status(&mut sandbox).as_str(), "IN_PROGRESS");
    let handling = sandbox.fetched(START, fetch.ticket, Ok(Fetched::new(jpeg(64, 64))));
    assert!(matches!(handling, Handling::Nothing));
    assert_eq!(status(&mut sandbox).as_str(), "ERROR");
}

#[test]
fn processing_starts_when_the_file_is_there() {
    let mut sandbox = Sandbox::new(Config::default());
    let params = [("media_type", "REELS"), ("video_url", VIDEO)];
    let create = request(http::Method::POST, &format!("/{USER}/media"), &params);
    let Handling::RespondAndFetch { fetch, .. } = sandbox.handle(START, create) else {
        panic!("a video is answered at once");
    };
    let at = |seconds| START.after(std::time::Duration::from_secs(seconds));
    sandbox.fetched(at(60), fetch.ticket, Ok(Fetched::new(mov())));
    let mut status = |seconds| sandbox.state(at(seconds)).accounts[0].containers[0].status_code;
    assert_eq!(status(69).as_str(), "IN_PROGRESS");
    assert_eq!(status(70).as_str(), "FINISHED");
}

#[test]
fn positions_of_tags_mean_nothing_on_videos() {
    let mut bench = Bench::new();
    let tags = r#"[{"username":"natgeo"},{"username":"therock","x":9,"y":9}]"#;
    let params = [("media_type", "REELS"), ("video_url", VIDEO), ("user_tags", tags)];
    let container = bench.try_create(&params).id();
    bench.wait(10);
    bench.try_publish(&container).id();
    let tags = bench.state().accounts[0].media[0].user_tags.clone();
    assert_eq!(tags.len(), 2);
    assert!(tags.iter().all(|tag| tag.x.is_none() && tag.y.is_none()));
}

#[test]
fn when_there_are_too_many_copies_the_oldest_go() {
    let mut bench = Bench::new();
    let mut video = mov();
    video.resize(60 << 20, 0);
    for _ in 0..5 {
        let params = [("media_type", "REELS"), ("video_url", VIDEO)];
        let create = request(http::Method::POST, &format!("/{USER}/media"), &params);
        let Handling::RespondAndFetch { fetch, .. } = bench.sandbox.handle(START, create) else {
            panic!("a video is answered at once");
        };
        bench.sandbox.fetched(START, fetch.ticket, Ok(Fetched::new(video.clone())));
    }
    bench.wait(10);
    for container in bench.state().accounts[0].containers.iter().rev() {
        bench.try_publish(&container.id).id();
    }
    let media = bench.state().accounts[0].media.clone();
    let there: Vec<bool> = media.iter().rev().map(|post| post.media_url.is_some()).collect();
    assert_eq!(there, [false, true, true, true, true]);
    let statuses = media.iter().rev().map(|post| {
        let path = format!("/media/{}", post.shortcode);
        bench.get(&path, &[]).status
    });
    assert_eq!(statuses.collect::<Vec<_>>(), [404, 200, 200, 200, 200]);
}

#[test]
fn lifelike_processing_takes_other_times_for_each_and_the_same_for_equal_seeds() {
    let times = |seed: u64| {
        let config = Config::default().with_lifelike_processing().with_seed(seed).with_quota(99);
        let mut bench = Bench::with(config);
        (0..12)
            .map(|number| {
                let reel = [("media_type", "REELS"), ("video_url", VIDEO)];
                let photo = [("image_url", PHOTO)];
                let is_photo = number % 2 == 0;
                let id = bench.try_create(if is_photo { &photo } else { &reel }).id();
                let limit = if is_photo { 3 } else { 45 };
                let start = bench.now;
                while bench.status(&id) == "IN_PROGRESS" {
                    bench.wait(1);
                }
                let took = bench.now.since(start).as_secs();
                assert!((if is_photo { 1 } else { 10 }..=limit).contains(&took), "{took} s");
                took
            })
            .collect::<Vec<_>>()
    };
    let (first, again, other) = (times(1), times(1), times(2));
    assert_eq!(first, again);
    assert_ne!(first, other);
}
