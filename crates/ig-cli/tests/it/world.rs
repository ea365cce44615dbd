//! A home folder, a sandbox, and the command between them.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Config, Fault, Logged, Options, Sandbox, SecondPublish, Server, State};
use serde_json::Value;
use tempfile::TempDir;

use crate::{contract, media};

pub(crate) const USER: &str = "17841400008460056";
pub(crate) const TOKEN: &str = "sandbox-token";

/// Where nobody listens: the system gives this port to no program that asks for a free one.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// A port for another program to listen at, below those that the system gives to programs that ask
/// for a free one. Each test has a process of its own, and with it other ports.
pub(crate) fn port_to_listen_at() -> u16 {
    let first = (std::process::id() % 20_000) as u16;
    let ports = (0..1_000).map(|at| 10_000 + (first + at) % 20_000);
    let mut free = ports.filter(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    free.next().expect("one of a thousand ports is free")
}

/// A user's machine with a sandbox on it.
pub(crate) struct World {
    home: TempDir,
    pub(crate) server: Server,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    /// A second publish of one container would make a second post here, so that none is
    /// missed.
    pub(crate) fn new() -> Self {
        Self::with(Config::default().with_second_publish(SecondPublish::Again))
    }

    /// Makes videos and carousels ready at once: the command waits for seconds before it checks
    /// again.
    pub(crate) fn with(config: Config) -> Self {
        let config = config.with_video_processing(Duration::ZERO);
        let config = config.with_carousel_processing(Duration::ZERO);
        let sandbox = Sandbox::new(config);
        let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default());
        let world = Self { home: tempfile::tempdir().unwrap(), server: server.unwrap() };
        world.file("photo.jpg", &media::jpeg(360, 360));
        world
    }

    /// Puts a file into the home folder.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn state_dir(&self) -> PathBuf {
        self.home.path().join(".local/state/ig")
    }

    /// The command with only a home in its environment.
    pub(crate) fn bare(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ig"));
        command.args(args).current_dir(self.home()).env_clear().env("HOME", self.home());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// The command of a user who has configured the sandbox.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.bare(args);
        command.env("IG_API_BASE", self.server.url());
        command.env("IG_USER_ID", USER).env("IG_ACCESS_TOKEN", TOKEN);
        command
    }

    pub(crate) fn ig(&self, args: &[&str]) -> Ran {
        run(&mut self.command(args))
    }

    pub(crate) fn start(&self, args: &[&str]) -> Started {
        Started::new(&mut self.command(args))
    }

    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        self.server.with(|sandbox, _| sandbox.arm(faults));
    }

    pub(crate) fn state(&self) -> State {
        self.server.with(|sandbox, now| sandbox.state(now))
    }

    /// A plain GET, as from a browser; returns the whole response.
    pub(crate) fn get(url: &str) -> String {
        Self::send("GET", url, "")
    }

    /// A plain POST; returns the whole response.
    pub(crate) fn post(url: &str, body: impl AsRef<[u8]>) -> String {
        Self::send("POST", url, body)
    }

    pub(crate) fn send(method: &str, url: &str, body: impl AsRef<[u8]>) -> String {
        let body = body.as_ref();
        let url = url.trim_start_matches("http://");
        let (address, path) = url.split_once('/').unwrap_or((url, ""));
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n"
        )
        .unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The ids of all public posts.
    pub(crate) fn public(&self) -> Vec<String> {
        let accounts = self.state().accounts.into_iter();
        accounts.flat_map(|account| account.media).map(|media| media.id).collect()
    }

    pub(crate) fn requests(&self) -> Vec<Logged> {
        self.server.with(|sandbox, _| sandbox.requests().to_vec())
    }

    /// How many requests there were to paths that end like this.
    pub(crate) fn count(&self, method: &str, path_end: &str) -> usize {
        let hits = |it: &&Logged| it.method == method && it.path.ends_with(path_end);
        self.requests().iter().filter(hits).count()
    }

    /// How many uploads came in.
    pub(crate) fn uploads(&self) -> usize {
        let uploads = |it: &&Logged| it.path.contains("/ig-api-upload/");
        self.requests().iter().filter(uploads).count()
    }

    /// The newest post, as `GET /_sandbox/state` shows it.
    #[track_caller]
    pub(crate) fn newest(&self) -> Value {
        serde_json::to_value(&self.state().accounts[0].media[0]).unwrap()
    }

    /// The files of posts, whatever their content.
    pub(crate) fn posts(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.state_dir()) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut posts: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
        posts.sort();
        posts
    }

    /// The id of the only post.
    pub(crate) fn only_post(&self) -> String {
        let posts = self.posts();
        assert_eq!(posts.len(), 1, "{posts:?}");
        posts[0].file_stem().unwrap().to_str().unwrap().to_owned()
    }
}

/// A running command, killed when the test ends.
pub(crate) struct Started(Child, Vec<String>);

impl Started {
    pub(crate) fn new(command: &mut Command) -> Self {
        Self(command.spawn().unwrap(), words(command))
    }

    /// `SIGKILL`, as from the system when memory runs out.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// The URL in the first line of `ig sandbox`. Only that line is read.
    pub(crate) fn sandbox_url(&mut self) -> String {
        let stdout = self.0.stdout.as_mut().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(1, stdout).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("sandbox listening on ");
        url.unwrap_or_else(|| panic!("it does not start: {line}")).to_owned()
    }

    /// Whether it has ended already.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    pub(crate) fn end(mut self) -> Ran {
        let read = |pipe: &mut dyn Read| {
            let mut text = String::new();
            pipe.read_to_string(&mut text).unwrap();
            text
        };
        let stdout = self.0.stdout.as_mut().map(|pipe| read(pipe)).unwrap_or_default();
        let stderr = self.0.stderr.as_mut().map(|pipe| read(pipe)).unwrap_or_default();
        // A test may have read the beginning of it.
        if stdout.starts_with('{') {
            contract::check(&self.1, &stdout);
        }
        Ran { code: self.0.wait().unwrap().code(), stdout, stderr }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Runs a command. Whatever it prints with `--json` has to keep the contract of that command.
pub(crate) fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    contract::check(&words(command), &stdout);
    let stderr = String::from_utf8(output.stderr).unwrap();
    Ran { code: output.status.code(), stdout, stderr }
}

/// The arguments of the command, which a shell may have been asked to run.
pub(crate) fn words(command: &Command) -> Vec<String> {
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    let words: Vec<_> = words.collect();
    let ig = words.iter().position(|word| word == env!("CARGO_BIN_EXE_ig"));
    words[ig.map_or(0, |ig| ig + 1)..].to_vec()
}

impl Ran {
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// The one JSON object on standard output.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let value: Value = serde_json::from_str(&self.stdout).expect(&self.stdout);
        assert!(value.is_object(), "{value}");
        value
    }

    /// One error, which says what, why and what to do.
    #[track_caller]
    pub(crate) fn one_error(&self, words: &[&str]) {
        let count = |start: &str| self.stderr.lines().filter(|it| it.starts_with(start)).count();
        assert_eq!(count("error: "), 1, "what: {}", self.stderr);
        assert_eq!(count("  why   "), 1, "why: {}", self.stderr);
        assert_eq!(count("  fix   "), 1, "what to do: {}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in: {}", self.stderr);
        }
    }

    pub(crate) fn last_line(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }
}

/// Waits until a condition holds. It polls, so that no test sleeps longer than necessary, and it is
/// patient, since the machine may be busy with other tests.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(120), "still not true: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
