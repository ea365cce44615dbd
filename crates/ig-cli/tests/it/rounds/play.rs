//! One round, run to its end and judged.

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    draw::{Deed, Moment, Round, Turn},
    gate::Way,
    home::{Home, Saves},
    many::Done,
    sandbox::Killable,
};
use crate::world::{Ran, Started};

/// Posts once, despite all disturbances.
pub(crate) fn play(round: &Round) -> Done {
    let mut home = Home::new();
    let mut sandbox = Killable::start(home.sandbox(), round.second_publish);
    home.set_api(sandbox.gate.url());
    sandbox.arm(&round.faults);
    let mut done = Done::default();
    for turn in &round.turns {
        let saves = Saves::watch(&home);
        let started = begin_or_resume(&home, round);
        disturb(*turn, started, saves, &mut sandbox, &mut done);
    }
    let report = finish(round, &home, &sandbox, &mut done);
    judge(&report, &home, &sandbox);
    done.matched += usize::from(report["media_known"] == "matched");
    done
}

pub(crate) fn begin_or_resume(home: &Home, round: &Round) -> Started {
    match home.post() {
        Some(id) => home.start(&["resume", &id, "--json"]),
        None => {
            let args = [&["publish", "--json", "--settle=1s"], round.kind.args()].concat();
            home.start(&args)
        }
    }
}

/// Waits for the moment and acts, unless the command has ended before.
fn disturb(
    turn: Turn,
    mut started: Started,
    mut saves: Saves,
    sandbox: &mut Killable,
    done: &mut Done,
) {
    if let Moment::Request(nth, side) = turn.moment {
        sandbox.gate.set(nth, side);
    }
    let start = Instant::now();
    let is_now = |saves: &mut Saves| match turn.moment {
        Moment::Micros(micros) => Duration::from_micros(micros) <= start.elapsed(),
        Moment::Request(..) => sandbox.gate.holds(),
        Moment::Kept(nth) => {
            saves.look();
            nth <= saves.kept()
        }
        Moment::Keeping(nth) => {
            saves.look();
            nth <= saves.keeping()
        }
    };
    while !is_now(&mut saves) {
        if started.has_ended() {
            sandbox.gate.release(Way::On);
            done.too_late += 1;
            return reported_the_truth(&started.end(), sandbox);
        }
        assert!(
            start.elapsed() < Duration::from_secs(240),
            "it neither ends nor reaches the moment"
        );
        thread::sleep(Duration::from_micros(100));
    }
    if let Some(ran) = turn.deed.act(started, sandbox, done) {
        reported_the_truth(&ran, sandbox);
    }
}

impl Deed {
    /// Does it to a run of the command; returns how the run ended, where it was not killed.
    pub(crate) fn act(
        self,
        started: Started,
        sandbox: &mut Killable,
        done: &mut Done,
    ) -> Option<Ran> {
        match self {
            Self::Kill => {
                started.kill();
                done.kills += 1;
                sandbox.gate.release(Way::Lost);
                None
            }
            Self::KillBoth => {
                started.kill();
                sandbox.kill_and_restart();
                done.kills += 1;
                done.sandbox_kills += 1;
                None
            }
            Self::KillSandbox => {
                sandbox.kill_and_restart();
                done.sandbox_kills += 1;
                Some(started.end())
            }
            Self::FillDisk => {
                fill_disk(&started);
                done.full_disks += 1;
                sandbox.gate.release(Way::On);
                Some(started.end())
            }
        }
    }
}

/// Stops all files of the process from growing. It may have ended by itself.
pub(crate) fn fill_disk(started: &Started) {
    let id = started.id().to_string();
    let output = Command::new("prlimit").args(["--fsize=0", "--pid", &id]).output();
    drop(output.expect("prlimit, of util-linux"));
}

/// A run that ends by itself reports the truth.
fn reported_the_truth(ran: &Ran, sandbox: &Killable) {
    let public = sandbox.public();
    // Before the post is started, missing space is a usage error, and nothing was sent.
    let is_not_begun = ran.code == Some(2) && ran.stderr.contains("so nothing was sent");
    assert!(matches!(ran.code, Some(0 | 1 | 3)) || is_not_begun, "{ran:#?}");
    assert!(!is_not_begun || public.is_empty(), "{public:?}: {ran:#?}");
    let Ok(report) = serde_json::from_str::<Value>(&ran.stdout) else {
        panic!("no report: {ran:#?}");
    };
    if report["outcome"] == "published" {
        assert_eq!(public, [report["media"].as_str().unwrap_or_default()], "{ran:#?}");
    }
    assert!(report["outcome"] != "not_published" || public.is_empty(), "{public:?}: {ran:#?}");
}

/// Resumes the post until it is public, by several processes at once.
pub(crate) fn finish(round: &Round, home: &Home, sandbox: &Killable, done: &mut Done) -> Value {
    for _ in 0..12 {
        let all: Vec<_> = match home.post() {
            Some(_) => (0..round.at_once).map(|_| begin_or_resume(home, round)).collect(),
            None => vec![begin_or_resume(home, round)],
        };
        for started in all {
            let ran = started.end();
            reported_the_truth(&ran, sandbox);
            assert!(ran.code != Some(3) || is_busy_or_uncertain(&ran), "{ran:#?}");
        }
        let Some(id) = home.post() else { continue };
        let report = home.start(&["resume", &id, "--json"]).end().json();
        match report["outcome"].as_str() {
            Some("published") => return report,
            Some("not_published") => {
                done.restarted += 1;
                home.forget();
            }
            _ => (),
        }
    }
    panic!("it is never published");
}

fn is_busy_or_uncertain(ran: &Ran) -> bool {
    ran.stderr.contains("is in use") || ran.stdout.contains("\"uncertain\"")
}

/// One post, its id, and nothing left to do.
pub(crate) fn judge(report: &Value, home: &Home, sandbox: &Killable) {
    let public = sandbox.public();
    assert_eq!(public.len(), 1, "one post: {public:?}");
    assert_eq!(report["media"], *public[0], "{report}");
    assert!(report["media_known"] != "unknown", "{report}");
    let seen = sandbox.gate.seen();
    let id = home.post().unwrap();
    let again = home.start(&["resume", &id, "--json"]).end().expect(0).json();
    assert_eq!(again["media"], report["media"]);
    assert_eq!(sandbox.gate.seen(), seen, "nothing was left to request");
}
