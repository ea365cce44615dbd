//! The core's examples, which use no transport crate, against the sandbox.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Config, Do, Fault, On, Options, Sandbox, Server};
use serde_json::Value;

fn server(fault: Fault) -> Server {
    let server = Server::start(
        ([127, 0, 0, 1], 0).into(),
        Sandbox::new(Config::default()),
        Options::default().with_fetcher(|_| Ok(ig_sandbox::Fetched::new(ig_tests::JPEG))),
    )
    .expect("a port");
    server.with(|sandbox, _| sandbox.arm([fault]));
    server
}

/// The example's own file: what is killed has to be it, and not Cargo.
fn built(example: &str) -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "ig-core", "--example", example])
        .args(["--message-format", "json"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{example}: {}", text(&output.stderr));
    let messages = text(&output.stdout);
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut built = messages.filter(|it| it["target"]["name"] == example);
    built.find_map(|it| Some(it["executable"].as_str()?.into())).expect("an executable")
}

/// The example, to publish `posts` posts, with its files in `folder`.
fn command(program: impl AsRef<OsStr>, server: &Server, folder: &Path, posts: usize) -> Command {
    let mut command = Command::new(program);
    command
        .arg(server.url())
        .args((1..=posts).map(|number| format!("https://example.com/{number}.jpg")))
        .env_remove("IG_ACCESS_TOKEN")
        .env("IG_THREADS_FOLDER", folder)
        .env("IG_THREADS_SETTLE", "1");
    command
}

/// The outcome of each post.
fn outcomes(output: &Output) -> Vec<Value> {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The ids of what is public.
fn public(server: &Server) -> Vec<String> {
    let posts = server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).media);
    let mut public: Vec<_> = posts.into_iter().map(|post| post.id).collect();
    public.sort();
    public
}

fn count(server: &Server, path_end: &str) -> usize {
    let is_it = |path: &str| path.ends_with(path_end);
    let posts = |sandbox: &mut Sandbox| {
        let requests = sandbox.requests().iter();
        requests.filter(|it| it.method == "POST" && is_it(&it.path)).count()
    };
    server.with(|sandbox, _| posts(sandbox))
}

/// The example's own clock is real, so a lost reply would cost real minutes:
/// what is lost here is a create, which is repeated after a second.
fn run(example: &str) {
    let server = server(Fault::new(On::Create, Do::CommitThenDrop));
    let folder = tempfile::tempdir().unwrap();
    let output = command(built(example), &server, folder.path(), 3).output().unwrap();
    let id =
        |outcome: Value| outcome["published"]["media"]["confirmed"].as_str().unwrap().to_owned();
    let mut said: Vec<_> = outcomes(&output).into_iter().map(id).collect();
    said.sort();
    assert_eq!((said.len(), said), (3, public(&server)), "{example}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn plain_threads_publish_three_posts() {
    run("threads");
}

#[test]
fn another_executor_publishes_three_posts() {
    run("executor");
}

/// One of two posts waits for the reply to its publish when the program is
/// killed; the other has long been done. Started again, it makes neither anew.
#[test]
fn plain_threads_that_are_killed_go_on_where_they_were() {
    let server = server(Fault::new(On::Publish, Do::Delay).with_delay(Duration::from_secs(600)));
    let folder = tempfile::tempdir().unwrap();
    let mut command = command(built("threads"), &server, folder.path(), 2);
    let mut started = command.spawn().unwrap();
    let kept = |number| {
        folder.path().join(format!("ig-threads-https%3A%2F%2Fexample.com%2F{number}.jpg.json"))
    };
    let has_ended = |number: &i32| {
        fs::read_to_string(kept(*number)).is_ok_and(|json| json.contains("\"done\""))
    };
    until("one post is done and the other is under way", || {
        public(&server).len() == 2 && [1, 2].iter().any(has_ended)
    });
    started.kill().unwrap();
    started.wait().unwrap();
    let before = public(&server);
    assert!([1, 2].into_iter().all(|number| kept(number).exists()), "a file for each");

    let output = command.output().unwrap();
    let outcomes = outcomes(&output);
    assert!(outcomes.iter().all(|outcome| outcome["published"].is_object()), "{outcomes:?}");
    assert_eq!((outcomes.len(), public(&server)), (2, before));
    assert_eq!((count(&server, "/media"), count(&server, "/media_publish")), (2, 2));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

/// It is polled, so that the test sleeps no longer than it has to.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(30), "still not so: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
