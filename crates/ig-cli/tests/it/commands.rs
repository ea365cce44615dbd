//! The commands that read.

use std::time::Duration;

use ig_sandbox::{Config, Do, Fault, On};

use crate::{
    media,
    world::{World, run},
};

#[test]
fn status_shows_the_state_of_a_container() {
    let world = World::new();
    let report = world.ig(&["publish", "photo.jpg", "--json"]).expect(0).json();
    let container = report["container"].as_str().unwrap();
    let stdout = world.ig(&["status", container]).expect(0).stdout;
    let start = format!("container  {container}\nstatus     PUBLISHED\nmeaning    it is public\n");
    assert!(stdout.starts_with(&start), "{stdout}");
    let status = world.ig(&["status", container, "--json"]).expect(0).json();
    assert_eq!(status["status_code"], "PUBLISHED");
    assert_eq!(status["container"], *container);

    world
        .ig(&["status", "nonsense"])
        .expect(2)
        .one_error(&["not the id of a container", "not a Graph API id"]);
    world.ig(&["status", "17889455560051444"]).expect(1).one_error(&["100/33"]);
}

#[test]
fn limit_shows_what_is_left() {
    let world = World::with(Config::default().with_quota(50));
    world.ig(&["publish", "photo.jpg"]).expect(0);
    let limit = world.ig(&["limit", "--json"]).expect(0).json();
    let expect = serde_json::json!({
        "version": 1, "usage": 1, "total": 50, "remaining": 49, "window_s": 86400,
        "containers": { "known": 1, "total": 400 },
    });
    assert_eq!(limit, expect);
    let stdout = world.ig(&["limit"]).expect(0).stdout;
    let containers = "containers 1 of 400 known, from the posts kept here\n";
    let rest = "used       1 of 50\nleft       49\nwindow     24 hours, rolling\n";
    assert_eq!(stdout, format!("{rest}{containers}"));
}

#[test]
fn pages_search_marks_pages_that_cannot_be_locations() {
    let world = World::new();
    let stdout = world.ig(&["pages", "search", "fan club"]).expect(0).stdout;
    assert!(
        stdout.contains("110000000000003") && stdout.contains("cannot be a location"),
        "{stdout}"
    );
    let stdout = world.ig(&["pages", "search", "guggenheim"]).expect(0).stdout;
    assert!(
        stdout.starts_with("7640348500 ") && !stdout.contains("cannot be a location"),
        "{stdout}"
    );
    let found = world.ig(&["pages", "search", "n", "--most", "2", "--json"]).expect(0).json();
    assert_eq!(found["pages"].as_array().unwrap().len(), 2);
    assert_eq!(found["pages"][0]["can_be_location"], true);
    let ran = world.ig(&["pages", "search", "nowhere"]).expect(0);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("", "no Page has that text in its name\n")
    );
    world.ig(&["pages", "search", " "]).expect(2).one_error(&["nothing to search for"]);
}

#[test]
fn pages_search_is_refused_with_instagram_login_before_anything_is_sent() {
    let world = World::new();
    let mut command = world.command(&["pages", "search", "Fonz"]);
    let ran = run(command.env("IG_LOGIN", "instagram")).expect(2);
    ran.one_error(&["graph.facebook.com", "IG_LOGIN=facebook"]);
    assert!(world.requests().is_empty());
}

#[test]
fn list_shows_every_post_newest_first() {
    let world = World::new();
    let ran = world.ig(&["list"]).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.starts_with("no posts in "), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("which does not exist yet\n"), "{}", ran.stderr);

    world.ig(&["publish", "photo.jpg", "--caption", "first\x1b[31m\npost"]).expect(0);
    world.arm([Fault::new(On::Create, Do::Error).with_status(400).with_code(36_003)]);
    let caption = "second post ".repeat(20);
    world.ig(&["publish", "photo.jpg", "--caption", &caption]).expect(1);
    let stdout = world.ig(&["list"]).expect(0).stdout;
    let [second, first] = stdout.lines().collect::<Vec<_>>()[..] else {
        panic!("{stdout}");
    };
    assert!(second.contains("not published") && second.ends_with('…'), "{second}");
    let media = &world.public()[0];
    assert!(first.contains(&format!("published      media {media}")), "{first}");
    assert!(first.ends_with("first [31m post"), "no control characters: {first:?}");
    let posts = world.ig(&["list", "--json"]).expect(0).json();
    assert_eq!(posts["posts"][1]["media"], **media);
    assert_eq!(posts["posts"][1]["caption"], "first\x1b[31m\npost");
    assert_eq!(posts["posts"][0]["outcome"], "not_published");
}

#[test]
fn posts_are_stored_in_the_folder_that_the_user_names() {
    let world = World::new();
    let in_folder = |name: &str| {
        let entries = std::fs::read_dir(world.home().join(name));
        entries.map_or(0, |entries| entries.count())
    };
    let args = ["publish", "photo.jpg"];
    run(world.command(&args).env("XDG_STATE_HOME", world.home().join("xdg"))).expect(0);
    assert_eq!(in_folder("xdg/ig"), 1);
    run(world.command(&args).env("IG_STATE_DIR", "variable")).expect(0);
    assert_eq!(in_folder("variable"), 1);
    let args = ["publish", "photo.jpg", "--state-dir", "option"];
    run(world.command(&args).env("IG_STATE_DIR", "variable")).expect(0);
    assert_eq!((in_folder("variable"), in_folder("option")), (1, 1));
    assert!(world.posts().is_empty(), "none in the home folder");
}

#[test]
fn the_policy_is_saved_with_the_plan() {
    let world = World::new();
    let args = ["--settle", "2m", "--pacing", "documented", "--wait-for-quota"];
    world.ig(&[&["publish", "photo.jpg"][..], &args].concat()).expect(0);
    let kept = std::fs::read(&world.posts()[0]).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let policy = &kept["snapshot"]["plan"]["policy"];
    assert_eq!(policy["settle"]["secs"], 120);
    assert_eq!(policy["pacing"], "documented");
    assert_eq!(policy["quota"], "wait");
}

#[test]
fn explain_shows_the_plan_the_reason_and_who_has_to_act() {
    let world = World::new();
    world.arm([Fault::new(On::Create, Do::Error)
        .with_status(400)
        .with_code(36_003)
        .with_subcode(2_207_009)]);
    let args = ["publish", "photo.jpg", "--caption", "Ayyy!", "--location", "7640348500"];
    world.ig(&args).expect(1);
    let id = world.only_post();
    let stdout = world.ig(&["explain", &id]).expect(0).stdout;
    for line in [
        "account      17841400008460056",
        "caption      Ayyy!",
        "location_id  7640348500",
        "outcome      not published",
        "public       no",
        "in phase     create",
        "code         36003",
        "subcode      2207009",
        "who          the author of the post",
    ] {
        assert!(stdout.lines().any(|it| it == line), "{line:?} is not in: {stdout}");
    }
    assert!(stdout.contains("trace id     "), "{stdout}");
    let explained = world.ig(&["explain", &id, "--json"]).expect(0).json();
    assert_eq!(explained["plan"]["caption"], "Ayyy!");
    assert_eq!(explained["reason"]["subcode"], 2_207_009);
    assert_eq!(explained["may_be_public"], false);
    // A post that has failed for good is shown again, with the code that it ended with.
    world.ig(&["resume", &id]).expect(1).one_error(&["not published", "36003/2207009"]);
}

#[test]
fn a_video_becomes_a_reel() {
    let world = World::with(Config::default().with_video_processing(Duration::ZERO));
    world.file("video.bin", &media::mp4());
    world.ig(&["publish", "video.bin", "--caption", "Ayyy!"]).expect(0);
    let state = world.state();
    assert_eq!(state.accounts[0].media[0].media_product_type, "REELS");
    assert_eq!(state.accounts[0].media[0].caption.as_deref(), Some("Ayyy!"));
}

#[test]
fn tags_and_location_arrive() {
    let world = World::new();
    let tags = ["--tag", "bronz_fonz@0.5,0.8", "--tag", "@henry.w@0,1", "--location", "7640348500"];
    world.ig(&[&["publish", "photo.jpg"][..], &tags].concat()).expect(0);
    let media = &world.state().accounts[0].media[0];
    let names: Vec<_> = media.user_tags.iter().map(|tag| tag.username.as_str()).collect();
    assert_eq!(names, ["bronz_fonz", "henry.w"]);
    assert_eq!(media.location.as_ref().map(|at| at.id.as_str()), Some("7640348500"));
}

#[test]
fn two_files_with_the_same_name_stay_two_photos() {
    let world = World::new();
    let one = world.file("one.jpg", &media::jpeg(360, 360));
    std::fs::create_dir(world.home().join("other")).unwrap();
    world.file("other/one.jpg", &media::jpeg(360, 450));
    world.ig(&["publish", one.to_str().unwrap()]).expect(0);
    world.ig(&["publish", "other/one.jpg"]).expect(0);
    let state = world.state();
    let sources: Vec<_> =
        state.accounts[0].containers.iter().map(|container| &container.source_url).collect();
    assert_eq!(sources.len(), 2);
    assert_ne!(sources[0], sources[1]);
}
