//! Posts with an unknown outcome: exit 3, and how to resume.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On};

use crate::world::{Ran, TOKEN, World, run, until};

const PUBLISH: &[&str] = &["publish", "photo.jpg", "--caption", "Ayyy!", "--settle", "1s"];

/// The publish is lost, and the token dies before the post can be looked for.
fn lost_and_locked_out() -> World {
    let world = World::new();
    let dead = Fault::new(On::Status, Do::Error).nth(2).with_status(401).with_code(190);
    world.arm([Fault::new(On::Publish, Do::CommitThenDrop), dead]);
    world
}

#[test]
fn an_uncertain_post_ends_with_three_and_says_how_to_resume() {
    let world = lost_and_locked_out();
    let ran = world.ig(PUBLISH).expect(3);
    let id = world.only_post();
    ran.one_error(&["not known whether the post is public", "190", "do not make another"]);
    assert_eq!(ran.last_line(), format!("resume with: ig resume {id}"));

    let list = world.ig(&["list"]).expect(0).stdout;
    assert!(list.contains(&id) && list.contains("uncertain"), "{list}");
    let explained = world.ig(&["explain", &id]).expect(0).stdout;
    assert!(explained.contains("perhaps"), "{explained}");

    let report = world.ig(&["resume", &id, "--json"]).expect(0).json();
    assert_eq!(report["media"], *world.public()[0]);
    assert_eq!(report["media_known"], "matched");
    assert_eq!(world.count("POST", "/media_publish"), 1, "it was never sent again");
}

#[test]
fn with_json_an_uncertain_post_has_its_reason() {
    let world = lost_and_locked_out();
    let mut args = PUBLISH.to_vec();
    args.push("--json");
    let ran = world.ig(&args).expect(3);
    let report = ran.json();
    assert_eq!(report["outcome"], "uncertain");
    assert!(report["media"].is_null() && report["media_known"].is_null(), "{report}");
    assert!(report["container"].is_string(), "{report}");
    assert_eq!(report["reason"]["phase"], "verify");
    assert_eq!(report["reason"]["code"], 190);
    assert!(ran.last_line().starts_with("resume with: ig resume "), "{}", ran.stderr);
}

#[test]
fn the_resume_command_names_the_given_folder() {
    let world = lost_and_locked_out();
    let mut args = PUBLISH.to_vec();
    args.extend(["--state-dir", "posts"]);
    let ran = world.ig(&args).expect(3);
    let (_, command) = ran.last_line().split_once("resume with: ig ").unwrap();
    let args: Vec<_> = command.split(' ').collect();
    world.ig(&args).expect(0);
    assert_eq!(world.public().len(), 1);
}

#[test]
fn an_unreadable_permalink_does_not_fail_a_public_post() {
    let world = World::new();
    world.arm([Fault::new(On::Media, Do::Error).with_status(400).with_code(190)]);
    let ran = world.ig(&["publish", "photo.jpg", "--json"]).expect(0);
    let report = ran.json();
    assert_eq!(report["outcome"], "published");
    assert!(report["permalink"].is_null(), "{report}");
    assert!(ran.stderr.contains("the post is public, but its permalink"), "{}", ran.stderr);
}

#[test]
fn an_error_reply_to_a_publish_that_took_effect_is_not_a_failure() {
    let world = World::new();
    world.arm([Fault::new(On::Publish, Do::CommitThenError)
        .with_status(400)
        .with_code(4)
        .with_subcode(2_207_051)]);
    let mut args = PUBLISH.to_vec();
    args.push("--json");
    let report = world.ig(&args).expect(0).json();
    assert_eq!(report["media"], *world.public()[0]);
}

#[test]
fn resume_asks_which_of_several_posts() {
    let world = World::new();
    let hold = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
    world.arm([hold.clone(), hold]);
    for nth in 1..=2 {
        let started = world.start(&["publish", "photo.jpg", "--again"]);
        until("the container is requested", || world.count("POST", "/media") == nth);
        started.kill();
    }
    let ran = world.ig(&["resume"]).expect(2);
    ran.one_error(&["which post?", "2 can be resumed", "ig resume KEY"]);
    for path in world.posts() {
        let id = path.file_stem().unwrap().to_str().unwrap();
        assert!(ran.stderr.contains(id), "{}", ran.stderr);
        world.ig(&["resume", id]).expect(0);
    }
    assert_eq!(world.public().len(), 2);
    let ran = world.ig(&["resume"]).expect(0);
    assert!(ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
}

#[test]
fn a_post_is_resumed_only_where_it_was_started() {
    let world = lost_and_locked_out();
    world.ig(PUBLISH).expect(3);
    let with = |name: &str, value: &str| run(world.command(&["resume"]).env(name, value));
    let other = "http://127.0.0.1:1";
    with("IG_API_BASE", other).expect(2).one_error(&["an API other than", &world.server.url()]);
    with("IG_LOGIN", "instagram").expect(2).one_error(&["a different login", "facebook"]);
    with("IG_USER_ID", "17841499999999999").expect(2).one_error(&["a different account"]);
    let before = world.requests().len();
    let ran = run(world.command(&["resume"]).env_remove("IG_API_BASE")).expect(2);
    let fix = format!("set IG_API_BASE={} to continue there", world.server.url());
    ran.one_error(&["an API other than Instagram's", &fix]);
    let ran = run(world.command(&["resume"]).env("IG_ACCESS_TOKEN", "IGAAx")).expect(2);
    ran.one_error(&["the token belongs to a different login", "use a token for facebook login"]);
    assert_eq!(world.requests().len(), before, "nothing was sent");
    run(world.command(&["resume"]).env_remove("IG_USER_ID")).expect(0);
}

/// Resumes with `base`, and then follows the advice.
#[track_caller]
fn following_the_advice(world: &World, base: Option<&str>, token: Option<&str>) -> Ran {
    let resume = |base: Option<&str>| {
        let mut command = world.command(&["resume"]);
        match base {
            Some(base) => command.env("IG_API_BASE", base),
            None => command.env_remove("IG_API_BASE"),
        };
        match token {
            Some(token) => command.env("IG_ACCESS_TOKEN", token),
            None => command.env_remove("IG_ACCESS_TOKEN"),
        };
        run(&mut command)
    };
    let ran = resume(base).expect(2);
    ran.one_error(&["the post belongs to an API other than"]);
    let fix = ran.stderr.lines().find_map(|line| line.strip_prefix("  fix   ")).unwrap();
    if fix.starts_with("unset IG_API_BASE") {
        return resume(None);
    }
    let advised = fix.strip_prefix("set IG_API_BASE=").expect(fix);
    resume(advised.split(' ').next())
}

#[test]
fn following_the_advice_about_another_api_leads_on() {
    let world = lost_and_locked_out();
    world.ig(PUBLISH).expect(3);
    let path = world.posts().remove(0);
    let kept = std::fs::read(&path).unwrap();
    for base in [None, Some("http://127.0.0.1:1"), Some("https://graph.facebook.com")] {
        std::fs::write(&path, &kept).unwrap();
        following_the_advice(&world, base, Some(TOKEN)).expect(0);
    }
    // Nothing may be sent to Meta: without a token, the command stops because it is missing.
    let text = String::from_utf8(kept).unwrap();
    for metas in ["https://graph.facebook.com", "https://graph.facebook.com/v24.0"] {
        std::fs::write(&path, text.replace(&world.server.url(), metas)).unwrap();
        let ran = following_the_advice(&world, Some("http://127.0.0.1:1"), None).expect(2);
        ran.one_error(&["no access token"]);
    }
}

#[test]
fn a_post_whose_file_names_another_host_is_not_resumed_there() {
    let world = lost_and_locked_out();
    world.ig(PUBLISH).expect(3);
    let path = world.posts().remove(0);
    let kept = std::fs::read_to_string(&path).unwrap();
    let moved = kept.replace(&world.server.url(), "https://graph.facebook.com.example.org");
    assert_ne!(moved, kept);
    std::fs::write(&path, moved).unwrap();
    let ran = run(world.command(&["resume"]).env_remove("IG_API_BASE")).expect(2);
    ran.one_error(&["an API other than Instagram's", "graph.facebook.com.example.org"]);
}

#[test]
fn a_post_for_a_sandbox_inside_the_command_cannot_be_resumed() {
    let world = World::new();
    world.ig(&["publish", "photo.jpg", "--sandbox"]).expect(0);
    let path = world.posts().remove(0);
    // As if the command had been killed: its last saved state is an unfinished one.
    let mut post: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    post["snapshot"]["state"] = serde_json::json!({ "make": { "unit": { "nth": 1, "stage": { "create": { "next": 0, "failures": 0 } } } } });
    std::fs::write(&path, post.to_string()).unwrap();
    let ran = world.ig(&["resume", &world.only_post()]).expect(1);
    ran.one_error(&["cannot be resumed", "ended with it", "publish it again"]);
    let ran = world.ig(&["resume"]).expect(0);
    assert!(ran.stderr.contains("nothing to resume"), "{}", ran.stderr);
}
