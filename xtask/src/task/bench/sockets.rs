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

/// Ours, its bare client, and the most of the floor's CPU that ours may take.
const OURS: [(&str, &str, f64, f64); 2] =
    [("ig-ureq", "ureq", 0.9, 1.5), ("ig-reqwest", "reqwest", 1.0, 2.0)];
const FLOOR: &str = "std::net";
const SDK: &str = "Meta's Python SDK, facebook-business";
/// The number of counted posts: with the ones before, fewer than the containers allowed per day.
const POSTS: &str = "300";
const PYTHON_POSTS: &str = "100";
const ROUNDS: usize = 15;

/// The CPU time of a post, in microseconds.
struct Cpu {
    user: f64,
    system: f64,
}

impl Cpu {
    fn all(&self) -> f64 {
        self.user + self.system
    }
}

/// The CPU time of a post with each client.
type Round = BTreeMap<&'static str, Cpu>;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Part>, Failure> {
    let folder = programs(workspace, "ig-bench", &["--features", "clients", "--bin", "client"])?;
    process::run(&mut workspace.cargo(&["build", "--quiet", "--release", "-p", "ig-cli"]))?;
    let python = python::prepare(workspace)?;

    let ways = OURS.iter().flat_map(|&(ours, bare, ..)| [ours, bare]).chain([FLOOR]);
    let round = || -> Result<Round, Failure> {
        let mut round = Round::new();
        for way in ways.clone() {
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
    for way in ways.clone().chain([SDK]) {
        let (_, text) = middle(&rounds, |round| round[way].all(), "µs");
        let all: f64 = rounds.iter().map(|round| round[way].all()).sum();
        let system: f64 = rounds.iter().map(|round| round[way].system).sum();
        part.figure(way, format!("{text}; {} in the system", number(100.0 * system / all, "%")));
    }
    let ratio = |one, other| middle(&rounds, |round| round[one].all() / round[other].all(), "");
    for (ours, bare, of_bare, of_floor) in OURS {
        for (other, most) in [(bare, of_bare), (FLOOR, of_floor)] {
            let (is, text) = ratio(ours, other);
            part.judged(
                &format!("{ours} : {other}"),
                &text,
                &format!("at most {most}"),
                is <= most,
            );
        }
        part.figure(&format!("{bare} : {FLOOR}"), ratio(bare, FLOOR).1);
    }
    for (ours, bare, ..) in OURS {
        let (times, text) = ratio(SDK, ours);
        part.judged(&format!("the SDK : {ours}"), &text, "at least 40", 40.0 <= times);
        part.figure(&format!("the SDK : {bare}"), ratio(SDK, bare).1);
    }
    part.note(format!(
        "User and system time of the client's process; the sandbox is another process and needs no \
        processing time. {POSTS} posts of three calls each, {PYTHON_POSTS} for the SDK. Each figure \
        is the median of {ROUNDS} rounds, with the quartiles; a ratio is taken within a round. The \
        bare loops make the same calls with the same settings. {FLOOR} is three requests of ready \
        bytes on one connection, and their replies, of which it reads the id. What part is in the \
        system is counted over all rounds: Linux samples it by ticks, and only the sum of user and \
        system time is exact."
    ));
    Ok(vec![part])
}

/// The median of the rounds, and its text with the quartiles.
fn middle(rounds: &[Round], figure: impl Fn(&Round) -> f64, unit: &str) -> (f64, String) {
    let mut figures: Vec<f64> = rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let at = |quarter: usize| {
        let last = figures.len().saturating_sub(1);
        number(figures.get(last * quarter / 4).copied().unwrap_or(f64::NAN), "")
    };
    let (low, high) = (at(1), at(3));
    let middle = median(figures);
    (middle, format!("{} ({low} to {high})", number(middle, unit)))
}

/// A client's CPU time for a post, with a separate sandbox.
fn measured(client: &mut Command, folder: &Path, workspace: &Workspace) -> Result<Cpu, Failure> {
    let sandbox = Sandbox::start(folder, workspace)?;
    let figures = json(client.args([&sandbox.url, &sandbox.image]))?;
    Ok(Cpu {
        user: figure(&figures, "/user_seconds_per_post")? * 1e6,
        system: figure(&figures, "/system_seconds_per_post")? * 1e6,
    })
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
