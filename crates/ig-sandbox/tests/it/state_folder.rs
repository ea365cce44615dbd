//! The folder that keeps a sandbox, and what is said of one that is damaged.

use std::{
    fs,
    path::{Path, PathBuf},
};

use http::{Method, Request};
use ig_sandbox::{
    Answer, Config, Options, Sandbox, SecondPublish, Server, StateError, StateFolder,
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

    fn database(&self) -> PathBuf {
        self.path().join("sandbox.db")
    }

    /// Changes the database behind the sandbox's back.
    fn alter(&self, sql: &str) {
        rusqlite::Connection::open(self.database()).unwrap().execute_batch(sql).unwrap();
    }

    fn start(&self) -> Server {
        let (sandbox, state) = StateFolder::open(self.path(), Config::default()).unwrap();
        let options = Options::default().with_clock(|| START).with_fetcher(fetch).with_state(state);
        Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap()
    }

    fn wrong(&self) -> String {
        let opened = StateFolder::open(self.path(), Config::default());
        let error = opened.expect_err("it is damaged");
        assert!(error.advice().contains("remove it to start again"), "{error}");
        error.to_string()
    }
}

/// All that a folder has, as text.
pub(crate) fn rows(folder: &Path) -> String {
    let database = rusqlite::Connection::open(folder.join("sandbox.db")).unwrap();
    let mut select = database.prepare("SELECT kind, key, CAST(value AS TEXT) FROM row").unwrap();
    let mut rows = select.query(()).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        for at in 0..3 {
            text += &String::from_utf8_lossy(row.get_ref(at).unwrap().as_bytes().unwrap());
        }
    }
    text
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
    let server = kept.start();
    post(&server, "mine");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&kept.path()), 0o700);
    for name in ["sandbox.db", "sandbox.db-wal"] {
        assert_eq!(mode(&kept.path().join(name)), 0o600, "{name}");
    }
    assert_eq!(fs::read_dir(kept.path()).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_folder_with_other_files_is_not_taken() {
    use std::os::unix::fs::PermissionsExt as _;

    // A database of somebody else has the name of ours.
    for has_database in [false, true] {
        let kept = Kept::new();
        fs::create_dir(kept.path()).unwrap();
        fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(kept.path().join("thesis.txt"), "mine").unwrap();
        if has_database {
            kept.alter("CREATE TABLE notes (text TEXT)");
        }
        let error = StateFolder::open(kept.path(), Config::default()).expect_err("it is another's");
        assert!(matches!(error, StateError::Foreign(_)), "{error}");
        assert!(error.to_string().ends_with("has other files"), "{error}");
        assert!(error.advice().contains("an empty one"));
        let mode = fs::metadata(kept.path()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "it is not touched");
        let names = fs::read_dir(kept.path()).unwrap().count();
        assert_eq!(names, 1 + usize::from(has_database));
    }
    // Notes beside a database of ours do not lock anybody out, nor does what a disk has on it.
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
    fs::create_dir_all(kept.database()).unwrap();
    let error = StateFolder::open(kept.path(), Config::default()).unwrap_err().to_string();
    assert!(error.starts_with("the file ") && error.contains("unable to open"), "{error}");
}

/// A folder that somebody else has made leads to nothing of the user's.
#[cfg(unix)]
#[test]
fn a_link_in_it_is_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    for name in ["sandbox.db", "sandbox.db-wal", "sandbox.db-journal"] {
        let kept = Kept::new();
        let elsewhere = kept.folder.path().join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        fs::set_permissions(&elsewhere, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(kept.path()).unwrap();
        symlink(&elsewhere, kept.path().join(name)).unwrap();
        let opened = StateFolder::open(kept.path(), Config::default());
        let Err(StateError::Io { source, .. }) = opened else { panic!("{name}: {opened:?}") };
        assert!(source.to_string().contains("link"), "{name}: {source}");
        let mode = fs::metadata(&elsewhere).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "{name}: it is not touched");
        assert_eq!(fs::read(&elsewhere).unwrap(), b"mine");
    }
}

#[test]
fn damage_is_reported() {
    let kept = Kept::new();
    post(&kept.start(), "a caption");
    let whole = fs::read(kept.database()).unwrap();
    for (damaged, why) in [
        (b"not a database at all, whatever its name is ".repeat(9), "not a database"),
        (whole[..whole.len() / 2].to_vec(), "malformed"),
    ] {
        fs::write(kept.database(), damaged).unwrap();
        let wrong = kept.wrong();
        assert!(wrong.contains("sandbox.db is damaged") && wrong.contains(why), "{wrong}");
    }
    fs::write(kept.database(), &whole).unwrap();
    kept.alter("UPDATE row SET value = 'nonsense' WHERE kind = 'media'");
    assert!(kept.wrong().contains("the row media 000000000000 is not one of a sandbox"));
    kept.alter("UPDATE row SET value = 7 WHERE kind = 'media'");
    assert!(kept.wrong().contains("is damaged"));
}

#[test]
fn what_another_version_wrote_is_not_guessed_at() {
    for (version, by) in [(0, "an older"), (2, "a later")] {
        let kept = Kept::new();
        post(&kept.start(), "a caption");
        kept.alter(&format!("PRAGMA user_version = {version}"));
        let error = StateFolder::open(kept.path(), Config::default()).unwrap_err();
        assert!(
            error.to_string().ends_with(&format!("was written by {by} version of the sandbox"))
        );
        assert!(error.advice().contains("use that version"));
    }
    // The versions before the database had a journal, and files beside it.
    let kept = Kept::new();
    fs::create_dir_all(kept.path().join("files")).unwrap();
    fs::write(kept.path().join("journal"), "01234567 {}\n").unwrap();
    let error = StateFolder::open(kept.path(), Config::default()).unwrap_err().to_string();
    assert!(error.contains("was written by an older version"), "{error}");
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
    let text = rows(&kept.path());
    assert!(text.contains("17841400008460056"), "{text}");
    assert!(!text.contains("of-somebody"), "{text}");
}
