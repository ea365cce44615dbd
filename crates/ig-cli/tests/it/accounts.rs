//! The accounts of the configuration.

use std::fs;

use ig_sandbox::{Account, Config, TokenGrant};
use serde_json::json;

use crate::world::{Ran, TOKEN, USER, World, run};

const OTHER: &str = "17841405822304914";
const OTHER_TOKEN: &str = "other-token";

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
fn a_token_that_cannot_be_read_is_one_error() {
    let world = two();
    for (token, words) in [
        ("token_command = [\"/bin/false\"]", "/bin/false has failed: exit status: 1"),
        ("token_command = [\"/bin/true\"]", "/bin/true prints nothing"),
        ("token_command = [\"printf\", \"a\\\\nb\"]", "printf prints 2 lines"),
        ("token_command = [\"/no/such\"]", "/no/such cannot be run"),
        ("token_command = [\"sleep\", \"20\"]\ntoken_command_s = 1", "no token within 1 seconds"),
        ("token_file = \"none\"", "none does not exist"),
        ("token_file = \"empty\"", "empty is empty"),
    ] {
        world.file("empty", b"\n");
        world.file(
            "config.toml",
            format!("[accounts.a]\nuser_id = \"{USER}\"\n{token}\n").as_bytes(),
        );
        let mut command = world.bare(&["limit", "--config", "config.toml"]);
        let ran = run(command.env("PATH", "/usr/bin:/bin")).expect(2);
        ran.one_error(&["the access token of the account a cannot be read", words]);
    }
    assert!(world.requests().is_empty());
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

#[test]
fn a_token_that_cannot_be_used_is_a_problem_of_its_account() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    let file = world.home().join(".config/ig/shop-token");
    for (text, words) in [
        ("a\nb\n", "has several lines"),
        ("Bearer sandbox-token\n", "has a blank in it"),
        ("\"sandbox-token\"\n", "has quotes around it"),
        ("IGAAx\n", "cannot be used: it is for instagram login"),
    ] {
        fs::write(&file, text).unwrap();
        let ran = bare(&world, &["accounts"]).expect(1);
        assert!(ran.stdout.contains(words), "{text:?}: {}", ran.stdout);
        bare(&world, &["limit"])
            .expect(2)
            .one_error(&["token", "sign in"][..usize::from(text != "IGAAx\n") + 1]);
    }
    assert!(world.requests().is_empty(), "nothing was sent");
    // The mark that some editors write is not of the token.
    fs::write(&file, format!("\u{feff}{TOKEN}\r\n")).unwrap();
    bare(&world, &["limit"]).expect(0);
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

/// A token that was pasted where something else is wanted stays out of what is shown.
#[test]
fn a_token_in_a_wrong_place_is_not_shown() {
    let world = two();
    for token in [format!("IGAA{}", "x".repeat(160)), format!("EAAG{}", "x".repeat(290))] {
        let token = token.as_str();
        let in_file = format!("./{token}");
        let url = format!("https://graph.facebook.com/?access_token={token}");
        let a_file = "an access token was given where the path of a file is wanted";
        let a_folder = "an access token was given where the path of a folder is wanted";
        let work = ["queue", "work", "--once"];
        let extend = ["token", "extend", "--token-file", token];
        for (args, variable, words) in [
            (&["limit", "--token-file", token][..], None, a_file),
            (&["limit", "--token-file", &in_file], None, a_file),
            (&extend, None, a_file),
            (&["publish", "--plan", token], None, a_file),
            (&["accounts", "--config", token], None, a_file),
            (&["accounts"], Some(("IG_CONFIG", token)), a_file),
            (&["limit", "--account", "a", "--config", token], None, a_file),
            (&work, Some(("IG_TOKEN_DIR", token)), a_folder),
            (&["queue", "work", "--once", "--token-dir", token], None, a_folder),
            (&["limit", "--ca", token], None, ""),
            (&["limit", "--user-id", token], None, ""),
            (&["limit", "--api-base", token], None, ""),
            (&["limit", "--api-base", &url], None, ""),
            (&["limit"], Some(("IG_API_BASE", url.as_str())), ""),
            (&["limit", "--account", token], None, ""),
            (&["limit", "--login", token], None, ""),
            (&["limit", "--log", token], None, ""),
            (&["limit"], Some(("IG_LOG", token)), ""),
            (&["limit"], Some(("IG_USER_ID", token)), ""),
            (&["explain", token], None, ""),
            (&["status", token], None, ""),
            (&["check", token], None, ""),
            (&["publish", token], None, ""),
            (&["schema", "--output", token], None, ""),
            (&["man", token], None, ""),
            (&[token], None, ""),
        ] {
            for more in [&["-v"][..], &["--json"]] {
                let mut command = world.command(&[args, more].concat());
                if args.contains(&"--account") {
                    command.env_remove("IG_ACCESS_TOKEN").env_remove("IG_USER_ID");
                }
                command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
                if let Some((name, value)) = variable {
                    command.env(name, value);
                }
                let ran = run(&mut command);
                let said = format!("{}{}", ran.stdout, ran.stderr);
                assert!(!said.contains("xxxxxxxx"), "{args:?} {variable:?}: {said}");
                assert_ne!(ran.code, Some(0), "{args:?} {variable:?}: {said}");
                assert!(said.contains(words), "{args:?} {variable:?}: {said}");
            }
        }
        let named = |entry: fs::DirEntry| entry.file_name().to_string_lossy().contains("xxxx");
        assert!(!fs::read_dir(world.home()).unwrap().any(|it| named(it.unwrap())));
        world.file("config.toml", format!("[accounts.a]\ntoken_file = \"{token}\"\n").as_bytes());
        for more in [&[][..], &["--json"]] {
            let args = [&["accounts", "--config", "config.toml"], more].concat();
            let ran = bare(&world, &args).expect(2);
            ran.one_error(&[
                "config.toml:2:14",
                "an access token, and has to be the path of a file",
            ]);
            assert!(!format!("{ran:?}").contains("xxxxxxxx"), "{ran:?}");
        }
    }
}

/// What the command of an account says is for the user, and a token in it is not.
#[cfg(unix)]
#[test]
fn the_words_of_a_token_command_are_shown_without_its_token() {
    let world = two();
    let token = format!("EAAG{}", "x".repeat(160));
    let script = format!(
        "#!/bin/sh\nprintf 'unlock it: ' >&2\necho \"found {token} (access_token=$1)\" >&2\necho {TOKEN}\n"
    );
    let script = world.file("pass.sh", script.as_bytes());
    let text = format!(
        "[accounts.a]\nuser_id = \"{USER}\"\napi_base = \"{}\"\n\
         token_command = [\"sh\", \"{}\"]\n",
        world.server.url(),
        script.display()
    );
    world.file("config.toml", text.as_bytes());
    let mut command = world.bare(&["limit", "--config", "config.toml"]);
    let ran = run(command.env("PATH", "/usr/bin:/bin")).expect(0);
    assert_eq!(
        ran.stderr.matches("unlock it: found EAAG… (access_token=)\n").count(),
        1,
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("xxxx"), "{ran:?}");
    // What it says comes before what is said about it.
    world.file("pass.sh", b"echo the vault is locked >&2; exit 4");
    let mut command = world.bare(&["limit", "--config", "config.toml"]);
    let ran = run(command.env("PATH", "/usr/bin:/bin")).expect(2);
    ran.one_error(&["the access token of the account a cannot be read", "exit status: 4"]);
    assert!(ran.stderr.starts_with("the vault is locked\nerror: "), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_token_file_that_others_can_read_causes_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = two();
    configured(&world, "account = \"shop\"\n");
    assert_eq!(bare(&world, &["limit", "-q"]).expect(0).stderr, "");
    let path = world.home().join(".config/ig/shop-token");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = bare(&world, &["limit", "-q"]).expect(0);
    assert!(ran.stderr.contains("others on this machine can read"), "{}", ran.stderr);
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
