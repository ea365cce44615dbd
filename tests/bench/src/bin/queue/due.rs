//! A due post beside many that wait, compared with one beside none.

use std::{fmt::Debug, fs, path::Path, time::Instant};

use ig_bench::{
    queue::{Server, post, work},
    usage::thread_time,
};
use ig_core::Timestamp;
use ig_queue::{NewPost, Store};
#[cfg(feature = "postgres")]
use ig_queue_postgres::{BlockingStore, Config};
use ig_queue_sqlite::SqliteStore;
use serde_json::{Value, json};

/// Posts are added in transactions of so many.
pub(crate) const CHUNK: usize = 5000;

/// Before each measured round there are so many that are not.
const WARM: usize = 20;

/// The databases of the SQLite part.
pub(crate) const FULL: &str = "full.db";
const EMPTY: &str = "empty.db";

/// Milliseconds that a due post takes in each of two databases of SQLite, in turns.
pub(crate) fn sqlite(folder: &Path, waiting: usize, rounds: usize) -> Value {
    fs::create_dir_all(folder).expect("a folder");
    let mut full = SqliteStore::open(folder.join(FULL)).expect("a queue");
    let mut empty = SqliteStore::open(folder.join(EMPTY)).expect("a queue");
    let start = Instant::now();
    fill(waiting, |posts| drop(full.add_all(posts).expect("posts")));
    let filling = start.elapsed().as_secs_f64();
    let size = |file: String| fs::metadata(folder.join(file)).expect("a file").len();
    let bytes = size(FULL.to_owned()) + size(format!("{FULL}-wal"));
    for store in [&mut full, &mut empty] {
        store.lock(&"bench".parse().expect("a name")).expect("the lock");
    }
    let mut figures = in_turns(&mut full, &mut empty, rounds);
    figures["waiting"] = json!(waiting);
    figures["filling_seconds"] = json!(filling);
    figures["full_mib"] = json!(bytes as f64 / f64::from(1 << 20));
    figures
}

/// Milliseconds that a due post takes in each of two databases of Postgres, in turns. The first is
/// filled where it is not yet.
#[cfg(feature = "postgres")]
pub(crate) fn postgres(full: &str, empty: &str, waiting: usize, rounds: usize) -> Value {
    let open = |words: &str| {
        let config = Config::new(words).expect("a database");
        BlockingStore::migrate(&config).expect("a schema");
        BlockingStore::connect(config).expect("a queue")
    };
    let (mut full, mut empty) = (open(full), open(empty));
    let start = Instant::now();
    if full.counts().expect("counts").waiting == 0 {
        fill(waiting, |posts| drop(full.add_all(posts).expect("posts")));
    }
    let filling = start.elapsed().as_secs_f64();
    let mut figures = in_turns(&mut full, &mut empty, rounds);
    figures["waiting"] = json!(full.counts().expect("counts").waiting);
    figures["filling_seconds"] = json!(filling);
    figures
}

/// Adds posts that are due in a month and later, one a second.
pub(crate) fn fill(waiting: usize, mut add: impl FnMut(&[NewPost])) {
    let start = ig_driver::now().as_unix_millis() + 30 * 24 * 3_600_000;
    let due = |number: usize| Timestamp::from_unix_millis(start + 1000 * number as u64);
    let numbers: Vec<usize> = (0..waiting).collect();
    for chunk in numbers.chunks(CHUNK) {
        let posts: Vec<_> = chunk.iter().map(|number| post(*number, due(*number))).collect();
        add(&posts);
    }
}

/// The same due post in both stores, one after the other: neither has a better time of day.
pub(crate) fn in_turns<S: Store<Error: Debug>>(
    full: &mut S,
    empty: &mut S,
    rounds: usize,
) -> Value {
    let server = Server::new();
    let (mut times, mut work_times) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    // Of an earlier run in the same databases there are posts with other numbers.
    let first = ig_driver::now().as_unix_millis() as usize;
    for round in 0..WARM + rounds {
        let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        for place in order {
            let store = if place == 0 { &mut *full } else { &mut *empty };
            let number = first + round;
            drop(store.add(&post(number, ig_driver::now())).expect("a post"));
            let (start, worked) = (Instant::now(), thread_time());
            let requests = work(store, &server, &format!("worker {round}"));
            let millis = start.elapsed().as_secs_f64() * 1000.0;
            assert!(0 < requests, "the due post was not found");
            let worked = (thread_time() - worked).as_secs_f64() * 1000.0;
            if WARM <= round {
                times[place].push(millis);
                work_times[place].push(worked);
            }
        }
    }
    let ([full, empty], [full_work, empty_work]) = (times, work_times);
    json!({
        "full_ms": full,
        "empty_ms": empty,
        "full_work_ms": full_work,
        "empty_work_ms": empty_work,
    })
}
