//! A local Instagram behind a gate, a database, and workers between them.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use ig_queue_postgres::BlockingStore;
use ig_sandbox::{
    Account, Config, Fault, Logged, Options, Sandbox, SecondPublish, Server, StateFolder,
    TokenGrant,
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    cluster::{Client, Database},
    gate::{Gate, Way},
};

pub(crate) const USERS: [&str; 6] = [
    "17841400008460056",
    "17841400008460057",
    "17841400008460058",
    "17841400008460059",
    "17841400008460060",
    "17841400008460061",
];

/// The photo of all posts.
const PHOTO: &[u8] = include_bytes!("../../../ig-media/tests/data/ultrahdr.jpg");

/// A local Instagram behind a gate, a database, and a home for workers.
pub(crate) struct Stage {
    home: TempDir,
    words: String,
    server: Option<Server>,
    pub(crate) gate: Gate,
    pub(crate) client: Client,
    workers: AtomicUsize,
}

impl Stage {
    /// On a new queue in `database`. A second publish of one container would make a second post, so
    /// that none is missed.
    pub(crate) fn new(database: &Database<'_>) -> Self {
        BlockingStore::migrate(&database.config()).unwrap();
        BlockingStore::migrate_delivery(&database.config()).unwrap();
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("photo.jpg"), PHOTO).unwrap();
        let (words, client) = (database.words(), database.client());
        let (gate, workers) = (Gate::start(), AtomicUsize::new(0));
        let mut stage = Self { home, words, server: None, gate, client, workers };
        stage.start_server();
        stage
    }

    /// Connects to the database again, after a restart.
    pub(crate) fn reconnect(&mut self, database: &Database<'_>) {
        self.client = database.client();
    }

    /// Ends all connections of workers, as `pg_terminate_backend` does.
    pub(crate) fn end_connections(&self) {
        self.client.run(Self::END_CONNECTIONS);
    }

    pub(crate) const END_CONNECTIONS: &str =
        "select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'ig-worker' and datname = current_database()";

    /// What names the database.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    fn start_server(&mut self) {
        let names = ["bronz_fonz", "ralph_malph", "potsie", "chachi", "joanie", "richie"];
        let accounts = USERS.iter().zip(names).map(|(id, name)| Account::new(*id, name));
        let token = |text: &str| {
            USERS[1..].iter().fold(TokenGrant::new(text, USERS[0]), |it, id| it.with_account(*id))
        };
        let config = Config::default()
            .with_second_publish(SecondPublish::Again)
            .with_video_processing(Duration::ZERO)
            .with_accounts(accounts)
            .with_tokens([token("sandbox-token")]);
        let (sandbox, folder) =
            StateFolder::open(self.home.path().join("sandbox"), config).unwrap();
        let _: &Sandbox = &sandbox;
        let options = Options::default().with_state(folder);
        let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).unwrap();
        self.gate.lead_to(&server.url());
        self.server = Some(server);
    }

    /// Ends the server, with all its connections, and starts it again with what it has kept.
    pub(crate) fn restart_server(&mut self) {
        self.gate.release(Way::Lost);
        drop(self.server.take());
        self.start_server();
    }

    /// The command with the database and the token in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ig-worker"));
        command.args(args).current_dir(self.home.path()).env_clear();
        command.env("HOME", self.home.path()).env("IG_DATABASE", &self.words);
        command.env("IG_API_BASE", self.gate.url());
        // The token of a worker is for all accounts here.
        if args.first() != Some(&"work") {
            command.env("IG_USER_ID", USERS[0]);
        }
        command.env("IG_ACCESS_TOKEN", "sandbox-token");
        command.stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Adds a photo with that caption; returns its id.
    #[track_caller]
    pub(crate) fn add(&self, caption: &str, args: &[&str]) -> String {
        let caption = format!("--caption={caption}");
        let usual = ["add", "photo.jpg", "--json", "--settle=1s", &caption];
        let output = self.run(&[&usual[..], args].concat());
        assert!(output.status.success(), "{output:?}");
        let object: Value = serde_json::from_slice(&output.stdout).unwrap();
        object["id"].as_str().unwrap().to_owned()
    }

    /// Starts a worker.
    pub(crate) fn worker(&self) -> Worker {
        self.worker_on(&self.words, &[])
    }

    /// Starts a worker with another way to the database, and with more variables.
    pub(crate) fn worker_on(&self, words: &str, variables: &[(&str, &str)]) -> Worker {
        let mut command = self.command(&["work", "--in-flight=8"]);
        command.env("IG_DATABASE", words).envs(variables.iter().copied());
        self.spawn(command)
    }

    /// Starts a worker that looks at URLs as for an API that is not on this machine.
    pub(crate) fn worker_that_checks(&self) -> Worker {
        self.spawn(self.command(&["work", "--in-flight=8", "--check-urls=always"]))
    }

    fn spawn(&self, mut command: Command) -> Worker {
        let number = self.workers.fetch_add(1, Ordering::Relaxed);
        let log = self.home.path().join(format!("worker-{number}.log"));
        command.stdout(Stdio::null()).stderr(File::create(&log).unwrap());
        Worker { child: command.spawn().unwrap(), log }
    }

    /// Waits until all posts have ended.
    #[track_caller]
    pub(crate) fn until_all_ended(&self, most: Duration) {
        let start = Instant::now();
        while self.client.ask("select bool_and(state in (3, 4)) from ig.post").as_deref()
            != Some("t")
        {
            let rows = self.run(&["list"]);
            let said = || format!("{}\n{}", String::from_utf8_lossy(&rows.stdout), self.logs());
            assert!(start.elapsed() < most, "posts are left: {}", said());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the workers said, for a test that fails.
    pub(crate) fn logs(&self) -> String {
        let number = self.workers.load(Ordering::Relaxed);
        let log = |n| fs::read_to_string(self.home.path().join(format!("worker-{n}.log")));
        (0..number).map(|n| format!("worker {n}: {}\n", log(n).unwrap_or_default())).collect()
    }

    /// The captions of all posts that are public, in order, and their containers.
    pub(crate) fn public(&self) -> Vec<(String, String)> {
        let server = self.server.as_ref().unwrap();
        let accounts = server.with(|sandbox, now| sandbox.state(now)).accounts;
        let media = accounts.into_iter().flat_map(|account| account.media);
        let mut all: Vec<_> =
            media.map(|it| (it.caption.unwrap_or_default(), it.container_id)).collect();
        all.sort();
        all
    }

    /// Lets things go wrong at the server from now on.
    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        self.server.as_ref().unwrap().with(|sandbox, _| sandbox.arm(faults));
    }

    /// The requests that came since the server started.
    pub(crate) fn requests(&self) -> Vec<Logged> {
        self.server.as_ref().unwrap().with(|sandbox, _| sandbox.requests().to_vec())
    }

    /// Each of these posts is public once, from one container, and was not allowed before its time.
    #[track_caller]
    pub(crate) fn judge(&self, captions: &[String]) {
        let public = self.public();
        let mut expected = captions.to_vec();
        expected.sort();
        let found: Vec<_> = public.iter().map(|(caption, _)| caption.clone()).collect();
        assert_eq!(found, expected, "{}", self.logs());
        let mut containers: Vec<_> = public.into_iter().map(|(_, container)| container).collect();
        containers.sort();
        containers.dedup();
        assert_eq!(containers.len(), captions.len(), "one container was published twice");
        let early = "select count(*) = 0 from ig.post join ig.event on post = id \
                     where what like 'publish % is allowed' and at < date_trunc('milliseconds', due)";
        assert_eq!(self.client.ask(early).as_deref(), Some("t"), "one was early");
        let unknown = "select count(*) = 0 from ig.post where outcome ->> 'published' is null";
        assert_eq!(self.client.ask(unknown).as_deref(), Some("t"), "one is not known to be public");
    }

    /// Waits until the gate holds the request that it was set for.
    #[track_caller]
    pub(crate) fn until_held(&self) {
        until("a request is held", Duration::from_secs(120), || self.gate.holds());
    }
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn until(what: &str, most: Duration, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < most, "still not true: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// A worker's process, killed when it is dropped.
pub(crate) struct Worker {
    child: Child,
    log: PathBuf,
}

impl Worker {
    pub(crate) fn signal(&self, signal: Signal) {
        // It may have ended by itself, where its database had gone.
        let _ = kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal);
    }

    /// Asks it to end, and waits for that.
    pub(crate) fn end(self) -> Option<i32> {
        self.signal(Signal::SIGTERM);
        self.ended()
    }

    /// Waits until it has ended: a second signal would end it at once.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Kills it, as the system does when memory runs out.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
