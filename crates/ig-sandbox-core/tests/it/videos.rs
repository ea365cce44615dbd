//! Videos are fetched in the background, and become reels.

use ig_sandbox_core::{Config, Fetched, Handling, Sandbox, VideoAlone};

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
fn a_video_of_the_first_guide_becomes_a_reel_where_that_is_set() {
    let mut bench = Bench::with(Config::default().with_video_alone(VideoAlone::Reel));
    let container = bench.try_create(&[("media_type", "VIDEO"), ("video_url", VIDEO)]).id();
    bench.wait(10);
    bench.try_publish(&container).id();
    assert_eq!(bench.state().accounts[0].media[0].media_product_type, "REELS");
}

/// The body of 2026-02-26 (I:MookieLian/n8n-nodes-instagram#9).
#[test]
fn a_video_of_a_carousel_is_not_published_alone() {
    let item = ("is_carousel_item", "true");
    for more in [vec![], vec![item]] {
        let mut bench = Bench::new();
        let video = [("media_type", "VIDEO"), ("video_url", VIDEO)];
        let params: Vec<_> = video.into_iter().chain(more).collect();
        let container = bench.try_create(&params).id();
        bench.try_publish(&container).is_error(400, 9007, 2_207_027);
        bench.wait(10);
        let reply = bench.try_publish(&container);
        let text = "Media created with media_type=VIDEO is a carousel item and cannot be published \
                    as a standalone post. To publish a standalone video, use media_type=REELS \
                    instead.";
        let mut body = reply.json()["error"].clone();
        assert!(body.as_object_mut().unwrap().remove("fbtrace_id").is_some());
        assert_eq!(reply.status, 400);
        assert_eq!(
            body,
            serde_json::json!({
                "message": "Invalid parameter", "type": "OAuthException", "code": 100,
                "error_subcode": 2_207_089, "is_transient": false,
                "error_user_title": "Carousel item cannot be published standalone",
                "error_user_msg": text,
            })
        );
        assert_eq!(bench.posts(), 0);
    }
}

#[test]
fn a_video_that_is_not_accepted_ends_in_an_error() {
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
fn the_reply_to_a_video_does_not_wait_for_its_file() {
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
fn processing_starts_when_the_file_has_come() {
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
fn if_there_are_too_many_copies_the_oldest_are_dropped() {
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

/// How long the calls that make containers take, and how long the containers are in progress then.
fn lifelike(seed: u64, params: &[(&str, &str)], count: usize) -> Vec<(u64, u64)> {
    let config = Config::default().with_lifelike_processing().with_seed(seed).with_quota(999);
    let mut bench = Bench::with(config);
    let take = |bench: &mut Bench| {
        let made = bench.try_create(params);
        let called = made.after.as_millis() as u64;
        let (id, start) = (made.id(), bench.now);
        while bench.status(&id) == "IN_PROGRESS" {
            bench.wait(1);
        }
        (called, bench.now.since(start).as_secs())
    };
    (0..count).map(|_| take(&mut bench)).collect()
}

#[test]
fn lifelike_photos_take_seconds_to_make_and_are_mostly_ready_then() {
    let all = lifelike(1, &[("image_url", PHOTO)], 200);
    assert_eq!(all, lifelike(1, &[("image_url", PHOTO)], 200));
    assert_ne!(all, lifelike(2, &[("image_url", PHOTO)], 200));
    assert!(all.iter().all(|(called, _)| (3_000..=9_000).contains(called)), "{all:?}");
    let late: Vec<u64> = all.iter().map(|it| it.1).filter(|seconds| *seconds > 0).collect();
    assert!(late.iter().all(|seconds| (3..=5).contains(seconds)), "{late:?}");
    assert!((20..=60).contains(&late.len()), "{} of 200 are late", late.len());
}

#[test]
fn lifelike_videos_are_made_at_once_and_take_their_time() {
    let reel = [("media_type", "REELS"), ("video_url", VIDEO)];
    let all = lifelike(1, &reel, 12);
    assert!(all.iter().all(|(called, took)| *called == 0 && (10..=45).contains(took)), "{all:?}");
    assert_ne!(all, lifelike(2, &reel, 12));
}

#[test]
fn how_many_photos_are_late_can_be_set() {
    for (percent, late) in [(0, 0), (100, 20)] {
        let text = format!(
            "photo_creation_s = 0.5\nphoto_processing_s = 4\nlate_photos_percent = {percent}"
        );
        let mut bench = Bench::with(Config::from_toml(&text).unwrap());
        let found = (0..20).filter(|_| {
            let made = bench.try_create(&[("image_url", PHOTO)]);
            assert_eq!(made.after.as_millis(), 500);
            let id = made.id();
            bench.status(&id) == "IN_PROGRESS"
        });
        assert_eq!(found.count(), late, "{percent}");
    }
    let wrong = Config::from_toml("late_photos_percent = 101").unwrap_err().to_string();
    assert!(wrong.contains("0 to 100"), "{wrong}");
}

#[test]
fn a_photo_that_is_refused_takes_as_long() {
    let config = Config::default().with_photo_creation(std::time::Duration::from_secs(4));
    let mut bench = Bench::with(config);
    let reply = bench.try_create(&[("image_url", "https://www.example.com/page.html")]);
    reply.is_error(400, 9004, 2_207_052);
    assert_eq!(reply.after.as_secs(), 4);
}
