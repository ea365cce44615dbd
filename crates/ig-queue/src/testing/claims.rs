//! Claims.

use std::{fmt::Debug, time::Duration};

use super::{
    Open,
    given::{add, claim, done, id, intent, me, new, now, put_back, row, write},
};
use crate::{claim::Claim, row::State, store::Store};

pub(super) fn due<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, -10);
    let claims = store.claim(&me(1), Claim { these: &[], due: 9 }).expect("a claim");
    let [claimed] = &claims.posts[..] else { panic!("one post: {claims:?}") };
    assert_eq!((&claimed.row.id, claimed.row.state), (&post, State::Active));
    assert_eq!((claimed.row.fence.epoch, claimed.row.wake), (1, None));
    assert_eq!(claimed.row.holder, Some(me(1)));
    assert_eq!(claimed.account.id, claimed.row.account);
    assert_eq!(claims.next, None, "nothing else has to be looked at");
    assert_eq!(row(&mut open(), &post), claimed.row, "it is stored");
    assert_eq!(claim(&mut open(), 2, 9), [], "it is not due again");
}

pub(super) fn not_due<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, 3600);
    let claims = store.claim(&me(1), Claim { these: &[], due: 9 }).expect("a claim");
    assert_eq!(claims.posts, []);
    assert_eq!(claims.next, Some(row(&mut store, &post).due.at()));
    let named = store.claim(&me(1), Claim { these: &[post], due: 0 }).expect("a claim");
    assert_eq!(named.posts, [], "whoever names it");
}

pub(super) fn order<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let late = add(&mut store, 1, -20);
    let later = add(&mut store, 2, -10);
    // Of another account, which is publishing it.
    let now = now(&mut store);
    let new = new("17841400008460057", 3, now.before(Duration::from_secs(5)));
    store.add(&new).expect("to be added");
    let public = id(3);
    // It may be public, and waits for its next look.
    let claimed = store.claim(&me(1), Claim { these: std::slice::from_ref(&public), due: 0 });
    let claimed = claimed.expect("a claim").posts.remove(0).row;
    let fence = done(write(&mut store, intent(&claimed, claimed.fence)));
    done(write(&mut store, put_back(&claimed, fence, now)));
    let ids = |posts: Vec<crate::claim::Claimed>| -> Vec<_> {
        posts.into_iter().map(|it| it.row.id).collect()
    };
    assert_eq!(ids(claim(&mut store, 2, 2)), [public, late]);
    assert_eq!(ids(claim(&mut store, 2, 2)), [later]);
}

pub(super) fn named<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let post = add(&mut store, 1, -10);
    assert_eq!(claim(&mut store, 1, 1).len(), 1);
    let these = [post, id(99)];
    let claims = open().claim(&me(2), Claim { these: &these, due: 0 }).expect("a claim");
    let [claimed] = &claims.posts[..] else { panic!("one post: {claims:?}") };
    assert_eq!((claimed.row.fence.epoch, claimed.row.holder.clone()), (2, Some(me(2))));
}

pub(super) fn take_over<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let (one, other) = (add(&mut store, 1, -20), add(&mut store, 2, -10));
    assert_eq!(claim(&mut store, 1, 1).len(), 1);
    assert_eq!(claim(&mut store, 2, 1).len(), 1);
    let waiting = add(&mut store, 3, 3600);
    store.take_over(&me(3), Some(&me(1))).expect("to be taken over");
    let claimed = claim(&mut store, 3, 9);
    assert_eq!(claimed.iter().map(|it| &it.row.id).collect::<Vec<_>>(), [&one]);
    // Everybody else is gone; what the third has is its own.
    store.take_over(&me(3), None).expect("to be taken over");
    let claimed = claim(&mut store, 3, 9);
    assert_eq!(claimed.iter().map(|it| &it.row.id).collect::<Vec<_>>(), [&other]);
    let wake = row(&mut store, &waiting).wake.expect("it waits");
    assert!(now(&mut store).after(Duration::from_secs(60)) < wake, "it is nobody's");
}
