//! Arguments and environment that cannot work: one error, before anything is sent.

use crate::world::{Ran, World, run};

const URL: &str = "https://www.example.com/images/bronz-fonz.jpg";

#[track_caller]
fn refused(args: &[&str], words: &[&str]) {
    let world = World::new();
    world.ig(args).expect(2).one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}

#[test]
fn a_caption_of_2201_characters_is_refused() {
    let caption = "x".repeat(2201);
    refused(&["publish", URL, "--caption", &caption], &["2201", "2200", "shorten it"]);
}

#[test]
fn tags_that_cannot_be_read_or_are_outside_are_refused() {
    let check = |tag: &str, words: &[&str]| refused(&["publish", URL, "--tag", tag], words);
    check("bronz_fonz@1.2,0.5", &["1.2 is outside the picture", "from 0 to 1"]);
    check("bronz_fonz@0.5,-0.1", &["outside the picture"]);
    check("bronz_fonz@nan,0.5", &["outside the picture"]);
    check("bronz_fonz", &["in a photo it needs a position", "--tag USER@X,Y"]);
    check("bronz_fonz@0.5", &["two numbers after the @", "--tag USER@X,Y"]);
    check("bronz fonz@0.5,0.5", &["not an Instagram username"]);
}

#[test]
fn a_location_that_is_not_an_id_is_refused() {
    refused(&["publish", URL, "--location", "Milwaukee"], &["--location", "ig pages search"]);
}

#[test]
fn a_settle_time_that_could_make_a_late_post_twice_is_refused() {
    let world = World::new();
    for settle in ["0s", "999ms", "1h", "30", "-2s"] {
        let settle = format!("--settle={settle}");
        let ran = world.ig(&["publish", URL, &settle]).expect(2);
        assert!(ran.stderr.contains("--settle"), "{}", ran.stderr);
    }
    assert!(world.requests().is_empty());
}

/// The error for a user with one wrong variable.
#[track_caller]
fn with_variable(name: &str, value: Option<&str>, words: &[&str]) -> Ran {
    let world = World::new();
    let mut command = world.command(&["publish", URL]);
    match value {
        Some(value) => command.env(name, value),
        None => command.env_remove(name),
    };
    let ran = run(&mut command).expect(2);
    ran.one_error(words);
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
    ran
}

#[test]
fn a_missing_token_or_account_is_not_guessed() {
    with_variable("IG_ACCESS_TOKEN", None, &["no access token", "set IG_ACCESS_TOKEN"]);
    with_variable("IG_ACCESS_TOKEN", Some(""), &["IG_ACCESS_TOKEN is empty", "unset it"]);
    with_variable("IG_USER_ID", None, &["no account", "set IG_USER_ID"]);
}

#[test]
fn wrong_variables_are_named_and_their_values_are_not_shown() {
    let secret = "EAAGverySecretTokenInTheWrongPlace0123456789";
    for name in ["IG_USER_ID", "IG_LOGIN", "IG_API_BASE"] {
        let ran = with_variable(name, Some(secret), &[name]);
        assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{ran:?}");
    }
    with_variable("IG_ACCESS_TOKEN", Some("two words"), &["the access token cannot be used"]);
    with_variable("IG_API_BASE", Some("http://example.com"), &["in the clear", "unset it"]);
}

#[test]
fn a_local_url_is_refused_by_the_real_api_before_anything_is_sent() {
    let world = World::new();
    let mut command = world.command(&["publish", "http://localhost/a.jpg"]);
    let ran = run(command.env_remove("IG_API_BASE")).expect(2);
    ran.one_error(&["localhost is this machine", "public server"]);
}

#[test]
fn with_json_the_error_is_an_object_as_well() {
    let world = World::new();
    let ran = world.ig(&["publish", URL, "--tag", "bronz_fonz@1.2,0.5", "--json"]).expect(2);
    ran.one_error(&["outside the picture"]);
    let error = &ran.json()["error"];
    assert_eq!(error["message"], "--tag bronz_fonz@1.2,0.5 cannot be used");
    assert!(error["why"].as_str().unwrap().starts_with("1.2 is outside"), "{error}");
    assert!(error["advice"].is_string(), "{error}");
    assert_eq!(error["actor"], "author");
}

#[test]
fn the_token_may_come_from_a_file_and_from_standard_input() {
    let world = World::new();
    world.file("token", b"sandbox-token\n");
    let mut command = world.command(&["limit", "--token-file", "token"]);
    run(command.env("IG_ACCESS_TOKEN", "another")).expect(0);

    let mut command = world.command(&["limit", "--token-file", "-"]);
    command.env_remove("IG_ACCESS_TOKEN");
    run(command.stdin(std::fs::File::open(world.home().join("token")).unwrap())).expect(0);

    world.file("empty", b"\n");
    world.ig(&["limit", "--token-file", "empty"]).expect(2).one_error(&["no access token"]);
    world.ig(&["limit", "--token-file", "none"]).expect(2).one_error(&["none"]);
    world.file("video", &[0xff; 100]);
    world.ig(&["limit", "--token-file", "video"]).expect(2).one_error(&["not UTF-8"]);
}

#[test]
fn the_caption_may_come_from_a_file() {
    let world = World::new();
    world.file("caption", "\u{feff}Ayyy!\r\n#BronzFonz\r\n".as_bytes());
    world.ig(&["publish", "photo.jpg", "--caption-file", "caption"]).expect(0);
    let state = world.state();
    assert_eq!(state.accounts[0].media[0].caption.as_deref(), Some("Ayyy!\n#BronzFonz"));
    let args = ["publish", "photo.jpg", "--caption-file", "-", "--token-file", "-"];
    world.ig(&args).expect(2).one_error(&["standard input is used twice"]);
}

#[test]
fn every_command_refuses_a_token_of_the_other_login_before_anything_is_sent() {
    let world = World::new();
    for args in [
        &["publish", URL][..],
        &["publish", URL, "--dry-run"],
        &["limit"],
        &["doctor"],
        &["media", "list"],
        &["status", "17889455560051444"],
        &["pages", "search", "Milwaukee"],
    ] {
        for (token, login, fix) in [
            ("IGAAx", "facebook", "set IG_LOGIN=instagram"),
            ("EAAGx", "instagram", "set IG_LOGIN=facebook"),
        ] {
            let mut command = world.command(args);
            let ran = run(command.env("IG_LOGIN", login).env("IG_ACCESS_TOKEN", token)).expect(2);
            ran.one_error(&["the token belongs to a different login", fix]);
        }
    }
    assert!(world.requests().is_empty(), "nothing was sent");
    assert!(world.posts().is_empty(), "nothing was started");
}
