//! Edits.

use std::{fmt::Debug, time::Duration};

use super::{
    Open,
    given::{USER, add, claim, done, id, intent, now, plan, row, write},
};
use crate::{
    change::{Changed, Edit},
    late::Late,
    row::{Fence, State},
    store::Store,
    when::When,
    write::Written,
};

pub(super) fn stale<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, 3600);
    let before = row(&mut store, &post);
    for at in [
        Fence { version: before.fence.version + 1, ..before.fence },
        Fence { epoch: before.fence.epoch + 1, ..before.fence },
    ] {
        assert_eq!(store.change(&post, at, Edit::Cancel).expect("an answer"), Changed::Stale);
        assert_eq!(row(&mut open(), &post), before);
    }
    let unknown = store.change(&id(9), before.fence, Edit::Cancel).expect("an answer");
    assert_eq!(unknown, Changed::Unknown);
    let changed = open().change(&post, before.fence, Edit::Cancel).expect("an answer");
    let Changed::Done(fence) = changed else { panic!("{changed:?}") };
    let after = row(&mut store, &post);
    assert_eq!((after.state, after.wake, after.fence), (State::Cancelled, None, fence));
}

pub(super) fn fences<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, -10);
    let claimed = claim(&mut store, 1, 1).remove(0).row;
    let changed = open().change(&post, claimed.fence, Edit::Cancel).expect("an answer");
    assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
    assert_eq!(write(&mut store, intent(&claimed, claimed.fence)), Written::Fenced);
    assert_eq!(row(&mut store, &post).state, State::Cancelled);
    // After the intent nobody can take it back.
    let post = add(&mut store, 2, -10);
    let claimed = claim(&mut store, 1, 1).remove(0).row;
    let fence = done(write(&mut store, intent(&claimed, claimed.fence)));
    let changed = open().change(&post, fence, Edit::Cancel).expect("an answer");
    assert_eq!(changed, Changed::TooLate);
    assert_eq!(row(&mut store, &post).fence, fence);
}

pub(super) fn together<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, 3600);
    let before = row(&mut store, &post);
    let due = When::at_instant(before.due.at().after(Duration::from_secs(60)));
    let lead = Duration::from_secs(600);
    let several = |user: &str| {
        let plan = Box::new(plan(user, 2));
        let edits = vec![Edit::Time(due.clone()), Edit::Late(Late::Hold), Edit::Lead(lead)];
        Edit::All([edits, vec![Edit::Plan(plan)]].concat())
    };
    // The last of them is refused, and the others with it.
    let refused = store.change(&post, before.fence, several("17841400008460057"));
    assert_eq!(refused.expect("an answer"), Changed::AnotherAccount);
    assert_eq!(row(&mut open(), &post), before);
    let changed = store.change(&post, before.fence, several(USER)).expect("an answer");
    let Changed::Done(fence) = changed else { panic!("{changed:?}") };
    let after = row(&mut open(), &post);
    assert_eq!(fence.version, before.fence.version + 1, "one write");
    assert_eq!((after.due.clone(), after.late, after.lead), (due, Late::Hold, lead));
    assert!(after.plan.contains("/2.jpg") && after.fence == fence, "{after:?}");
    assert_eq!(after.wake, Some(after.prepare_at()));
}

pub(super) fn held<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, -10);
    let mut edit = |edit: Edit| {
        let at = row(&mut store, &post).fence;
        let changed = store.change(&post, at, edit).expect("an answer");
        assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
        assert!(claim(&mut open(), 1, 1).is_empty(), "somebody has it held");
        row(&mut store, &post)
    };
    let before = edit(Edit::Hold { words: "a holiday".to_owned() });
    let due = When::at_instant(before.due.at().after(Duration::from_secs(1)));
    let late = Late::Skip(Duration::from_secs(3600));
    let edits =
        vec![Edit::Late(late), Edit::Lead(Duration::ZERO), Edit::Plan(Box::new(plan(USER, 2)))];
    let after = edit(Edit::All([edits, vec![Edit::Time(due.clone())]].concat()));
    assert_eq!((after.state, &after.note, after.wake), (State::Held, &before.note, None));
    assert_eq!((&after.due, after.late), (&due, late), "it is changed all the same");
    let changed = store.change(&post, after.fence, Edit::Release).expect("an answer");
    assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
    assert_eq!(claim(&mut store, 1, 1).len(), 1);
}

pub(super) fn goes_on<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, -10);
    let account = row(&mut store, &post).account;
    store.pause(&account, Some("a holiday".to_owned())).expect("to be paused");
    assert!(claim(&mut store, 1, 1).is_empty());
    let before = row(&mut store, &post);
    assert!(before.wake > Some(now(&mut store)), "it is looked at later: {before:?}");
    open().pause(&account, None).expect("to go on");
    let after = row(&mut store, &post);
    assert_eq!((after.state, &after.note), (State::Waiting, &None));
    assert_ne!(after.fence, before.fence);
    assert_eq!(claim(&mut store, 1, 1).len(), 1);
}
