//! A minute in which many posts are due.

use std::time::Duration;

use ig_queue::Limits;

use crate::load::Load;

const NO_CLOCK: fn() -> Duration = || Duration::ZERO;

/// A fiftieth of what `examples/load.rs` has.
fn minute(processing: u64) -> Load {
    Load {
        posts: 208,
        accounts: 200,
        spread: Duration::ZERO,
        processing: Duration::from_secs(processing),
        limits: Limits::default().with_in_flight(40),
        until: None,
    }
}

#[test]
fn the_last_post_of_a_busy_minute_is_published_within_it() {
    let (took, worker) = minute(4).run(NO_CLOCK);
    assert_eq!((took.publishes, worker.len()), (208, 0), "{took:?}");
    assert!(took.last_intent <= Duration::from_secs(60), "{took:?}");
    assert!(took.most <= 40, "{took:?}");
}

/// A container and a publish have a request each, so that the more often a container is read, the
/// more is saved.
#[test]
fn posts_of_one_token_take_a_third_of_the_requests() {
    for (processing, most) in [(4, 0.5), (15, 1.0 / 3.0)] {
        let load = minute(processing);
        let load = Load { limits: load.limits.with_in_flight(2000), ..load };
        let (took, _) = load.run(NO_CLOCK);
        let singly = load.run_singly();
        assert_eq!((took.publishes, singly.publishes), (208, 208));
        let share = |one: u64, other: u64| one as f64 / other as f64;
        let requests = share(took.requests, singly.requests);
        assert!(requests <= most, "{processing}: {took:?} and {singly:?}");
        let reads = share(took.reads, singly.reads);
        assert!(reads <= 0.1, "{processing}: {took:?} and {singly:?}");
    }
}
