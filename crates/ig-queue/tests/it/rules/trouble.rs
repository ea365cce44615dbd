//! Posts that cannot be worked on.

use std::time::Duration;

use super::{HOUR, MINUTE, me, quiet, row};
use crate::bench::Stop;
use crate::world::{START, Server, config, id};
use ig_queue::{Late, Limits, Look, MOST_CLAIMS, Note, State, Store as _, Why, Worker};
use ig_sandbox_core::{Do, Fault, On};

/// Each worker that takes it up ends before it writes anything.
#[test]
fn a_post_that_stops_its_workers_is_left_alone_after_an_hour() {
    let bench = &mut quiet();
    for (intent_at, waiting, state) in
        [(None, State::Waiting, State::Held), (Some(START), State::Active, State::Uncertain)]
    {
        let mut row = row(START);
        row.intent_at = intent_at;
        let mut account = bench.account().clone();
        account.publishing = intent_at.map(|_| id(0));
        let (mut now, mut pauses) = (START, Vec::new());
        for claims in 1..=MOST_CLAIMS {
            while row.claim(&mut account, &me(), now) != Look::Claimed {
                let Some(Note::Waits { until, why: Why::WorkersEnded { times, .. }, .. }) =
                    row.note
                else {
                    panic!("{row:?}")
                };
                assert_eq!((row.state, row.wake, times), (waiting, Some(until), claims - 1));
                // Whoever looks meanwhile does not put it off further.
                let early = until.before(Duration::from_millis(1));
                assert_eq!(row.claim(&mut account, &me(), early), Look::Nothing);
                pauses.push(until.since(now).as_secs());
                now = until;
            }
            assert_eq!((row.claims, row.state, row.wake), (claims, State::Active, None));
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]);
        assert_eq!(row.claim(&mut account, &me(), now), Look::Changed);
        assert_eq!((row.state, row.wake), (state, None));
        assert_eq!(account.publishing, None, "it lets go of its account");
        assert_eq!(account.ledger.usage(now), u32::from(intent_at.is_some()));
        let Some(Note::Poisonous { claims, .. }) = row.note else { panic!("{row:?}") };
        assert_eq!(claims, MOST_CLAIMS);
        assert_eq!(row.claim(&mut account, &me(), now), Look::Nothing);
    }
}

/// Workers are killed every second for ten minutes, at whatever they do. A look for a lost publish
/// takes a minute and begins again each time, so that nothing comes of it meanwhile.
#[test]
fn a_post_outlives_workers_that_are_killed_every_second() {
    for processing in [Duration::ZERO, Duration::from_secs(20)] {
        let mut bench = quiet();
        bench.server = Server::of(config().with_photo_processing(processing));
        let post = bench.add(Duration::from_secs(30), |new| new);
        // A publish is lost on the way, and has to be looked for.
        bench.fault = Some(Fault::new(On::Publish, Do::Drop));
        for number in 0..600 {
            let mut worker = bench.worker(&format!("worker-{number}"));
            bench.store.take_over(worker.me(), None).expect("valid");
            bench.run_for(&mut worker, Duration::from_secs(1));
        }
        let mut worker = bench.worker("last");
        bench.store.take_over(worker.me(), None).expect("valid");
        bench.run(&mut worker, Stop::Quiet);
        let row = bench.store.row(&post).clone();
        assert_eq!((row.state, bench.public()), (State::Done, 1), "{:?}", row.note);
    }
}

#[test]
fn what_cannot_be_read_is_held_with_the_reason() {
    for (plan, snapshot) in [("{", None), ("{}", None), ("", Some("{}")), ("", Some("garbage"))] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, |new| new);
        let row = bench.store.rows.get_mut(&post).unwrap();
        if let Some(snapshot) = snapshot {
            row.snapshot = Some(snapshot.to_owned());
        } else {
            row.plan = plan.to_owned();
        }
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        let row = bench.store.row(&post);
        assert_eq!(row.state, State::Held, "{plan} {snapshot:?}");
        assert!(matches!(row.note, Some(Note::Unreadable { .. })), "{row:?}");
        assert_eq!(bench.sent.len(), 0);
    }
}

#[test]
fn a_snapshot_of_a_newer_program_is_put_back_untouched() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let newer = r#"{"version":99}"#.to_owned();
    bench.store.rows.get_mut(&post).unwrap().snapshot = Some(newer.clone());
    let mut worker = bench.worker("worker");
    for _ in 0..5 {
        bench.some_lines(&mut worker);
    }
    let row = bench.store.row(&post);
    assert_eq!((row.state, &row.snapshot), (State::Waiting, &Some(newer)));
    assert!(matches!(&row.note, Some(Note::Waits { why: Why::OtherWorker, .. })), "{row:?}");
    assert!(worker.is_empty());
}

/// The network is down when a post is due in a minute, and for so long.
#[test]
fn a_post_outlives_a_network_that_is_down_for_as_long_as_it_may_be_late() {
    let skip = Late::Skip(HOUR);
    for (late, down, expect) in [
        (Late::Publish, MINUTE * 5, State::Done),
        (Late::Publish, HOUR * 11, State::Done),
        (Late::Publish, HOUR * 20, State::Held),
        (skip, MINUTE * 30, State::Done),
        (skip, HOUR * 2, State::Done),
        (Late::Hold, MINUTE, State::Done),
        (Late::Hold, MINUTE * 10, State::Held),
    ] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, |new| new.with_late(late));
        bench.offline_until = START.after(down);
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        let row = bench.store.row(&post);
        assert_eq!(row.state, expect, "{late:?} {down:?}: {:?}", row.note);
        let is_skipped = matches!(row.note, Some(Note::Skipped { .. }));
        assert_eq!(is_skipped, late == skip && HOUR < down, "{late:?} {down:?}: {:?}", row.note);
        let is_public = expect == State::Done && !is_skipped;
        let published = bench.published();
        assert_eq!(published.len(), usize::from(is_public), "{late:?} {down:?}");
        if let State::Held = expect {
            let Some(Note::Trouble { detail, .. }) = &row.note else { panic!("{:?}", row.note) };
            assert!(!detail.is_empty());
        }
        for (_, at) in published {
            let late = at.since(START.after(down));
            assert!(late <= down / 2 + MINUTE * 2, "{late:?} after the network was back: {down:?}");
        }
    }
}

#[test]
fn a_day_of_trouble_leaves_the_containers_of_the_day_to_others() {
    let mut bench = quiet();
    bench.add(Duration::ZERO, |new| new);
    bench.offline_until = START.after(HOUR * 24);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    assert!((20..200).contains(&bench.unsent), "{} requests", bench.unsent);
}

/// A worker that gives waits back soon, as those of an engine do, has less patience than the look for
/// a lost publish takes.
#[test]
fn a_lost_publish_is_looked_for_by_a_worker_that_puts_waits_back() {
    for what in [Do::Drop, Do::CommitThenDrop, Do::Error] {
        let mut bench = quiet();
        let post = bench.add(MINUTE * 5, |new| new);
        bench.fault = Some(Fault::new(On::Publish, what));
        let mut limits = Limits::default();
        limits.park = Duration::from_secs(10);
        let mut worker = Worker::new("worker".parse().expect("valid"), limits);
        bench.run_for(&mut worker, MINUTE * 8);
        let row = bench.store.row(&post).clone();
        assert_eq!((row.state, bench.public()), (State::Done, 1), "{what:?}: {:?}", row.note);
    }
}
