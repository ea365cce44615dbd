//! `ig token …`: both logins, and one clear error for each thing that goes wrong.

use std::{fs, time::Duration};

use ig_sandbox::{Config, Login};
use serde_json::Value;

use crate::world::{Ran, TOKEN, World, run};

pub(crate) const BACK: &str = "https://app.example.com/back";

pub(crate) fn world(login: Login) -> World {
    World::with(Config::default().with_login(login))
}

/// With the app, the login and no token in the environment.
pub(crate) fn token(world: &World, login: Login, args: &[&str]) -> Ran {
    let mut command = world.bare(&[&["token"], args].concat());
    command.env("IG_API_BASE", world.server.url());
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    command.env("IG_AUTH_CODE", Config::CODE);
    command.env("IG_LOGIN", if login == Login::Instagram { "instagram" } else { "facebook" });
    run(&mut command)
}

pub(crate) fn exchange(world: &World, login: Login) -> Ran {
    token(world, login, &["exchange", "--redirect-uri", BACK, "--token-file", "token"])
}

pub(crate) fn read(world: &World) -> String {
    fs::read_to_string(world.home().join("token")).unwrap()
}

/// Makes the token look this old.
pub(crate) fn age(world: &World, days: u64) {
    let path = world.home().join("token.life.json");
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for at in ["/life/issued", "/life/expires/at"] {
        let at = kept.pointer_mut(at).unwrap();
        *at = (at.as_u64().unwrap() - days * 24 * 3600 * 1000).into();
    }
    fs::write(path, kept.to_string()).unwrap();
    world.server.with(|sandbox, _| sandbox.advance(Duration::from_secs(days * 24 * 3600)));
}

#[test]
fn a_code_becomes_a_token_that_works_and_lasts() {
    for (login, prefix) in [(Login::Facebook, "EAA"), (Login::Instagram, "IGAA")] {
        let world = world(login);
        let ran = exchange(&world, login).expect(0);
        assert!(ran.stdout.starts_with("saved      token\n"), "{}", ran.stdout);
        assert!(ran.stdout.contains("exchange it for a long-lived one"), "{}", ran.stdout);
        let short = read(&world);
        assert!(short.starts_with(prefix) && short.trim() == short, "{short}");

        let ran = token(&world, login, &["extend", "--token-file", "token", "--json"]).expect(0);
        let long = read(&world);
        assert!(long.starts_with(prefix) && long != short, "{long}");
        let report = ran.json();
        assert_eq!((&report["saved"], &report["token"]), (&"token".into(), &Value::Null));
        assert!(report["advice"].as_str().unwrap().contains("ig token"), "{report}");
        let mut limit = world.bare(&["limit", "--token-file", "token"]);
        limit.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", crate::world::USER);
        limit.env("IG_LOGIN", if login == Login::Instagram { "instagram" } else { "facebook" });
        run(&mut limit).expect(0);
    }
}

#[test]
fn a_token_of_instagram_login_is_refreshed_when_it_is_a_day_old() {
    let world = world(Login::Instagram);
    exchange(&world, Login::Instagram).expect(0);
    let args = ["refresh", "--token-file", "token"];
    token(&world, Login::Instagram, &["extend", "--token-file", "token"]).expect(0);
    let long = read(&world);
    let before = world.requests().len();

    let ran = token(&world, Login::Instagram, &args).expect(2);
    ran.one_error(&["cannot be renewed now", "less than 24 hours old", "try again then"]);
    assert_eq!(world.requests().len(), before, "nothing was sent");
    assert_eq!(read(&world), long);

    age(&world, 2);
    let ran = token(&world, Login::Instagram, &args).expect(0);
    assert_ne!(read(&world), long);
    assert!(ran.stdout.contains("`ig token refresh` accepts it from"), "{}", ran.stdout);

    age(&world, 61);
    let before = world.requests().len();
    let ran = token(&world, Login::Instagram, &args).expect(2);
    ran.one_error(&["cannot be renewed now", "expired at", "sign in again"]);
    assert_eq!(world.requests().len(), before, "nothing was sent");
}

#[test]
fn without_a_saved_life_the_server_says_that_it_is_too_early() {
    let world = world(Login::Instagram);
    world.file("token", TOKEN.as_bytes());
    let ran = token(&world, Login::Instagram, &["refresh", "--token-file", "token"]).expect(1);
    ran.one_error(&["could not be renewed", "at least 24 hours old", "once it is 24 hours old"]);
    assert_eq!(read(&world), TOKEN);
}

#[test]
fn a_token_saved_by_hand_is_not_mistaken_for_the_previous_one() {
    let world = world(Login::Instagram);
    exchange(&world, Login::Instagram).expect(0);
    token(&world, Login::Instagram, &["extend", "--token-file", "token"]).expect(0);
    world.file("token", format!("{TOKEN}\n").as_bytes());
    let before = world.requests().len();
    token(&world, Login::Instagram, &["refresh", "--token-file", "token"]).expect(1);
    assert!(world.requests().len() > before, "the server was asked");
    let args = ["debug", "--offline", "--token-file", "token"];
    token(&world, Login::Instagram, &args).expect(1).one_error(&["lifetime is not known", "token"]);
}

#[test]
fn a_life_is_shown_without_a_call() {
    let world = world(Login::Facebook);
    exchange(&world, Login::Facebook).expect(0);
    token(&world, Login::Facebook, &["extend", "--token-file", "token"]).expect(0);
    let before = world.requests().len();
    let args = ["debug", "--offline", "--token-file", "token"];
    let ran = token(&world, Login::Facebook, &args).expect(0);
    assert!(ran.stdout.contains("must be renewed by"), "{}", ran.stdout);
    let report = token(&world, Login::Facebook, &[&args[..], &["--json"]].concat()).json();
    assert_eq!((&report["login"], &report["freshness"]), (&"facebook".into(), &"renewable".into()));
    assert_eq!(world.requests().len(), before, "nothing was sent");
}

#[test]
fn a_code_works_once_and_for_an_hour() {
    for login in [Login::Facebook, Login::Instagram] {
        let used = world(login);
        exchange(&used, login).expect(0);
        let first = read(&used);
        let ran = exchange(&used, login).expect(1);
        ran.one_error(&[
            "the code could not be exchanged for a token",
            "used",
            "sign in again for a new code",
        ]);
        assert_eq!(read(&used), first, "the previous token stays");

        let late = world(login);
        // The sandbox's time starts with its first request.
        late.ig(&["limit"]);
        late.server.with(|sandbox, _| sandbox.advance(Duration::from_secs(3601)));
        let ran = exchange(&late, login).expect(1);
        ran.one_error(&[
            "the code could not be exchanged for a token",
            "sign in again for a new code",
        ]);
        assert!(!late.home().join("token").exists());
    }
}

#[test]
fn a_code_comes_from_the_environment_a_file_or_standard_input() {
    let world = world(Login::Instagram);
    world.file("code", format!("{}#_\n", Config::CODE).as_bytes());
    let args = ["exchange", "--redirect-uri", BACK, "--token-file", "token", "--code-file", "code"];
    token(&world, Login::Instagram, &args).expect(0);
    world.file("empty", b"\n");
    let args = ["exchange", "--redirect-uri", BACK, "--print", "--code-file", "empty"];
    token(&world, Login::Instagram, &args).expect(2).one_error(&["no code", "IG_AUTH_CODE"]);
    let args = ["exchange", "--redirect-uri", BACK, "--print", "--code-file", "-"];
    token(&world, Login::Instagram, &args).expect(2).one_error(&["no code"]);
    let args = ["exchange", "--redirect-uri", BACK, "--print", "--code", Config::CODE];
    token(&world, Login::Instagram, &args).expect(2);
}

#[test]
fn a_wrong_app_is_refused() {
    let world = world(Login::Facebook);
    let run_with = |name: &str, value: &str| {
        let args = ["token", "exchange", "--redirect-uri", BACK, "--token-file", "token"];
        let mut command = world.bare(&args);
        command.env("IG_API_BASE", world.server.url()).env("IG_AUTH_CODE", Config::CODE);
        command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
        run(command.env(name, value))
    };
    for name in ["IG_APP_ID", "IG_APP_SECRET", "IG_AUTH_CODE"] {
        run_with(name, " ").expect(2).one_error(&[&format!("{name} is empty"), "unset it"]);
    }
    run_with("IG_APP_ID", "app").expect(2).one_error(&["IG_APP_ID cannot be used"]);
    run_with("IG_APP_ID", "17").expect(1).one_error(&["could not be exchanged", "set IG_APP_ID"]);
    run_with("IG_APP_SECRET", "hush-hush")
        .expect(1)
        .one_error(&["could not be exchanged", "set IG_APP_SECRET"]);
}

#[test]
fn a_token_of_the_other_login_is_refused_before_anything_is_sent() {
    let world = world(Login::Facebook);
    for (login, text) in [(Login::Instagram, "EAAGm0PX4ZCps"), (Login::Facebook, "IGAAm0PX4ZCps")] {
        world.file("token", text.as_bytes());
        for command in ["extend", "debug"] {
            let ran = token(&world, login, &[command, "--token-file", "token"]).expect(2);
            ran.one_error(&["belongs to a different login", "set IG_LOGIN="]);
        }
        assert_eq!(read(&world), text);
    }
    let ran = token(&world, Login::Facebook, &["refresh", "--token-file", "token"]).expect(2);
    ran.one_error(&["is not refreshed", "ig token extend"]);
    assert!(world.requests().is_empty());

    // If the first letters do not show the login, the life beside the token does.
    exchange(&world, Login::Facebook).expect(0);
    let path = world.home().join("token.life.json");
    let kept = fs::read_to_string(&path).unwrap().replace("facebook", "instagram");
    fs::write(path, kept).unwrap();
    let before = world.requests().len();
    let ran = token(&world, Login::Facebook, &["extend", "--token-file", "token"]).expect(2);
    ran.one_error(&["belongs to a different login"]);
    assert_eq!(world.requests().len(), before);
}

#[test]
fn a_token_whose_login_is_not_known_is_refused_by_the_server() {
    let world = world(Login::Facebook);
    world.file("token", TOKEN.as_bytes());
    let ran = token(&world, Login::Instagram, &["extend", "--token-file", "token"]).expect(1);
    ran.one_error(&["could not be renewed", "190", "check IG_LOGIN"]);
    assert_eq!(read(&world), TOKEN);
}

#[test]
fn debug_shows_everything_that_is_known() {
    let world = world(Login::Facebook);
    exchange(&world, Login::Facebook).expect(0);
    token(&world, Login::Facebook, &["extend", "--token-file", "token"]).expect(0);
    let ran = token(&world, Login::Facebook, &["debug", "--token-file", "token"]).expect(0);
    for line in [
        "valid      yes\n",
        &format!("app        {}\n", Config::APP_ID),
        "name       The Sandbox\n",
        "type       USER\n",
        "may        instagram_content_publish, for 17841400008460056\n",
        "may        catalog_management\n",
        "issued     20",
        "expires    20",
        "data until 20",
        "advice     must be renewed by 20",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} is not in {}", ran.stdout);
    }
    let report =
        token(&world, Login::Facebook, &["debug", "--token-file", "token", "--json"]).json();
    assert_eq!((&report["valid"], &report["type"]), (&true.into(), &"USER".into()));
    assert_eq!(report["granular_scopes"][0]["targets"][0], "17841400008460056");
    assert_eq!(report["freshness"], "renewable");
}

#[test]
fn debug_shows_a_dead_token_and_one_of_instagram_login() {
    let facebook = world(Login::Facebook);
    facebook.file("token", b"EAAGdeadanddeadanddead");
    let ran = token(&facebook, Login::Facebook, &["debug", "--token-file", "token"]).expect(1);
    assert!(ran.stdout.starts_with("valid      no\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nfix        "), "{}", ran.stdout);

    let instagram = world(Login::Instagram);
    instagram.file("token", TOKEN.as_bytes());
    let args = ["debug", "--token-file", "token"];
    let ran = token(&instagram, Login::Instagram, &args).expect(0);
    assert!(ran.stdout.contains("username   bronz_fonz\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("its expiry is not known"), "{}", ran.stdout);
    instagram.file("token", b"IGAAdeadanddead");
    let ran = token(&instagram, Login::Instagram, &args).expect(1);
    ran.one_error(&["cannot be inspected", "190"]);
}
