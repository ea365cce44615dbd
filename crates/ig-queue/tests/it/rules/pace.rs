//! What is sent while the calls that Instagram allows run out.

use std::time::Duration;

use ig_queue::{Note, State, Why, pace};
use ig_sandbox_core::{Do, Fault, On};

use super::{HOUR, MINUTE, of_the_other, quiet};
use crate::{bench::Stop, world::START};

const CREATE: &str = "POST /{user}/media";
const STATUS: &str = "GET /{container}";

#[test]
fn leads_are_halved_from_75_percent_on_and_only_verifies_are_sent_from_95_on() {
    use pace::Purpose::{Progress, Verify};
    let lead = Duration::from_secs(120);
    for (percent, expect, progress) in [
        (0, 120, true),
        (74, 120, true),
        (75, 60, true),
        (94, 60, true),
        (95, 60, false),
        (100, 60, false),
        (300, 60, false),
    ] {
        assert_eq!(pace::lead(lead, percent).as_secs(), expect, "{percent}");
        assert_eq!(pace::sends(Progress, percent), progress, "{percent}");
        assert!(pace::sends(Verify, percent), "{percent}");
    }
}

/// A reply to the first post tells of the usage, and the second, of another account, is prepared
/// later for it.
#[test]
fn a_post_is_prepared_later_while_much_of_the_limit_is_used() {
    for (percent, expect) in [(70, 120), (80, 60)] {
        let mut bench = quiet();
        bench.server.use_up(START, Some(percent));
        bench.add(Duration::ZERO, |new| new);
        let second = bench.add(MINUTE * 30, of_the_other);
        let mut worker = bench.worker("worker");
        bench.run_for(&mut worker, MINUTE * 28 + Duration::from_secs(10));
        let row = bench.store.row(&second).clone();
        match &row.note {
            Some(Note::Waits { until, why: Why::Usage { .. }, .. }) => {
                assert_eq!((*until, percent), (START.after(MINUTE * 29), 80), "{row:?}");
            }
            _ => assert_eq!(percent, 70, "{row:?}"),
        }
        bench.run(&mut worker, Stop::Quiet);
        let created = bench.sent.iter().rfind(|(name, ..)| *name == CREATE).unwrap();
        let before = START.after(MINUTE * 30).since(created.2).as_secs();
        assert!((expect - 10..=expect).contains(&before), "{percent}: {before}");
        assert_eq!(bench.public(), 2);
    }
}

/// One publish is lost while 96 % are used, and ten posts of another account are due.
#[test]
fn from_95_percent_on_only_what_may_be_public_is_looked_into() {
    let mut bench = quiet();
    bench.add(MINUTE, |new| new);
    for _ in 0..10 {
        bench.add(MINUTE * 5, of_the_other);
    }
    let mut worker = bench.worker("worker");
    let publish = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    let from = bench.now;
    bench.server.use_up(from, Some(96));
    bench.fault = Some(Fault::new(On::Publish, Do::Error).with_status(500).with_code(2));
    bench.send(&mut worker, publish);
    let mut told = 0;
    for _ in 0..54 {
        bench.run_for(&mut worker, Duration::from_secs(10));
        let waits = bench.store.rows.values().filter(|row| match &row.note {
            Some(Note::Waits { why: Why::Usage { percent, .. }, .. }) => 95 <= *percent,
            _ => false,
        });
        told = told.max(waits.count());
    }
    assert_eq!(told, 10, "their rows say for what they wait");
    let since = bench.sent.iter().filter(|(_, _, at)| from < *at);
    let (own, others): (Vec<_>, Vec<_>) =
        since.partition(|(_, post, _)| *post == crate::world::id(0));
    assert!(own.iter().any(|(name, ..)| *name == STATUS), "it is looked into: {own:?}");
    let allowed = 9 * 60 / 48 + 1;
    assert!(others.len() <= allowed, "one a pause of 48 s and more: {}", others.len());
    bench.server.use_up(bench.now, None);
    bench.run(&mut worker, Stop::Quiet);
    assert!(bench.store.rows.values().all(|row| row.state == State::Done));
    assert_eq!(bench.public(), 11);
    let last = bench.published().iter().map(|(_, at)| *at).max().unwrap();
    assert!(last.since(from) < HOUR * 2, "{:?}", last.since(from));
}

/// All of it is used, and a publish was lost: nothing but the look into it is sent for an hour.
#[test]
fn a_look_that_is_due_is_not_put_off_for_others() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let mut first = bench.worker("first");
    let publish = bench.run(&mut first, Stop::Publish).expect("it publishes");
    drop(publish);
    bench.add(MINUTE, of_the_other);
    bench.server.use_up(bench.now, Some(100));
    let mut other = bench.worker("other");
    bench.run_for(&mut other, MINUTE * 2);
    let from = bench.now;
    other.woken(post.clone());
    bench.run_for(&mut other, MINUTE * 2);
    let look = bench.sent.iter().find(|(_, id, at)| *id == post && from < *at);
    assert!(look.is_some(), "{:?}", bench.sent);
}
