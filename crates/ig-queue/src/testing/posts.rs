//! Adding and listing.

use std::fmt::Debug;

use super::{
    Open,
    given::{USER, add, claim, id, new, now, parsed, plan, row},
};
use crate::{
    change::Added,
    row::{Fence, State},
    store::{Filter, Store},
};

pub(super) fn keys<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let due = now(&mut store).after(std::time::Duration::from_secs(3600));
    let keyed = |number, plan| {
        let mut new = new(USER, number, due).with_key(parsed("a key"));
        new.plan = plan;
        new
    };
    let added = store.add(&keyed(1, plan(USER, 1))).expect("to be added");
    assert_eq!(added, Added::New(Fence::FIRST));
    assert_eq!(open().add(&keyed(2, plan(USER, 1))).expect("an answer"), Added::Same(id(1)));
    assert_eq!(open().add(&keyed(3, plan(USER, 3))).expect("an answer"), Added::Differs(id(1)));
    assert_eq!(store.add(&new(USER, 1, due)).expect("an answer"), Added::Differs(id(1)), "the id");
    assert_eq!(store.list(&Filter::new()).expect("a list").len(), 1);
    // Posts without a key are as many as are added.
    assert_eq!(store.add(&new(USER, 4, due)).expect("an answer"), Added::New(Fence::FIRST));
    assert_eq!(store.add(&new(USER, 5, due)).expect("an answer"), Added::New(Fence::FIRST));
}

pub(super) fn list<S: Store<Error: Debug>>(open: Open<'_, S>) {
    let mut store = open();
    let soon = now(&mut store).after(std::time::Duration::from_secs(3600));
    for (number, user, seconds) in [(1, USER, 20), (2, "17841400008460057", 10), (3, USER, 0)] {
        let due = soon.after(std::time::Duration::from_secs(seconds));
        store.add(&new(user, number, due)).expect("to be added");
    }
    add(&mut store, 4, -10);
    assert_eq!(claim(&mut store, 1, 1).len(), 1);
    let mut listed = |filter: &Filter| -> Vec<_> {
        let rows = open().list(filter).expect("a list");
        rows.into_iter().map(|row| row.id.as_str().to_owned()).collect()
    };
    let all = Filter::new();
    assert_eq!(listed(&all), ["post-4", "post-3", "post-2", "post-1"]);
    let waiting = Filter { states: vec![State::Waiting, State::Held], ..Filter::new() };
    assert_eq!(listed(&waiting), ["post-3", "post-2", "post-1"]);
    let account = row(&mut store, &id(2)).account;
    assert_eq!(listed(&Filter { account: Some(account), ..Filter::new() }), ["post-2"]);
    let page = Filter { most: 2, ..Filter::new() };
    assert_eq!(listed(&page), ["post-4", "post-3"]);
    let last = row(&mut store, &id(3));
    let after = Some((last.due.at(), last.id));
    assert_eq!(listed(&Filter { after, ..page }), ["post-2", "post-1"]);
}
