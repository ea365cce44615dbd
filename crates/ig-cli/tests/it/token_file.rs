//! The destination of the tokens of `ig token`: only their file, complete, and only for its owner.

use std::{fs, path::Path, time::Duration};

use ig_sandbox::{Config, Do, Fault, Login, On};

use crate::{
    token::{BACK, exchange, read, token, world},
    world::{Started, TOKEN, World, run, until},
};

#[test]
fn a_token_needs_a_destination_before_anything_is_sent() {
    let world = world(Login::Instagram);
    for file in ["nowhere/token", ".", "-"] {
        let args = ["exchange", "--redirect-uri", BACK, "--token-file", file];
        let ran = token(&world, Login::Instagram, &args).expect(2);
        ran.one_error(&["cannot be saved to"]);
    }
    token(&world, Login::Instagram, &["exchange", "--redirect-uri", BACK]).expect(2);
    let mut command = world.command(&["token", "extend"]);
    command.env("IG_LOGIN", "instagram").env("IG_APP_SECRET", Config::APP_SECRET);
    run(&mut command).expect(2).one_error(&["no destination", "--print"]);
    assert!(world.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_noticed_before_the_code_is_used_up() {
    let world = world(Login::Instagram);
    world.file("token", b"the old one");
    let mut command = std::process::Command::new("sh");
    // No file may grow, as on a full disk; the signal that says so is ignored.
    let line = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    command.args(["-c", line, env!("CARGO_BIN_EXE_ig"), "token", "exchange"]);
    command.args(["--redirect-uri", BACK, "--token-file", "token"]);
    command.current_dir(world.home()).env_clear().env("HOME", world.home());
    command.env("IG_API_BASE", world.server.url()).env("IG_LOGIN", "instagram");
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    command.env("IG_AUTH_CODE", Config::CODE);
    let ran = run(&mut command).expect(2);
    ran.one_error(&["cannot be saved to token", "nothing was sent", "make room"]);
    assert!(world.requests().is_empty());
    assert_eq!(read(&world), "the old one");
    exchange(&world, Login::Instagram).expect(0);
    let names: Vec<_> = fs::read_dir(world.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("token"))
        .collect();
    assert_eq!(names.len(), 2, "the token and its life: {names:?}");
}

#[test]
fn a_disk_that_fills_up_meanwhile_loses_no_working_token() {
    let world = world(Login::Facebook);
    let folder = world.home().join("keys");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("token"), TOKEN).unwrap();
    world.arm([Fault::new(On::Token, Do::Delay).with_delay(Duration::from_secs(5))]);
    let mut command = world.bare(&["token", "extend", "--token-file", "keys/token"]);
    command.env("IG_API_BASE", world.server.url());
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    let started = Started::new(&mut command);
    until("it is asked", || !world.requests().is_empty());
    fs::rename(&folder, world.home().join("elsewhere")).unwrap();
    let ran = started.end().expect(1);
    ran.one_error(&["could not be saved", "the previous token still works"]);
    assert_eq!(fs::read_to_string(world.home().join("elsewhere/token")).unwrap(), TOKEN);
}

#[test]
fn a_token_is_printed_only_on_request() {
    let world = world(Login::Facebook);
    let args = ["exchange", "--redirect-uri", BACK, "--print"];
    let ran = token(&world, Login::Facebook, &args).expect(0);
    let printed = ran.stdout.strip_suffix('\n').unwrap();
    assert!(printed.starts_with("EAA") && !printed.contains(char::is_whitespace), "{printed}");
    assert_eq!(ran.stderr, "");
    world.file("short", printed.as_bytes());
    let args = ["extend", "--token-file", "short", "--print", "--json"];
    let report = token(&world, Login::Facebook, &args).expect(0).json();
    let saved = fs::read_to_string(world.home().join("short")).unwrap();
    assert_eq!(report["token"], saved);
    assert_ne!(saved, printed);
}

#[cfg(unix)]
#[test]
fn a_token_file_is_only_for_its_owner_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = world(Login::Facebook);
    fs::create_dir(world.home().join("keys")).unwrap();
    world.file("keys/real", b"old");
    symlink("keys/real", world.home().join("token")).unwrap();
    exchange(&world, Login::Facebook).expect(0);
    let is_private = |path: &str| {
        let metadata = world.home().join(path).symlink_metadata().unwrap();
        assert!(metadata.is_file(), "{path}");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{path}");
    };
    is_private("keys/real");
    is_private("keys/real.life.json");
    assert!(world.home().join("token").symlink_metadata().unwrap().is_symlink());
    assert!(read(&world).starts_with("EAA"));
}

/// Every file below the folder except the token's own.
fn files(folder: &Path, shown: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, shown);
        } else if path.file_name().is_some_and(|name| name != "token") {
            let bytes = fs::read(&path).unwrap();
            shown.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

#[test]
fn secrets_are_only_in_the_token_file() {
    const CODE: &str = "AQDx0123456789codethatmustnotleakABCDEFGHIJ";
    const SECRET: &str = "0123456789abcdefappsecretthatmustnotleak";
    for login in [Login::Facebook, Login::Instagram] {
        let config = Config::default().with_login(login).with_code(CODE);
        let world = World::with(config.with_app(Config::APP_ID, SECRET));
        let word = if login == Login::Instagram { "instagram" } else { "facebook" };
        let mut shown = Vec::new();
        let mut secrets = vec![CODE.to_owned(), SECRET.to_owned()];
        let mut go = |args: &[&str]| {
            let mut command = world.bare(&[&["token"], args, &["-v"]].concat());
            command.env("IG_API_BASE", world.server.url()).env("IG_LOGIN", word);
            command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", SECRET);
            let ran = run(command.env("IG_AUTH_CODE", CODE));
            shown.push((format!("{args:?}"), ran.stdout + &ran.stderr));
            secrets.extend(fs::read_to_string(world.home().join("token")).ok());
        };
        let exchange = ["exchange", "--redirect-uri", BACK, "--token-file", "token"];
        go(&exchange);
        go(&exchange);
        go(&["extend", "--token-file", "token"]);
        go(&["debug", "--token-file", "token"]);
        go(&["debug", "--token-file", "token", "--json"]);
        go(&["refresh", "--token-file", "token"]);
        let echo = Fault::new(On::Token, Do::Error).with_status(400).with_code(190);
        world.arm([echo.with_echoed_token().times(9)]);
        go(&["extend", "--token-file", "token"]);
        go(&["debug", "--token-file", "token"]);
        go(&exchange);
        files(world.home(), &mut shown);
        shown.push(("the log".into(), serde_json::to_string(&world.requests()).unwrap()));
        shown.push(("the page".into(), World::get(&world.server.url())));
        secrets.sort();
        secrets.dedup();
        assert!(4 <= secrets.len(), "two tokens, the code and the app's secret");
        for (what, text) in &shown {
            for secret in &secrets {
                assert!(!text.contains(&secret[..20]), "a secret is in {what}: {text}");
            }
        }
    }
}
