//! `ig publish` against the sandbox's process, both killed at random moments, with lost replies, a
//! full disk and several `ig resume` at once: afterwards there is one post, and its id is known.
//!
//! `IG_KILLS` is the number of rounds (200), `IG_KILLS_SEED` the seed of the first (1): the round
//! after it has the next number. `IG_KILLS_REPORT` names a file for what `cargo xtask soak`
//! reports.

#![expect(
    clippy::print_stdout,
    reason = "a failed round is printed with the command that repeats it"
)]

mod draw;
mod every;
mod full_disk;
mod gate;
mod home;
mod play;
mod queue;
mod sandbox;

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use serde_json::json;

use self::{
    draw::Round,
    play::{Done, play},
};

/// Rounds mostly wait, so many of them run at once.
const AT_ONCE: usize = 16;

fn number(name: &str, otherwise: u64) -> u64 {
    let text = env::var(name).unwrap_or_default();
    if text.is_empty() { otherwise } else { text.parse().expect(name) }
}

#[test]
fn whatever_is_killed_there_is_one_post() {
    let (rounds, first) = (number("IG_KILLS", 200), number("IG_KILLS_SEED", 1));
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let (done, failed) = (Mutex::new(Done::default()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if rounds <= number {
                        return;
                    }
                    let seed = first.wrapping_add(number);
                    let round = Round::of(seed);
                    match catch_unwind(AssertUnwindSafe(|| play(&round))) {
                        Ok(played) => done.lock().unwrap().add(played),
                        Err(_) => failed.lock().unwrap().push((seed, round)),
                    }
                }
            });
        }
    });
    let (done, failed) = (done.into_inner().unwrap(), failed.into_inner().unwrap());
    let seconds = start.elapsed().as_secs_f64();
    println!("{rounds} rounds from seed {first} in {seconds:.1} s: {done:?}");
    report(rounds, first, seconds, failed.len(), done);
    for (seed, round) in &failed {
        println!(
            "failed: IG_KILLS=1 IG_KILLS_SEED={seed} cargo test -p ig-cli --test it whatever_is_killed\n{round:?}"
        );
    }
    assert!(failed.is_empty(), "{} of {rounds} rounds failed", failed.len());
    // Rounds in which nothing happens would all pass.
    let all = usize::try_from(rounds).unwrap();
    if 50 <= all {
        assert!(all / 2 < done.kills && all / 5 < done.sandbox_kills, "{done:?}");
        assert!(all / 20 < done.full_disks && all / 20 < done.matched, "{done:?}");
    }
}

fn report(rounds: u64, seed: u64, seconds: f64, failed: usize, done: Done) {
    let Some(file) = env::var_os("IG_KILLS_REPORT") else { return };
    let report = json!({
        "rounds": rounds,
        "seed": seed,
        "seconds": seconds,
        "failed": failed,
        "kills": done.kills,
        "sandbox_kills": done.sandbox_kills,
        "full_disks": done.full_disks,
        "matched": done.matched,
    });
    fs::write(file, report.to_string()).unwrap();
}
