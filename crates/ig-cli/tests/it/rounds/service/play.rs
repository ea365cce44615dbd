//! One round: posts that are asked for again and again, run to their end and judged.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::clients::{Door, Heard, ask, post};
use crate::{
    rounds::{
        draw::{Deed, Dice, Kind, faults},
        gate::{Side, Way},
        home::Home,
        many::Done,
        queue::{play::Moment, writes::Writes},
        sandbox::Killable,
    },
    serve::{self, Http, Serving},
};

/// Posts and their disturbances.
#[derive(Debug)]
pub(super) struct Round {
    kinds: Vec<Kind>,
    second_publish: &'static str,
    faults: Value,
    turns: Vec<Turn>,
}

/// A run of the programs, and what happens to the first of them.
#[derive(Clone, Debug)]
struct Turn {
    doors: Vec<Door>,
    moment: Moment,
    deed: Deed,
}

impl Round {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        // Two posts of an account are some seconds apart.
        let count = dice.one_of(&[1, 1, 1, 2]);
        let kinds: Vec<_> = (0..count).map(|_| dice.one_of(&Kind::ALL)).collect();
        let faults = faults(&mut dice, kinds[0]);
        let turns = (0..1 + dice.below(4)).map(|_| turn(&mut dice, kinds[0])).collect();
        let second_publish = dice.one_of(&["again", "again", "refuse"]);
        Self { kinds, second_publish, faults, turns }
    }
}

fn turn(dice: &mut Dice, kind: Kind) -> Turn {
    let most = if matches!(kind, Kind::Photo | Kind::Story) { 8 } else { 16 };
    let moment = match dice.below(8) {
        0 | 1 => Moment::Micros(dice.below(100_000)),
        2 | 3 => Moment::Write(dice.nth(2 * most)),
        4 | 5 => Moment::Request(dice.nth(most), Side::Before),
        _ => Moment::Request(dice.nth(most), Side::After),
    };
    let (serve, mcp) = (Door::Serve, Door::Mcp);
    let doors = [vec![serve], vec![serve], vec![mcp], vec![serve, mcp], vec![mcp, serve]];
    Turn { doors: dice.one_of(&doors), moment, deed: Deed::of(dice) }
}

/// Publishes each key once, despite all disturbances.
pub(super) fn play(round: &Round) -> Done {
    let mut home = Home::new();
    std::fs::create_dir_all(home.state().join("queue")).unwrap();
    let mut sandbox = Killable::start(home.sandbox(), round.second_publish);
    home.set_api(sandbox.gate.url());
    sandbox.arm(&round.faults);
    let (mut done, heard) = (Done::default(), Heard::default());
    let wanted: Vec<_> =
        (1..).zip(&round.kinds).map(|(number, kind)| (format!("k{number}"), post(*kind))).collect();
    for turn in &round.turns {
        disturb(turn, &home, &wanted, &heard, &mut sandbox, &mut done);
    }
    done.lists += heard.answers.load(Ordering::SeqCst);
    finish(&home, wanted, &heard, &sandbox, &mut done);
    done
}

/// Waits for the moment and acts on the first program; the other goes on until it is killed too.
fn disturb(
    turn: &Turn,
    home: &Home,
    wanted: &[(String, Value)],
    heard: &Heard,
    sandbox: &mut Killable,
    done: &mut Done,
) {
    /// How long a moment is waited for that may never come, since all is done.
    const LONGEST: Duration = Duration::from_secs(3);
    if let Moment::Request(nth, side) = turn.moment {
        sandbox.gate.set(nth, side);
    }
    let mut writes = Writes::watch(&home.state().join("queue"), "-wal");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let running = turn.doors.iter().map(|door| ask(scope, home, *door, wanted, heard, &over));
        let mut running: Vec<_> = running.collect();
        let start = Instant::now();
        loop {
            let is_now = match turn.moment {
                Moment::Micros(micros) => Duration::from_micros(micros) <= start.elapsed(),
                Moment::Request(..) => sandbox.gate.holds(),
                Moment::Write(nth) => nth <= writes.count(),
            };
            if is_now {
                break;
            }
            if heard.has_all(wanted) || LONGEST <= start.elapsed() {
                done.too_late += 1;
                break;
            }
            assert!(!running[0].has_ended(), "it has ended by itself");
            thread::sleep(Duration::from_micros(200));
        }
        let mut clients = Vec::new();
        let (first, client) = running.remove(0).parts();
        clients.push(client);
        match turn.deed {
            Deed::Kill | Deed::KillBoth => {
                turn.deed.act(first, sandbox, done);
            }
            // It goes on, and is killed a little later.
            Deed::KillSandbox => {
                sandbox.kill_and_restart();
                done.sandbox_kills += 1;
                thread::sleep(Duration::from_millis(50));
                first.kill();
            }
            Deed::FillDisk => {
                crate::rounds::play::fill_disk(&first);
                done.full_disks += 1;
                sandbox.gate.release(Way::On);
                thread::sleep(Duration::from_millis(50));
                first.kill();
            }
        }
        sandbox.gate.release(Way::On);
        over.store(true, Ordering::SeqCst);
        for other in running {
            let (process, client) = other.parts();
            process.kill();
            done.kills += 1;
            clients.push(client);
        }
        clients.into_iter().for_each(|client| client());
    });
}

/// Asks until each post is public, as a client that never gives up.
fn finish(
    home: &Home,
    wanted: Vec<(String, Value)>,
    heard: &Heard,
    sandbox: &Killable,
    done: &mut Done,
) {
    let Serving { process, http } = Serving::of(&mut home.command(&serve::ARGS), &home.state());
    let mut media = BTreeSet::new();
    for (key, post) in wanted {
        let found = published(home, &http, key.clone(), &post, done);
        let id = found["media"].as_str().unwrap_or_else(|| panic!("no id: {found}")).to_owned();
        if found["key"] == *key {
            heard.is_true(&key, &id);
        }
        done.matched += usize::from(found["media_known"] == "matched");
        assert!(media.insert(id), "two keys have one post: {found}");
    }
    let public: BTreeSet<_> = sandbox.public().into_iter().collect();
    assert_eq!(public, media, "one post for each key");
    assert_eq!(sandbox.public().len(), media.len());
    // Nothing is left to do.
    let seen = sandbox.gate.seen();
    let listed = http.get("/posts").expect(200).body;
    let posts = listed["posts"].as_array().unwrap();
    assert!(posts.iter().all(|post| post["is_final"] == true), "{listed}");
    assert_eq!(sandbox.gate.seen(), seen);
    process.kill();
}

fn published(home: &Home, http: &Http, key: String, post: &Value, done: &mut Done) -> Value {
    let mut name = key;
    for _ in 0..40 {
        let reply = http.send("PUT", &format!("/posts/{name}?wait=15"), &post.to_string());
        assert!(matches!(reply.status, 200 | 202), "{reply:?}");
        match reply.body["state"].as_str().unwrap() {
            "published" => return reply.body,
            // As a person does.
            "uncertain" | "held" => {
                home.start(&["queue", "release", &name]).end().expect(0);
            }
            // After a block, or so late that it is some minutes after the other one.
            "waiting" => {
                home.start(&["brake", "clear", "--all"]).end();
                home.start(&["queue", "edit", &name, "--at=+0s"]).end();
            }
            "not_published" => {
                // Its key has been told so.
                done.restarted += 1;
                name = format!("{name}.{}", done.restarted);
            }
            _ => (),
        }
    }
    panic!("it is never published: {}", http.get(&format!("/posts/{name}")).body);
}
