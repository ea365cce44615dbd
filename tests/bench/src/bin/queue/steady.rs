//! A worker under a steady load, in real time: its processor time and its memory.

use std::{
    env, fs,
    path::Path,
    process::{self, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use ig_bench::{queue::post, usage::process_time};
use ig_core::Timestamp;
use ig_queue::{Change, Incarnation, Limits, NewPost, News, Written};
use ig_queue_sqlite::{Driver, SqliteStore, Until};
use serde_json::{Value, json};

use crate::{clients, due, memory::status, server};

/// Posts a day: 10 000 accounts with 25 each.
const POSTS: usize = 250_000;
const ACCOUNTS: usize = 10_000;

/// The worker runs for so long before it is measured: posts are prepared two minutes before their
/// time, so the load is steady by then.
const BEFORE: Duration = Duration::from_secs(130);

/// Fills a queue with the posts of a day, and starts its worker in a process of its own.
pub(crate) fn measure(folder: &Path, seconds: &str) -> Value {
    fs::create_dir_all(folder).expect("a folder");
    let url = server::start();
    let mut store = SqliteStore::open(folder.join("steady.db")).expect("a queue");
    let start = ig_driver::now().after(Duration::from_secs(30));
    let numbers: Vec<usize> = (0..POSTS).collect();
    for chunk in numbers.chunks(due::CHUNK) {
        let posts: Vec<_> = chunk.iter().map(|number| of_the_day(*number, start, &url)).collect();
        drop(store.add_all(&posts).expect("posts"));
    }
    drop(store);
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.arg("steady-work").arg(folder).args([seconds, &url]);
    let output = command.stderr(Stdio::inherit()).output().expect("the worker");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("its figures")
}

/// One of the posts of a day, which are as far from each other in time.
fn of_the_day(number: usize, start: Timestamp, url: &str) -> NewPost {
    let millis = 86_400_000 * number as u64 / POSTS as u64;
    let at = start.after(Duration::from_millis(millis));
    let mut new = post(number, at);
    new.plan = post(number % ACCOUNTS, at).plan;
    new.api_base = url.parse().expect("a URL");
    new
}

/// Works for so many seconds after the load is steady; gives what they took.
pub(crate) fn work(folder: &Path, seconds: usize, url: &str) -> Value {
    let store = SqliteStore::open(folder.join("steady.db")).expect("a queue");
    let me: Incarnation = format!("worker {}", process::id()).parse().expect("a name");
    let mut driver = Driver::new(store, me, Limits::default());
    let stopper = driver.stopper();
    let time = Duration::from_secs(seconds as u64);
    let watch = thread::spawn(move || {
        thread::sleep(BEFORE);
        let before = process_time();
        thread::sleep(time);
        let used = process_time() - before;
        stopper.stop();
        used
    });
    let start = Instant::now();
    let mut published: u32 = 0;
    let mut count = |news: News<'_, _>| {
        if let News::Written(write, Written::Done(_)) = news
            && let Change::Outcome { .. } = write.change
            && (BEFORE..BEFORE + time).contains(&start.elapsed())
        {
            published += 1;
        }
    };
    driver.run(Until::Stopped, &mut clients::of(url), &mut count).expect("no error");
    let used = watch.join().expect("the time");
    json!({
        "cpu_percent": 100.0 * used.as_secs_f64() / time.as_secs_f64(),
        "published_a_second": f64::from(published) / time.as_secs_f64(),
        "peak_mib": status("VmHWM:"),
    })
}
