//! Posts to the sandbox over loopback: the CPU time of each client.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use super::{
    programs,
    report::{Part, figure, json, median, number},
};
use crate::{failure::Failure, process, task::python, workspace::Workspace};

const WAYS: [&str; 4] = ["ig-ureq", "ureq", "ig-reqwest", "reqwest"];
/// With those before the count fewer than the containers that a day allows.
const POSTS: &str = "300";
const PYTHON_POSTS: &str = "100";
const ROUNDS: usize = 5;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = programs(workspace, &["--features", "clients", "--bin", "client"])?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", "ig-cli"]))?;
    let python = python::prepare(workspace)?;

    let mut measured: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for _ in 0..ROUNDS {
        for way in WAYS {
            let sandbox = Sandbox::start(&folder, workspace)?;
            let mut command = Command::new(folder.join("client"));
            let figures = json(command.args([way, POSTS, &sandbox.url, &sandbox.image]))?;
            let each = figure(&figures, "/cpu_seconds_per_post")? * 1e6;
            measured.entry(way).or_default().push(each);
        }
    }
    let of = |way: &str| measured.get(way).cloned().map_or(f64::NAN, median);
    let mut part = Part::new("End to end: CPU of a post to the sandbox, connections kept alive");
    for way in WAYS {
        part.figure(way, number(of(way), "µs"));
    }
    for (ours, bare) in [("ig-ureq", "ureq"), ("ig-reqwest", "reqwest")] {
        part.at_most(&format!("{ours} : {bare}"), of(ours) / of(bare), 1.05, "");
    }
    let sandbox = Sandbox::start(&folder, workspace)?;
    let mut command = Command::new(&python);
    command.arg(workspace.root().join("tests/bench/sdk.py"));
    let figures = json(command.args([PYTHON_POSTS, &sandbox.url, &sandbox.image]))?;
    let sdk = figure(&figures, "/cpu_seconds_per_post")? * 1e6;
    part.figure("Meta's Python SDK, facebook-business", number(sdk, "µs"));
    for ours in ["ig-ureq", "ig-reqwest"] {
        let times = sdk / of(ours);
        let what = format!("the SDK : {ours}");
        part.judged(&what, &number(times, ""), "at least 40", 40.0 <= times);
    }
    part.note(format!(
        "User and system time of the client's process, the sandbox being another; {POSTS} posts of \
         three calls each, the median of {ROUNDS} rounds. The bare loops make the same calls with \
         the same time-out and check nothing."
    ));
    Ok(vec![part])
}

/// `ig sandbox` in a process of its own, with a picture to publish.
struct Sandbox {
    process: Child,
    url: String,
    image: String,
}

impl Sandbox {
    fn start(folder: &Path, workspace: &Workspace) -> Result<Self, Failure> {
        let mut command = Command::new(folder.join("ig"));
        command.args(["sandbox", "--listen", "127.0.0.1:0", "--quota", "1000000", "--instant"]);
        let mut process =
            command.stdout(Stdio::piped()).spawn().map_err(Failure::of("ig sandbox"))?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(Failure::of("ig sandbox"))?;
        }
        let url = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        let mut sandbox = Self { process, url, image: String::new() };
        sandbox.image = sandbox.keep(&workspace.root().join("tests/media/bronz-fonz.jpg"))?;
        Ok(sandbox)
    }

    /// Gives the sandbox a file that it can fetch from itself.
    fn keep(&self, file: &Path) -> Result<String, Failure> {
        let mut command = Command::new("curl");
        command.args(["-sS", "--fail", "-H", "content-type: image/jpeg", "--data-binary"]);
        command
            .arg(format!("@{}", file.display()))
            .arg(format!("{}/_sandbox/files/photo.jpg", self.url));
        let reply = json(&mut command)?;
        let url = reply["url"].as_str().map(str::to_owned);
        url.ok_or_else(|| Failure::new(format!("the sandbox kept no file: {reply}")))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It is ours, and nobody else waits for it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
