//! The contract of a store, rule by rule.

use std::{thread, time::Duration};

use ig_core::{PublishFlow, PublishPlan};
use ig_queue_sqlite::{
    Reset, SqliteStore,
    ig_queue::{
        Added, Change, Changed, Claim, Claimed, Edit, Fence, Filter, Flow, Note, PostId, State,
        Store as _, When, Why, Write, Written,
    },
};

use crate::home::{Home, START, me, minutes, post};

fn claim(store: &mut SqliteStore, who: &str, due: usize) -> Vec<Claimed> {
    store.claim(&me(who), Claim { these: &[], due }).unwrap().posts
}

fn id(id: &str) -> PostId {
    id.parse().unwrap()
}

/// The flow of a post, as it is when it has just begun.
fn write(claimed: &Claimed, change: fn(Box<ig_core::publish::Snapshot>) -> Change) -> Write {
    let plan: PublishPlan = serde_json::from_str(&claimed.row.plan).unwrap();
    let snapshot = PublishFlow::new(plan, 1).snapshot().clone();
    let (post, at) = (claimed.row.id.clone(), claimed.row.fence);
    Write { post, at, change: change(Box::new(snapshot)), facts: Default::default() }
}

fn save(claimed: &Claimed) -> Write {
    write(claimed, |snapshot| Change::Save { snapshot })
}

fn intent(claimed: &Claimed) -> Write {
    write(claimed, |snapshot| Change::Intent { snapshot })
}

fn only(store: &mut SqliteStore, write: Write) -> Written {
    let mut answers = store.write(&[write]).unwrap().answers;
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}

#[test]
fn every_field_of_a_row_comes_back() {
    let home = Home::new();
    let mut store = home.open();
    let new = post("a", minutes(10)).with_key("order 1".parse().unwrap());
    let new = new.with_late("skip=90s".parse().unwrap());
    store.add(&new).unwrap();
    assert_eq!(store.get(&id("a")).unwrap(), Some(new.row()));
    home.pass(minutes(9));
    let claimed = claim(&mut store, "w", 9).remove(0);
    assert_eq!(store.get(&id("a")).unwrap().as_ref(), Some(&claimed.row));
    only(&mut store, save(&claimed));
    let row = home.open().get(&id("a")).unwrap().unwrap();
    assert_eq!(row.fence, Fence { version: claimed.row.fence.version + 1, ..claimed.row.fence });
    assert!(row.snapshot.is_some() && row.holder == Some(me("w")));
    let back = Write {
        post: id("a"),
        at: row.fence,
        change: Change::PutBack {
            wake: START.after(minutes(11)),
            why: Why::Brake,
            flow: Flow::Kept,
        },
        facts: Default::default(),
    };
    only(&mut store, back);
    let row = store.get(&id("a")).unwrap().unwrap();
    assert!(matches!(row.note, Some(Note::Waits { .. })), "{row:?}");
    assert_eq!((row.state, row.wake), (State::Waiting, Some(START.after(minutes(11)))));
}

#[test]
fn a_post_is_claimed_when_its_lead_begins_and_then_by_nobody_else() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(10))).unwrap();
    let claims = store.claim(&me("w"), Claim { these: &[], due: 9 }).unwrap();
    assert!(claims.posts.is_empty());
    assert_eq!(claims.next, Some(START.after(minutes(8))), "two minutes before it is due");
    home.pass(minutes(8));
    assert_eq!(claim(&mut store, "w", 9).len(), 1);
    assert!(claim(&mut home.open(), "v", 9).is_empty());
    // Its holder is gone.
    store.take_over(&me("v"), None).unwrap();
    assert_eq!(claim(&mut store, "v", 9).len(), 1);
    store.take_over(&me("v"), None).unwrap();
    assert!(claim(&mut store, "v", 9).is_empty(), "what it holds itself is not taken from it");
    store.take_over(&me("v"), Some(&me("v"))).unwrap();
    assert_eq!(claim(&mut store, "v", 9).len(), 0, "it was taken up twice, and nothing came of it");
    home.pass(Duration::from_secs(1));
    assert_eq!(claim(&mut store, "v", 9).len(), 1, "unless it says so");
}

#[test]
fn posts_are_claimed_in_the_order_in_which_they_are_due_and_no_more_than_there_is_room() {
    let home = Home::new();
    let mut store = home.open();
    let posts: Vec<_> = (0..250_u64).rev().map(|n| post(&format!("{n:03}"), minutes(n))).collect();
    store.add_all(&posts).unwrap();
    home.pass(minutes(240));
    let ids = |claimed: Vec<Claimed>| -> Vec<String> {
        claimed.into_iter().map(|it| it.row.id.to_string()).collect()
    };
    assert_eq!(ids(claim(&mut store, "w", 3)), ["000", "001", "002"]);
    assert_eq!(ids(claim(&mut store, "w", 2)), ["003", "004"]);
    let named = [id("249"), id("100"), id("missing")];
    let claims = store.claim(&me("w"), Claim { these: &named, due: 1 }).unwrap();
    assert_eq!(ids(claims.posts), ["100", "005"], "one of the named is not due");
    assert_eq!(claim(&mut store, "w", 1000).len(), 243 - 7);
}

#[test]
fn a_write_from_an_earlier_state_is_fenced_and_changes_nothing() {
    let home = Home::new();
    let (mut store, mut other) = (home.open(), home.open());
    store.add(&post("a", minutes(0))).unwrap();
    let first = claim(&mut store, "w", 1).remove(0);
    store.take_over(&me("v"), None).unwrap();
    let second = claim(&mut other, "v", 1).remove(0);
    assert_eq!(only(&mut store, save(&first)), Written::Fenced, "another has claimed it");
    let Written::Done(fence) = only(&mut other, save(&second)) else { panic!() };
    assert_eq!(only(&mut other, save(&second)), Written::Fenced, "it was written since");
    assert_eq!(store.read(&[id("a")]).unwrap().answers[0].as_ref().unwrap().fence, fence);
    let mut missing = save(&second);
    missing.post = id("none");
    assert_eq!(only(&mut other, missing), Written::Fenced);
    assert_eq!(store.read(&[id("none")]).unwrap().answers, [None]);
}

#[test]
fn two_posts_of_an_account_are_not_published_at_once() {
    let home = Home::new();
    let mut store = home.open();
    store.add_all(&[post("a", minutes(0)), post("b", minutes(0))]).unwrap();
    let claimed = claim(&mut store, "w", 9);
    // Both in one transaction: the second sees the first.
    let answers = store.write(&[intent(&claimed[0]), intent(&claimed[1])]).unwrap().answers;
    assert!(matches!(answers[0], Written::Done(_)), "{answers:?}");
    let Written::NotYet(not_yet) = &answers[1] else { panic!("{answers:?}") };
    assert_eq!(not_yet.why.to_string(), "post a, which may be public already");
    let row = store.get(&id("b")).unwrap().unwrap();
    assert_eq!(row.fence, claimed[1].row.fence, "nothing of it was stored");
    assert_eq!(store.account(&row.account).unwrap().publishing, Some(id("a")));
}

#[test]
fn a_publish_is_not_allowed_before_its_time() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(1))).unwrap();
    let claimed = claim(&mut store, "w", 1).remove(0);
    let written = only(&mut store, intent(&claimed));
    assert!(matches!(written, Written::NotYet(_)), "{written:?}");
    home.pass(minutes(1));
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
}

#[test]
fn a_key_is_one_post_also_when_it_is_added_by_many_at_once() {
    let home = Home::new();
    drop(home.open());
    let added: Vec<Added> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|n| {
                let home = &home;
                scope.spawn(move || {
                    let mut new = post("a", minutes(1));
                    new.id = format!("id-{n}").parse().unwrap();
                    home.open().add(&new.with_key("k".parse().unwrap())).unwrap()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let new = added.iter().filter(|it| matches!(it, Added::New(_))).count();
    assert_eq!(new, 1, "{added:?}");
    assert!(added.iter().all(|it| !matches!(it, Added::Differs(_))), "{added:?}");
    assert_eq!(home.open().list(&Filter::new()).unwrap().len(), 1);
}

#[test]
fn posts_are_added_together_or_not_at_all() {
    let home = Home::new();
    let mut store = home.open();
    let keyed = |id: &str| post(id, minutes(1)).with_key(id.parse().unwrap());
    store.add(&keyed("a")).unwrap();
    let mut other = keyed("a");
    other.plan = post("x", minutes(1)).plan;
    let added = store.add_all(&[keyed("b"), other, keyed("c")]).unwrap();
    assert!(matches!(&added[1], Added::Differs(id) if id.as_str() == "a"), "{added:?}");
    assert_eq!(store.list(&Filter::new()).unwrap().len(), 1, "nothing was added");
    let added = store.add_all(&[keyed("a"), keyed("b"), keyed("b")]).unwrap();
    assert!(matches!(added[..], [Added::Same(_), Added::New(_), Added::Same(_)]), "{added:?}");
}

#[test]
fn an_edit_is_compared_with_the_row_that_its_author_saw() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(10))).unwrap();
    let at = store.get(&id("a")).unwrap().unwrap().fence;
    let time = || Edit::Time(When::at_instant(START.after(minutes(5))));
    assert!(matches!(store.change(&id("a"), at, time()).unwrap(), Changed::Done(_)));
    assert_eq!(store.change(&id("a"), at, Edit::Cancel).unwrap(), Changed::Stale);
    assert_eq!(store.change(&id("b"), at, Edit::Cancel).unwrap(), Changed::Unknown);
    let row = store.get(&id("a")).unwrap().unwrap();
    assert_eq!((row.due.at(), row.wake), (START.after(minutes(5)), Some(START.after(minutes(3)))));
    home.pass(minutes(5));
    let claimed = claim(&mut store, "w", 1).remove(0);
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
    let at = store.get(&id("a")).unwrap().unwrap().fence;
    assert_eq!(store.change(&id("a"), at, Edit::Cancel).unwrap(), Changed::TooLate);
}

#[test]
fn a_list_is_filtered_and_goes_on_after_its_last_post() {
    let home = Home::new();
    let mut store = home.open();
    let posts: Vec<_> = (0..7).map(|n| post(&format!("p{n}"), minutes(n / 2))).collect();
    store.add_all(&posts).unwrap();
    let row = store.get(&id("p3")).unwrap().unwrap();
    store.change(&row.id, row.fence, Edit::Cancel).unwrap();
    let all = store.list(&Filter::new()).unwrap();
    let mut filter = Filter::new();
    filter.most = 3;
    let mut paged = Vec::new();
    loop {
        let page = store.list(&filter).unwrap();
        let Some(last) = page.last() else { break };
        filter.after = Some((last.due.at(), last.id.clone()));
        paged.extend(page);
    }
    assert_eq!(paged, all);
    let mut filter = Filter::new();
    filter.states = vec![State::Waiting, State::Held];
    let some = store.list(&filter).unwrap();
    assert_eq!(some, all.iter().filter(|row| filter.takes(row)).cloned().collect::<Vec<_>>());
    assert_eq!(some.len(), 6);
    filter.account = Some(row.account.clone());
    assert_eq!(store.list(&filter).unwrap().len(), 6);
}

#[test]
fn a_paused_account_is_not_worked_for() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(0))).unwrap();
    let account = post("a", minutes(0)).row().account;
    store.pause(&account, Some("holiday".to_owned())).unwrap();
    assert!(claim(&mut store, "w", 9).is_empty());
    store.pause(&account, None).unwrap();
    home.pass(Duration::from_secs(61));
    assert_eq!(claim(&mut store, "w", 9).len(), 1);
}

#[test]
fn events_tell_what_happened_and_only_what_was_stored() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(1))).unwrap();
    let claimed = claim(&mut store, "w", 1).remove(0);
    only(&mut store, save(&claimed));
    // This one is fenced.
    only(&mut store, save(&claimed));
    let events = store.events(&id("a")).unwrap();
    let told: Vec<_> = events.iter().map(|it| format!("{}: {}", it.who, it.what)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("by hand: added, due at 2027-01-15T08:01:00Z"), "{told:?}");
    assert_eq!(told[1], "w: taken up");
    assert!(told[2].starts_with("w: saved: "), "{told:?}");
}

#[test]
fn a_row_that_cannot_be_read_is_held_and_stops_no_other() {
    let home = Home::new();
    let mut store = home.open();
    store.add_all(&[post("a", minutes(0)), post("b", minutes(0))]).unwrap();
    let raw = rusqlite::Connection::open(home.path()).unwrap();
    raw.execute("UPDATE post SET late = 'nonsense' WHERE id = 'a'", ()).unwrap();
    let claimed = claim(&mut store, "w", 9);
    assert_eq!(claimed.len(), 1);
    assert_eq!(claimed[0].row.id, id("b"));
    let state: i64 =
        raw.query_row("SELECT state FROM post WHERE id = 'a'", (), |it| it.get(0)).unwrap();
    assert_eq!(state, 2, "held");
    let error = store.get(&id("a")).unwrap_err().to_string();
    assert!(error.starts_with("post a in the queue cannot be read: late"), "{error}");
}

/// A post that may be public when the queue was copied is not known to be, and holds up no other.
#[test]
fn a_restored_queue_lets_go_of_its_accounts() {
    let home = Home::new();
    let mut store = home.open();
    store.lock(&me("one")).unwrap();
    store.add(&post("a", minutes(0))).unwrap();
    let claimed = claim(&mut store, "one", 1).remove(0);
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
    drop(store);
    let copy = std::fs::read(home.path()).unwrap();
    home.open().lock(&me("two")).unwrap();
    std::fs::write(home.path(), copy).unwrap();
    let mut store = home.open();
    let account = store.account(&claimed.row.account).unwrap();
    assert_eq!(account.publishing, Some(id("a")));
    assert_eq!(store.lock(&me("three")).unwrap(), Reset::Yes { posts: 1 });
    let row = store.get(&id("a")).unwrap().unwrap();
    assert_eq!((row.state, row.note), (State::Uncertain, Some(Note::StoreWasReset)));
    let account = store.account(&row.account).unwrap();
    assert_eq!((account.publishing, account.ledger.usage(store.now())), (None, 1));
}

#[test]
fn a_post_that_is_given_up_lets_go_of_its_account() {
    let home = Home::new();
    let mut store = home.open();
    store.add(&post("a", minutes(1))).unwrap();
    store.add(&post("b", minutes(2))).unwrap();
    home.pass(minutes(2));
    let claimed = claim(&mut store, "w", 2);
    let [first, second] = &claimed[..] else { panic!("{claimed:?}") };
    assert!(matches!(only(&mut store, intent(first)), Written::Done(_)));
    let these = [id("a")];
    let state = |store: &SqliteStore| store.get(&id("a")).unwrap().unwrap().state;
    let mut looks = 0;
    while state(&store) == State::Active {
        store.claim(&me("x"), Claim { these: &these, due: 0 }).unwrap();
        home.pass(minutes(10));
        looks += 1;
        assert!(looks < 100);
    }
    assert_eq!(state(&store), State::Uncertain);
    assert!(matches!(only(&mut store, intent(second)), Written::Done(_)));
}
