//! A worker that is killed, and another process that takes over; and the same with a bare lock.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::Path,
    process::{self, Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use ig_bench::queue::post;
use ig_queue::{Incarnation, Limits, News, Store as _};
use ig_queue_sqlite::{Driver, Error, SqliteStore, Until};
use serde_json::{Value, json};

use crate::clients;

/// How often a standby tries, which is what `ig queue work` in a shell's loop does.
const AGAIN: Duration = Duration::from_millis(100);

/// Milliseconds from the kill of a worker, which waits for a reply, to the post in the hands of
/// another; and from the kill of a holder of a bare lock to the lock in the hands of another.
pub(crate) fn measure(folder: &Path, rounds: usize) -> Value {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    // Connections are accepted by the system and never answered.
    let mut ours = Vec::new();
    let mut bare = Vec::new();
    for round in 0..rounds {
        let folder = folder.join(format!("standby-{round}"));
        fs::create_dir_all(&folder).expect("a folder");
        let mut store = SqliteStore::open(folder.join("queue.db")).expect("a queue");
        let mut new = post(round, ig_driver::now());
        new.api_base = url.parse().expect("a URL");
        drop(store.add(&new).expect("a post"));
        drop(store);
        let start = |name: &str| {
            let mut command = Command::new(env::current_exe().expect("this program"));
            command.arg("work").arg(&folder).args([name, &url]);
            command
        };
        ours.push(taken_over(&mut start("first"), &mut start("second")));
        let file = folder.join("bare.lock");
        let lock = || {
            let mut command = Command::new("flock");
            // Without a fork, the process that is killed is the one that has the lock.
            command.arg("--no-fork").arg(&file).args(["sh", "-c", "echo has it; exec sleep 60"]);
            command
        };
        bare.push(taken_over(&mut lock(), &mut lock()));
    }
    json!({ "ours_ms": ours, "flock_ms": bare, "again_ms": AGAIN.as_millis() })
}

/// Works on the queue once it can, and says when it has the post.
pub(crate) fn work(folder: &Path, name: &str, url: &str) -> Value {
    let mut clients = clients::of(url);
    let me: Incarnation = format!("{name} {}", process::id()).parse().expect("a name");
    let store = SqliteStore::open(folder.join("queue.db")).expect("a queue");
    let mut driver = Driver::new(store, me, Limits::default());
    loop {
        let ended = driver.run(Until::Stopped, &mut clients, &mut |news| {
            if let News::Claimed(_) = news {
                println!("has it");
                std::io::stdout().flush().expect("a pipe");
            }
        });
        match ended {
            Err(Error::Worked { .. }) => thread::sleep(AGAIN),
            other => panic!("{other:?}"),
        }
    }
}

/// Starts both, kills the first once it has it, and waits until the second does: milliseconds.
fn taken_over(first: &mut Command, second: &mut Command) -> f64 {
    // It has tried and failed by then.
    taken_over_after(3 * AGAIN, first, second)
}

/// The same, with the kill so long after the start of the second.
pub(crate) fn taken_over_after(time: Duration, first: &mut Command, second: &mut Command) -> f64 {
    let mut first = Process::start(first);
    first.has_it();
    let mut second = Process::start(second);
    thread::sleep(time);
    let start = Instant::now();
    first.0.kill().expect("a process");
    second.has_it();
    start.elapsed().as_secs_f64() * 1000.0
}

/// A process that prints a line when it has what it wants. It is killed at the end.
struct Process(Child);

impl Process {
    fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        Self(command.spawn().expect("a process"))
    }

    fn has_it(&mut self) {
        let mut line = String::new();
        let out = self.0.stdout.as_mut().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("a line");
        assert!(line.ends_with('\n'), "it ended: {line}");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
