//! `ig queue work` against the sandbox's process, both killed at random moments, with lost replies, a
//! full disk and `ig queue list` at any time: afterwards there is one post, not early, and its row says
//! which.
//!
//! `IG_QUEUE_KILLS` is the number of rounds (100), `IG_KILLS_SEED` the seed of the first (1).
//! `IG_QUEUE_KILLS_REPORT` names a file for what `cargo xtask soak` reports.

mod every;
mod play;
mod writes;

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

use self::play::{Done, Round, play};
use super::number;

/// Rounds mostly wait, so many of them run at once.
const AT_ONCE: usize = 16;

#[test]
fn whatever_is_killed_a_scheduled_post_is_published_once() {
    let (rounds, first) = (number("IG_QUEUE_KILLS", 100), number("IG_KILLS_SEED", 1));
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
    if let Some(file) = env::var_os("IG_QUEUE_KILLS_REPORT") {
        let report = json!({
            "rounds": rounds,
            "seconds": seconds,
            "failed": failed.len(),
            "kills": done.kills,
            "sandbox_kills": done.sandbox_kills,
            "full_disks": done.full_disks,
        });
        fs::write(file, report.to_string()).unwrap();
    }
    for (seed, round) in &failed {
        println!(
            "failed: IG_QUEUE_KILLS=1 IG_KILLS_SEED={seed} cargo test -p ig-cli --test it \
             whatever_is_killed_a_scheduled\n{round:?}"
        );
    }
    assert!(failed.is_empty(), "{} of {rounds} rounds failed", failed.len());
    // Rounds in which nothing happens would all pass.
    let all = usize::try_from(rounds).unwrap();
    if 50 <= all {
        assert!(all / 3 < done.kills && all / 10 < done.sandbox_kills, "{done:?}");
        assert!(0 < done.full_disks && 0 < done.matched && all < done.lists, "{done:?}");
    }
}
