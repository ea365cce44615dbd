//! The folder that keeps a sandbox, and what is said of one that is damaged.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use http::{Method, Request};
use ig_sandbox::{
    Answer, Config, Do, Fault, On, Options, Sandbox, SecondPublish, Server, StateError, StateFolder,
};
use serde_json::Value;

use crate::support::{PHOTO, START, TOKEN, USER, fetch, form};

/// A server whose folder is gone with it.
struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    fn journal(&self) -> PathBuf {
        self.path().join("journal")
    }

    fn start(&self) -> Server {
        let (sandbox, state) = StateFolder::open(self.path(), Config::default()).unwrap();
        let options = Options::default().with_clock(|| START).with_fetcher(fetch).with_state(state);
        Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap()
    }

    fn wrong(&self) -> String {
        let opened = StateFolder::open(self.path(), Config::default());
        let error = opened.expect_err("it is damaged");
        assert!(error.advice().contains("remove it to start anew"));
        error.to_string()
    }
}

fn call(sandbox: &mut Sandbox, method: Method, path: &str, params: &[(&str, &str)]) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(format!("{path}?{}", form(params)))
        .header("authorization", format!("Bearer {TOKEN}"))
        .body(Vec::new())
        .unwrap();
    match sandbox.answer(START, request, fetch) {
        Answer::Response { response, .. } => serde_json::from_slice(response.body()).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn post(server: &Server, caption: &str) -> String {
    server.with(|sandbox, _| {
        let params = [("image_url", PHOTO), ("caption", caption)];
        let container = call(sandbox, Method::POST, &format!("/{USER}/media"), &params);
        let params = [("creation_id", container["id"].as_str().unwrap())];
        let media = call(sandbox, Method::POST, &format!("/{USER}/media_publish"), &params);
        media["id"].as_str().unwrap().to_owned()
    })
}

fn posts(server: &Server) -> Vec<String> {
    let state = server.with(Sandbox::state);
    state.accounts[0].media.iter().map(|media| media.id.clone()).collect()
}

#[test]
fn what_was_posted_is_there_after_a_restart_with_its_picture() {
    let kept = Kept::new();
    let server = kept.start();
    let (first, second) = (post(&server, "one"), post(&server, "two"));
    drop(server);
    let server = kept.start();
    assert_eq!(posts(&server), [second, first]);
    let url = server.with(Sandbox::state).accounts[0].media[0].media_url.clone().unwrap();
    let bytes = ureq::get(&url).call().unwrap().body_mut().read_to_vec().unwrap();
    assert_eq!(bytes, fetch(PHOTO).unwrap().bytes);
}

#[test]
fn one_process_has_the_folder() {
    let kept = Kept::new();
    let server = kept.start();
    let second = StateFolder::open(kept.path(), Config::default());
    assert!(matches!(second, Err(StateError::Busy(_))), "{second:?}");
    drop(server);
    kept.start();
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let kept = Kept::new();
    fs::create_dir(kept.path()).unwrap();
    fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o755)).unwrap();
    post(&kept.start(), "mine");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&kept.path()), 0o700);
    assert_eq!(mode(&kept.path().join("files")), 0o700);
    for name in ["journal", "lock"] {
        assert_eq!(mode(&kept.path().join(name)), 0o600, "{name}");
    }
    for file in fs::read_dir(kept.path().join("files")).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_with_other_files_is_not_taken() {
    use std::os::unix::fs::PermissionsExt as _;

    for journal in [None, Some("somebody's notes\n")] {
        let kept = Kept::new();
        fs::create_dir(kept.path()).unwrap();
        fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(kept.path().join("thesis.txt"), "mine").unwrap();
        if let Some(text) = journal {
            fs::write(kept.journal(), text).unwrap();
        }
        let error = StateFolder::open(kept.path(), Config::default()).expect_err("it is another's");
        assert!(matches!(error, StateError::Foreign(_)), "{error}");
        assert!(error.to_string().ends_with("has other files"), "{error}");
        assert!(error.advice().contains("an empty one"));
        let mode = fs::metadata(kept.path()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "it is not touched");
        let names = fs::read_dir(kept.path()).unwrap().count();
        assert_eq!(names, 1 + usize::from(journal.is_some()));
    }
    // Notes beside a journal of ours do not lock anybody out, nor does what a disk has on it.
    let kept = Kept::new();
    fs::create_dir_all(kept.path().join("lost+found")).unwrap();
    let id = post(&kept.start(), "mine");
    fs::write(kept.path().join("thesis.txt"), "mine").unwrap();
    assert_eq!(posts(&kept.start()), [id]);
}

#[test]
fn what_cannot_be_used_is_named_with_its_cause() {
    let kept = Kept::new();
    fs::write(kept.path(), "a file").unwrap();
    let error = StateFolder::open(kept.path(), Config::default()).unwrap_err().to_string();
    assert!(error.starts_with("the folder ") && error.contains("cannot be read or written: "));
    fs::remove_file(kept.path()).unwrap();
    fs::create_dir_all(kept.journal()).unwrap();
    let error = StateFolder::open(kept.path(), Config::default()).unwrap_err().to_string();
    assert!(error.starts_with("the file ") && error.contains("(os error "), "{error}");
}

/// A folder that somebody else has made leads to nothing of the user's.
#[cfg(unix)]
#[test]
fn a_link_in_it_is_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    for name in ["journal", "lock", "files"] {
        let kept = Kept::new();
        let elsewhere = kept.folder.path().join("elsewhere");
        match name {
            "files" => fs::create_dir(&elsewhere).unwrap(),
            _ => fs::write(&elsewhere, "mine").unwrap(),
        }
        fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(kept.path()).unwrap();
        symlink(&elsewhere, kept.path().join(name)).unwrap();
        let opened = StateFolder::open(kept.path(), Config::default());
        let Err(StateError::Io { source, .. }) = opened else { panic!("{name}: {opened:?}") };
        assert!(source.to_string().contains("link"), "{name}: {source}");
        let mode = fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "{name}: it is not touched");
    }
}

/// A photo's copy that is a link to something without an end is not read.
#[cfg(target_os = "linux")]
#[test]
fn a_copy_that_is_a_link_is_damage() {
    let kept = Kept::new();
    post(&kept.start(), "mine");
    let copy = fs::read_dir(kept.path().join("files")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(&copy).unwrap();
    std::os::unix::fs::symlink("/dev/zero", &copy).unwrap();
    kept.wrong();
}

#[test]
fn a_last_line_without_an_end_was_never_answered_for() {
    let kept = Kept::new();
    let media = post(&kept.start(), "whole");
    let mut journal = fs::OpenOptions::new().append(true).open(kept.journal()).unwrap();
    journal.write_all(b"01234567 {\"version\":1,\"clo").unwrap();
    let server = kept.start();
    assert_eq!(posts(&server), std::slice::from_ref(&media));
    let next = post(&server, "behind it");
    drop(server);
    assert_eq!(posts(&kept.start()), [next, media]);
}

#[test]
fn a_record_that_is_not_what_was_written_is_told_with_its_line() {
    let kept = Kept::new();
    post(&kept.start(), "a caption to look for");
    let text = fs::read_to_string(kept.journal()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let place = lines.iter().position(|line| line.contains("to look for")).unwrap();
    fs::write(kept.journal(), text.replacen("to look for", "to look FOR", 1)).unwrap();
    let wrong = kept.wrong();
    let line = format!("line {}: the checksum", place + 1);
    assert!(wrong.contains("journal") && wrong.contains(&line), "{wrong}");
}

#[test]
fn a_record_that_is_gone_is_noticed() {
    let kept = Kept::new();
    let server = kept.start();
    (0..3).for_each(|number| drop(post(&server, &number.to_string())));
    drop(server);
    let text = fs::read_to_string(kept.journal()).unwrap();
    let is_second = |line: &&str| line.contains(r#""place":1"#);
    let lines: Vec<&str> = text.lines().filter(|line| !is_second(line)).collect();
    fs::write(kept.journal(), lines.join("\n") + "\n").unwrap();
    let wrong = kept.wrong();
    assert!(wrong.contains("does not go with what is there"), "{wrong}");
}

#[test]
fn a_picture_that_is_gone_or_another_one_is_noticed() {
    for change in [|path: &Path| fs::remove_file(path), |path: &Path| fs::write(path, b"other")] {
        let kept = Kept::new();
        post(&kept.start(), "with a picture");
        let mut files = fs::read_dir(kept.path().join("files")).unwrap();
        change(&files.next().unwrap().unwrap().path()).unwrap();
        let wrong = kept.wrong();
        assert!(wrong.contains("a file is gone"), "{wrong}");
    }
}

#[test]
fn what_a_later_release_wrote_is_not_guessed_at() {
    let kept = Kept::new();
    drop(kept.start());
    let mut journal = fs::File::create(kept.journal()).unwrap();
    let record =
        r#"{"version":2,"clock":{"ahead":{"secs":0,"nanos":0},"latest":0},"ids":1,"tickets":0}"#;
    writeln!(journal, "{:08x} {record}", crc32fast::hash(record.as_bytes())).unwrap();
    let wrong = kept.wrong();
    assert!(wrong.contains("line 1: a later release wrote it"), "{wrong}");
}

#[test]
fn the_configuration_may_change_between_two_starts() {
    let kept = Kept::new();
    let server = kept.start();
    post(&server, "before");
    let issued = server.with(|sandbox, _| {
        let params = [
            ("grant_type", "fb_exchange_token"),
            ("client_id", Config::APP_ID),
            ("client_secret", Config::APP_SECRET),
            ("fb_exchange_token", TOKEN),
        ];
        let reply = call(sandbox, Method::GET, "/oauth/access_token", &params);
        reply["access_token"].as_str().unwrap().to_owned()
    });
    drop(server);
    let reopen = |config: Config| StateFolder::open(kept.path(), config).unwrap().0;
    let mut sandbox =
        reopen(Config::default().with_quota(77).with_second_publish(SecondPublish::Again));
    let state = sandbox.state(START);
    assert_eq!((state.accounts[0].quota_total, state.accounts[0].quota_usage), (77, 1));
    let me = [("access_token", issued.as_str())];
    assert_eq!(call(&mut sandbox, Method::GET, &format!("/{USER}"), &me)["id"], USER);
    // Another token is another grant: what was made for the old one is gone with it.
    let mut sandbox = reopen(Config::default().with_token("another-token"));
    let reply = call(&mut sandbox, Method::GET, &format!("/{USER}"), &me);
    assert_eq!(reply["error"]["code"], 190);
}

#[test]
fn tokens_of_the_configuration_are_not_written_down() {
    let kept = Kept::new();
    let config = Config::default().with_token("a-token-of-somebody").with_code("code-of-somebody");
    let (sandbox, state) = StateFolder::open(kept.path(), config).unwrap();
    let options = Options::default().with_fetcher(fetch).with_state(state);
    let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
    server.with(|sandbox, _| {
        let params = [("access_token", "a-token-of-somebody")];
        call(sandbox, Method::GET, "/me", &params);
    });
    drop(server);
    let text = fs::read_to_string(kept.journal()).unwrap();
    assert!(!text.is_empty() && !text.contains("of-somebody"), "{text}");
}

#[test]
fn a_long_journal_is_written_anew_and_loses_nothing() {
    let kept = Kept::new();
    let server = kept.start();
    let media = post(&server, "early");
    // Every request counts, and all that was armed is in its record.
    let message = "x".repeat(4000);
    server.with(|sandbox, _| {
        let fault = Fault::new(On::Any, Do::Error).nth(u32::MAX).with_message(message);
        sandbox.arm((0..100).map(|_| fault.clone()));
    });
    let mut longest = 0;
    for _ in 0..100 {
        server.with(|sandbox, _| call(sandbox, Method::GET, &format!("/{USER}"), &[]));
        let length = fs::metadata(kept.journal()).unwrap().len();
        if length < longest {
            break;
        }
        longest = length;
    }
    let length = fs::metadata(kept.journal()).unwrap().len();
    assert!(longest > (30 << 20) && length < longest / 10, "{length} of {longest}");
    server.with(|sandbox, _| sandbox.disarm());
    let later = post(&server, "late");
    let requests = server.with(|sandbox, _| sandbox.requests().to_vec());
    let state = server.with(Sandbox::state);
    drop(server);
    let server = kept.start();
    assert_eq!(posts(&server), [later, media]);
    let (sandbox_requests, after) =
        server.with(|sandbox, now| (sandbox.requests().to_vec(), sandbox.state(now)));
    assert_eq!(sandbox_requests.len(), requests.len());
    assert!(sandbox_requests == requests, "the log is as it was");
    assert_eq!(after.accounts[0].containers, state.accounts[0].containers);
}
