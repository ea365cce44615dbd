//! An option that a kind of post does not accept is one clear error that names it, before anything
//! is sent.

use crate::{media, world::World};

#[track_caller]
fn refused(args: &[&str], words: &[&str]) {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let ran = world.ig(&[&["publish"], args].concat()).expect(2);
    ran.one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}

#[test]
fn a_story_takes_no_caption_and_no_location() {
    refused(&["photo.jpg", "--story", "--caption=x"], &["a photo story does not accept --caption"]);
    refused(&["video.mp4", "--story", "--caption=x"], &["a video story does not accept --caption"]);
    let all = ["Instagram accepts it only with a photo, a reel or a carousel"];
    refused(&["photo.jpg", "--story", "--caption=x"], &all);
    let location = ["photo.jpg", "--story", "--location=1"];
    refused(&location, &["does not accept --location", "leave out --story"]);
    refused(&["photo.jpg", "--story", "--alt-text=x"], &["does not accept --alt-text"]);
    refused(&["photo.jpg", "--story", "--collaborator=a"], &["does not accept --collaborator"]);
    refused(&["photo.jpg", "--story", "--product=1"], &["does not accept --product"]);
    refused(
        &["photo.jpg", "--story", "--paid-partnership"],
        &["does not accept --paid-partnership"],
    );
}

#[test]
fn positions_are_for_photos_and_stories() {
    refused(&["video.mp4", "--tag=bronz_fonz@0.5,0.5"], &["a tag in a video has no position"]);
    refused(&["video.mp4", "--product=1@0.5,0.5"], &["a tag in a video has no position"]);
    refused(&["photo.jpg", "--tag=bronz_fonz"], &["in a photo it needs a position"]);
    refused(&["photo.jpg", "--product=1"], &["in a photo it needs a position"]);
}

#[test]
fn options_of_reels_are_refused_elsewhere() {
    for option in [
        "--cover=https://www.example.com/a.jpg",
        "--share-to-feed=yes",
        "--audio-name=x",
        "--audio=1",
        "--trial=manual",
    ] {
        let name = option.split('=').next().unwrap();
        for args in [&["photo.jpg"][..], &["video.mp4", "--story"], &["photo.jpg", "video.mp4"]] {
            let expect = format!("does not accept {name}");
            refused(&[args, &[option]].concat(), &[&expect, "only with a reel"]);
        }
    }
    refused(&["photo.jpg", "--cover-at=1s"], &["a photo does not accept --cover-at"]);
    refused(&["photo.jpg", "--hosted"], &["a photo does not accept --hosted"]);
    refused(&["video.mp4", "--alt-text=x"], &["a reel does not accept --alt-text"]);
}

#[test]
fn a_carousel_has_two_to_twenty_items() {
    refused(&["photo.jpg"; 21], &["this one has 21", "nothing is left out"]);
    let world = World::new();
    world.file("post.json", br#"{"carousel":{"items":[{"photo":{"medium":"photo.jpg"}}]}}"#);
    world.ig(&["publish", "--plan", "post.json"]).expect(2).one_error(&["this one has 1"]);
    assert!(world.requests().is_empty() && world.posts().is_empty());
    refused(&["photo.jpg", "photo.jpg", "--story"], &["a story has one photo or one video"]);
    refused(&["video.mp4", "video.mp4", "--reel"], &["a reel has one video"]);
}

#[test]
fn an_option_of_an_item_names_the_item() {
    let two = |option: &'static str| ["photo.jpg", "video.mp4", option];
    refused(&two("--alt-text=a man"), &["--alt-text does not name its item", "from 1 to 2"]);
    refused(&two("--tag=bronz_fonz@0,0"), &["--tag does not name its item"]);
    refused(&two("--tag=3:bronz_fonz@0,0"), &["there is no item 3"]);
    refused(&two("--tag=0:bronz_fonz@0,0"), &["there is no item 0"]);
    refused(&two("--alt-text=2:a man"), &["item 2 does not accept --alt-text", "a video"]);
    refused(&two("--cover-at=1:0"), &["item 1 does not accept --cover-at", "a photo"]);
    refused(&two("--tag=1:bronz_fonz"), &["in a photo it needs a position"]);
    refused(&two("--tag=2:bronz_fonz@0,0"), &["a tag in a video has no position"]);
    let twice = ["photo.jpg", "video.mp4", "--alt-text=1:a", "--alt-text=1:b"];
    refused(&twice, &["--alt-text is given twice"]);
}

#[test]
fn values_that_instagram_would_refuse_are_refused() {
    refused(&["photo.jpg", &format!("--alt-text={}", "x".repeat(1001))], &["1001", "1000"]);
    let six = ["a", "b", "c", "d", "e", "f"].map(|name| format!("--collaborator={name}"));
    let six: Vec<_> = six.iter().map(String::as_str).collect();
    refused(&[&["photo.jpg"][..], &six].concat(), &["6 collaborators", "1 to 5"]);
    refused(&["photo.jpg", "--paid-partnership=1,2,3"], &["3 sponsors"]);
    refused(&["photo.jpg", "--paid-partnership=me"], &["not a Graph API id"]);
    refused(&["video.mp4", "--audio=1,audio=101"], &["101 is not a volume"]);
    refused(&["video.mp4", "--audio=1,bass=10"], &["only audio=N and video=N"]);
    refused(&["video.mp4", "--audio=1,audio=1,audio=2"], &["only once"]);
    for moment in ["-1s", "soon", "1us", "5"] {
        refused(&["video.mp4", &format!("--cover-at={moment}")], &["whole milliseconds"]);
    }
    refused(&["photo.jpg", "--product=1@0.5,0.5", "--product=1@0,0"], &["tagged twice"]);
    refused(&["photo.jpg", "--param=caption=x"], &["`caption` has its own setting"]);
    refused(&["photo.jpg", "--param=x"], &["it has no ="]);
    refused(&["video.mp4", "--hosted"], &["the video has no URL to fetch"]);
    refused(&["photo.jpg", "second.jpg"], &["second.jpg", "cannot be read"]);
}

#[test]
fn options_of_facebook_login_are_refused_with_the_other_login_before_anything_is_sent() {
    let world = World::new();
    for option in ["--product=1@0.5,0.5", "--paid-partnership"] {
        let mut command = world.command(&["publish", "photo.jpg", option]);
        let ran = crate::world::run(command.env("IG_LOGIN", "instagram")).expect(2);
        ran.one_error(&["this login cannot do that", "IG_LOGIN=facebook"]);
    }
    assert!(world.requests().is_empty() && world.posts().is_empty());
}

#[test]
fn a_story_has_stricter_limits_than_a_reel() {
    let world = World::new();
    let path = world.home().join("long.mp4");
    media::long_video(&path, 20_000_000);
    let ran = world.ig(&["publish", "long.mp4", "--story"]).expect(2);
    ran.one_error(&["long.mp4 is not a story video that Instagram accepts"]);
    let short = media::mp4();
    world.file("cut.mp4", &short[..short.len() - 1000]);
    world.ig(&["publish", "cut.mp4"]).expect(2).one_error(&["cut.mp4"]);
    assert!(world.requests().is_empty() && world.posts().is_empty());
}

#[test]
fn a_local_photo_is_refused_in_a_carousel_for_the_real_api_and_a_video_is_not() {
    let world = World::new();
    world.file("video.mp4", &media::mp4());
    let url = "https://www.example.com/a.jpg";
    let real = |args: &[&str]| {
        let mut command = world.command(&[&["publish", "--dry-run"], args].concat());
        crate::world::run(command.env_remove("IG_API_BASE"))
    };
    real(&[url, "photo.jpg"]).expect(2).one_error(&["item 2 (photo.jpg) is on this machine"]);
    real(&["video.mp4", "--cover", "photo.jpg"]).expect(2).one_error(&["photo.jpg is on this"]);
    real(&[url, "video.mp4"]).expect(0);
}

#[test]
fn a_number_before_a_value_names_an_item_and_a_missing_item_is_refused() {
    let none = ["there is no item 3: this post has only one", "without a number", "'1:3:…'"];
    refused(&["photo.jpg", "--alt-text=3:hey"], &none);
    refused(&["photo.jpg", "--alt-text=0:hey"], &["there is no item 0", "'1:0:…'"]);
    refused(&["photo.jpg", "--tag=2:a@0,0"], &["--tag", "there is no item 2"]);
    refused(&["photo.jpg", "--product=2:1@0,0"], &["--product", "there is no item 2"]);
    refused(&["photo.jpg", "--param=2:a=b"], &["--param", "there is no item 2"]);
    refused(&["video.mp4", "--cover-at=2:1s"], &["--cover-at", "there is no item 2"]);
    refused(&["photo.jpg", "--story", "--tag=2:a"], &["--tag", "there is no item 2"]);
    refused(
        &["photo.jpg", "photo.jpg", "--alt-text=3:hey"],
        &["there is no item 3", "from 1 to 2"],
    );
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--alt-text=1:3:hey", "--tag=1:a@0,0"]).expect(0);
    assert_eq!(world.newest()["alt_text"], "3:hey");
    assert_eq!(world.newest()["user_tags"][0]["username"], "a");
}

#[test]
fn a_refused_caption_names_the_limit() {
    let caption = |text: String| format!("--caption={text}");
    refused(&["photo.jpg", &caption("#a ".repeat(31))], &["31 hashtags", "remove hashtags"]);
    refused(&["photo.jpg", &caption("@a ".repeat(21))], &["21 mentions", "remove mentions"]);
}

#[test]
fn a_medium_is_not_read_from_standard_input() {
    refused(&["-"], &["cannot be read from standard input", "save it to a file", "./-"]);
    refused(&["video.mp4", "--cover=-"], &["cannot be read from standard input"]);
    let world = World::new();
    world.ig(&["check", "-"]).expect(2).one_error(&["cannot be read from standard input"]);
    world.ig(&["probe", "-", "--yes"]).expect(2).one_error(&["cannot be read from standard input"]);
}
