//! The rules, one test each: who waits, for what, and until when.

use std::time::Duration;

use ig_core::{
    Carousel, CarouselItem, PhotoStory, Post, Reel, Timestamp,
    post::{ImageItem, VideoItem, VideoSource},
};
use ig_queue::{
    Added, Changed, Edit, Incarnation, Late, Look, MOST_CLAIMS, NewPost, Note, Row, Sends, State,
    Store as _, Verdict, Why, change, lead,
};
use ig_sandbox_core::{Do, Fault, On, SecondPublish};

use crate::{
    bench::{Bench, PUBLISH, Stop, late, post},
    world::{START, account_id, id, plan},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

fn quiet() -> Bench {
    Bench::new(SecondPublish::Refuse)
}

fn me() -> Incarnation {
    "worker".parse().unwrap()
}

fn row(due: Timestamp) -> Row {
    post(0, plan(0, 0), due).row()
}

#[test]
fn how_late_a_post_is_decides_by_its_policy() {
    use Verdict::{Hold, InTime, Late as IsLate, Skip};
    let skip = Late::Skip(HOUR);
    for (policy, late, woken, expect) in [
        (Late::Publish, 0, 0, InTime),
        (Late::Publish, 60, 0, InTime),
        (Late::Publish, 61, 0, IsLate),
        (Late::Publish, 12 * 3600, 0, IsLate),
        (Late::Publish, 12 * 3600 + 1, 0, Hold),
        // It has waited for its quota, and somebody looks when that is free.
        (Late::Publish, 24 * 3600, 24 * 3600, IsLate),
        (Late::Publish, 40 * 3600, 24 * 3600, Hold),
        (Late::Hold, 60, 0, InTime),
        (Late::Hold, 61, 0, Hold),
        (Late::Hold, 24 * 3600, 24 * 3600, IsLate),
        (skip, 3600, 0, IsLate),
        (skip, 3601, 0, Skip),
        // Whatever it has waited for.
        (skip, 24 * 3600, 24 * 3600, Skip),
    ] {
        let now = START.after(Duration::from_secs(late));
        let wake = Some(START.after(Duration::from_secs(woken)));
        assert_eq!(policy.judge(START, wake, now), expect, "{policy:?} {late} {woken}");
    }
}

#[test]
fn a_policy_is_read_from_its_words() {
    assert_eq!("publish".parse(), Ok(Late::Publish));
    assert_eq!("hold".parse(), Ok(Late::Hold));
    assert_eq!("skip=60m".parse(), Ok(Late::Skip(HOUR)));
    for no in ["", "skip", "skip=", "skip=60", "skip=-1m", "never"] {
        let error = no.parse::<Late>().unwrap_err().to_string();
        assert!(error.contains("use `publish`, `hold` or `skip=60m`"), "{no}: {error}");
    }
}

#[test]
fn a_video_has_a_longer_lead() {
    let url = || "https://example.com/a.mp4".parse().unwrap();
    let image =
        || -> CarouselItem { ImageItem::new("https://example.com/a.jpg".parse().unwrap()).into() };
    let video = || -> CarouselItem { VideoItem::new(VideoSource::Url(url())).into() };
    let carousel = |items: Vec<CarouselItem>| Post::from(Carousel::new(items.try_into().unwrap()));
    for (post, expect) in [
        (plan(0, 0).post().clone(), lead::PHOTO),
        (PhotoStory::new("https://example.com/a.jpg".parse().unwrap()).into(), lead::PHOTO),
        (Reel::new(VideoSource::Url(url())).into(), lead::VIDEO),
        (carousel(vec![image(), image()]), lead::PHOTO),
        (carousel(vec![image(), video()]), lead::VIDEO),
    ] {
        assert_eq!(lead::of(&post), expect, "{post:?}");
    }
    let new = post(0, plan(0, 0), START).with_lead(HOUR * 30);
    assert_eq!(new.lead, lead::MOST, "a container lives for 24 hours");
}

#[test]
fn a_post_is_prepared_before_its_time_and_published_at_it() {
    let mut bench = quiet();
    bench.add(HOUR, |new| new);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let after = |name: &str| {
        let sent = bench.sent.iter().find(|(sent, ..)| *sent == name).expect(name);
        sent.2.since(START).as_secs()
    };
    assert_eq!(after("POST /{user}/media"), 3600 - 120);
    assert_eq!(after(PUBLISH), 3600);
    assert_eq!(bench.store.row(&id(0)).state, State::Done);
    assert!(worker.is_empty());
}

#[test]
fn what_was_missed_goes_out_one_after_the_other_the_oldest_first() {
    let mut bench = quiet();
    for wait in [30, 10, 20] {
        bench.add(MINUTE * wait, |new| new);
    }
    bench.now = START.after(HOUR * 2);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published();
    assert_eq!(
        published.iter().map(|(post, _)| post.clone()).collect::<Vec<_>>(),
        [id(1), id(2), id(0)]
    );
    for pair in published.windows(2) {
        let apart = pair[1].1.since(pair[0].1);
        assert!(MINUTE * 5 <= apart && apart < MINUTE * 6, "{apart:?}");
    }
}

#[test]
fn what_is_too_late_is_skipped_or_held_and_says_so() {
    for (policy, found, state, words) in [
        (
            Late::Skip(HOUR),
            HOUR * 2,
            State::Done,
            "not published: due at 2027-01-15T08:01:00Z, found at 2027-01-15T10:",
        ),
        (
            Late::Hold,
            HOUR,
            State::Held,
            "held: due at 2027-01-15T08:01:00Z, found at 2027-01-15T09:",
        ),
        (
            Late::Publish,
            HOUR * 13,
            State::Held,
            "held: due at 2027-01-15T08:01:00Z, found at 2027-01-15T21:",
        ),
    ] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, late(policy));
        bench.now = START.after(found);
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        let row = bench.store.row(&post).clone();
        assert_eq!(row.state, state, "{policy:?}");
        let note = row.note.expect("a note").to_string();
        assert!(note.starts_with(words), "{note}");
        assert_eq!(bench.sent.len(), 0);
        if state == State::Held {
            let released = bench.store.change(&post, row.fence, Edit::Release).unwrap();
            assert!(matches!(released, Changed::Done(_)));
            bench.run(&mut worker, Stop::Quiet);
            assert_eq!(bench.published().len(), 1, "somebody has let it go");
        }
    }
}

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
    type Given = fn(&mut Row, &mut ig_queue::Account);
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
        assert_eq!(row.claim(&account, &me(), START.after(MINUTE)), Look::Claimed);
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
fn a_refused_token_pauses_its_account_and_nothing_is_lost() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let refused = Fault::new(On::Any, Do::Error).with_status(400).with_code(190);
    bench.server.arm(refused);
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

#[test]
fn a_post_that_stops_its_workers_is_left_alone_after_five_claims() {
    let bench = &mut quiet();
    for (intent_at, state) in [(None, State::Held), (Some(START), State::Uncertain)] {
        let mut row = row(START);
        row.intent_at = intent_at;
        let account = bench.account().clone();
        for claims in 1..=MOST_CLAIMS {
            assert_eq!(row.claim(&account, &me(), START), Look::Claimed);
            assert_eq!(row.claims, claims);
        }
        assert_eq!(row.claim(&account, &me(), START), Look::Changed);
        assert_eq!((row.state, row.wake), (state, None));
        let Some(Note::Poisonous { claims, .. }) = row.note else { panic!("{row:?}") };
        assert_eq!(claims, MOST_CLAIMS);
        assert_eq!(row.claim(&account, &me(), START), Look::Nothing);
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

#[test]
fn an_edit_reaches_what_is_not_public_and_nothing_else() {
    let later = ig_queue::When::at_instant(START.after(HOUR));
    let edits = || {
        [
            Edit::Time(later.clone()),
            Edit::Plan(Box::new(plan(0, 1))),
            Edit::Late(Late::Hold),
            Edit::Cancel,
            Edit::Hold { words: "a holiday".to_owned() },
        ]
    };
    for state in [State::Waiting, State::Active, State::Held] {
        for edit in edits() {
            let mut row = row(START);
            row.state = state;
            let before = row.fence;
            let changed = change(&mut row, before, edit.clone(), START);
            assert_eq!(changed, Changed::Done(row.fence), "{state:?} {edit:?}");
            assert!(before.epoch < row.fence.epoch && before.version < row.fence.version);
        }
    }
    for state in [State::Done, State::Cancelled, State::Uncertain] {
        for edit in edits() {
            let mut row = row(START);
            row.state = state;
            let kept = row.clone();
            let changed = change(&mut row, kept.fence, edit, START);
            assert_eq!((changed, &row), (Changed::Impossible(state), &kept));
        }
    }
    for edit in edits() {
        let mut row = row(START);
        row.state = State::Active;
        row.intent_at = Some(START);
        let kept = row.clone();
        assert_eq!(change(&mut row, kept.fence, edit, START), Changed::TooLate);
        assert_eq!(row, kept);
    }
    let other =
        ig_core::PublishPlan::new("17841400000000001".parse().unwrap(), plan(0, 0).post().clone());
    let mut row = row(START);
    let fence = row.fence;
    let changed = change(&mut row, fence, Edit::Plan(Box::new(other)), START);
    assert_eq!(changed, Changed::AnotherAccount);
}

/// The container is made when the time is moved, and is used all the same.
#[test]
fn a_time_that_is_moved_while_a_post_is_prepared_needs_no_new_container() {
    for (to, second) in [(HOUR * 3, 3 * 3600), (MINUTE * 59, 59 * 60)] {
        let mut bench = quiet();
        let post = bench.add(HOUR, |new| new);
        bench.now = START.after(HOUR - MINUTE * 2);
        let mut worker = bench.worker("worker");
        for _ in 0..5 {
            bench.now = bench.now.after(Duration::from_secs(1));
            bench.store.now = bench.now;
            bench.some_lines(&mut worker);
        }
        assert_eq!(bench.count("POST /{user}/media"), 1);
        let fence = bench.store.row(&post).fence;
        let due = ig_queue::When::at_instant(START.after(to));
        let changed = bench.store.change(&post, fence, Edit::Time(due)).unwrap();
        assert!(matches!(changed, Changed::Done(_)));
        bench.run(&mut worker, Stop::Quiet);
        assert_eq!(bench.count("POST /{user}/media"), 1);
        assert_eq!(bench.published()[0].1.since(START).as_secs(), second);
    }
}

#[test]
fn the_same_key_is_the_same_post_whenever_it_is_due() {
    let kept = post(0, plan(0, 0), START).row();
    let check = |new: NewPost, expect: Added| assert_eq!(new.compare(&kept), expect, "{new:?}");
    check(post(1, plan(0, 0), START), Added::Same(id(0)));
    check(post(1, plan(0, 0), START.after(HOUR)), Added::Same(id(0)));
    check(post(1, plan(0, 1), START), Added::Differs(id(0)));
    let mut other = post(1, plan(0, 0), START);
    other.api_base = "https://graph.facebook.com".parse().unwrap();
    check(other, Added::Differs(id(0)));
}

#[test]
fn a_worker_that_is_drained_puts_back_what_it_has() {
    for prepared in [0, 3] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, |new| new);
        let mut worker = bench.worker("worker");
        for _ in 0..prepared {
            bench.some_lines(&mut worker);
        }
        worker.drain();
        bench.run(&mut worker, Stop::Quiet);
        assert!(worker.is_empty());
        assert_eq!(bench.store.row(&post).state, State::Waiting);
        assert!(bench.store.row(&post).wake.is_some());
        let mut next = bench.worker("next");
        bench.run(&mut next, Stop::Quiet);
        assert_eq!((bench.published().len(), bench.public()), (1, 1));
    }
}

#[test]
fn a_worker_that_is_drained_finishes_a_publish() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    let request = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    worker.drain();
    bench.send(&mut worker, request);
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!(bench.store.row(&post).state, State::Done);
}

#[test]
fn a_waiting_post_takes_no_place_in_a_worker() {
    let mut bench = quiet();
    for _ in 0..500 {
        bench.add(HOUR * 24 * 30, |new| new);
    }
    let mut worker = bench.worker("worker");
    bench.some_lines(&mut worker);
    assert_eq!((worker.len(), bench.store.rows.len()), (0, 500));
}

#[test]
fn a_post_that_is_sent_once_is_looked_for_until_its_container_has_expired() {
    let mut bench = Bench::new(SecondPublish::Again);
    bench.fault = Some(Fault::new(On::Publish, Do::Drop));
    let post = bench.add(MINUTE, |new| new.with_sends(Sends::Once));
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!((bench.published().len(), bench.public()), (1, 0));
    let row = bench.store.row(&post);
    assert_eq!(row.state, State::Done);
    let outcome = row.outcome.clone().expect("an outcome");
    assert!(outcome.contains("container_expired"), "{outcome}");
    assert!(HOUR * 23 <= bench.now.since(START));
}
