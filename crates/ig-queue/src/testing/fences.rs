//! Writes and their fences.

use std::fmt::Debug;

use super::{
    Open,
    given::{add, claim, done, id, intent, me, now, put_back, row, save, snapshot, write},
};
use crate::{
    note::Why,
    row::{Fence, Row},
    store::Store,
    write::{Change, Facts, Written},
};

fn claimed<S: Store<Error: Debug>>(store: &mut S, number: u64) -> Row {
    add(store, number, -10);
    claim(store, number, 1).remove(0).row
}

pub(super) fn seen<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let (mut store, mut other) = (open(), open());
    let before = claimed(&mut store, 1);
    let mut saved = save(&before, before.fence);
    saved.facts =
        Facts { containers: 3, pause: Some("a refused token".to_owned()), ..Facts::default() };
    let fence = done(write(&mut store, saved));
    assert_eq!(fence, Fence { version: before.fence.version + 1, ..before.fence });
    let after = row(&mut other, &before.id);
    assert_eq!(after.fence, fence);
    let kept = after.snapshot.clone().expect("it is kept");
    assert_eq!(kept.as_bytes(), snapshot(&before).to_json());
    assert_eq!(after.claims, 0, "something came of the claim");
    // The account was written with it.
    done(write(&mut other, put_back(&after, fence, now_of(&after))));
    let next =
        other.claim(&me(2), crate::claim::Claim { these: std::slice::from_ref(&after.id), due: 0 });
    assert_eq!(next.expect("a claim").posts, [], "the account is paused");
    other.pause(&after.account, None).expect("to go on");
    let next = open()
        .claim(&me(2), crate::claim::Claim { these: std::slice::from_ref(&after.id), due: 0 });
    let next = next.expect("a claim").posts.remove(0);
    assert_eq!(next.account.ledger.containers(now(&mut store)), 3);
}

fn now_of(row: &Row) -> ig_core::Timestamp {
    row.due.at()
}

pub(super) fn version<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let old = claimed(&mut store, 1);
    let fence = done(write(&mut store, save(&old, old.fence)));
    let before = row(&mut store, &old.id);
    for version in [old.fence.version, fence.version + 1] {
        let at = Fence { version, ..fence };
        assert_eq!(write(&mut store, intent(&old, at)), Written::Fenced, "{at:?}");
        assert_eq!(row(&mut store, &old.id), before);
    }
    done(write(&mut store, save(&old, fence)));
}

pub(super) fn epoch<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let old = claimed(&mut store, 1);
    let these = [old.id.clone()];
    let next = open().claim(&me(2), crate::claim::Claim { these: &these, due: 0 });
    let next = next.expect("a claim").posts.remove(0).row;
    // Neither its own fence nor one with the new version.
    for at in [old.fence, Fence { version: next.fence.version, ..old.fence }] {
        for change in [save(&old, at), intent(&old, at), put_back(&old, at, old.due.at())] {
            assert_eq!(write(&mut store, change), Written::Fenced, "{at:?}");
            assert_eq!(row(&mut store, &old.id), next);
        }
    }
    done(write(&mut store, save(&next, next.fence)));
}

pub(super) fn account<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let (one, other) = (claimed(&mut store, 1), claimed(&mut store, 2));
    let fence = done(write(&mut store, intent(&one, one.fence)));
    let before = row(&mut store, &other.id);
    match write(&mut open(), intent(&other, other.fence)) {
        Written::NotYet(not_yet) => {
            assert_eq!(not_yet.why, Why::Another { post: one.id.clone() });
            assert!(now(&mut store) <= not_yet.until);
        }
        written => panic!("{written:?}"),
    }
    assert_eq!(row(&mut store, &other.id), before, "nothing was stored");
    let change = Change::Hold { note: crate::note::Note::StoreWasReset };
    let hold = crate::write::Write { post: one.id, at: fence, change, facts: Facts::default() };
    done(write(&mut store, hold));
    done(write(&mut open(), intent(&other, other.fence)));
}

pub(super) fn several<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let (one, other) = (claimed(&mut store, 1), claimed(&mut store, 2));
    let stale = Fence { version: 99, ..one.fence };
    let next = Fence { version: one.fence.version + 1, ..one.fence };
    let writes = [
        save(&one, one.fence),
        save(&one, stale),
        intent(&one, next),
        intent(&other, other.fence),
        save(&other, other.fence),
    ];
    let answers = store.write(&writes).expect("a write").answers;
    assert!(matches!(answers[0], Written::Done(fence) if fence == next), "{answers:?}");
    assert!(matches!(answers[1], Written::Fenced), "{answers:?}");
    assert!(matches!(answers[2], Written::Done(_)), "{answers:?}");
    assert!(matches!(answers[3], Written::NotYet(_)), "{answers:?}");
    assert!(matches!(answers[4], Written::Done(_)), "{answers:?}");
    assert!(row(&mut open(), &one.id).intent_at.is_some());
    assert!(row(&mut open(), &other.id).snapshot.is_some());
}

pub(super) fn stamps<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let one = claimed(&mut store, 1);
    add(&mut store, 2, 3600);
    let ids = [id(2), id(9), id(1)];
    let stamps = open().read(&ids).expect("a read").answers;
    let [Some(waiting), None, Some(active)] = &stamps[..] else { panic!("{stamps:?}") };
    assert_eq!((waiting.fence, &waiting.holder), (Fence::FIRST, &None));
    assert_eq!((active.fence, &active.holder), (one.fence, &Some(me(1))));
}
