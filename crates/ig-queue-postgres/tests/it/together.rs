//! Many programs at the same time.

use std::{collections::BTreeSet, sync::Arc, thread};

use ig_queue_postgres::{
    PostgresStore,
    ig_queue::{Added, Claim, Edit, Fence, Store as _, Written},
};
use tokio::sync::Mutex;

use crate::{
    cluster::Cluster,
    given::{claim, id, intent, me, post, save},
};

#[test]
fn workers_that_claim_at_once_have_each_post_once() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    let posts: Vec<_> = (0..120).map(|n| post(&format!("p{n}"), n % 7, now)).collect();
    store.add_all(&posts).unwrap();
    let claimed: Vec<String> = thread::scope(|scope| {
        let work = |who: u32| {
            let mut store = database.open();
            let mut all = Vec::new();
            loop {
                let claims =
                    store.claim(&me(&format!("w{who}")), Claim { these: &[], due: 9 }).unwrap();
                if claims.posts.is_empty() && claims.next.is_none() {
                    return all;
                }
                all.extend(claims.posts.iter().map(|claimed| claimed.row.id.to_string()));
            }
        };
        let workers: Vec<_> = (0..4).map(|who| scope.spawn(move || work(who))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(claimed.len(), 120);
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 120);
}

#[test]
fn of_all_posts_of_an_account_one_is_allowed_at_once() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    store.add_all(&["a", "b", "c", "d"].map(|name| post(name, 1, now))).unwrap();
    let claimed = claim(&mut store, "w", 9);
    let allowed: usize = thread::scope(|scope| {
        let workers: Vec<_> = claimed
            .iter()
            .map(|claimed| {
                let mut store = database.open();
                scope.spawn(move || store.write(&[intent(claimed)]).unwrap().answers.remove(0))
            })
            .collect();
        let answers = workers.into_iter().map(|worker| worker.join().unwrap());
        answers.filter(|answer| matches!(answer, Written::Done(_))).count()
    });
    assert_eq!(allowed, 1);
}

#[test]
fn writes_edits_and_claims_of_the_same_posts_in_any_order_do_not_stop_each_other() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let now = store.now().unwrap();
    let names: Vec<String> = (0..20).map(|n| format!("p{n:02}")).collect();
    let posts: Vec<_> = names.iter().zip(0..).map(|(name, n)| post(name, n % 3, now)).collect();
    store.add_all(&posts).unwrap();
    let mut claimed = claim(&mut store, "w", 99);
    thread::scope(|scope| {
        for turn in 0..4 {
            claimed.rotate_left(7);
            let (mut claimed, names) = (claimed.clone(), names.clone());
            if turn % 2 == 0 {
                claimed.reverse();
            }
            let mut store = database.open();
            scope.spawn(move || {
                for _ in 0..15 {
                    let writes: Vec<_> = claimed.iter().map(save).collect();
                    store.write(&writes).unwrap();
                    let these: Vec<_> = claimed.iter().map(|it| it.row.id.clone()).collect();
                    store.claim(&me(&format!("v{turn}")), Claim { these: &these, due: 5 }).unwrap();
                    store.take_over(&me("x"), Some(&me("w"))).unwrap();
                    let row = store.get(&id(&names[turn])).unwrap().unwrap();
                    store.change(&row.id, row.fence, Edit::Late(row.late)).unwrap();
                }
            });
        }
    });
}

#[test]
fn the_same_keys_added_at_once_in_any_order_are_one_post_each() {
    let database = Cluster::shared().database().with_queue();
    let now = database.open().now().unwrap();
    let new: usize = thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|who| {
                let mut store = database.open();
                scope.spawn(move || {
                    let keyed = |n: u32| {
                        let mut new = post(&n.to_string(), 1, now);
                        new.id = id(&format!("{who}-{n}"));
                        new.with_key(format!("key {n}").parse().unwrap())
                    };
                    let mut posts: Vec<_> = (0..20).map(keyed).collect();
                    posts.rotate_left(who * 5);
                    let added = store.add_all(&posts).unwrap();
                    assert!(!added.iter().any(|it| matches!(it, Added::Differs(_))), "{added:?}");
                    added.iter().filter(|added| matches!(added, Added::New(_))).count()
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(new, 20);
}

/// A worker on many threads needs that.
#[test]
fn a_store_and_its_calls_can_go_to_another_thread() {
    fn can<T: Send>(_: T) {}
    let database = Cluster::shared().database().with_queue();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut store = runtime.block_on(PostgresStore::connect(database.config())).unwrap();
    can(store.write(&[]));
    can(store.claim(&me("w"), Claim { these: &[], due: 1 }));
    can(store.add_all(&[]));
}

#[test]
fn a_call_that_is_dropped_in_the_middle_leaves_no_transaction() {
    let database = Cluster::shared().database().with_queue();
    let now = database.open().now().unwrap();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.unwrap();
    let mut store = runtime.block_on(PostgresStore::connect(database.config())).unwrap();
    runtime.block_on(store.add(&post("a", 1, now))).unwrap();
    let store = Arc::new(Mutex::new(store));
    let lock = database.client();
    lock.run("begin; select from ig.post for update");
    let kept = Arc::clone(&store);
    let call = runtime.spawn(async move {
        let late = Edit::Late("hold".parse().unwrap());
        kept.lock().await.change(&id("a"), Fence::FIRST, late).await
    });
    lock.until(
        "select exists (select from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock')",
    );
    call.abort();
    assert!(runtime.block_on(call).unwrap_err().is_cancelled());
    lock.run("rollback");
    let row = runtime.block_on(async { store.lock().await.get(&id("a")).await });
    assert_eq!(row.unwrap().unwrap().fence, Fence::FIRST);
    lock.until(
        "select not exists (select from pg_stat_activity
                            where datname = current_database() and state like 'idle in%')",
    );
}
