//! What the posts of an account share.

use super::{HOUR, MINUTE, me, quiet, row};
use crate::bench::Stop;
use crate::world::{START, USER, account_id, id, plan};
use ig_core::PhotoStory;
use ig_queue::{Account, Changed, Edit, Late, Look, NewPost, Note, Row, State, Store as _, Why};
use ig_sandbox_core::{Do, Fault, On};
use std::time::Duration;

#[test]
fn a_full_window_is_waited_out_and_the_row_says_until_when() {
    let mut bench = quiet();
    for _ in 0..25 {
        let at = START.before(HOUR * 2);
        bench.account().ledger.record(at);
    }
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    for _ in 0..5 {
        bench.some_lines(&mut worker);
    }
    let row = bench.store.row(&post).clone();
    let Some(Note::Waits { until, why: Why::Quota { usage: 25, total: 25, .. }, .. }) = row.note
    else {
        panic!("{row:?}")
    };
    assert_eq!(until, START.after(HOUR * 22).before(row.lead), "prepared until it is free");
    assert_eq!(bench.sent.len(), 0, "no container is made for a day");
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published();
    assert!(START.after(HOUR * 22) <= published[0].1, "{published:?}");
    assert_eq!(bench.account().ledger.usage(published[0].1), 1);
}

/// Both are prepared while a place is left: the second is told when it is to be sent.
#[test]
fn the_last_place_of_the_window_is_taken_once() {
    let mut bench = quiet();
    for _ in 0..24 {
        let at = START.before(HOUR * 2);
        bench.account().ledger.record(at);
    }
    bench.add(MINUTE, |new| new);
    bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published();
    let at: Vec<_> = published.iter().map(|(_, at)| at.since(START).as_secs() / 3600).collect();
    assert_eq!(at, [0, 22], "{published:?}");
}

/// What puts a publish off, in the transaction that would allow it.
#[test]
fn an_intent_is_put_off_by_each_rule_and_nothing_is_stored() {
    let due = START.after(MINUTE);
    type Given = fn(&mut Row, &mut Account);
    let cases: [(u64, Given, Option<&str>); 10] = [
        (60, |_, _| (), None),
        (59, |_, _| (), Some("its time")),
        (60, |_, it| it.publishing = Some(id(9)), Some("post post-9, which may be public")),
        (60, |_, it| it.publishing = Some(id(0)), None),
        (60, |_, it| it.feed.blocked(START), Some("the pause after")),
        (60, |_, it| it.stories.blocked(START), None),
        (60, |_, it| it.last_intent = Some(START.after(MINUTE)), None),
        (200, |_, it| it.last_intent = Some(START.after(MINUTE)), Some("its turn")),
        (
            60,
            |_, it| (0..25).for_each(|_| it.ledger.record(START)),
            Some("the 24 h limit: 25 of 25"),
        ),
        (3662, |row, _| row.late = Late::Skip(HOUR), Some("being skipped")),
    ];
    for (seconds, given, expect) in cases {
        let mut bench = quiet();
        let mut row = row(due);
        let now = START.after(Duration::from_secs(seconds));
        let mut account = bench.account().clone();
        assert_eq!(row.claim(&mut account, &me(), START.after(MINUTE)), Look::Claimed);
        given(&mut row, &mut account);
        let (kept, kept_account) = (row.clone(), account.clone());
        let change = ig_queue::Change::Intent { snapshot: Box::new(first_snapshot()) };
        let facts = Default::default();
        let write = ig_queue::Write { post: id(0), at: row.fence, change, facts };
        match (ig_queue::apply(&mut row, &mut account, &write, now), expect) {
            (ig_queue::Written::Done(_), None) => {
                assert_eq!((row.intent_at, &account.publishing), (Some(now), &Some(id(0))));
            }
            (ig_queue::Written::NotYet(not_yet), Some(why)) => {
                assert!(not_yet.why.to_string().starts_with(why), "{not_yet:?}");
                assert_eq!((&row, &account), (&kept, &kept_account));
            }
            (written, expect) => panic!("{seconds}: {written:?} and not {expect:?}"),
        }
    }
}

/// What one post has seen of the account is known to the next, and to those beside it.
#[test]
fn how_long_media_took_goes_from_a_snapshot_to_the_account() {
    let me = "worker".parse().expect("an id");
    let seen = |times: &str| {
        let json = serde_json::to_string(&first_snapshot()).expect("text");
        let ledger = format!(
            r#","ledger":{{"account":"{USER}","total":25,"window":{{"secs":86400,"nanos":0}},"published":[],"ready":{{"video":{{"times":[{times}]}}}}}},"clock""#
        );
        let json = json.replace(r#","clock""#, &ledger);
        ig_core::publish::Snapshot::from_json(json.as_bytes()).expect("a snapshot")
    };
    let mut account = quiet().account().clone();
    for (times, expect) in [
        ("[1800000000,450]", "[[1800000000,450]]"),
        ("[1799999000,300]", "[[1799999000,300],[1800000000,450]]"),
        ("[1799999000,300]", "[[1799999000,300],[1800000000,450]]"),
    ] {
        let mut row = row(START);
        let _ = row.claim(&mut account, &me, START.after(MINUTE));
        let change = ig_queue::Change::Save { snapshot: Box::new(seen(times)) };
        let facts = Default::default();
        let write = ig_queue::Write { post: id(0), at: row.fence, change, facts };
        let written = ig_queue::apply(&mut row, &mut account, &write, START.after(MINUTE));
        assert!(matches!(written, ig_queue::Written::Done(_)), "{written:?}");
        let json = serde_json::to_string(&account.ledger).expect("JSON");
        assert!(json.contains(&format!(r#""ready":{{"video":{{"times":{expect}}}}}"#)), "{json}");
    }
}

fn first_snapshot() -> ig_core::publish::Snapshot {
    use ig_core::Flow as _;
    match ig_core::PublishFlow::new(plan(0, 0), 7).poll(START) {
        ig_core::Step::Save(snapshot) => snapshot,
        step => panic!("{step:?}"),
    }
}

#[test]
fn four_hundred_containers_are_waited_out_too() {
    let mut bench = quiet();
    for _ in 0..400 {
        bench.account().ledger.record_container(START);
    }
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    for _ in 0..5 {
        bench.some_lines(&mut worker);
    }
    let row = bench.store.row(&post);
    assert!(matches!(&row.note, Some(Note::Waits { why: Why::Containers, .. })), "{row:?}");
    bench.run(&mut worker, Stop::Quiet);
    assert!(START.after(HOUR * 24) <= bench.published()[0].1);
}

#[test]
fn containers_are_counted_for_the_account() {
    let mut bench = quiet();
    bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let now = bench.now;
    assert_eq!(bench.account().ledger.containers(now), 1);
    assert_eq!(bench.account().ledger.usage(now), 1);
}

#[test]
fn a_block_holds_back_every_post_to_the_surface_and_no_other() {
    let mut bench = quiet();
    let blocked = Fault::new(On::Publish, Do::Error);
    let blocked = blocked.with_status(403).with_code(4).with_subcode(2_207_051);
    bench.fault = Some(blocked);
    bench.add(MINUTE, |new| new);
    bench.add(MINUTE * 30, |new| new);
    bench.add(MINUTE * 40, |mut new: NewPost| {
        let story = PhotoStory::new("https://example.com/a.jpg".parse().unwrap());
        new.plan = ig_core::PublishPlan::new(new.plan.user().clone(), story);
        new
    });
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published();
    let order: Vec<_> = published.iter().map(|(post, _)| post.clone()).collect();
    assert_eq!(order, [id(0), id(2), id(1)], "{published:?}");
    assert_eq!(published[1].1.since(START).as_secs(), 2400, "a story is not held back");
    let paused = published[2].1.since(published[0].1);
    assert!(HOUR * 12 <= paused && paused < HOUR * 13, "{paused:?}");
}

#[test]
fn a_post_that_waits_for_the_end_of_a_block_goes_on_once_it_is_released() {
    let mut bench = quiet();
    bench.account().feed.blocked(START);
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    for _ in 0..5 {
        bench.some_lines(&mut worker);
    }
    let row = bench.store.row(&post).clone();
    assert!(row.waits_for_a_block(), "{row:?}");
    bench.account().feed = Account::new(account_id()).feed;
    let released = bench.store.change(&post, row.fence, Edit::Release).unwrap();
    assert!(matches!(released, Changed::Done(_)), "{released:?}");
    bench.run(&mut worker, Stop::Quiet);
    assert!(bench.published()[0].1.since(START) < HOUR);
}

#[test]
fn a_refused_token_pauses_its_account_and_nothing_is_lost() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let refused = Fault::new(On::Any, Do::Error).with_status(400).with_code(190);
    bench.server.arm(refused.times(2));
    let mut worker = bench.worker("worker");
    for _ in 0..10 {
        bench.some_lines(&mut worker);
    }
    assert!(bench.account().paused.is_some());
    let row = bench.store.row(&post);
    assert_eq!((row.state, row.snapshot.clone()), (State::Waiting, None), "{row:?}");
    bench.store.pause(&account_id(), None).unwrap();
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!(bench.published().len(), 1);
}

/// The publish of the first is lost, and it is sent once only: for a day nobody knows whether it
/// is public.
#[test]
fn a_post_that_waits_for_another_costs_no_requests() {
    let mut bench = quiet();
    bench.fault = Some(Fault::new(On::Publish, Do::Drop));
    bench.add(MINUTE, crate::bench::once);
    bench.add(MINUTE * 2, |new| new);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let of_the_second = bench.sent.iter().filter(|(_, post, _)| *post == id(1)).count();
    assert_eq!(bench.published().len(), 2);
    assert!(HOUR * 23 < bench.published()[1].1.since(START), "{:?}", bench.published());
    assert!(of_the_second < 10, "{of_the_second}: {:?}", bench.sent);
}
