//! A dry run shows exactly what would be sent, and sends nothing.

use serde_json::Value;

use crate::{
    media,
    world::{World, run},
};

const ARGS: &[&str] = &[
    "publish",
    "https://www.example.com/images/bronz-fonz.jpg",
    "--caption",
    "#BronzFonz",
    "--tag",
    "kevinhart4real@0.5,1",
    "--location",
    "7640348500",
    "--dry-run",
];

#[test]
fn the_requests_are_those_of_the_guide() {
    let world = World::new();
    let mut command = world.command(ARGS);
    let ran = run(command.env_remove("IG_API_BASE").env("IG_ACCESS_TOKEN", "EAAGsecret")).expect(0);
    assert_eq!(
        ran.stdout,
        "\
POST https://graph.facebook.com/v26.0/17841400008460056/media
accept: application/json
authorization: Bearer [redacted]
content-type: application/x-www-form-urlencoded

image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronz-fonz.jpg&caption=%23BronzFonz&\
user_tags=%5B%7B%22username%22%3A%22kevinhart4real%22%2C%22x%22%3A0.5%2C%22y%22%3A1.0%7D%5D&\
location_id=7640348500

POST https://graph.facebook.com/v26.0/17841400008460056/media_publish
accept: application/json
authorization: Bearer [redacted]
content-type: application/x-www-form-urlencoded

creation_id=00000000000000000

"
    );
    assert!(ran.stderr.starts_with("nothing was sent"), "{}", ran.stderr);
    assert!(!world.state_dir().exists(), "nothing was written");
}

#[test]
fn with_json_the_requests_are_one_object() {
    let world = World::new();
    let mut args = ARGS.to_vec();
    args.push("--json");
    let object = world.ig(&args).expect(0).json();
    let [create, publish] = &object["requests"].as_array().unwrap()[..] else {
        panic!("{object}");
    };
    assert_eq!(create["method"], "POST");
    assert_eq!(create["url"], format!("{}/v26.0/17841400008460056/media", world.server.url()));
    assert_eq!(create["headers"]["authorization"], "Bearer [redacted]");
    assert_eq!(publish["body"], "creation_id=00000000000000000");
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(!world.state_dir().exists(), "nothing was written");
}

#[test]
fn the_handover_of_a_file_is_shown_first() {
    let world = World::new();
    let mut command = world.bare(&["publish", "photo.jpg", "--sandbox", "--dry-run", "--json"]);
    let object = run(&mut command).expect(0).json();
    let requests = object["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 3);
    assert!(requests[0]["url"].as_str().unwrap().contains("/_sandbox/files/"), "{object}");
}

#[test]
fn a_reel_is_shown_as_a_reel() {
    let world = World::new();
    let video = "https://www.example.com/video.mov";
    let stdout = world.ig(&["publish", video, "--dry-run"]).expect(0).stdout;
    assert!(stdout.contains("\nmedia_type=REELS&video_url="), "{stdout}");
    let video = "https://www.example.com/video";
    let stdout = world.ig(&["publish", video, "--reel", "--dry-run"]).expect(0).stdout;
    assert!(stdout.contains("\nmedia_type=REELS&video_url="), "{stdout}");
}

#[test]
fn bad_input_is_also_refused_in_a_dry_run() {
    let world = World::new();
    let mut args = ARGS.to_vec();
    args.extend(["--tag", "kevinhart4real@1.2,1"]);
    world.ig(&args).expect(2).one_error(&["outside the picture"]);
}

/// What would be sent to Meta, with a video beside the photo.
#[track_caller]
fn shown(args: &[&str]) -> Vec<Value> {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let args = [&["publish", "--dry-run", "--json"], args].concat();
    let mut command = world.command(&args);
    let ran = run(command.env_remove("IG_API_BASE").env("IG_ACCESS_TOKEN", "EAAGsecret")).expect(0);
    assert!(!ran.stdout.contains("EAAGsecret"), "{}", ran.stdout);
    assert!(world.requests().is_empty() && !world.state_dir().exists(), "nothing was sent");
    ran.json()["requests"].as_array().unwrap().clone()
}

fn bodies(requests: &[Value]) -> Vec<&str> {
    requests.iter().map(|it| it["body"].as_str().unwrap()).collect()
}

#[test]
fn a_video_is_shown_with_the_head_of_its_upload() {
    let requests = shown(&["video.mp4", "--caption=x"]);
    let [create, upload, publish] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(create["body"], "media_type=REELS&upload_type=resumable&caption=x");
    let uri = "https://rupload.facebook.com/ig-api-upload/v26.0/00000000000000000";
    assert_eq!(upload["url"], uri);
    let size = media::mp4().len().to_string();
    let headers = &upload["headers"];
    assert_eq!(headers["authorization"], "OAuth [redacted]");
    assert_eq!(
        (headers["offset"].as_str(), headers["file_size"].as_str()),
        (Some("0"), Some(&*size))
    );
    let body = upload["body"].as_str().unwrap();
    assert!(body.starts_with(&format!("bytes 0 to {size} of ")), "{body}");
    assert_eq!(publish["body"], "creation_id=00000000000000000");
}

#[test]
fn a_hosted_video_is_shown_with_its_url_in_the_head() {
    let requests = shown(&["https://www.example.com/a.mp4", "--hosted", "--story"]);
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0]["body"], "media_type=STORIES&upload_type=resumable");
    assert_eq!(requests[1]["headers"]["file_url"], "https://www.example.com/a.mp4");
    assert_eq!(requests[1]["body"], "");
}

#[test]
fn a_story_is_shown() {
    let requests = shown(&["https://www.example.com/a.jpg", "--story"]);
    let image = "media_type=STORIES&image_url=https%3A%2F%2Fwww.example.com%2Fa.jpg";
    assert_eq!(bodies(&requests), [image, "creation_id=00000000000000000"]);
}

#[test]
fn a_carousel_is_shown_item_by_item_and_as_a_whole() {
    let requests = shown(&["https://www.example.com/a.jpg", "video.mp4", "--caption=both"]);
    let [first, second, upload, parent, _] = &bodies(&requests)[..] else { panic!("{requests:?}") };
    assert_eq!(*first, "image_url=https%3A%2F%2Fwww.example.com%2Fa.jpg&is_carousel_item=true");
    assert_eq!(*second, "media_type=VIDEO&upload_type=resumable&is_carousel_item=true");
    assert!(upload.starts_with("bytes 0 to "), "{upload}");
    assert!(parent.starts_with("media_type=CAROUSEL&"), "{parent}");
    assert!(parent.contains("children=00000000000000000%2C00000000000000000"), "{parent}");
    assert!(parent.contains("caption=both"), "{parent}");
}

#[test]
fn slices_are_shown_one_by_one() {
    let world = World::new();
    media::long_video(&world.home().join("video.mp4"), 1_000_000);
    let args = ["publish", "video.mp4", "--dry-run", "--upload-slice=400kB", "--json"];
    let requests = world.ig(&args).expect(0).json();
    let offsets: Vec<_> = requests["requests"].as_array().unwrap()[1..4]
        .iter()
        .map(|it| it["headers"]["offset"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(offsets, ["0", "400000", "800000"]);
}
