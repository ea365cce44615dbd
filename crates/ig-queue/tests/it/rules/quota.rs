//! What the server says of the quota, and posts of other programs.

use ig_core::{Endpoint as _, endpoint::PublishingLimit};
use ig_queue::{
    Account, Change, Count, Facts, Fence, Late, Look, Note, Row, Sends, State, Why, Write, Written,
    apply,
};
use ig_sandbox_core::{Do, Fault, On};

use super::{HOUR, MINUTE, me, quiet, row};
use crate::{
    bench::Stop,
    world::{START, id, plan},
};

const LIMIT: &str = "GET /{user}/content_publishing_limit";

fn count(at: ig_core::Timestamp, usage: u32, total: u32) -> Facts {
    let body = format!(
        r#"{{"data":[{{"quota_usage":{usage},"config":{{"quota_total":{total},"quota_duration":86400}}}}]}}"#
    );
    let said = PublishingLimit::decode(body.as_bytes()).expect("a limit");
    Facts { count: Some(Count { at, said }), ..Facts::default() }
}

fn claimed(account: &mut Account) -> Row {
    let mut row = row(START);
    assert_eq!(row.claim(account, &me(), START), Look::Claimed);
    row
}

fn intent(at: Fence, facts: Facts) -> Write {
    use ig_core::Flow as _;
    let ig_core::Step::Save(snapshot) = ig_core::PublishFlow::new(plan(0, 0), 7).poll(START) else {
        panic!("it saves first")
    };
    Write { post: id(0), at, change: Change::Intent { snapshot: Box::new(snapshot) }, facts }
}

/// The count is taken in by the transaction that takes the place.
#[test]
fn a_publish_is_put_off_where_others_have_used_the_window() {
    for (own, usage, total, expect) in [
        (0, 24, 25, true),
        (0, 25, 25, false),
        (25, 0, 25, false),
        (25, 0, 50, true),
        (3, 3, 4, true),
    ] {
        let mut account = quiet().account().clone();
        let mut row = claimed(&mut account);
        (0..own).for_each(|_| account.ledger.record(START));
        let write = intent(row.fence, count(START, usage, total));
        let kept = (row.clone(), account.clone());
        let written = apply(&mut row, &mut account, &write, START.after(MINUTE));
        let case = format!("{own} {usage} {total}: {written:?}");
        match written {
            Written::Done(_) => {
                assert!(expect, "{case}");
                assert_eq!(account.ledger.counted(), Some(START), "{case}");
            }
            Written::NotYet(not_yet) => {
                assert!(!expect && matches!(not_yet.why, Why::Quota { .. }), "{case}");
                assert_eq!((row, account), kept, "{case}");
            }
            Written::Fenced => panic!("{case}"),
        }
    }
}

/// Another program uses up the window, and its posts leave it after two hours.
#[test]
fn what_another_program_has_published_counts_until_the_server_says_otherwise() {
    let mut bench = quiet();
    let post = bench.add(MINUTE * 5, |new| new);
    bench.mangle.usage = Some(25);
    let mut worker = bench.worker("worker");
    bench.run_for(&mut worker, MINUTE * 100);
    let row = bench.store.row(&post).clone();
    assert!(matches!(&row.note, Some(Note::Waits { why: Why::Quota { .. }, .. })), "{row:?}");
    assert_eq!(bench.published().len(), 0);
    assert_eq!(bench.count(LIMIT), 2, "once an hour: {:?}", bench.sent);
    bench.mangle.usage = None;
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published()[0].1.since(START);
    assert!(MINUTE * 100 < published && published < HOUR * 2 + MINUTE * 15, "{published:?}");
    assert_eq!(bench.store.row(&post).state, State::Done);
}

#[test]
fn the_limit_is_read_once_an_hour_for_an_account_with_posts_in_work() {
    let mut bench = quiet();
    for tens in 0..18 {
        bench.add(MINUTE * 10 * tens + MINUTE * 3, |new| new);
    }
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!(bench.published().len(), 18);
    assert!((3..=4).contains(&bench.count(LIMIT)), "{}", bench.count(LIMIT));
}

#[test]
fn a_limit_that_cannot_be_read_holds_no_post_up() {
    for what in [Do::Drop, Do::Error, Do::Garble] {
        let mut bench = quiet();
        bench.add(MINUTE * 5, |new| new);
        bench.server.arm(Fault::new(On::Limit, what).times(1000));
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        let published = bench.published();
        assert_eq!(published[0].1.since(START).as_secs(), 300, "{what:?}: {:?}", bench.sent);
    }
}

/// The window is full by what is known, and nobody can read the limit.
#[test]
fn a_post_that_may_be_public_waits_for_no_count() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let mut first = bench.worker("first");
    let publish = bench.run(&mut first, Stop::Publish).expect("it publishes");
    drop(publish);
    let write = count(bench.now, 99, 25);
    let Some(Count { at, said }) = write.count else { panic!() };
    bench.account().ledger.count_others(at, &said);
    bench.now = bench.now.after(HOUR * 2);
    bench.server.arm(Fault::new(On::Limit, Do::Drop).times(1000));
    let limits = bench.count(LIMIT);
    let mut other = bench.worker("other");
    other.woken(post.clone());
    bench.run(&mut other, Stop::Quiet);
    assert_eq!(bench.count(LIMIT), limits, "it has its place");
    assert_eq!((bench.store.row(&post).state, bench.public()), (State::Done, 1));
}

fn too_many() -> Fault {
    Fault::new(On::Publish, Do::Error).with_code(9).with_subcode(2_207_042)
}

/// The server refuses a publish below the limit that it reports: seen once (reference §6).
#[test]
fn a_post_that_is_one_too_many_waits_for_its_place() {
    for (sends, late, expect) in [
        (Sends::Verified, Late::Publish, 2),
        (Sends::Verified, Late::Skip(HOUR * 2), 2),
        (Sends::Verified, Late::Skip(MINUTE * 10), 1),
        (Sends::Once, Late::Publish, 1),
    ] {
        let mut bench = quiet();
        bench.mangle.usage = Some(0);
        let first = bench.add(MINUTE * 5, |new| new.with_sends(sends).with_late(late));
        let second = bench.add(MINUTE * 20, |new| new);
        bench.server.arm(too_many());
        let mut worker = bench.worker("worker");
        bench.run_for(&mut worker, MINUTE * 40);
        let row = bench.store.row(&first).clone();
        let case = format!("{sends:?} {late:?}: {:?} {:?}", row.note, row.outcome);
        assert_eq!(bench.published().len(), 1, "the other waits too: {case}");
        let waits = matches!(&row.note, Some(Note::Waits { why: Why::UsedUp, .. }));
        assert_eq!((waits, row.state == State::Active), (expect == 2, expect == 2), "{case}");
        bench.run(&mut worker, Stop::Quiet);
        let of_the_first = bench.published().iter().filter(|(post, _)| *post == first).count();
        assert_eq!(of_the_first, expect, "{case}");
        assert_eq!(bench.public(), expect, "{case}");
        assert_eq!(bench.store.row(&first).state, State::Done, "{case}");
        assert_eq!(bench.store.row(&second).state, State::Done, "{case}");
    }
}

/// A limit that never comes free: as often as the policy allows, and then it has ended.
#[test]
fn a_post_that_stays_one_too_many_ends_as_not_published() {
    let mut bench = quiet();
    bench.mangle.usage = Some(0);
    let post = bench.add(MINUTE * 5, |new| new);
    bench.server.arm(too_many().times(9));
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let row = bench.store.row(&post).clone();
    assert_eq!((row.state, bench.public()), (State::Done, 0));
    assert!(row.outcome.as_ref().is_some_and(|it| it.contains("2207042")), "{:?}", row.outcome);
    let hours: Vec<_> =
        bench.published().iter().map(|(_, at)| at.since(START).as_secs() / 3600).collect();
    assert_eq!(hours, [0, 1, 5]);
}

/// Another program has used up the containers, of which no call tells.
#[test]
fn a_post_waits_for_a_container_and_the_account_asks_for_no_other() {
    let mut bench = quiet();
    let first = bench.add(MINUTE * 5, |new| new);
    bench.add(MINUTE * 20, |new| new);
    bench.server.arm(Fault::new(On::Create, Do::Error).with_code(9));
    let mut worker = bench.worker("worker");
    bench.run_for(&mut worker, MINUTE * 50);
    let row = bench.store.row(&first).clone();
    assert!(matches!(&row.note, Some(Note::Waits { why: Why::Containers, .. })), "{row:?}");
    assert_eq!((row.state, bench.count("POST /{user}/media")), (State::Waiting, 1));
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!((bench.public(), bench.count("POST /{user}/media")), (2, 3));
    let last = bench.published()[1].1.since(START);
    assert!(HOUR < last && last < HOUR * 2, "not a day: {last:?}");
}
