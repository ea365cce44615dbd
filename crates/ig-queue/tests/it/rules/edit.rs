//! What people do to a post.

use super::{HOUR, MINUTE, quiet, row};
use crate::bench::{Stop, post};
use crate::world::{START, id, plan};
use ig_queue::{Added, Changed, Edit, Late, NewPost, State, Store as _, change};
use std::time::Duration;

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

/// Whoever edits a post has not looked at its account by that.
#[test]
fn what_needs_a_person_is_let_go_by_a_release_and_by_nothing_else() {
    use State::{Held, Waiting};
    let later = ig_queue::When::at_instant(START.after(HOUR));
    let time = Edit::Time(later);
    let plan = Edit::Plan(Box::new(plan(0, 1)));
    let late = Edit::Late(Late::Skip(HOUR * 3));
    let lead = Edit::Lead(MINUTE);
    let reset = "\"store_was_reset\"";
    let by_hand = r#"{"by_hand":{"words":"a holiday"}}"#;
    let poison = r#"{"poisonous":{"claims":16}}"#;
    let late_one = r#"{"held_late":{"due":0,"late":{"secs":9,"nanos":0}}}"#;
    let check = |note: &str, edit: &Edit, expect| {
        let mut row = row(START);
        row.state = Held;
        row.wake = None;
        row.note = Some(serde_json::from_str(note).unwrap());
        let before = row.clone();
        let changed = change(&mut row, before.fence, edit.clone(), START);
        assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
        assert_eq!(row.state, expect, "{note} {edit:?}");
        let is_as_before = (&row.note, row.wake) == (&before.note, None);
        assert_eq!(is_as_before, expect == Held, "{note} {edit:?}");
    };
    for edit in [&time, &plan, &late, &lead] {
        check(reset, edit, Held);
        check(reset, &Edit::All(vec![edit.clone(), plan.clone()]), Held);
        check(by_hand, edit, Held);
        check(late_one, edit, Waiting);
    }
    for edit in [&time, &late, &lead] {
        check(poison, edit, Held);
        check(poison, &Edit::All(vec![edit.clone(), plan.clone()]), Waiting);
    }
    for note in [reset, by_hand, poison] {
        check(note, &Edit::Release, Waiting);
    }
}

#[test]
fn posts_of_an_account_that_goes_on_are_looked_at_as_far_as_they_wait_for_it() {
    let later = START.after(HOUR);
    let check = |why: &str, wake, expect: bool| {
        let mut row = row(START);
        let until = later.as_unix_millis();
        let note = format!(r#"{{"waits":{{"until":{until},"why":{why}}}}}"#);
        row.note = Some(serde_json::from_str(&note).unwrap());
        row.wake = wake;
        let before = row.clone();
        assert_eq!(row.goes_on(START), expect, "{why} {wake:?}");
        assert_eq!(row.wake, if expect { Some(START) } else { wake });
        assert_eq!(row.note.is_none(), expect);
        assert_eq!(before.fence.version < row.fence.version, expect);
    };
    let paused = r#"{"paused":{"words":"a holiday"}}"#;
    check(paused, Some(later), true);
    check(r#""verify""#, Some(later), true);
    check(r#""brake""#, Some(later), false);
    // It is found as late as it is.
    check(paused, Some(START), false);
    check(paused, None, false);
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
