//! The core's examples, which use no transport crate, against the sandbox.

use std::process::Command;

use ig_sandbox::{Config, Do, Fault, On, Options, Sandbox, Server};
use serde_json::Value;

/// The example's own clock is real, so a lost reply would cost real minutes:
/// what is lost here is a create, which is repeated after a second.
fn run(example: &str) {
    let server = Server::start(
        ([127, 0, 0, 1], 0).into(),
        Sandbox::new(Config::default()),
        Options::default().with_fetcher(|_| Ok(ig_sandbox::Fetched::new(ig_tests::JPEG))),
    )
    .expect("a port");
    server.with(|sandbox, _| sandbox.arm([Fault::new(On::Create, Do::CommitThenDrop)]));
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "ig-core", "--example", example, "--"])
        .arg(server.url())
        .args([
            "https://example.com/1.jpg",
            "https://example.com/2.jpg",
            "https://example.com/3.jpg",
        ])
        .env_remove("IG_ACCESS_TOKEN")
        .output()
        .unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{example}: {stdout}{stderr}");

    let posts = server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).media);
    let mut public: Vec<_> = posts.into_iter().map(|post| post.id).collect();
    let mut said: Vec<_> = stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|outcome| outcome["published"]["media"]["confirmed"].as_str().unwrap().to_owned())
        .collect();
    public.sort();
    said.sort();
    assert_eq!((said.len(), said), (3, public), "{example}");
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
