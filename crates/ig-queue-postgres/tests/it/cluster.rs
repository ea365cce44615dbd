//! Clusters of Postgres for tests: on a socket in a temporary folder, and gone with the process.
//!
//! A shell that watches a pipe from this process stops the server and removes the folder when the
//! pipe ends, as it does after `kill -9` too. A cluster is a copy of a template that is made once
//! and kept in the temporary folder of the machine, since `initdb` takes a second.

mod programs;

use std::{
    fs::{File, create_dir_all},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use ig_queue_postgres::{BlockingStore, Config};

use self::programs::Programs;

/// A server.
pub(crate) struct Cluster {
    programs: Programs,
    folder: PathBuf,
    /// Its end of the pipe is closed when this is dropped, or when the process ends.
    watch: Child,
}

/// What the shell does: `$1` the folder with the programs, `$2` the template, `$3` the cluster,
/// `$4` options of the server, `$5` a file to make in it, or nothing.
const WATCH: &str = r#"
    trap '' INT HUP TERM
    umask 077
    rm -rf "$3"
    cp -R "$2" "$3" && { [ -z "$5" ] || touch "$3/$5"; } &&
        "$1/pg_ctl" start --silent --wait --timeout=300 -D "$3" -l "$3/log" -o "$4" && echo ready
    read -r _
    "$1/pg_ctl" stop --silent --wait --timeout=300 -m immediate -D "$3"
    rm -rf "$3"
"#;

impl Cluster {
    /// The one of this process, for tests that leave the server alone. It does not wait for the
    /// disk.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::start("-c fsync=off"))
    }

    /// One of its own, for tests of what happens when a server fails.
    pub(crate) fn own() -> Self {
        Self::start("-c fsync=on")
    }

    /// One that many databases share, some of which may need it to fail.
    pub(crate) fn durable() -> Self {
        Self::start("-c fsync=on -c max_connections=700 -c recovery_init_sync_method=syncfs")
    }

    fn start(options: &str) -> Self {
        let programs = Programs::find();
        let template = template(&programs);
        Self::copy(programs, &template, options, "")
    }

    /// A standby on a copy of this one's folder, as far as that is. This one must be stopped.
    pub(crate) fn standby_of_stopped(&self) -> Self {
        Self::copy(self.programs.clone(), &self.folder, "-c fsync=on", "standby.signal")
    }

    fn copy(programs: Programs, from: &Path, options: &str, file: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("ig-pg-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let options = format!(
            "-k {} -c listen_addresses= -c shared_buffers=16MB -c max_connections=100 {options}",
            folder.display()
        );
        let mut shell = programs.command("sh");
        shell.args(["-c", WATCH, "watch"]).arg(&programs.folder).arg(from).arg(&folder);
        shell.arg(options).arg(file);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut watch = shell.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(watch.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert_eq!(line, "ready\n", "Postgres does not start: {}", log());
        Self { programs, folder, watch }
    }

    /// Runs `pg_ctl`.
    pub(crate) fn control(&self, words: &[&str]) {
        let mut command = self.programs.command(self.programs.path("pg_ctl"));
        command.args(words).args(["--silent", "--wait", "--timeout=300", "-D"]).arg(&self.folder);
        command.arg("-l").arg(self.folder.join("log"));
        // The socket and all else were options of the first start, which `restart` keeps.
        let output = command.output().unwrap();
        assert!(output.status.success(), "pg_ctl {words:?}: {output:?}");
    }

    /// Stops it as a failure of the machine's power would, but for what the disk has.
    pub(crate) fn crash(&self) {
        let mut command = self.programs.command(self.programs.path("pg_ctl"));
        command
            .args(["stop", "-m", "immediate", "--silent", "--wait", "--timeout=300", "-D"])
            .arg(&self.folder);
        assert!(command.status().unwrap().success());
    }

    /// Starts it again with the options of its first start.
    pub(crate) fn start_again(&self) {
        let options = std::fs::read_to_string(self.folder.join("postmaster.opts")).unwrap();
        let options = options.split_once(' ').map_or("", |(_, options)| options).trim().to_owned();
        self.control(&["start", "-o", &options]);
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new database.
    pub(crate) fn database(&self) -> Database<'_> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let database = Database { cluster: self, name };
        Database { name: "postgres".to_owned(), ..database }
            .run(&format!("create database {}", database.name));
        database
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watch.stdin.take());
        let _ = self.watch.wait();
    }
}

/// A database of a cluster.
pub(crate) struct Database<'a> {
    pub(crate) cluster: &'a Cluster,
    pub(crate) name: String,
}

impl Database<'_> {
    /// The words that connect to it.
    pub(crate) fn words(&self) -> String {
        self.words_in(self.cluster.folder())
    }

    /// The words that connect to it through another folder's socket.
    pub(crate) fn words_in(&self, folder: &Path) -> String {
        format!("host={} user=postgres dbname={}", folder.display(), self.name)
    }

    pub(crate) fn config(&self) -> Config {
        Config::new(&self.words()).unwrap()
    }

    /// The same database of another cluster.
    pub(crate) fn on<'a>(&self, cluster: &'a Cluster) -> Database<'a> {
        Database { cluster, name: self.name.clone() }
    }

    /// With a queue in it.
    pub(crate) fn with_queue(self) -> Self {
        BlockingStore::migrate(&self.config()).unwrap();
        self
    }

    /// Opens the queue.
    pub(crate) fn open(&self) -> BlockingStore {
        BlockingStore::connect(self.config()).unwrap()
    }

    /// Another client, for what a store does not do.
    pub(crate) fn client(&self) -> Client {
        self.try_client().unwrap()
    }

    /// The same, where the server may be down.
    pub(crate) fn try_client(&self) -> Result<Client, tokio_postgres::Error> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let words = self.words();
        let client = runtime.block_on(async {
            let (client, connection) =
                tokio_postgres::connect(&words, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            Ok(client)
        })?;
        Ok(Client { client, runtime })
    }

    /// Runs statements.
    pub(crate) fn run(&self, statements: &str) {
        self.client().run(statements);
    }

    /// Removes it, where the server is there: one that was not shut down looks at the files of all
    /// its databases.
    pub(crate) fn try_remove(&self) {
        let other = Database { cluster: self.cluster, name: "postgres".to_owned() };
        if let Ok(client) = other.try_client() {
            client.try_run(&format!("drop database if exists {} with (force)", self.name));
        }
    }
}

/// A client that blocks.
pub(crate) struct Client {
    client: tokio_postgres::Client,
    runtime: tokio::runtime::Runtime,
}

impl Client {
    pub(crate) fn run(&self, statements: &str) {
        self.runtime.block_on(self.client.batch_execute(statements)).unwrap();
    }

    /// The first column of the first row, as text.
    pub(crate) fn ask(&self, question: &str) -> Option<String> {
        let rows = self.runtime.block_on(self.client.simple_query(question)).unwrap();
        rows.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
    }

    /// The same, or nothing where the server does not answer.
    pub(crate) fn try_ask(&self, question: &str) -> Option<String> {
        let rows = self.runtime.block_on(self.client.simple_query(question)).ok()?;
        rows.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
    }

    /// Runs statements, where the server is there.
    pub(crate) fn try_run(&self, statements: &str) {
        let _ = self.runtime.block_on(self.client.batch_execute(statements));
    }

    /// Asks until the answer is `true`.
    pub(crate) fn until(&self, question: &str) {
        while self.ask(question).as_deref() != Some("t") {
            std::thread::yield_now();
        }
    }
}

/// A folder as `initdb` makes it, made once.
fn template(programs: &Programs) -> PathBuf {
    let version = programs.version();
    let place = std::env::temp_dir().join(format!("ig-pg-template-{version}-{}", programs.user()));
    create_dir_all(&place).unwrap();
    programs.give(&place);
    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    let template = place.join("data");
    // It has its name when it is whole.
    if !template.exists() {
        let new = place.join("new");
        let _ = std::fs::remove_dir_all(&new);
        let mut init = programs.command(programs.path("initdb"));
        init.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        init.args(["--wal-segsize=1", "--no-sync", "-D"]).arg(&new);
        let output = Command::output(&mut init).unwrap();
        assert!(output.status.success(), "initdb: {output:?}");
        std::fs::rename(&new, &template).unwrap();
    }
    template
}
