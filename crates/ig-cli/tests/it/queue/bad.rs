//! Bad input gets one clear error, and nothing is added or sent.

use super::added;
use crate::world::{World, run};

#[test]
fn a_time_that_is_not_clear_is_refused() {
    let world = World::new();
    for (args, words) in [
        (
            &["--at", "2026-01-01 10:00 Europe/Berlin"][..],
            &["which is past", "choose a later time"][..],
        ),
        (&["--at", "2099-12-24 18:00"], &["another instant in each time zone", "add a zone"]),
        (&["--at", "2099-12-24"], &["has a day and no time"]),
        (&["--at", "soon"], &["`soon` is not a time in any known form", "write `2026-12-24 18:00"]),
        (&["--at", "2099-01-01 10:00 Europe/Berln"], &["`Europe/Berln` is not known"]),
        (
            &["--at", "2099-03-29 02:30 Europe/Berlin"],
            &["does not exist in Europe/Berlin", "2099-03-29T02:30:00+02"],
        ),
        (
            &["--at", "2099-10-25 02:30 Europe/Berlin"],
            &["comes twice in Europe/Berlin", "choose `earlier` or `later` with `--ambiguous`"],
        ),
        (&["--at", "+1h", "--late", "never"], &["not a policy for late posts"]),
        (&["--at", "+1h", "--again"], &["--again cannot be used with --at"]),
        (&["--at", "+1h", "--sandbox"], &["--sandbox cannot be used with --at"]),
        (&["--zone", "Europe/Berlin"], &["--zone needs --at"]),
        (&["--strict"], &["--strict needs --at"]),
    ] {
        let ran = world.ig(&[&["publish", "photo.jpg"], args].concat()).expect(2);
        for word in words {
            assert!(ran.stderr.contains(word), "{word:?} is not in: {}", ran.stderr);
        }
        assert_eq!(ran.stderr.matches("error: ").count(), 1, "{ran:?}");
        assert_eq!(ran.stderr.matches("  fix   ").count(), 1, "{ran:?}");
        assert!(world.requests().is_empty(), "nothing was sent: {args:?}");
    }
    assert!(!world.state_dir().join("queue").exists(), "nothing was added");
    world.ig(&["queue", "add", "photo.jpg"]).expect(2).one_error(&["the time is missing", "--at"]);
    let fold = ["--at", "2099-10-25 02:30", "--zone", "Europe/Berlin", "--ambiguous"];
    for (which, due) in [("earlier", "2099-10-25T00:30:00Z"), ("later", "2099-10-25T01:30:00Z")] {
        let args = [&["publish", "photo.jpg", "--json"], &fold[..], &[which]].concat();
        assert_eq!(world.ig(&args).expect(0).json()["due"], due);
    }
}

#[test]
fn a_token_that_is_missing_is_named() {
    let world = World::new();
    let add = ["queue", "add", "photo.jpg", "--at=+0s", "--credential=shop"];
    world.ig(&add).expect(2).one_error(&[
        "there is no access token for the credential shop",
        "IG_TOKEN_SHOP is not set, and no folder of token files is named",
    ]);
    let with_folder = [&add[..], &["--token-dir", "tokens"]].concat();
    world.ig(&with_folder).expect(2).one_error(&["tokens/shop is missing or empty"]);
    // A worker that has it may run elsewhere; one that lacks it does not wait for it.
    world.ig(&[&add[..], &["--token-elsewhere"]].concat()).expect(0);
    let drain = ["queue", "work", "--drain"];
    world.ig(&drain).expect(2).one_error(&["no access token for the credential shop"]);
    let once = world.ig(&["queue", "work", "--once", "--quiet"]).expect(1);
    once.one_error(&["no access token for the credential shop"]);
    // As cron runs it, each minute, be it before the post is looked at again.
    let again = world.ig(&["queue", "work", "--once", "--quiet"]).expect(1);
    again.one_error(&["no access token for the credential shop"]);
    assert!(world.public().is_empty());
    std::fs::create_dir(world.home().join("tokens")).unwrap();
    world.file("tokens/shop", crate::world::TOKEN.as_bytes());
    let list = world.ig(&["queue", "list"]).expect(0).stdout;
    assert!(list.contains("a worker that can read it and has its token"), "{list}");
    assert_eq!(
        world.ig(&["queue", "list", "--held"]).expect(0).stdout,
        list,
        "it waits for a person"
    );
    let id = super::posts(&world.ig(&["queue", "list", "--json"]))[0]["id"].clone();
    world.ig(&["queue", "edit", id.as_str().unwrap(), "--at=+0s"]).expect(0);
    let ran = world.ig(&[&drain[..], &["--token-dir", "tokens"]].concat()).expect(0);
    assert_eq!(world.public().len(), 1);
    let warned = ran.stderr.matches("can read the token file").count();
    assert_eq!(warned, usize::from(cfg!(unix)), "once, and not before each request: {ran:?}");
}

#[test]
fn a_token_from_standard_input_is_read_once_and_used_for_all_requests() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    let token = world.file("token", crate::world::TOKEN.as_bytes());
    let mut command = world.command(&["queue", "work", "--drain", "--token-file", "-"]);
    command.env_remove("IG_ACCESS_TOKEN").stdin(std::fs::File::open(token).unwrap());
    run(&mut command).expect(0);
    assert_eq!(world.public().len(), 1);
}

/// Whoever can write the file of the queue cannot send a token elsewhere.
#[test]
fn a_token_goes_only_to_the_api_that_the_worker_names() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+0s"]);
    let mut command = world.command(&["queue", "work", "--once"]);
    let ran = run(command.env("IG_API_BASE", "http://127.0.0.1:9")).expect(1);
    ran.one_error(&["the post belongs to an API other than Instagram's", "IG_API_BASE"]);
    assert_eq!(world.count("POST", "/media"), 0);
}

#[test]
fn a_post_that_is_not_there_is_named() {
    let world = World::new();
    for command in ["show", "explain", "cancel", "release"] {
        world.ig(&["queue", command, "none"]).expect(2).one_error(&["there is no post none"]);
    }
    world.ig(&["queue", "edit", "none"]).expect(2).one_error(&["there is nothing to change"]);
}

#[test]
fn two_workers_at_once_are_one() {
    let world = World::new();
    added(&world, &["photo.jpg", "--at=+1d"]);
    let started = world.start(&["queue", "work"]);
    let id = started.id();
    super::has_the_queue(&world, &started);
    let ran = world.ig(&["queue", "work", "--once"]).expect(1);
    ran.one_error(&["the queue is worked on", &format!("process {id} since ")]);
    // Others may add and list meanwhile.
    added(&world, &["photo.jpg", "--caption=b", "--at=+2d"]);
    assert_eq!(super::posts(&world.ig(&["queue", "list", "--json"]).expect(0)).len(), 2);
    started.kill();
    world.ig(&["queue", "work", "--once"]).expect(0);
}

/// As cron runs it, each minute: nobody looks at notes.
#[test]
fn a_token_that_is_refused_is_said_and_the_post_is_listed() {
    let world = World::new();
    let id = added(&world, &["photo.jpg", "--at=+0s"]);
    let once = ["queue", "work", "--once", "--quiet"];
    let wrong = format!("EAAG{}", "wrong".repeat(20));
    let ran = run(world.command(&once).env("IG_ACCESS_TOKEN", wrong)).expect(1);
    ran.one_error(&["the token of post", "is refused", "ig queue go"]);
    let held = super::posts(&world.ig(&["queue", "list", "--held", "--json"]).expect(0));
    assert!(held.iter().any(|post| post["id"] == id.as_str()), "{held:?}");
    // Whoever saw the first run of cron may not have been there.
    for _ in 0..2 {
        let ran = run(&mut world.command(&once)).expect(1);
        ran.one_error(&["the token of post", "is refused", "ig queue go"]);
    }
    assert!(world.public().is_empty());
    // Once a person has seen to it, nothing is waited for.
    world.ig(&["queue", "go", crate::world::USER]).expect(0);
    run(&mut world.command(&once)).expect(0);
    assert_eq!(world.public().len(), 1);
}
