//! What every store has to do, as a list of checks: run each on an empty store.
//!
//! ```
//! use ig_queue::{Store, testing::checks};
//!
//! /// `open` opens a store in a folder; `new` makes a folder.
//! fn conforms<S: Store<Error: std::fmt::Debug>, F>(new: impl Fn() -> F, open: impl Fn(&F) -> S) {
//!     for check in checks::<S>() {
//!         let folder = new();
//!         println!("{}", check.name);
//!         (check.run)(&mut || open(&folder));
//!     }
//! }
//! ```
//!
//! They cover the promises that can be seen from outside: the fence, the account's row in the
//! same transaction, keys, claims, and that two handles see one truth. Not what a crash leaves
//! behind, nor what happens at the same time: kill processes to see that.

mod claims;
mod edits;
mod fences;
mod posts;

use std::fmt;

use crate::store::Store;

/// A store that is opened again and again: each call gives a handle on the same data.
pub type Open<'a, S> = &'a mut dyn FnMut() -> S;

/// One thing that a store has to do.
#[non_exhaustive]
pub struct Check<S> {
    /// What it has to do.
    pub name: &'static str,
    /// Panics where the store does not do it. The store has to be empty.
    pub run: fn(Open<'_, S>),
}

impl<S> fmt::Debug for Check<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All checks.
pub fn checks<S: Store<Error: fmt::Debug>>() -> Vec<Check<S>> {
    fn check<S>(name: &'static str, run: fn(Open<'_, S>)) -> Check<S> {
        Check { name, run }
    }
    vec![
        check("a post that is due is claimed, with its account", claims::due),
        check(
            "a post that is not due is not claimed, and the time of the next is told",
            claims::not_due,
        ),
        check(
            "what may be public is claimed first, then what is due first, as far as there is room",
            claims::order,
        ),
        check("a post that an engine names is claimed, whoever has it", claims::named),
        check("what a dead worker had is due again, and nothing else", claims::take_over),
        check("a write is seen through another handle", fences::seen),
        check("a write at another version changes nothing", fences::version),
        check("a write at another epoch changes nothing", fences::epoch),
        check("only one post of an account is between intent and outcome", fences::account),
        check(
            "several writes are answered in their order, and each sees those before it",
            fences::several,
        ),
        check("how far a post is can be read", fences::stamps),
        check("the same key is one post, and another plan under it is refused", posts::keys),
        check("posts are listed by their time, by state, by account and by pages", posts::list),
        check("an edit at another fence changes nothing", edits::stale),
        check("an edit fences the worker that has the post", edits::fences),
        check("several changes of an edit are stored together, or none of them", edits::together),
        check("posts of an account that goes on are looked at at once", edits::goes_on),
        check("what a person holds stays held through edits, until it is released", edits::held),
    ]
}

/// Posts and writes for the checks.
mod given {
    use std::{fmt::Debug, time::Duration};

    use ig_core::{Photo, PublishFlow, PublishPlan, Step, Timestamp, publish::Snapshot};

    use crate::{
        change::{Added, NewPost},
        claim::{Claim, Claimed},
        id::{Incarnation, PostId},
        row::{Fence, Row},
        store::{Filter, Store},
        when::When,
        write::{Change, Facts, Flow, Write, Written},
    };

    pub(super) const USER: &str = "17841400008460056";

    #[track_caller]
    pub(super) fn parsed<T: std::str::FromStr<Err: Debug>>(text: &str) -> T {
        text.parse().expect("a valid name")
    }

    pub(super) fn plan(user: &str, number: u64) -> PublishPlan {
        let photo = Photo::new(parsed(&format!("https://example.com/{number}.jpg")));
        PublishPlan::new(parsed(user), photo.with_caption(parsed(&format!("post {number}"))))
    }

    pub(super) fn id(number: u64) -> PostId {
        parsed(&format!("post-{number}"))
    }

    pub(super) fn me(number: u64) -> Incarnation {
        parsed(&format!("worker-{number}"))
    }

    pub(super) fn new(user: &str, number: u64, due: Timestamp) -> NewPost {
        let api = parsed("https://graph.facebook.com");
        let credential = parsed("main");
        NewPost::new(id(number), api, credential, plan(user, number), When::at_instant(due))
            .with_lead(Duration::ZERO)
    }

    /// The store's time.
    #[track_caller]
    pub(super) fn now<S: Store<Error: Debug>>(store: &mut S) -> Timestamp {
        store.read(&[]).expect("a read").now
    }

    /// Adds a post that is due so long ago, or in so long.
    #[track_caller]
    pub(super) fn add<S: Store<Error: Debug>>(store: &mut S, number: u64, wait: i64) -> PostId {
        let now = now(store);
        let due =
            Timestamp::from_unix_millis(now.as_unix_millis().saturating_add_signed(wait * 1000));
        let added = store.add(&new(USER, number, due)).expect("to be added");
        assert_eq!(added, Added::New(Fence::FIRST));
        id(number)
    }

    #[track_caller]
    pub(super) fn claim<S: Store<Error: Debug>>(
        store: &mut S,
        who: u64,
        room: usize,
    ) -> Vec<Claimed> {
        store.claim(&me(who), Claim { these: &[], due: room }).expect("a claim").posts
    }

    #[track_caller]
    pub(super) fn row<S: Store<Error: Debug>>(store: &mut S, id: &PostId) -> Row {
        let rows = store.list(&Filter::new()).expect("a list");
        rows.into_iter().find(|row| row.id == *id).expect("its row")
    }

    /// The flow of a row before its first request.
    pub(super) fn snapshot(row: &Row) -> Box<Snapshot> {
        use ig_core::Flow as _;
        let plan = serde_json::from_str(&row.plan).expect("a plan");
        let mut flow = PublishFlow::new(plan, 7);
        match flow.poll(Timestamp::EPOCH) {
            Step::Save(snapshot) => Box::new(snapshot),
            step => panic!("{step:?}"),
        }
    }

    pub(super) fn save(row: &Row, at: Fence) -> Write {
        let change = Change::Save { snapshot: snapshot(row) };
        Write { post: row.id.clone(), at, change, facts: Facts::default() }
    }

    /// The store only has to keep what it is given: that this flow is not at its publish yet
    /// makes no difference to it.
    pub(super) fn intent(row: &Row, at: Fence) -> Write {
        let change = Change::Intent { snapshot: snapshot(row) };
        Write { post: row.id.clone(), at, change, facts: Facts::default() }
    }

    pub(super) fn put_back(row: &Row, at: Fence, wake: Timestamp) -> Write {
        let change = Change::PutBack { wake, why: crate::note::Why::Drained, flow: Flow::Kept };
        Write { post: row.id.clone(), at, change, facts: Facts::default() }
    }

    #[track_caller]
    pub(super) fn write<S: Store<Error: Debug>>(store: &mut S, write: Write) -> Written {
        store.write(&[write]).expect("a write").answers.remove(0)
    }

    #[track_caller]
    pub(super) fn done(written: Written) -> Fence {
        match written {
            Written::Done(fence) => fence,
            other => panic!("{other:?}"),
        }
    }
}
