//! Polls and comment prompts, from the command to the outcome.

use ig_sandbox::{AddOns, Config, Do, Fault, Login, On};
use serde_json::json;

use crate::world::{World, run};

const POLL: [&str; 5] = ["publish", "photo.jpg", "--caption=Shall we?", "--poll=yes", "--poll=no"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&POLL[..], more].concat()
}

#[test]
fn a_published_poll_is_reported_as_attached() {
    let world = World::new();
    let report = world.ig(&with(&["--poll-without-end", "--json"])).expect(0).json();
    assert_eq!((&report["outcome"], &report["add_on"]), (&"published".into(), &"attached".into()));
    let poll = json!({ "options": ["yes", "no"], "is_duration_extended": true });
    assert_eq!(world.newest()["poll"], poll);

    let plan = r#"{"photo":{"medium":"photo.jpg","caption":"Tell us","add_on":"comment_prompt"}}"#;
    let path = world.file("post.json", plan.as_bytes());
    let ran = world.ig(&["publish", "--plan", path.to_str().unwrap()]).expect(0);
    assert!(
        ran.stderr.contains("whether its poll or comment prompt is there is not known"),
        "{ran:?}"
    );
    assert_eq!(world.newest()["is_comment_prompt_used"], true);
    assert_eq!(world.public().len(), 2);
}

#[test]
fn a_post_without_its_poll_is_published_and_is_not_posted_again() {
    let world = World::with(Config::default().with_add_ons(AddOns::Dropped));
    let args = with(&["--settle=1s", "--key=one"]);
    let ran = world.ig(&args).expect(0);
    assert!(ran.stderr.contains("warning: the post was published without its poll"), "{ran:?}");
    let again = world.ig(&[&args[..], &["--json"]].concat()).expect(0).json();
    assert_eq!((&again["outcome"], &again["add_on"]), (&"published".into(), &"missing".into()));
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_poll_that_cannot_be_read_does_not_fail_the_post() {
    let world = World::new();
    let gone = Fault::new(On::Media, Do::Error).with_status(400).with_code(10);
    world.arm([gone.times(9)]);
    let report = world.ig(&with(&["--json"])).expect(0).json();
    assert_eq!((&report["outcome"], &report["add_on"]), (&"published".into(), &"unknown".into()));
    assert_eq!(world.public().len(), 1);
}

#[test]
fn a_post_that_instagram_would_refuse_is_refused_before_anything_is_sent() {
    for (args, words) in [
        (&["publish", "photo.jpg", "--poll=a", "--poll=b"][..], "needs a caption"),
        (&["publish", "photo.jpg", "--comment-prompt"], "needs a caption"),
        (&["publish", "photo.jpg", "--caption=x", "--poll=a"], "--poll cannot be used"),
        (&["publish", "photo.jpg", "--caption=x", "--poll=a", "--poll= "], "--poll cannot be used"),
        (&["publish", "photo.jpg", "--story", "--poll=a", "--poll=b"], "does not accept --poll"),
        (
            &["publish", "photo.jpg", "--story", "--comment-prompt"],
            "does not accept --comment-prompt",
        ),
    ] {
        let world = World::new();
        world.ig(args).expect(2).one_error(&[words]);
        assert_eq!(world.requests().len(), 0, "{args:?}");
    }
    let world = World::with(Config::default().with_login(Login::Instagram));
    let mut command = world.command(&POLL);
    let ran = run(command.env("IG_LOGIN", "instagram")).expect(2);
    ran.one_error(&["Facebook Login"]);
    assert_eq!(world.count("POST", "/media"), 0);
}

#[test]
fn a_long_option_is_sent_with_a_warning() {
    let world = World::new();
    let long = format!("--poll={}", "x".repeat(26));
    let ran = world.ig(&with(&[&long])).expect(0);
    assert!(ran.stderr.contains("over 25 characters"), "{ran:?}");
    assert_eq!(world.newest()["poll"]["options"][2], "x".repeat(26));
}
