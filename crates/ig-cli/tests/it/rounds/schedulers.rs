//! The order of writes of two public schedulers, killed at the same places as a worker of our queue:
//! the judge that finds one post of ours finds more than one of theirs.
//!
//! `worker.py` beside this file says which schedulers, and what is modelled. `IG_SCHEDULER_KILLS` is
//! the number of rounds of each (100), `IG_KILLS_SEED` the seed of the first (1).

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    draw::{Deed, Kind},
    gate::{Side, Way},
    home::Home,
    many::{self, Done},
    queue::{
        play::{Moment, Round},
        writes::Writes,
    },
    sandbox::Killable,
};
use crate::world::{Started, TOKEN, USER};

/// The requests of an undisturbed post: create, read, publish, and the link to the post.
const REQUESTS: usize = 4;

/// How often the post is delivered after the disturbances, until its row has ended.
const DELIVERIES: usize = 12;

/// The interpreter itself: what is called `python3` may be a script that looks for it, a dozen times
/// a round.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let print = ["-c", "import sys; print(sys.executable)"];
        let output = Command::new("python3").args(print).output();
        let output = output.expect("this test needs python3: run `cargo xtask setup`");
        PathBuf::from(String::from_utf8(output.stdout).expect("a path").trim_end())
    })
}

/// A worker of one of the schedulers, on one post.
struct Scheduler {
    order: &'static str,
    row: PathBuf,
    api_base: String,
}

impl Scheduler {
    fn new(order: &'static str, home: &Home, api_base: String) -> Self {
        let folder = home.state().join("scheduler");
        fs::create_dir(&folder).unwrap();
        let row = folder.join("row.json");
        let new = json!({
            "state": "waiting", "container": null, "media": null, "step": null, "tries": 0, "round": 0,
        });
        fs::write(&row, new.to_string()).unwrap();
        Self { order, row, api_base }
    }

    fn work(&self) -> Started {
        let worker = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/rounds/schedulers/worker.py");
        let mut command = Command::new(python());
        command.arg(worker).arg(self.order).arg(&self.row);
        command.env("IG_API_BASE", &self.api_base).env("IG_USER_ID", USER);
        command.env("IG_ACCESS_TOKEN", TOKEN);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Started::new(&mut command)
    }

    fn row(&self) -> Value {
        serde_json::from_slice(&fs::read(&self.row).unwrap()).unwrap()
    }

    /// Delivers the post and disturbs the worker, unless that has ended before.
    fn disturb(&self, turn: (Moment, Deed), sandbox: &mut Killable, done: &mut Done) {
        let (moment, deed) = turn;
        if let Moment::Request(nth, side) = moment {
            sandbox.gate.set(nth, side);
        }
        let mut writes = Writes::watch(self.row.parent().unwrap(), ".new");
        let mut started = self.work();
        let start = Instant::now();
        // Python takes a while to start: what is random is the time after its first write.
        let mut first = None;
        loop {
            first = first.or_else(|| (0 < writes.count()).then(Instant::now));
            let is_now = match moment {
                Moment::Micros(micros) => {
                    first.is_some_and(|first| Duration::from_micros(micros) <= first.elapsed())
                }
                Moment::Request(..) => sandbox.gate.holds(),
                Moment::Write(nth) => nth <= writes.count(),
            };
            if is_now {
                break;
            }
            if started.has_ended() {
                sandbox.gate.release(Way::On);
                done.too_late += 1;
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(240), "it neither ends nor reaches it");
            thread::sleep(Duration::from_micros(100));
        }
        drop(deed.act(started, sandbox, done));
    }
}

/// Delivers one post until its row has ended, and counts what is public.
fn play(order: &'static str, round: &Round) -> Done {
    let home = Home::new();
    let mut sandbox = Killable::start(home.sandbox(), round.second_publish);
    let scheduler = Scheduler::new(order, &home, sandbox.gate.url());
    sandbox.arm(&round.faults);
    let mut done = Done::default();
    for turn in &round.turns {
        scheduler.disturb(*turn, &mut sandbox, &mut done);
    }
    let has_ended = |row: &Value| ["published", "failed"].contains(&row["state"].as_str().unwrap());
    for _ in 0..DELIVERIES {
        if has_ended(&scheduler.row()) {
            break;
        }
        scheduler.work().end();
    }
    let (row, public) = (scheduler.row(), sandbox.public().len());
    assert!(has_ended(&row), "{row}");
    done.duplicates += usize::from(1 < public);
    done.denied += usize::from(row["state"] == "failed" && 0 < public);
    done
}

/// The rounds of the queue's workers, with a photo in each.
fn of(seed: u64) -> Round {
    Round { kind: Kind::Photo, ..Round::of(seed) }
}

fn shows_duplicates(order: &'static str, test: &str) {
    let count = ("IG_SCHEDULER_KILLS", 100);
    let (all, done) = many::rounds(count, test, of, |round| play(order, round));
    if 50 <= all {
        assert!(all / 3 < done.kills, "{done:?}");
        assert!(0 < done.duplicates, "the judge sees no second post: {done:?}");
    }
}

#[test]
fn an_order_that_marks_the_post_after_its_step_publishes_twice() {
    shows_duplicates("postiz", "an_order_that_marks_the_post_after_its_step");
}

#[test]
fn an_order_that_keeps_the_container_after_a_failure_publishes_twice() {
    shows_duplicates("trypost", "an_order_that_keeps_the_container_after_a_failure");
}

/// The places at which a kill leads to a second post: the worker's nth request, and the side.
fn places(order: &'static str) -> Vec<(usize, Side)> {
    let all = (1..=REQUESTS).flat_map(|nth| [(nth, Side::Before), (nth, Side::After)]);
    let rounds = all.map(|(nth, side)| {
        let turns = vec![(Moment::Request(nth, side), Deed::Kill)];
        thread::spawn(move || {
            let done = play(order, &Round { turns, faults: json!([]), ..of(1) });
            assert_eq!(done.kills, 1, "{order}: {nth} {side:?}");
            (done.duplicates != 0).then_some((nth, side))
        })
    });
    let rounds: Vec<_> = rounds.collect();
    rounds.into_iter().filter_map(|round| round.join().unwrap()).collect()
}

#[test]
fn a_scheduler_killed_between_its_publish_and_its_row_publishes_twice() {
    for order in ["postiz", "trypost"] {
        let places = places(order);
        // Up to the write of its row each leads there, and no other does.
        let publish = places.iter().position(|place| *place == (3, Side::After));
        assert_eq!(publish, Some(0), "{order}: {places:?}");
    }
}

#[test]
fn an_undisturbed_scheduler_publishes_once() {
    for order in ["postiz", "trypost"] {
        let round = Round { turns: Vec::new(), faults: json!([]), ..of(1) };
        let done = play(order, &round);
        assert_eq!((done.duplicates, done.denied), (0, 0), "{order}");
    }
}
