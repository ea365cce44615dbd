//! What this store keeps, beyond the checks for every store.

use std::{thread, time::Duration};

use ig_queue_postgres::ig_queue::{
    Added, Change, Claim, Claimed, Edit, Flow, MOST_CLAIMS, Note, State, Store as _, Why, Write,
    Written,
};

use crate::{
    cluster::Cluster,
    given::{add_due, claim, id, intent, me, names, only, post, save},
};

#[test]
fn every_field_of_a_row_comes_back() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    let new =
        post("a", 1, now.after(Duration::from_millis(1))).with_key("order 1".parse().unwrap());
    let new = new.with_late("skip=90s".parse().unwrap()).with_lead(Duration::from_secs(61));
    assert!(matches!(store.add(&new).unwrap(), Added::New(_)));
    assert_eq!(store.get(&id("a")).unwrap(), Some(new.row()));
    assert_eq!(store.find(&"order 1".parse().unwrap()).unwrap(), Some(new.row()));
    assert_eq!(store.get(&id("b")).unwrap(), None);
    let claimed = claim(&mut store, "w", 9).remove(0);
    assert_eq!(store.get(&id("a")).unwrap().as_ref(), Some(&claimed.row));
    let Written::Done(fence) = only(&mut store, save(&claimed)) else { panic!() };
    let (wake, why, flow) = (now.after(Duration::from_secs(60)), Why::Brake, Flow::Kept);
    let change = Change::PutBack { wake, why, flow };
    let back = Write { post: id("a"), at: fence, change, facts: Default::default() };
    only(&mut store, back);
    let row = database.open().get(&id("a")).unwrap().unwrap();
    assert_eq!((row.wake, row.holder), (Some(wake), Some(me("w"))));
    assert!(row.snapshot.is_some() && row.note.is_some());
    let told: Vec<_> = store.events(&id("a")).unwrap().into_iter().map(|it| it.what).collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("added, due at") && told[1] == "taken up", "{told:?}");
    assert_eq!(store.next_wake().unwrap(), Some(wake));
}

#[test]
fn an_account_comes_back_with_words_that_a_text_of_postgres_has_no_place_for() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    let claimed = claim(&mut store, "w", 1).remove(0);
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
    store.pause(&claimed.account.id, Some("by\0me".to_owned())).unwrap();
    let account = store.account(&claimed.account.id).unwrap();
    assert_eq!(account.publishing, Some(id("a")));
    assert!(account.last_intent.is_some());
    assert_eq!(account.paused.as_deref(), Some("by\u{FFFD}me"));
    assert_eq!(store.accounts().unwrap(), std::slice::from_ref(&account.id));
    let counts = store.counts().unwrap();
    assert_eq!((counts.active, counts.due, counts.paused, counts.lateness.count), (1, 1, 1, 1));
}

#[test]
fn all_posts_of_a_call_are_added_or_none() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    let keyed = |name, key: &str| post(name, 1, now).with_key(key.parse().unwrap());
    let twice = [keyed("a", "k2"), keyed("b", "k1"), keyed("a", "k2")];
    let added = store.add_all(&twice).unwrap();
    assert!(
        matches!(&added[..], [Added::New(_), Added::New(_), Added::Same(same)] if *same == id("a"))
    );
    let differs = [keyed("c", "k3"), keyed("d", "k1")];
    let added = store.add_all(&differs).unwrap();
    assert!(matches!(&added[..], [Added::New(_), Added::Differs(kept)] if *kept == id("b")));
    assert_eq!(store.get(&id("c")).unwrap(), None);
    assert_eq!(store.events(&id("c")).unwrap(), []);
}

#[test]
fn a_row_that_cannot_be_read_is_held_and_does_not_stop_the_others() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a", "b"]);
    database.run("update ig.post set state = 1, late = '17' where id = 'a'");
    assert_eq!(names(&claim(&mut store, "w", 9)), ["b"]);
    let error = store.get(&id("a")).unwrap_err();
    assert!(error.to_string().starts_with("post a in the queue cannot be read"), "{error}");
    assert_eq!(database.client().ask("select state from ig.post where id = 'a'").unwrap(), "2");
    assert!(store.events(&id("a")).unwrap().last().unwrap().what.starts_with("held: post a"));
}

#[test]
fn a_claim_leaves_rows_that_another_transaction_has_to_the_next_one() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a", "b"]);
    let other = database.client();
    other.run("begin; select from ig.post where id = 'a' for update");
    let claims = store.claim(&me("w"), Claim { these: &[], due: 9 }).unwrap();
    assert_eq!(names(&claims.posts), ["b"]);
    assert!(claims.next.is_some_and(|next| next <= claims.now), "one is left: {claims:?}");
    other.run("rollback");
    assert_eq!(names(&claim(&mut store, "w", 9)), ["a"]);
}

#[test]
fn an_intent_sees_what_another_transaction_of_its_account_stores_meanwhile() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    let claimed = claim(&mut store, "w", 1).remove(0);
    let other = database.client();
    other.run("begin; update ig.account set publishing = 'b'");
    let answer = thread::scope(|scope| {
        let answer = scope.spawn(|| only(&mut store, intent(&claimed)));
        other.until(
            "select exists (select from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock')",
        );
        other.run("commit");
        answer.join().unwrap()
    });
    assert!(matches!(answer, Written::NotYet(_)), "{answer:?}");
}

#[test]
fn an_account_whose_row_was_removed_is_made_again_and_locked() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    let claimed = claim(&mut store, "w", 1).remove(0);
    database.run("delete from ig.account");
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
    assert_eq!(store.account(&claimed.account.id).unwrap().publishing, Some(id("a")));
}

#[test]
fn who_edits_by_hand_is_told() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open().with_who("anna");
    add_due(&mut store, &["a"]);
    let row = store.get(&id("a")).unwrap().unwrap();
    store.change(&row.id, row.fence, Edit::Cancel).unwrap();
    let last = store.events(&id("a")).unwrap().pop().unwrap();
    assert_eq!((last.who.as_str(), last.what.as_str()), ("anna", "cancelled"));
}

#[test]
fn writes_that_come_too_late_and_posts_that_wait_are_counted() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a", "b"]);
    let claimed = claim(&mut store, "first", 2);
    let (a, b) = (&claimed[0], &claimed[1]);
    let change = |why| Change::PutBack {
        wake: b.row.due.at().after(Duration::from_secs(600)),
        why,
        flow: Flow::Kept,
    };
    let back = |of: &Claimed, why| Write {
        post: of.row.id.clone(),
        at: of.row.fence,
        change: change(why),
        facts: Default::default(),
    };
    assert!(matches!(only(&mut store, back(a, Why::Brake)), Written::Done(_)));
    assert!(matches!(only(&mut store, back(b, Why::Containers)), Written::Done(_)));
    assert_eq!(only(&mut store, save(a)), Written::Fenced, "it was put back");
    let counts = store.counts().unwrap();
    assert_eq!((counts.brake, counts.quota_wait, counts.fenced), (1, 1, 1), "{counts:?}");
}

#[test]
fn a_post_that_is_given_up_lets_go_of_its_account() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    store.add_all(&["a", "b"].map(|name| post(name, 1, now))).unwrap();
    let claimed = claim(&mut store, "w", 2);
    let [first, second] = &claimed[..] else { panic!("{claimed:?}") };
    assert!(matches!(only(&mut store, intent(first)), Written::Done(_)));
    let these = [id("a")];
    // Workers have ended again and again.
    database.run(&format!("update ig.post set claims = {MOST_CLAIMS} where id = 'a'"));
    assert_eq!(store.claim(&me("x"), Claim { these: &these, due: 0 }).unwrap().posts, []);
    let row = store.get(&id("a")).unwrap().unwrap();
    assert_eq!((row.state, row.wake), (State::Uncertain, None), "{:?}", row.note);
    assert!(matches!(only(&mut store, intent(second)), Written::Done(_)));
}

/// What is put off in the store comes again by itself: its engine is told of the time.
#[test]
fn a_post_whose_workers_have_ended_waits_and_is_named_again() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    let these = [id("a")];
    for who in ["v", "w"] {
        let claims = store.claim(&me(who), Claim { these: &these, due: 0 }).unwrap();
        assert_eq!(names(&claims.posts), ["a"]);
    }
    let claims = store.claim(&me("x"), Claim { these: &these, due: 0 }).unwrap();
    assert_eq!((claims.posts.len(), claims.next.is_some()), (0, true));
    let row = store.get(&id("a")).unwrap().unwrap();
    assert_eq!((row.state, row.wake), (State::Waiting, claims.next));
    assert!(matches!(row.note, Some(Note::Waits { why: Why::WorkersEnded { .. }, .. })));
}
