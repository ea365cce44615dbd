//! Posts and writes for the tests.

use std::time::Duration;

use ig_core::{Photo, PublishFlow, PublishPlan, Timestamp, publish::Snapshot};
use ig_queue_postgres::{
    BlockingStore,
    ig_queue::{
        Change, Claim, Claimed, Incarnation, NewPost, PostId, Store as _, When, Write, Written,
    },
};

pub(crate) fn me(name: &str) -> Incarnation {
    name.parse().unwrap()
}

pub(crate) fn id(id: &str) -> PostId {
    id.parse().unwrap()
}

/// A post of the account `user` that is due at `due` and prepared then.
pub(crate) fn post(name: &str, user: u32, due: Timestamp) -> NewPost {
    let photo = Photo::new(format!("https://example.com/{name}.jpg").parse().unwrap());
    let plan = PublishPlan::new(format!("1784{user}").parse().unwrap(), photo);
    let api = "https://graph.facebook.com".parse().unwrap();
    NewPost::new(id(name), api, "main".parse().unwrap(), plan, When::at_instant(due))
        .with_lead(Duration::ZERO)
}

/// Adds posts that are due, each of an account of its own.
pub(crate) fn add_due(store: &mut BlockingStore, names: &[&str]) {
    let now = store.now().unwrap();
    for (user, name) in (0..).zip(names) {
        store.add(&post(name, user, now)).unwrap();
    }
}

pub(crate) fn claim(store: &mut BlockingStore, who: &str, due: usize) -> Vec<Claimed> {
    store.claim(&me(who), Claim { these: &[], due }).unwrap().posts
}

pub(crate) fn names(claimed: &[Claimed]) -> Vec<&str> {
    claimed.iter().map(|claimed| claimed.row.id.as_str()).collect()
}

/// The flow of a post, as it is when it has just begun.
pub(crate) fn write(claimed: &Claimed, change: fn(Box<Snapshot>) -> Change) -> Write {
    let plan: PublishPlan = serde_json::from_str(&claimed.row.plan).unwrap();
    let snapshot = PublishFlow::new(plan, 1).snapshot().clone();
    let (post, at) = (claimed.row.id.clone(), claimed.row.fence);
    Write { post, at, change: change(Box::new(snapshot)), facts: Default::default() }
}

pub(crate) fn save(claimed: &Claimed) -> Write {
    write(claimed, |snapshot| Change::Save { snapshot })
}

pub(crate) fn intent(claimed: &Claimed) -> Write {
    write(claimed, |snapshot| Change::Intent { snapshot })
}

pub(crate) fn only(store: &mut BlockingStore, write: Write) -> Written {
    let mut answers = store.write(&[write]).unwrap().answers;
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}
