//! Each kind of post, from the command to publication, with all of its options.

use serde_json::json;

use crate::{
    media,
    world::{World, run},
};

fn world() -> World {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    world.file("second.jpg", &media::jpeg(400, 400));
    world
}

/// Publishes, and returns the sandbox's post.
#[track_caller]
fn published(args: &[&str]) -> serde_json::Value {
    let world = world();
    let report = world.ig(&[&["publish", "--json"], args].concat()).expect(0).json();
    assert_eq!(report["outcome"], "published");
    assert_eq!(world.public().len(), 1, "one post");
    let post = world.newest();
    assert_eq!(post["id"], report["media"]);
    post
}

#[test]
fn a_photo() {
    let post = published(&[
        "photo.jpg",
        "--caption=Ayyy",
        "--alt-text=1:10:30, a man at a jukebox",
        "--tag=bronz_fonz@0.5,0.25",
        "--location=7640348500",
        "--ai-generated",
    ]);
    assert_eq!(post["media_product_type"], "FEED");
    assert_eq!(post["caption"], "Ayyy");
    assert_eq!(
        post["alt_text"], "10:30, a man at a jukebox",
        "the text after the number is unchanged"
    );
    assert_eq!(post["user_tags"], json!([{ "username": "bronz_fonz", "x": 0.5, "y": 0.25 }]));
    assert_eq!(post["is_ai_generated"], true);
}

#[test]
fn a_video_on_this_machine_is_uploaded_as_a_reel() {
    let world = world();
    let args = ["--caption=Ayyy", "--tag=@bronz_fonz", "--cover-at=0", "--share-to-feed=no"];
    let more = ["--audio-name=Jukebox", "--trial=performance", "--json"];
    let args = [&["publish", "video.mp4"][..], &args, &more].concat();
    let report = world.ig(&args).expect(0).json();
    assert_eq!(
        (report["outcome"].as_str(), report["kind"].as_str()),
        (Some("published"), Some("reel"))
    );
    assert_eq!(world.uploads(), 1, "the bytes came by upload, and not by a URL");
    let post = world.newest();
    assert_eq!(post["media_product_type"], "REELS");
    assert_eq!(post["user_tags"][0]["username"], "bronz_fonz");
    let create = world.requests().into_iter().find(|it| it.path.ends_with("/media")).unwrap();
    assert_eq!(create.params["upload_type"], "resumable");
    assert_eq!(create.params["thumb_offset"], "0", "0 is a value");
    assert_eq!(create.params["share_to_feed"], "false");
    assert_eq!(create.params["audio_name"], "Jukebox");
    assert_eq!(create.params["trial_params"], r#"{"graduation_strategy":"SS_PERFORMANCE"}"#);
}

#[test]
fn a_cover_is_handed_over_to_a_sandbox() {
    let world = world();
    world.ig(&["publish", "video.mp4", "--cover", "photo.jpg"]).expect(0);
    let create = world.requests().into_iter().find(|it| it.path.ends_with("/media")).unwrap();
    assert!(
        create.params["cover_url"].as_str().unwrap().contains("/_sandbox/files/"),
        "{:?}",
        create.params
    );
}

#[test]
fn stories() {
    let photo = published(&["photo.jpg", "--story", "--tag=bronz_fonz"]);
    assert_eq!(
        (photo["media_product_type"].as_str(), photo["media_type"].as_str()),
        (Some("STORY"), Some("IMAGE"))
    );
    let video = published(&["video.mp4", "--story", "--tag=bronz_fonz@0.5,1"]);
    assert_eq!(
        (video["media_product_type"].as_str(), video["media_type"].as_str()),
        (Some("STORY"), Some("VIDEO"))
    );
    assert_eq!(video["user_tags"], json!([{ "username": "bronz_fonz", "x": 0.5, "y": 1.0 }]));
}

#[test]
fn a_carousel_of_photos_and_videos() {
    let post = published(&[
        "photo.jpg",
        "video.mp4",
        "second.jpg",
        "--caption=All of it",
        "--alt-text=3:the second",
        "--tag=1:bronz_fonz@0.5,1",
        "--tag=2:bronz_fonz",
        "--cover-at=2:1s",
        "--collaborator=kevinhart4real",
    ]);
    assert_eq!(post["media_type"], "CAROUSEL_ALBUM");
    assert_eq!(post["caption"], "All of it");
    let children = post["children"].as_array().unwrap();
    let kinds: Vec<_> =
        children.iter().map(|child| child["media_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["IMAGE", "VIDEO", "IMAGE"], "in order");
    assert_eq!(children[0]["user_tags"][0]["y"], 1.0);
    assert_eq!(children[1]["user_tags"][0]["username"], "bronz_fonz");
    assert_eq!(children[2]["alt_text"], "the second");
}

/// Two folders contain a file with the same name.
#[test]
fn files_with_the_same_name_do_not_replace_each_other() {
    let world = world();
    std::fs::create_dir(world.home().join("b")).unwrap();
    std::fs::copy(world.home().join("second.jpg"), world.home().join("b/photo.jpg")).unwrap();
    world.ig(&["publish", "photo.jpg", "b/photo.jpg"]).expect(0);
    let handed = |it: &&ig_sandbox::Logged| it.path.ends_with("/media") && it.method == "POST";
    let requests = world.requests();
    let urls: Vec<_> =
        requests.iter().filter(handed).filter_map(|it| it.params.get("image_url")).collect();
    assert_eq!(urls.len(), 2);
    assert_ne!(urls[0], urls[1]);
}

#[test]
fn without_any_setup_each_kind_goes_to_the_sandbox_inside() {
    let world = world();
    for args in [
        &["video.mp4"][..],
        &["photo.jpg", "--story"],
        &["video.mp4", "--story"],
        &["photo.jpg", "video.mp4"],
    ] {
        let args = [&["publish", "--sandbox", "--json"], args].concat();
        let report = run(&mut world.bare(&args)).expect(0).json();
        assert_eq!(report["outcome"], "published", "{args:?}");
    }
}

#[test]
fn list_and_explain_know_all_kinds() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "video.mp4", "--caption=both"]).expect(0);
    let id = world.only_post();
    world.ig(&["publish", "video.mp4", "--story"]).expect(0);
    let stdout = world.ig(&["list"]).expect(0).stdout;
    let [story, carousel] = stdout.lines().collect::<Vec<_>>()[..] else { panic!("{stdout}") };
    assert!(story.contains("video story") && story.contains("video.mp4"), "{story}");
    assert!(carousel.contains("carousel of 2") && carousel.ends_with("both"), "{carousel}");
    let list = world.ig(&["list", "--json"]).expect(0).json();
    assert_eq!(list["posts"][1]["kind"], "carousel");
    assert!(list["posts"][1]["files"][1].as_str().unwrap().ends_with("video.mp4"), "{list}");
    let stdout = world.ig(&["explain", &id]).expect(0).stdout;
    for words in
        ["kind         carousel", "item 1 image_url", "item 2 media_type VIDEO", "item 2 file"]
    {
        assert!(stdout.contains(words), "{words}: {stdout}");
    }
    let explained = world.ig(&["explain", &id, "--json"]).expect(0).json();
    assert_eq!(explained["plan"]["caption"], "both");
    assert_eq!(explained["plan"]["item 2 media_type"], "VIDEO");
}

#[test]
fn the_item_that_fails_is_named_and_nothing_is_posted() {
    let world = world();
    world.ig(&["publish", "photo.jpg", "http://127.0.0.1:9/none.jpg"]).expect(1);
    let report = world.ig(&["publish", "photo.jpg", "http://127.0.0.1:9/none.jpg", "--json"]);
    let report = report.expect(1).json();
    assert_eq!(report["reason"]["item"]["number"], 2);
    assert_eq!(report["reason"]["item"]["medium"], "http://127.0.0.1:9/none.jpg");
    assert_eq!(
        (report["items"].as_u64(), report["reason"]["phase"].as_str()),
        (Some(2), Some("create"))
    );
    assert!(world.public().is_empty(), "all of it or nothing");
}
