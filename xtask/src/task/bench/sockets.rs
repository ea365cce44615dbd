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

const OURS: [(&str, &str); 2] = [("ig-ureq", "ureq"), ("ig-reqwest", "reqwest")];
const SDK: &str = "Meta's Python SDK, facebook-business";
/// The number of counted posts: with the ones before, fewer than the containers allowed per day.
const POSTS: &str = "300";
const PYTHON_POSTS: &str = "100";
const ROUNDS: usize = 15;

/// The CPU time of a post with each client, in microseconds.
type Round = BTreeMap<&'static str, f64>;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = programs(workspace, "ig-bench", &["--features", "clients", "--bin", "client"])?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", "ig-cli"]))?;
    let python = python::prepare(workspace)?;

    let round = || -> Result<Round, Failure> {
        let mut round = Round::new();
        for way in OURS.iter().flat_map(|&(ours, bare)| [ours, bare]) {
            let mut command = Command::new(folder.join("client"));
            round.insert(way, measured(command.args([way, POSTS]), &folder, workspace)?);
        }
        let mut command = Command::new(&python);
        command.arg("-Wignore").arg(workspace.root().join("tests/bench/sdk.py")).arg(PYTHON_POSTS);
        round.insert(SDK, measured(&mut command, &folder, workspace)?);
        Ok(round)
    };
    let rounds = (0..ROUNDS).map(|_| round()).collect::<Result<Vec<_>, _>>()?;

    let mut part = Part::new("End to end: CPU of a post to the sandbox, connections kept alive");
    let ways = OURS.iter().flat_map(|&(ours, bare)| [ours, bare]).chain([SDK]);
    for way in ways {
        let (_, text) = middle(&rounds, |round| round[way], "µs");
        part.figure(way, text);
    }
    for (ours, bare) in OURS {
        let (ratio, text) = middle(&rounds, |round| round[ours] / round[bare], "");
        part.judged(&format!("{ours} : {bare}"), &text, "at most 1.05", ratio <= 1.05);
    }
    for (ours, bare) in OURS {
        let (times, text) = middle(&rounds, |round| round[SDK] / round[ours], "");
        part.judged(&format!("the SDK : {ours}"), &text, "at least 40", 40.0 <= times);
        let (_, text) = middle(&rounds, |round| round[SDK] / round[bare], "");
        part.figure(&format!("the SDK : {bare}"), text);
    }
    part.note(format!(
        "User and system time of the client's process; the sandbox is another process and needs no \
        processing time. {POSTS} posts of three calls each, {PYTHON_POSTS} for the SDK. Each figure \
        is the median of {ROUNDS} rounds, with the least and the most; a ratio is taken within a \
        round. The bare loops make the same calls with the same time-out and check nothing. Bare \
        ureq resolves its host before each call, in a new thread."
    ));
    Ok(vec![part])
}

/// The median of the rounds, and its text with the least and the most.
fn middle(rounds: &[Round], figure: impl Fn(&Round) -> f64, unit: &str) -> (f64, String) {
    let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let of = |place: Option<&f64>| number(place.copied().unwrap_or(f64::NAN), "");
    let (least, most) = (of(figures.first()), of(figures.last()));
    let middle = median(figures);
    (middle, format!("{} ({least} to {most})", number(middle, unit)))
}

/// A client's CPU time for a post, in microseconds, with a separate sandbox.
fn measured(client: &mut Command, folder: &Path, workspace: &Workspace) -> Result<f64, Failure> {
    let sandbox = Sandbox::start(folder, workspace)?;
    let figures = json(client.args([&sandbox.url, &sandbox.image]))?;
    Ok(figure(&figures, "/cpu_seconds_per_post")? * 1e6)
}

/// Starts `ig sandbox` in a separate process, with a picture to publish.
struct Sandbox {
    process: Child,
    url: String,
    image: String,
}

impl Sandbox {
    fn start(folder: &Path, workspace: &Workspace) -> Result<Self, Failure> {
        let mut command = Command::new(folder.join("ig"));
        command.args(["sandbox", "--listen", "127.0.0.1:0", "--quota", "1000000", "--instant"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().map_err(Failure::of("ig sandbox"))?;
        let mut line = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(Failure::of("ig sandbox"))?;
        }
        let url = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        let mut sandbox = Self { process, url, image: String::new() };
        sandbox.image = sandbox.keep(&workspace.root().join("tests/media/bronz-fonz.jpg"))?;
        Ok(sandbox)
    }

    /// Stores a file in the sandbox, which it can fetch from itself.
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
        // The process is our child, so it must be waited for here.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
