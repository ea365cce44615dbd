//! `ig probe`: it announces what it will do, asks, posts at most twice, and its results match the
//! sandbox's configuration. The probe itself is fully tested in `tests/it/probe.rs`.

use std::{fs, time::Duration};

use ig_sandbox::{Config, Do, Fault, Login, On, SecondPublish};

use crate::world::{TOKEN, World, run};

const PROBE: &[&str] = &["probe", "photo.jpg", "--watch=1s", "--yes"];

#[test]
fn nothing_is_posted_in_a_script_without_confirmation() {
    let world = World::new();
    let ran = world.ig(&["probe", "photo.jpg"]).expect(2);
    ran.one_error(&["without confirmation", "--yes"]);
    assert!(world.requests().is_empty());
}

#[test]
fn a_second_publish_that_is_refused_is_recorded() {
    let world = World::with(Config::default());
    let ran = world.ig(PROBE).expect(0);
    let answers = ran.json();
    let second = &answers["second_publish"];
    assert_eq!((&second["answer"], &second["code"]), (&"error".into(), &24.into()), "{second}");
    assert_eq!(answers["posts_of_one_container"], 1);
    assert_eq!((&answers["version"], &answers["login"]), (&1.into(), &"facebook".into()));
    let public = world.public();
    assert_eq!(public.len(), 1);
    assert_eq!(answers["posts"][0]["id"], *public[0]);
    // The user sees what is posted, and where.
    assert!(ran.stderr.contains("never more than two posts"), "{}", ran.stderr);
    let delete = format!("delete it with: ig media delete {} --yes", public[0]);
    assert!(ran.stderr.contains(&delete), "{}", ran.stderr);
    let permalink = answers["posts"][0]["permalink"].as_str().unwrap();
    assert!(ran.stderr.contains(permalink), "{}", ran.stderr);
    assert!(!ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN));
}

#[test]
fn a_second_publish_that_posts_again_is_recorded_and_both_posts_are_deleted() {
    let world = World::new();
    let mut args = PROBE.to_vec();
    args.extend(["--delete", "--output", "answers.json"]);
    let ran = world.ig(&args).expect(0);
    assert_eq!(ran.stdout, "");
    let text = fs::read_to_string(world.home().join("answers.json")).unwrap();
    let answers: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answers["posts_of_one_container"], 2, "{answers}");
    assert_eq!(answers["posts"].as_array().unwrap().len(), 2);
    assert!(world.public().is_empty(), "{}", ran.stderr);
    assert!(!text.contains(TOKEN));
    let sent = world.requests().len();
    world.ig(&args).expect(2).one_error(&["answers.json", "does not exist yet"]);
    assert_eq!(world.requests().len(), sent, "the earlier record is kept, and nothing was sent");
    // Another name does not help where the folder is missing.
    let ran = world.ig(&[PROBE, &["--output", "none/answers.json"]].concat()).expect(2);
    ran.one_error(&["none/answers.json", "an existing folder"]);
    assert!(!ran.stderr.contains("does not exist yet"), "{}", ran.stderr);
}

#[test]
fn lost_replies_make_no_third_post_and_existing_posts_are_named() {
    for what in [Do::CommitThenDrop, Do::Garble] {
        let world = World::new();
        world.arm([Fault::new(On::Publish, what).times(9)]);
        let ran = world.ig(PROBE).expect(0);
        assert_eq!(world.count("POST", "/media_publish"), 2);
        assert_eq!(world.public().len(), 2);
        for id in world.public() {
            assert!(ran.stderr.contains(&id), "{id}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_publish_that_is_not_seen_is_not_followed_by_a_second() {
    let world = World::new();
    let late = Fault::new(On::Publish, Do::LateCommit).with_delay(Duration::from_secs(600));
    world.arm([late]);
    let ran = world.ig(PROBE).expect(1);
    assert!(ran.json()["second_publish"].is_null());
    assert_eq!(world.count("POST", "/media_publish"), 1);
    assert!(ran.stderr.contains("a post that appears later has ig-probe-"), "{}", ran.stderr);
}

#[test]
fn a_limit_of_a_login_or_an_account_is_reported_before_anything_is_posted() {
    let world = World::with(Config::default().with_login(Login::Instagram));
    let mut args = PROBE.to_vec();
    args.push("--delete");
    let ran = run(world.command(&args).env("IG_LOGIN", "instagram")).expect(2);
    ran.one_error(&["IG_LOGIN=facebook"]);
    assert!(world.requests().is_empty());
    let world = World::with(Config::default().with_second_publish(SecondPublish::Again));
    run(world.command(PROBE).env("IG_ACCESS_TOKEN", "EAAGother")).expect(1);
    assert_eq!(world.count("POST", "/media"), 0);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_it_asks_and_only_yes_permits_it() {
    use std::io::Write as _;

    use crate::{terminal::at_terminal, world::until};

    for (word, posts) in [("y", 0), ("yes", 1)] {
        let world = World::with(Config::default());
        let command = world.command(&["probe", "photo.jpg", "--watch=1s"]);
        let (started, seen, mut keyboard) = at_terminal(command);
        until("it asks", || seen.lock().unwrap().contains("write yes"));
        assert!(seen.lock().unwrap().contains("which may make a second post"));
        assert_eq!(world.count("POST", "/media"), 0, "before it is answered");
        writeln!(keyboard, "{word}").unwrap();
        assert_eq!(started.end().code, Some(1 - posts));
        assert_eq!(world.public().len(), usize::try_from(posts).unwrap());
    }
}
