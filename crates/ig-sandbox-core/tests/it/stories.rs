//! `media_type=STORIES`, and `GET /{user}/stories`.

use http::Method;
use ig_sandbox_core::Config;
use serde_json::json;

use crate::support::{Bench, PHOTO, Reply, USER, VIDEO};

const PHOTO_STORY: &[(&str, &str)] = &[("media_type", "STORIES"), ("image_url", PHOTO)];
const VIDEO_STORY: &[(&str, &str)] = &[("media_type", "STORIES"), ("video_url", VIDEO)];

fn stories(bench: &mut Bench, params: &[(&str, &str)]) -> Reply {
    bench.get(&format!("/v26.0/{USER}/stories"), params)
}

fn publish(bench: &mut Bench, params: &[(&str, &str)]) -> String {
    let container = bench.try_create(params).id();
    bench.wait(10);
    bench.try_publish(&container).id()
}

#[test]
fn a_story_is_a_picture_or_a_video() {
    for (params, media_type) in [(PHOTO_STORY, "IMAGE"), (VIDEO_STORY, "VIDEO")] {
        let mut bench = Bench::new();
        let media = publish(&mut bench, params);
        let fields = "media_type,media_product_type,permalink,caption";
        let reply = bench.get(&format!("/{media}"), &[("fields", fields)]).json();
        let shortcode = bench.state().accounts[0].media[0].shortcode.clone();
        assert_eq!(
            reply,
            json!({
                "media_type": media_type,
                "media_product_type": "STORY",
                "permalink": format!("http://127.0.0.1:8025/stories/{shortcode}/"),
                "id": media,
            })
        );
        assert_eq!(bench.get(&format!("/stories/{shortcode}/"), &[]).status, 200);
        assert_eq!(bench.get(&format!("/p/{shortcode}/"), &[]).status, 404);
    }
}

#[test]
fn a_video_of_a_story_takes_its_time_and_a_picture_does_not() {
    let mut bench = Bench::new();
    let photo = bench.try_create(PHOTO_STORY).id();
    let video = bench.try_create(VIDEO_STORY).id();
    assert_eq!(bench.status(&photo), "FINISHED");
    assert_eq!(bench.status(&video), "IN_PROGRESS");
    bench.wait(10);
    assert_eq!(bench.status(&video), "FINISHED");
}

#[test]
fn a_story_has_one_file() {
    let both = [("media_type", "STORIES"), ("image_url", PHOTO), ("video_url", VIDEO)];
    Bench::new()
        .try_create(&both)
        .is_error(400, 100, 0)
        .says("(#100) A story has either image_url or video_url, not both");
    let reply = Bench::new().try_create(&[("media_type", "STORIES")]);
    reply.is_error(400, 100, 0).says("(#100) The parameter image_url is required");
    assert_eq!(
        reply.header("x-sandbox-note"),
        Some("a story needs image_url for a picture or video_url for a video")
    );
}

#[test]
fn the_ratio_of_a_story_is_free() {
    let url = "https://www.example.com/1080x1920.jpg";
    Bench::new().try_create(&[("image_url", url)]).is_error(400, 36003, 2_207_009);
    Bench::new().try_create(&[("image_url", url), ("media_type", "STORIES")]).id();
    // Its format and its size are not.
    for (name, code) in [("stereo.mpo", 36001), ("large.jpg", 36000), ("empty.jpg", 36003)] {
        let url = format!("https://www.example.com/{name}");
        let reply = Bench::new().try_create(&[("image_url", &url), ("media_type", "STORIES")]);
        assert_eq!(reply.json()["error"]["code"], code, "{name}");
    }
}

#[test]
fn parameters_that_a_story_does_not_have_are_dropped() {
    let mut bench = Bench::new();
    let more = [
        ("caption", "nobody sees this"),
        ("alt_text", "A statue"),
        ("location_id", "7640348500"),
        ("collaborators", r#"["natgeo"]"#),
        ("product_tags", r#"[{"product_id":"1"}]"#),
        ("thumb_offset", "-1"),
    ];
    let params: Vec<_> = PHOTO_STORY.iter().chain(&more).copied().collect();
    publish(&mut bench, &params);
    let account = bench.state().accounts[0].clone();
    let container = serde_json::to_value(&account.containers[0]).unwrap();
    let names =
        ["alt_text", "caption", "collaborators", "location_id", "product_tags", "thumb_offset"];
    let mut ignored = account.containers[0].ignored.clone();
    ignored.sort_unstable();
    assert_eq!(ignored, names);
    assert!(container.get("product_tags").is_none() && container.get("alt_text").is_none());
    assert_eq!(account.media[0].caption, None);
    assert_eq!(account.media[0].location, None);
}

#[test]
fn tags_of_stories_may_have_a_place() {
    for (tags, place) in [
        (r#"[{"username":"natgeo"}]"#, None),
        (r#"[{"username":"natgeo","x":0.5,"y":0.25}]"#, Some((0.5, 0.25))),
    ] {
        for params in [PHOTO_STORY, VIDEO_STORY] {
            let mut bench = Bench::new();
            let params: Vec<_> = params.iter().copied().chain([("user_tags", tags)]).collect();
            publish(&mut bench, &params);
            let tag = bench.state().accounts[0].media[0].user_tags[0].clone();
            assert_eq!(tag.username, "natgeo");
            assert_eq!(tag.x.zip(tag.y), place);
        }
    }
    let half = r#"[{"username":"natgeo","x":0.5}]"#;
    let params: Vec<_> = PHOTO_STORY.iter().copied().chain([("user_tags", half)]).collect();
    Bench::new()
        .try_create(&params)
        .is_error(400, 100, 0)
        .says("(#100) The parameter user_tags[0][y] is required");
}

#[test]
fn stories_have_their_own_list() {
    let mut bench = Bench::new();
    assert_eq!(stories(&mut bench, &[]).to_text(), r#"{"data":[]}"#);
    let story = publish(&mut bench, PHOTO_STORY);
    let (_, post) = bench.post_photo("a");
    let list = stories(&mut bench, &[]).json();
    assert_eq!(list["data"], json!([{ "id": story }]));
    let media = bench.get(&format!("/{USER}/media"), &[]).json();
    assert_eq!(media["data"], json!([{ "id": post }]));
    let user = bench.get(&format!("/{USER}"), &[("fields", "media_count")]).json();
    assert_eq!(user["media_count"], 1);
    // The quota counts both.
    assert_eq!(bench.state().accounts[0].quota_usage, 2);
}

#[test]
fn stories_come_in_pages() {
    let mut bench = Bench::new();
    let ids: Vec<String> = (0..3).map(|_| publish(&mut bench, PHOTO_STORY)).collect();
    let first = stories(&mut bench, &[("limit", "2"), ("fields", "media_type")]).json();
    assert_eq!(first["data"][0]["id"], ids[2]);
    assert_eq!(first["data"][1]["id"], ids[1]);
    let next = first["paging"]["next"].as_str().unwrap();
    let path = next.strip_prefix("http://127.0.0.1:8025").unwrap();
    let request = http::Request::get(path).header("host", "127.0.0.1:8025");
    let second = bench.send(request.body(Vec::new()).unwrap()).unwrap().json();
    assert_eq!(second["data"], json!([{ "media_type": "IMAGE", "id": ids[0] }]));
    assert!(second["paging"].get("next").is_none());
    stories(&mut bench, &[("fields", "likes")]).is_error(400, 100, 0);
    stories(&mut bench, &[("limit", "0")]).is_error(400, 100, 0);
}

#[test]
fn a_story_is_over_after_24_hours() {
    let mut bench = Bench::new();
    let story = publish(&mut bench, PHOTO_STORY);
    assert_eq!(
        bench.state().accounts[0].media[0].ends.as_deref(),
        Some("2019-09-27T22:36:53+0000")
    );
    bench.wait(24 * 3600 - 1);
    assert_eq!(stories(&mut bench, &[]).json()["data"], json!([{ "id": story }]));
    bench.wait(1);
    assert_eq!(stories(&mut bench, &[]).to_text(), r#"{"data":[]}"#);
    // The state keeps it.
    assert_eq!(bench.state().accounts[0].media[0].id, story);
}

#[test]
fn faults_of_lists_meet_stories_too() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "media_list", "do": "drop"}]"#);
    assert!(bench.call(Method::GET, &format!("/{USER}/stories"), &[]).is_none());
}

#[test]
fn other_accounts_have_other_stories() {
    let mut bench = Bench::with(Config::default());
    bench.get("/17841400008460057/stories", &[]).is_error(400, 100, 33);
    assert_eq!(bench.get(&format!("/{USER}/stories"), &[]).status, 200);
}
