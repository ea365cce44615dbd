//! Edits.

use std::fmt::Debug;

use super::{
    Open,
    given::{add, claim, done, id, intent, row, write},
};
use crate::{
    change::{Changed, Edit},
    row::{Fence, State},
    store::Store,
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
