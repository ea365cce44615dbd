//! One round: a post that is due at once or in some seconds, run to its end and judged.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::writes::Writes;
use crate::{
    rounds::{
        draw::{Deed, Dice, Kind, faults},
        gate::{Side, Way},
        home::Home,
        many::Done,
        sandbox::Killable,
    },
    world::{Ran, Started},
};

/// A post and its disturbances.
#[derive(Debug)]
pub(crate) struct Round {
    pub(crate) kind: Kind,
    pub(crate) second_publish: &'static str,
    pub(crate) faults: Value,
    pub(crate) turns: Vec<(Moment, Deed)>,
    /// In how many seconds it is due.
    pub(crate) due_in: u64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// After this time from the start.
    Micros(u64),
    /// When the worker's nth request is on this side.
    Request(usize, Side),
    /// When it has written to the log of the queue for the nth time.
    Write(usize),
}

impl Round {
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let kind = dice.one_of(&Kind::ALL);
        Self {
            kind,
            second_publish: dice.one_of(&["again", "again", "refuse"]),
            faults: faults(&mut dice, kind),
            turns: (0..1 + dice.below(4)).map(|_| turn(&mut dice, kind)).collect(),
            due_in: dice.one_of(&[0, 0, 1, 2, 3]),
        }
    }
}

fn turn(dice: &mut Dice, kind: Kind) -> (Moment, Deed) {
    let most = if matches!(kind, Kind::Photo | Kind::Story) { 8 } else { 16 };
    let moment = match dice.below(8) {
        0 | 1 => Moment::Micros(dice.below(60_000)),
        2 | 3 => Moment::Write(dice.nth(2 * most)),
        4 | 5 => Moment::Request(dice.nth(most), Side::Before),
        _ => Moment::Request(dice.nth(most), Side::After),
    };
    (moment, Deed::of(dice))
}

const WORK: [&str; 4] = ["queue", "work", "--drain", "--json"];

/// Adds the post; returns its id.
pub(super) fn add(home: &Home, round: &Round) -> String {
    let at = format!("--at=+{}s", round.due_in);
    let args = [&["queue", "add", "--json", "--settle=1s", &at], round.kind.args()].concat();
    let ran = home.start(&args).end().expect(0).json();
    ran["id"].as_str().unwrap().to_owned()
}

pub(super) fn work(home: &Home) -> Started {
    home.start(&WORK)
}

/// The post as the queue has it.
pub(super) fn row(home: &Home, id: &str) -> Value {
    home.start(&["queue", "explain", id, "--json"]).end().expect(0).json()
}

/// Publishes once, despite all disturbances.
pub(super) fn play(round: &Round) -> Done {
    let mut home = Home::new();
    let mut sandbox = Killable::start(home.sandbox(), round.second_publish);
    home.set_api(sandbox.gate.url());
    sandbox.arm(&round.faults);
    let mut done = Done::default();
    let mut id = add(&home, round);
    for turn in &round.turns {
        disturb(*turn, &home, &mut sandbox, &mut done);
        not_early(&row(&home, &id), &sandbox);
    }
    let row = finish(round, &home, &sandbox, &mut id, &mut done);
    judge(&row, &home, &sandbox);
    done.matched += usize::from(row["media_known"] == "matched");
    done
}

/// Waits for the moment and acts, unless the worker has ended before.
fn disturb(turn: (Moment, Deed), home: &Home, sandbox: &mut Killable, done: &mut Done) {
    let (moment, deed) = turn;
    if let Moment::Request(nth, side) = moment {
        sandbox.gate.set(nth, side);
    }
    let mut writes = Writes::of(home);
    let mut started = work(home);
    // In the middle of whatever it does.
    let list = home.start(&["queue", "list", "--json"]);
    let start = Instant::now();
    loop {
        let is_now = match moment {
            Moment::Micros(micros) => Duration::from_micros(micros) <= start.elapsed(),
            Moment::Request(..) => sandbox.gate.holds(),
            Moment::Write(nth) => nth <= writes.count(),
        };
        if is_now {
            break;
        }
        if started.has_ended() {
            sandbox.gate.release(Way::On);
            done.too_late += 1;
            reported_the_truth(&started.end(), sandbox);
            return listed(list, done);
        }
        assert!(start.elapsed() < Duration::from_secs(240), "it neither ends nor reaches it");
        thread::sleep(Duration::from_micros(100));
    }
    if let Some(ran) = deed.act(started, sandbox, done) {
        reported_the_truth(&ran, sandbox);
    }
    listed(list, done);
}

/// What is public is due.
fn not_early(row: &Value, sandbox: &Killable) {
    if !sandbox.public().is_empty() {
        assert!(time(&row["due"]) <= jiff::Timestamp::now(), "{row}");
    }
}

fn time(text: &Value) -> jiff::Timestamp {
    text.as_str().unwrap().parse().unwrap()
}

/// A list beside a worker is whole, whatever becomes of the worker.
fn listed(list: Started, done: &mut Done) {
    let ran = list.end().expect(0).json();
    assert_eq!(ran["posts"].as_array().unwrap().len(), 1 + done.restarted, "{ran}");
    done.lists += 1;
}

/// A worker that ends by itself reports the truth.
fn reported_the_truth(ran: &Ran, sandbox: &Killable) {
    let public = sandbox.public();
    assert!(matches!(ran.code, Some(0..=3)), "{ran:#?}");
    let report = ran.json();
    for post in report["posts"].as_array().into_iter().flatten() {
        match post["outcome"].as_str().unwrap() {
            "published" => {
                assert_eq!(public, [post["media"].as_str().unwrap_or_default()], "{ran:#?}");
            }
            "not_published" => assert!(public.is_empty(), "{public:?}: {ran:#?}"),
            _ => (),
        }
    }
}

/// Works until the post is public.
fn finish(
    round: &Round,
    home: &Home,
    sandbox: &Killable,
    id: &mut String,
    done: &mut Done,
) -> Value {
    for _ in 0..12 {
        reported_the_truth(&work(home).end(), sandbox);
        let found = row(home, id);
        match found["outcome"].as_str().unwrap() {
            "published" => return found,
            // As a person does.
            "uncertain" | "held" => {
                home.start(&["queue", "release", id]).end().expect(0);
            }
            "not_published" => {
                assert!(sandbox.public().is_empty(), "{found}");
                done.restarted += 1;
                *id = add(home, round);
            }
            _ => (),
        }
    }
    panic!("it is never published: {}", row(home, id));
}

/// One post, not early, and nothing left to do.
fn judge(row: &Value, home: &Home, sandbox: &Killable) {
    let public = sandbox.public();
    assert_eq!(public.len(), 1, "one post: {public:?}: {row}");
    assert_eq!(row["media"], *public[0], "{row}");
    assert!(row["media_known"] != "unknown", "{row}");
    let events = row["events"].as_array().unwrap();
    let allowed = events.iter().find(|it| it["what"].as_str().unwrap().contains("is allowed"));
    let allowed = allowed.unwrap_or_else(|| panic!("no publish was allowed: {row}"));
    assert!(time(&row["due"]) <= time(&allowed["at"]), "{row}");
    let seen = sandbox.gate.seen();
    let again = work(home).end().expect(0).json();
    assert_eq!(again["posts"], json!([]));
    assert_eq!(sandbox.gate.seen(), seen, "nothing was left to request");
}
