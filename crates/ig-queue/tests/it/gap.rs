//! A worker that is stopped between its look at the clocks and the send: what no client can close,
//! and what it costs.

use std::time::Duration;

use ig_queue::{Claim, Sends, State, Store as _, Task};
use ig_sandbox_core::SecondPublish;

use crate::bench::{Bench, PUBLISH, Stop, once};

const MINUTE: Duration = Duration::from_secs(60);

/// One worker is stopped in the gap, another takes over, and the first goes on after an hour.
fn stopped_in_the_gap(second: SecondPublish, sends: Sends) -> (Bench, State) {
    let mut bench = Bench::new(second);
    let post = match sends {
        Sends::Once => bench.add(MINUTE, once),
        _ => bench.add(MINUTE, |new| new),
    };
    let mut first = bench.worker("first");
    let request = bench.run(&mut first, Stop::Publish).expect("it publishes");
    assert!(!request.is_too_late(bench.clocks()), "the last look");

    let mut other = bench.worker("other");
    other.woken(post.clone());
    if sends == Sends::Verified {
        let _ = bench.run(&mut other, Stop::Quiet);
    } else {
        for _ in 0..200 {
            bench.now = bench.now.after(Duration::from_secs(1));
            bench.store.now = bench.now;
            bench.some_lines(&mut other);
        }
    }
    bench.send(&mut first, request);
    let _ = bench.run(&mut other, Stop::Quiet);
    let _ = bench.run(&mut first, Stop::Quiet);
    let state = bench.store.row(&post).state;
    (bench, state)
}

#[test]
fn two_posts_come_of_it_only_where_the_server_publishes_a_container_twice() {
    for (second, posts) in [(SecondPublish::Again, 2), (SecondPublish::Refuse, 1)] {
        let (mut bench, state) = stopped_in_the_gap(second, Sends::Verified);
        assert_eq!(bench.count(PUBLISH), 2, "{second:?}");
        assert_eq!(bench.public(), posts, "{second:?}");
        assert_eq!(state, State::Done);
    }
}

#[test]
fn what_is_sent_once_is_sent_once_and_found() {
    for second in [SecondPublish::Again, SecondPublish::Refuse] {
        let (mut bench, state) = stopped_in_the_gap(second, Sends::Once);
        assert_eq!(bench.count(PUBLISH), 1, "{second:?}");
        assert_eq!(bench.public(), 1, "{second:?}");
        assert_eq!(state, State::Done, "it was found");
    }
}

/// The reply of the store comes six seconds late: somebody may have taken over.
#[test]
fn a_publish_is_not_sent_after_the_guard() {
    let mut bench = Bench::new(SecondPublish::Again);
    bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    let _ = bench.run(&mut worker, Stop::Intent);
    let from = bench.now;
    let request = bench.run(&mut worker, Stop::Publish).expect("it is absent, and sent then");
    let waited = bench.now.since(from);
    assert!(MINUTE - Duration::from_secs(6) <= waited, "it was looked for first: {waited:?}");
    bench.send(&mut worker, request);
    assert_eq!(bench.public(), 1);
}

#[test]
fn a_request_that_waited_too_long_says_so() {
    let mut bench = Bench::new(SecondPublish::Again);
    bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    let request = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    let start = bench.clocks();
    let late = Duration::from_secs(6);
    let clocks = |wall: Duration, monotonic: Duration, boot: Duration| ig_queue::Clocks {
        wall: start.wall.after(wall),
        monotonic: start.monotonic + monotonic,
        boot: start.boot + boot,
    };
    let none = Duration::ZERO;
    for (now, expect) in [
        (clocks(none, none, none), false),
        (clocks(Duration::from_secs(4), none, none), false),
        (clocks(late, none, none), true),
        (clocks(none, late, none), true),
        (clocks(none, none, late), true),
    ] {
        assert_eq!(request.is_too_late(now), expect, "{now:?}");
    }
    let mut back = clocks(none, none, late);
    back.wall = start.wall.before(Duration::from_secs(86_400));
    assert!(request.is_too_late(back), "its wall clock was set back");
}

/// The answer to a claim is two minutes on its way. The next one says what time it is by then,
/// and no pause between two looks is over for that.
#[test]
fn an_answer_that_was_long_on_its_way_cuts_no_look_short() {
    let mut bench = Bench::new(SecondPublish::Again);
    let post = bench.add(MINUTE, |new| new);
    let mut first = bench.worker("first");
    let request = bench.run(&mut first, Stop::Publish).expect("it publishes");

    let mut other = bench.worker("other");
    other.woken(post);
    let Task::Claim { posts, room } = other.poll(bench.clocks()) else { panic!("it claims") };
    let claims = bench.store.claim(other.me(), Claim { these: &posts, due: room }).unwrap();
    bench.now = bench.now.after(MINUTE * 2);
    other.claimed(bench.clocks(), claims);
    let from = bench.now;
    let _ = bench.run(&mut other, Stop::Publish).expect("it is absent, and sent again");
    let waited = bench.now.since(from);
    assert!(MINUTE <= waited, "{waited:?}");
    drop(request);
}
