//! Thousands of worlds, in each of which things go wrong in another way, and no post comes out
//! twice.

use ig_queue::Sends;
use ig_sandbox_core::SecondPublish;

use crate::world::{Rules, World};

/// 20 000 worlds in all, unless `PROPTEST_CASES` sets another number for each test.
#[expect(clippy::disallowed_methods, reason = "only the machine may read no environment")]
fn worlds(share: u64) -> u64 {
    let set = std::env::var("PROPTEST_CASES").ok();
    set.and_then(|cases| cases.parse().ok()).unwrap_or(20_000 * share / 100)
}

fn run(seed: u64, rules: Rules) -> World {
    let mut world = World::new(seed, rules);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| world.run()));
    assert!(caught.is_ok(), "in the world of seed {seed} with {rules:?}: as above");
    world
}

const CALM: Rules =
    Rules { second: SecondPublish::Again, has_a_gap: false, sends: Sends::Verified, mishaps: 12 };

#[test]
fn never_two_posts_where_a_second_publish_posts_again() {
    let mut batches = 0;
    for seed in 0..worlds(40) {
        batches += run(seed, CALM).judge.batches;
    }
    assert_ne!(batches, 0, "no reads were shared in any world");
}

#[test]
fn never_two_posts_where_a_second_publish_is_refused_whatever_stops_in_the_gap() {
    let rules = Rules { second: SecondPublish::Refuse, has_a_gap: true, ..CALM };
    for seed in 0..worlds(30) {
        run(seed, rules);
    }
}

#[test]
fn never_two_sends_of_what_is_sent_once_whatever_stops_in_the_gap() {
    let rules = Rules { has_a_gap: true, sends: Sends::Once, ..CALM };
    for seed in 0..worlds(30) {
        let world = run(seed, rules);
        assert!(world.judge.sends.values().all(|sends| sends.len() == 1));
    }
}
