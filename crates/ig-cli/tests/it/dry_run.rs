//! A dry run shows what would be sent, to the letter, and sends nothing.

use crate::world::{World, run};

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
POST https://graph.facebook.com/v25.0/17841400008460056/media
accept: application/json
authorization: Bearer [redacted]
content-type: application/x-www-form-urlencoded

image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronz-fonz.jpg&caption=%23BronzFonz&\
user_tags=%5B%7B%22username%22%3A%22kevinhart4real%22%2C%22x%22%3A0.5%2C%22y%22%3A1.0%7D%5D&\
location_id=7640348500

POST https://graph.facebook.com/v25.0/17841400008460056/media_publish
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
    assert_eq!(create["url"], format!("{}/v25.0/17841400008460056/media", world.server.url()));
    assert_eq!(create["headers"]["authorization"], "Bearer [redacted]");
    assert_eq!(publish["body"], "creation_id=00000000000000000");
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(!world.state_dir().exists(), "nothing was written");
}

#[test]
fn a_file_is_shown_to_be_handed_over_first() {
    let world = World::new();
    let mut command = world.bare(&["publish", "photo.jpg", "--sandbox", "--dry-run", "--json"]);
    let object = run(&mut command).expect(0).json();
    let requests = object["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 3);
    assert!(requests[0]["url"].as_str().unwrap().contains("/_sandbox/files/"), "{object}");
}

#[test]
fn a_reel_is_shown_as_one() {
    let world = World::new();
    let film = "https://www.example.com/film.mov";
    let stdout = world.ig(&["publish", film, "--dry-run"]).expect(0).stdout;
    assert!(stdout.contains("\nmedia_type=REELS&video_url="), "{stdout}");
    let film = "https://www.example.com/film";
    let stdout = world.ig(&["publish", film, "--reel", "--dry-run"]).expect(0).stdout;
    assert!(stdout.contains("\nmedia_type=REELS&video_url="), "{stdout}");
}

#[test]
fn bad_input_is_bad_in_a_dry_run_too() {
    let world = World::new();
    let mut args = ARGS.to_vec();
    args.extend(["--tag", "kevinhart4real@1.2,1"]);
    world.ig(&args).expect(2).one_error(&["outside the picture"]);
}
