//! The tokens of accounts: where they are, what keeps them from being used, and where they do not show.

use std::fs;

use ig_sandbox::Config;

use super::{bare, configured, two};
use crate::world::{TOKEN, USER, run};

#[test]
fn a_token_that_cannot_be_read_is_one_error() {
    let world = two();
    for (token, words) in [
        ("token_command = [\"/bin/false\"]", "/bin/false has failed: exit status: 1"),
        ("token_command = [\"/bin/true\"]", "/bin/true prints nothing"),
        ("token_command = [\"printf\", \"a\\\\nb\"]", "printf prints 2 lines"),
        ("token_command = [\"/no/such\"]", "/no/such cannot be run"),
        (
            "token_command = [\"sleep\", \"20\"]\ntoken_command_s = 1",
            "sleep has not ended within 1 s",
        ),
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

/// Nobody writes to it: `ig accounts` must say so, and not wait.
#[cfg(unix)]
#[test]
fn a_token_file_that_is_a_pipe_is_refused() {
    let world = two();
    configured(&world, "account = \"shop\"\n");
    fs::remove_file(world.home().join(".config/ig/shop-token")).unwrap();
    crate::convert::pipe(&world, ".config/ig/shop-token");
    let ran = bare(&world, &["accounts"]).expect(1);
    assert!(ran.stdout.contains("shop-token is a pipe or a device"), "{}", ran.stdout);
    let words = ["account shop cannot be read", "is a pipe or a device", "token_command"];
    bare(&world, &["limit"]).expect(2).one_error(&words);
    assert!(world.requests().is_empty());
}

/// A pipe that is given for one command is read, unless nobody writes to it.
#[cfg(unix)]
#[test]
fn a_pipe_may_be_given_in_place_of_a_token_file() {
    use std::process::Command;

    let world = two();
    let shell = |line: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", line, env!("CARGO_BIN_EXE_ig")]).current_dir(world.home());
        command.env_clear().env("HOME", world.home()).env("PATH", "/usr/bin:/bin");
        command.env("IG_API_BASE", world.server.url()).env("IG_USER_ID", USER);
        run(&mut command)
    };
    crate::convert::pipe(&world, "pipe");
    for line in [
        format!("\"$0\" limit --token-file <(echo {TOKEN})"),
        // The writer has gone before the pipe is opened.
        format!("exec 7< <(echo {TOKEN}); wait $!; \"$0\" limit --token-file /dev/fd/7"),
        format!("echo {TOKEN} | \"$0\" limit --token-file /dev/stdin"),
        format!("echo {TOKEN} >pipe & \"$0\" limit --token-file pipe; wait"),
    ] {
        let ran = shell(&line);
        assert_eq!(ran.code, Some(0), "{line}: {ran:?}");
    }
    let before = world.requests().len();
    let ran = shell("exec \"$0\" limit --token-file pipe").expect(2);
    ran.one_error(&["the access token cannot be read from pipe", "nobody writes to it"]);
    assert_eq!(world.requests().len(), before);
}

#[cfg(unix)]
#[test]
fn what_a_token_command_says_without_a_line_end_is_not_glued_to_the_next_message() {
    let world = two();
    for (script, line) in [
        ("printf 'no such entry' >&2; exit 1", "no such entry"),
        ("echo 'no such entry' >&2; exit 1", "no such entry"),
        // It has standard error for longer than it is waited for.
        ("printf 'is it open?' >&2; sleep 3 >&- & exit 1", "is it open?"),
    ] {
        let text = format!(
            "[accounts.a]\nuser_id = \"{USER}\"\ntoken_command = [\"sh\", \"-c\", \"{script}\"]\n"
        );
        world.file("config.toml", text.as_bytes());
        let mut command = world.bare(&["limit", "--config", "config.toml"]);
        let ran = run(command.env("PATH", "/usr/bin:/bin")).expect(2);
        assert!(ran.stderr.starts_with(&format!("{line}\nerror: ")), "{}", ran.stderr);
    }
}

/// Each of two waits for the other: one after another, the first would take all its time.
#[cfg(unix)]
#[test]
fn the_commands_of_accounts_run_side_by_side_and_are_shown_in_order() {
    let world = two();
    crate::convert::pipe(&world, "pipe");
    let command = |script: &str| format!("token_command = [\"sh\", \"-c\", \"{script}\"]\n");
    let hangs = command("exec sleep 600") + "token_command_s = 1\n";
    let accounts = [
        ("a", command("echo >pipe; echo one")),
        ("b", hangs.clone()),
        ("c", hangs),
        ("d", command("cat pipe >&2; echo two")),
        ("e", "token_file = \"none\"\n".to_owned()),
    ];
    let text = accounts.map(|(name, token)| format!("[accounts.{name}]\n{token}")).concat();
    world.file("config.toml", text.as_bytes());
    let mut command = world.bare(&["accounts", "--config", "config.toml", "--json"]);
    let said = run(command.env("PATH", "/usr/bin:/bin")).expect(1).json();
    let shown = said["accounts"].as_array().unwrap().iter().map(|account| {
        let problem = account["token"]["problem"].as_str().unwrap_or_default();
        (account["name"].as_str().unwrap(), problem)
    });
    let shown: Vec<_> = shown.collect();
    assert_eq!(shown.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
    let late = "the command sh has not ended within 1 s";
    assert_eq!(shown[..4], [("a", ""), ("b", late), ("c", late), ("d", "")]);
    assert!(shown[4].1.contains("none does not exist"), "{shown:?}");
}

/// Each notes how many there are, with itself.
#[cfg(unix)]
#[test]
fn at_most_eight_commands_of_accounts_run_at_once() {
    let world = two();
    let script = "mkdir run-$$; ls -d run-* | wc -l >>seen; sleep 0.2; rmdir run-$$; echo token";
    let account =
        |at: u8| format!("[accounts.n{at:02}]\ntoken_command = [\"sh\", \"-c\", \"{script}\"]\n");
    let text: String = (0..30).map(account).collect();
    world.file("config.toml", text.as_bytes());
    let mut command = world.bare(&["accounts", "--config", "config.toml", "--json"]);
    let said = run(command.env("PATH", "/usr/bin:/bin")).expect(0).json();
    assert_eq!(said["accounts"].as_array().unwrap().len(), 30);
    let seen = fs::read_to_string(world.home().join("seen")).unwrap();
    let most = seen.lines().map(|line| line.trim().parse::<u32>().unwrap()).max();
    assert!(most <= Some(8), "{most:?}");
}
