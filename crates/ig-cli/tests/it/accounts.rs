//! The accounts of the configuration.

mod tokens;

use std::fs;

use ig_sandbox::{Account, Config, TokenGrant};
use serde_json::json;

use crate::world::{Ran, TOKEN, USER, World, run};

pub(crate) const OTHER: &str = "17841405822304914";
pub(crate) const OTHER_TOKEN: &str = "other-token";

/// A sandbox with two accounts of two people.
pub(crate) fn two() -> World {
    World::with(
        Config::default()
            .with_accounts([Account::new(USER, "bronz_fonz"), Account::new(OTHER, "cafe_arnold")])
            .with_tokens([TokenGrant::new(TOKEN, USER), TokenGrant::new(OTHER_TOKEN, OTHER)]),
    )
}

/// Writes the configuration with both accounts: the token of one is in a file, and a command prints
/// that of the other.
pub(crate) fn configured(world: &World, more: &str) {
    let folder = world.home().join(".config/ig");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("shop-token"), TOKEN).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let only_mine = fs::Permissions::from_mode(0o600);
        fs::set_permissions(folder.join("shop-token"), only_mine).unwrap();
    }
    let base = world.server.url();
    let text = format!(
        "{more}\n[accounts.shop]\nuser_id = \"{USER}\"\ntoken_file = \"shop-token\"\n\
         api_base = \"{base}\"\n\n[accounts.cafe]\nuser_id = \"{OTHER}\"\n\
         token_command = [\"/bin/echo\", \"{OTHER_TOKEN}\"]\napi_base = \"{base}/\"\n"
    );
    fs::write(folder.join("config.toml"), text).unwrap();
}

fn bare(world: &World, args: &[&str]) -> Ran {
    run(&mut world.bare(args))
}

#[test]
fn a_post_goes_to_the_account_that_is_named_or_is_the_default() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let ran = bare(&world, &["publish", "photo.jpg", "--json"]).expect(0);
    assert_eq!(ran.json()["target"]["user"], USER);
    let args = ["publish", "photo.jpg", "--account", "cafe", "--json"];
    let ran = bare(&world, &args).expect(0);
    assert_eq!(ran.json()["target"]["user"], OTHER);
    assert!(ran.stderr.starts_with("to a local API at "), "{}", ran.stderr);
    let mut command = world.bare(&["limit"]);
    run(command.env("IG_ACCOUNT", "cafe")).expect(0);
    let last = world.requests().pop().unwrap();
    assert!(last.path.contains(OTHER), "{last:?}");
    // An option overrides the variable.
    let mut command = world.bare(&["limit", "--account", "shop"]);
    run(command.env("IG_ACCOUNT", "cafe")).expect(0);
    assert!(world.requests().pop().unwrap().path.contains(USER));
    let state = world.state();
    let counts: Vec<_> = state.accounts.iter().map(|account| account.media.len()).collect();
    assert_eq!(counts, [1, 1]);
}

#[test]
fn every_command_that_takes_access_takes_an_account() {
    let world = two();
    configured(&world, "");
    let posted = bare(&world, &["publish", "photo.jpg", "--account", "shop", "--json"]).expect(0);
    let (media, container) = (posted.json()["media"].clone(), posted.json()["container"].clone());
    let (media, container) = (media.as_str().unwrap(), container.as_str().unwrap());
    for args in [
        &["status", container][..],
        &["limit"],
        &["media", "list"],
        &["media", "show", media],
        &["media", "comments", "off", media],
        &["pages", "search", "a"],
        &["doctor"],
        &["token", "debug"],
        &["resume", posted.json()["id"].as_str().unwrap()],
        &["publish", "photo.jpg", "--dry-run"],
        &["media", "delete", media, "--yes"],
    ] {
        let mut command = world.bare(&[args, &["--account", "shop"]].concat());
        command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
        let ran = run(&mut command);
        assert_eq!(ran.code, Some(0), "{args:?}: {ran:?}");
        // Without one, nothing is guessed: there are two.
        let ran = bare(&world, args);
        if args[0] != "resume" {
            assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        }
    }
}

#[test]
fn the_account_of_a_sandbox_is_known_to_be_local_when_files_are_checked() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let url = format!("{}/_sandbox/files/sample.jpg", world.server.url());
    bare(&world, &["check", &url]).expect(0);
    fs::remove_file(world.home().join(".config/ig/config.toml")).unwrap();
    bare(&world, &["check", &url]).expect(1);
}

#[test]
fn a_variable_that_could_post_as_another_is_refused() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let named = |name: &str, value: &str| {
        run(world.bare(&["publish", "photo.jpg", "--account", "cafe"]).env(name, value)).expect(2)
    };
    named("IG_ACCESS_TOKEN", TOKEN).one_error(&[
        "the account cafe and IG_ACCESS_TOKEN contradict each other",
        "unset IG_ACCESS_TOKEN, or leave out --account",
    ]);
    named("IG_USER_ID", USER).one_error(&["IG_USER_ID contradict", OTHER]);
    named("IG_LOGIN", "instagram").one_error(&["IG_LOGIN contradict", "its login is facebook"]);
    assert!(world.requests().is_empty(), "nothing was sent");
    // The same id is no contradiction.
    let mut command = world.bare(&["limit", "--account", "cafe"]);
    run(command.env("IG_USER_ID", OTHER).env("IG_LOGIN", "facebook")).expect(0);
    // The default account is not mixed with what the environment says.
    let mut command = world.bare(&["limit"]);
    run(command.env("IG_ACCESS_TOKEN", TOKEN)).expect(2).one_error(&["no account"]);
    let mut command = world.bare(&["limit"]);
    run(command.env("IG_USER_ID", USER)).expect(2).one_error(&["no access token"]);
    let mut command = world.bare(&["publish", "photo.jpg", "--json"]);
    command.env("IG_ACCESS_TOKEN", OTHER_TOKEN).env("IG_USER_ID", OTHER);
    let ran = run(command.env("IG_API_BASE", world.server.url())).expect(0);
    assert_eq!(ran.json()["target"]["user"], OTHER, "the environment, and nothing of the default");
}

#[test]
fn an_option_overrides_a_variable_and_both_override_the_account() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let dead = "http://127.0.0.1:1";
    let ran = run(world.bare(&["limit", "--account", "shop"]).env("IG_API_BASE", dead)).expect(1);
    assert!(ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    let base = world.server.url();
    let mut command = world.bare(&["limit", "--account", "shop", "--api-base", &base]);
    run(command.env("IG_API_BASE", dead)).expect(0);
    let ran = bare(&world, &["limit", "--account", "shop", "--user-id", OTHER]).expect(1);
    assert!(ran.stderr.contains("cannot be read"), "the token is not for it: {}", ran.stderr);
    world.file("t", OTHER_TOKEN.as_bytes());
    let args = ["limit", "--account", "shop", "--user-id", OTHER, "--token-file", "t"];
    bare(&world, &args).expect(0);
}

#[test]
fn an_unknown_account_lists_those_that_there_are() {
    let world = two();
    let ran = bare(&world, &["limit", "--account", "shop"]).expect(2);
    ran.one_error(&["there is no account shop", "--account names it", "ig login --account"]);
    configured(&world, "");
    let ran = bare(&world, &["limit", "--account", "shpo"]).expect(2);
    ran.one_error(&["there is no account shpo", "these: cafe, shop", "did you mean shop?"]);
    let ran = run(world.bare(&["limit"]).env("IG_ACCOUNT", "x")).expect(2);
    ran.one_error(&["there is no account x", "IG_ACCOUNT names it"]);
    run(world.bare(&["limit"]).env("IG_ACCOUNT", " "))
        .expect(2)
        .one_error(&["IG_ACCOUNT is empty"]);
    let token = format!("EAAG{}", "x".repeat(60));
    let ran = bare(&world, &["limit", "--account", &token]).expect(2);
    assert!(!ran.stderr.contains("xxxxx"), "{}", ran.stderr);
    let ran = bare(&world, &["limit", "--account", "shop", "--config", "none.toml"]).expect(2);
    ran.one_error(&["there is no such configuration", "check --config"]);
}

#[test]
fn a_broken_configuration_is_an_error_with_its_place() {
    let world = two();
    let folder = world.home().join(".config/ig");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("config.toml");
    for (text, words) in [
        ("[accounts.shop\n", &["config.toml:1:15"][..]),
        ("[accounts.a]\ntoken_fle = \"x\"\n", &["config.toml:2:1", "did you mean `token_file`?"]),
        (
            "[accounts.a]\ntoken_file = \"x\"\n[accounts.a]\ntoken_file = \"y\"\n",
            &["config.toml:3:", "there twice"],
        ),
    ] {
        fs::write(&path, text).unwrap();
        for args in [&["limit"][..], &["accounts"], &["queue", "work", "--once"]] {
            bare(&world, args).expect(2).one_error(words);
        }
        let login = ["login", "--app-id", "1", "--no-browser"];
        bare(&world, &login).expect(2).one_error(words);
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "nothing is lost");
    }
}

#[test]
fn accounts_are_listed_without_their_tokens() {
    let world = two();
    let ran = bare(&world, &["accounts"]).expect(0);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("`ig login` adds one"), "{ran:?}");
    configured(&world, "account = \"cafe\"\n");
    let ran = bare(&world, &["accounts"]).expect(0);
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with(&format!("* cafe  {OTHER}")), "{lines:?}");
    assert!(lines[1].starts_with(&format!("  shop  {USER}")), "{lines:?}");
    let ran = bare(&world, &["accounts", "--json"]).expect(0);
    assert!(!ran.stdout.contains(TOKEN) && !ran.stdout.contains(OTHER_TOKEN), "{}", ran.stdout);
    let accounts = &ran.json()["accounts"];
    assert_eq!(accounts[0]["default"], true);
    assert_eq!(accounts[0]["token"]["from"], "command");
    assert_eq!(
        (&accounts[1]["token"]["readable"], &accounts[1]["user"]),
        (&json!(true), &json!(USER))
    );
    fs::remove_file(world.home().join(".config/ig/shop-token")).unwrap();
    let ran = bare(&world, &["accounts", "--json"]).expect(1).json();
    assert_eq!(ran["accounts"][1]["token"]["readable"], false);
    assert!(ran["accounts"][1]["token"]["problem"].as_str().unwrap().contains("does not exist"));
    assert_eq!(ran["accounts"][0]["token"]["problem"], json!(null));
    let ran = bare(&world, &["accounts"]).expect(1);
    assert!(ran.stdout.contains("shop") && ran.stdout.contains("no token: "), "{}", ran.stdout);
}

/// A new user has five accounts, and has not said which one is meant.
#[test]
fn which_of_several_accounts_is_meant_is_asked_for_with_their_names() {
    let world = two();
    configured(&world, "");
    for args in [
        &["limit"][..],
        &["publish", "photo.jpg"],
        &["queue", "add", "photo.jpg", "--at=+1h"],
        &["doctor"],
        &["media", "list"],
        &["status", "17"],
        &["token", "debug"],
    ] {
        let mut command = world.bare(args);
        command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
        let ran = run(&mut command).expect(2);
        ran.one_error(&["which account?", "none is the default: cafe, shop", "--account NAME"]);
    }
    // A variable takes the default account away, and says so.
    configured(&world, "account = \"shop\"\n");
    let ran = run(world.bare(&["limit"]).env("IG_USER_ID", USER)).expect(2);
    ran.one_error(&["no access token", "are not used while IG_USER_ID is set", "unset IG_USER_ID"]);
    let path = world.home().join(".config/ig/config.toml");
    fs::write(path, format!("[accounts.a]\ntoken_command = [\"/bin/echo\", \"{TOKEN}\"]\n"))
        .unwrap();
    let ran = bare(&world, &["limit"]).expect(2);
    ran.one_error(&["no account", "the account a of", "has none", "ig login --account a"]);
    assert!(world.requests().is_empty());
}

#[test]
fn a_scheduled_post_remembers_its_account() {
    let world = two();
    configured(&world, "account = \"cafe\"\n");
    let args = ["publish", "photo.jpg", "--at=+0s", "--account", "shop", "--json"];
    let added = bare(&world, &args).expect(0).json();
    assert_eq!((&added["credential"], &added["user"]), (&json!("shop"), &json!(USER)));
    // The worker's default account is the other one.
    let done = bare(&world, &["queue", "work", "--drain", "--json"]).expect(0).json();
    assert_eq!(done["posts"][0]["outcome"], "published", "{done}");
    assert_eq!(world.state().accounts[0].media.len(), 1);
}

/// As in the README: two posts for two accounts.
#[test]
fn a_csv_with_two_accounts_is_published() {
    let world = two();
    configured(&world, "");
    let rows = format!(
        "account,credential,at,media,caption\n\
         shop,,+0s,photo.jpg,by name\n\
         {OTHER},,+0s,photo.jpg,by id\n\
         ,cafe,+0s,photo.jpg,by its token\n\
         {USER},shop,+0s,photo.jpg,by both\n"
    );
    world.file("posts.csv", rows.as_bytes());
    let ran = bare(&world, &["queue", "import", "posts.csv", "--json"]).expect(0).json();
    assert_eq!(ran["added"], 4);
    let list = bare(&world, &["queue", "list", "--json"]).expect(0).json();
    let mut who: Vec<_> = list["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| {
            let text = |name: &str| post[name].as_str().unwrap().to_owned();
            (text("caption"), text("user"), text("credential"))
        })
        .collect();
    who.sort();
    let expect = [
        ("by both", USER, "shop"),
        ("by id", OTHER, "cafe"),
        ("by its token", OTHER, "cafe"),
        ("by name", USER, "shop"),
    ];
    let expect = expect.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(who, expect);
    let again = bare(&world, &["queue", "import", "posts.csv", "--json"]).expect(0).json();
    assert_eq!(again["added"], 0);
    let list = bare(&world, &["queue", "list", "--account", "cafe", "--json"]).expect(0).json();
    assert_eq!(list["posts"].as_array().unwrap().len(), 2);
    let paused = bare(&world, &["queue", "pause", "cafe", "--json"]).expect(0).json();
    assert_eq!(paused["accounts"][0]["user"], OTHER);
    bare(&world, &["queue", "go", "cafe"]).expect(0);
    let done = bare(&world, &["queue", "work", "--drain", "--json"]).expect(0).json();
    assert_eq!(done["posts"].as_array().unwrap().len(), 4);
    let state = world.state();
    let counts: Vec<_> = state.accounts.iter().map(|account| account.media.len()).collect();
    assert_eq!(counts, [2, 2], "{done}");
    world.file("wrong.csv", b"account,at,media\nshpo,+1h,photo.jpg\n");
    let ran = bare(&world, &["queue", "import", "wrong.csv"]).expect(2);
    ran.one_error(&["column account", "`ig accounts` lists these"]);
}
