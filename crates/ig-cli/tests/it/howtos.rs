//! The how-tos of the sandbox's README, run verbatim by the programs that they are for.
//!
//! The one for Rust is a documentation test.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{sandbox::start, world::World};

const README: &str = include_str!("../../../ig-sandbox/README.md");

/// The address of the sandbox in the README.
const PLACE: &str = "http://127.0.0.1:8025";

/// The text of a how-to, with only the port changed.
fn text(heading: &str, url: &str) -> String {
    let (_, section) = README.split_once(&format!("\n### {heading}\n")).expect(heading);
    let (_, fenced) = section.split_once("\n```").expect(heading);
    let (_, text) = fenced.split_once('\n').expect(heading);
    let (text, _) = text.split_once("\n```").expect(heading);
    assert!(text.contains(PLACE), "{text}");
    text.replace(PLACE, url)
}

/// Runs a how-to; returns the sandbox's state afterwards and the output.
fn run(heading: &str, program: &[&str], name: &str) -> (Value, String) {
    let world = World::new();
    let (sandbox, url) = start(&world, &[]);
    let file = world.file(name, text(heading, &url).as_bytes());
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(file).current_dir(world.home()).stdin(Stdio::null());
    let output = command.env("NO_PROXY", "*").env("no_proxy", "*").output();
    let output = output.unwrap_or_else(|error| {
        panic!("this test needs {}: run `cargo xtask setup` ({error})", program[0])
    });
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", said(&output.stdout), said(&output.stderr));
    assert_eq!(said(&output.stderr), "", "it reports no trouble");
    let requests = World::get(&format!("{url}/_sandbox/requests"));
    let (_, requests) = requests.split_once("\r\n\r\n").unwrap();
    let requests = serde_json::from_str(requests).unwrap();
    sandbox.kill();
    (requests, said(&output.stdout))
}

/// One container, and one post of it.
#[track_caller]
fn is_one_post(requests: &Value) {
    let all = requests.as_array().unwrap();
    let paths: Vec<_> = all.iter().map(|it| it["path"].as_str().unwrap()).collect();
    let ends = |path: &&&str, end: &str| path.ends_with(end);
    assert_eq!(paths.iter().filter(|path| ends(path, "/media")).count(), 1, "{paths:?}");
    assert_eq!(paths.iter().filter(|path| ends(path, "/media_publish")).count(), 1, "{paths:?}");
    assert!(all.iter().all(|it| it["status"] == 200), "{requests}");
}

#[test]
fn the_curl_how_to_publishes_one_post() {
    let (requests, said) = run("curl", &["sh", "-e"], "publish.sh");
    is_one_post(&requests);
    assert!(said.contains(r#""caption":"Hello""#), "{said}");
}

#[test]
fn the_python_how_to_publishes_one_post() {
    let (requests, _) = run("Python", &["python3"], "publish.py");
    is_one_post(&requests);
}

#[test]
fn the_node_how_to_publishes_one_post() {
    let (requests, _) = run("Node", &["node"], "publish.mjs");
    is_one_post(&requests);
}

#[test]
fn the_go_how_to_publishes_one_post() {
    let (requests, said) = run("Go", &["go", "test"], "publish_test.go");
    is_one_post(&requests);
    assert!(said.starts_with("ok "), "{said}");
}

#[test]
fn the_php_how_to_publishes_one_post() {
    let (requests, _) = run("PHP", &["php"], "publish.php");
    is_one_post(&requests);
}
