//! The worker whose store is a database, against the sandbox: killed, restarted, and started twice.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use ig_sandbox::{Do, Fault, On, Sandbox, Server};

use crate::programs::{built_program, run, sandbox, text, until};

fn command(server: &Server, folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(built_program("sqlx_worker"));
    command.args(words).current_dir(folder).env("IG_API_BASE", server.url());
    for variable in ["IG_ACCESS_TOKEN", "IG_USER_ID", "POSTS_DB"] {
        command.env_remove(variable);
    }
    command
}

fn add(server: &Server, folder: &Path, key: &str) {
    let url = format!("https://example.com/{key}.jpg");
    run(&mut command(server, folder, &["add", key, &url, key]), true);
}

/// A worker, until it is dropped.
struct Worker(Child);

impl Worker {
    fn start(server: &Server, folder: &Path) -> Self {
        let mut command = command(server, folder, &["work"]);
        Self(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// The next line that it prints.
    fn line(&mut self) -> String {
        let mut line = String::new();
        let stdout = BufReader::with_capacity(1, self.0.stdout.as_mut().unwrap());
        { stdout }.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn captions(server: &Server) -> Vec<String> {
    let posts = server.with(Sandbox::state).accounts.remove(0).media;
    let mut captions: Vec<_> = posts.into_iter().filter_map(|post| post.caption).collect();
    captions.sort();
    captions
}

/// The posts that the sandbox has been asked to publish.
fn publishes(server: &Server) -> usize {
    let is_it = |path: &str| path.ends_with("/media_publish");
    server.with(|sandbox, _| sandbox.requests().iter().filter(|it| is_it(&it.path)).count())
}

#[test]
fn rows_are_published_and_so_is_one_that_is_added_meanwhile() {
    let server = sandbox([]);
    let folder = tempfile::tempdir().unwrap();
    add(&server, folder.path(), "monday");
    let mut worker = Worker::start(&server, folder.path());
    assert!(worker.line().starts_with("monday: published as "));
    add(&server, folder.path(), "tuesday");
    assert!(worker.line().starts_with("tuesday: published as "));
    assert_eq!(captions(&server), ["monday", "tuesday"]);
}

/// The reply to the publish is lost, and the worker is killed before it has learnt what became of it.
#[test]
fn killed_after_a_lost_reply_and_started_again_it_leaves_one_post() {
    let server = sandbox([Fault::new(On::Publish, Do::CommitThenDrop)]);
    let folder = tempfile::tempdir().unwrap();
    add(&server, folder.path(), "monday");
    let worker = Worker::start(&server, folder.path());
    until("the publish is sent", || publishes(&server) == 1);
    drop(worker);
    let mut worker = Worker::start(&server, folder.path());
    assert!(worker.line().starts_with("monday: published as "));
    assert_eq!((captions(&server), publishes(&server)), (vec!["monday".to_owned()], 1));
}

/// One of three is held at its creation, and the others have ended.
#[test]
fn killed_in_the_middle_and_started_again_each_row_is_one_post() {
    let held = Fault::new(On::Create, Do::Delay).with_delay(Duration::from_secs(600));
    let server = sandbox([held.nth(3)]);
    let folder = tempfile::tempdir().unwrap();
    let keys = ["a", "b", "c"];
    keys.iter().for_each(|key| add(&server, folder.path(), key));
    let mut worker = Worker::start(&server, folder.path());
    let _ = (worker.line(), worker.line());
    assert_eq!(captions(&server).len(), 2);
    drop(worker);
    let mut worker = Worker::start(&server, folder.path());
    assert!(worker.line().contains("published as "));
    assert_eq!(captions(&server), keys);
}

#[test]
fn a_second_worker_is_refused_and_so_is_a_post_that_is_wrong() {
    let server = sandbox([]);
    let folder = tempfile::tempdir().unwrap();
    let wrong =
        |words: &[&str]| text(&run(&mut command(&server, folder.path(), words), false).stderr);
    assert!(wrong(&["add", "mon/day", "https://example.com/a.jpg", "a"]).contains("Character"));
    assert!(!wrong(&["add", "monday", "a photo", "a"]).is_empty());
    assert!(wrong(&["wrok"]).contains("add KEY URL CAPTION"));
    add(&server, folder.path(), "monday");
    assert!(wrong(&["add", "monday", "https://example.com/b.jpg", "b"]).contains("UNIQUE"));
    let mut worker = Worker::start(&server, folder.path());
    worker.line();
    assert!(wrong(&["work"]).contains("another worker uses posts.db"));
    assert_eq!(captions(&server), ["monday"]);
}
