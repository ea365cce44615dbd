//! A server that fails, a connection that breaks, and a commit whose reply is lost.

use std::thread;

use ig_queue_postgres::{
    BlockingStore, Config, Error,
    ig_queue::{Added, Edit, Store as _, Written},
};

use crate::{
    cluster::{Client, Cluster, Database},
    given::{add_due, claim, id, intent, only, post, save},
    proxy::{Cut, Proxy},
};

const IS_WAITING: &str = "\
    select exists (select from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock')";

/// Locks a post for as long as it goes.
fn locked(database: &Database<'_>, post: &str) -> Client {
    let client = database.client();
    client.run(&format!("begin; select from ig.post where id = '{post}' for update"));
    client
}

#[test]
fn a_connection_that_is_ended_in_the_middle_stores_nothing_and_the_next_call_connects_again() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    let claimed = claim(&mut store, "w", 1).remove(0);
    let lock = locked(&database, "a");
    let write = save(&claimed);
    let error = thread::scope(|scope| {
        let written = scope.spawn(|| store.write(&[write]));
        lock.until(IS_WAITING);
        lock.run(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock'",
        );
        written.join().unwrap().unwrap_err()
    });
    assert!(matches!(error, Error::Lost { .. }), "{error:?}");
    assert!(error.to_string().contains("nothing was stored"), "{error}");
    assert!(error.may_pass() && !error.is_final());
    lock.run("rollback");
    let stamp = store.read(&[id("a")]).unwrap().answers.remove(0).unwrap();
    assert_eq!(stamp, claimed.row.stamp());
    assert!(matches!(only(&mut store, save(&claimed)), Written::Done(_)));
}

#[test]
fn a_connection_that_was_ended_between_two_calls_is_not_noticed() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a"]);
    database.run(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'ig-queue' and datname = current_database()",
    );
    assert_eq!(claim(&mut store, "w", 9).len(), 1);
}

#[test]
fn what_was_answered_is_there_after_the_server_crashed() {
    let cluster = Cluster::own();
    let database = cluster.database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a", "b"]);
    // A server that does not wait for its disk, but for these transactions.
    database.run("alter system set synchronous_commit = off");
    database.run("select pg_reload_conf()");
    let claimed = claim(&mut store, "w", 9);
    assert!(matches!(only(&mut store, intent(&claimed[0])), Written::Done(_)));
    let kept = store.get(&id("a")).unwrap();
    cluster.control(&["restart", "-m", "immediate"]);
    assert_eq!(store.get(&id("a")).unwrap(), kept);
    assert!(kept.is_some_and(|row| row.may_be_public()));
    assert!(matches!(only(&mut store, save(&claimed[1])), Written::Done(_)));
}

#[test]
fn a_server_that_is_down_is_waited_for_by_whom_it_knew_and_reported_to_others() {
    let cluster = Cluster::own();
    let database = cluster.database().with_queue();
    let mut store = database.open();
    cluster.crash();
    let error = BlockingStore::connect(database.config()).unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(error.may_pass() && error.advice().contains("server runs"));
    thread::scope(|scope| {
        let now = scope.spawn(|| store.now());
        cluster.start_again();
        now.join().unwrap().unwrap();
    });
}

/// A commit is cut in each way, and what the queue has afterwards is read.
fn check(cut: Cut, is_stored: bool) {
    let database = Cluster::shared().database().with_queue();
    let proxy = Proxy::before(database.cluster.folder());
    let config = Config::new(&database.words_in(proxy.folder())).unwrap();
    let mut store = BlockingStore::connect(config).unwrap();
    let now = store.now().unwrap();
    let new = post("a", 1, now).with_key("k".parse().unwrap());

    proxy.cut(cut);
    let error = store.add(&new).unwrap_err();
    assert!(matches!(error, Error::Unknown { .. }), "{cut:?}: {error:?}");
    assert!(error.to_string().contains("not known whether it was stored"), "{error}");
    match store.add(&new).unwrap() {
        Added::Same(_) => assert!(is_stored, "{cut:?}"),
        Added::New(_) => assert!(!is_stored, "{cut:?}"),
        differs => panic!("{differs:?}"),
    }

    let claimed = claim(&mut store, "w", 1).remove(0);
    proxy.cut(cut);
    let error = store.write(&[intent(&claimed)]).unwrap_err();
    assert!(matches!(error, Error::Unknown { .. }), "{cut:?}: {error:?}");
    let stamp = store.read(&[id("a")]).unwrap().answers.remove(0).unwrap();
    let version = claimed.row.fence.version + u64::from(is_stored);
    assert_eq!((stamp.fence.version, stamp.fence.epoch), (version, claimed.row.fence.epoch));
    assert_eq!(stamp.holder, claimed.row.holder);
    // What a worker does with what was not stored: the same write again.
    let again = only(&mut store, intent(&claimed));
    assert_eq!(matches!(again, Written::Done(_)), !is_stored, "{again:?}");
    let told = store.events(&id("a")).unwrap();
    let intents = told.iter().filter(|event| event.what.contains("is allowed")).count();
    assert_eq!(intents, 1, "{told:?}");
}

#[test]
fn a_commit_that_did_not_reach_the_server_is_unknown_and_was_not_stored() {
    check(Cut::Before, false);
}

#[test]
fn a_commit_whose_reply_is_lost_is_unknown_and_was_stored() {
    check(Cut::After, true);
}

#[test]
fn a_server_that_is_read_only_is_read_and_not_written() {
    let database = Cluster::shared().database().with_queue();
    add_due(&mut database.open(), &["a"]);
    database
        .run(&format!("alter database {} set default_transaction_read_only = on", database.name));
    let mut store = database.open();
    let row = store.get(&id("a")).unwrap().unwrap();
    let error = store.change(&row.id, row.fence, Edit::Cancel).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    assert!(error.advice().contains("primary") && error.may_pass());
    assert_eq!(store.get(&id("a")).unwrap(), Some(row));
}

/// The code of a server that cannot extend a table: only its message is ours.
#[test]
fn a_server_whose_disk_is_full_stores_nothing_until_there_is_room() {
    let database = Cluster::shared().database().with_queue();
    add_due(&mut database.open(), &["a"]);
    let mut store = database.open();
    let claimed = claim(&mut store, "w", 1).remove(0);
    database.run(
        "create function full_disk() returns trigger language plpgsql as $$ begin
             raise 'could not extend file' using errcode = 'disk_full';
         end $$;
         create trigger full_disk before insert or update on ig.post
             for each row execute function full_disk()",
    );
    let before = store.get(&id("a")).unwrap();
    let now = store.now().unwrap();
    for error in
        [store.write(&[intent(&claimed)]).unwrap_err(), store.add(&post("b", 1, now)).unwrap_err()]
    {
        assert!(matches!(error, Error::Unwritable { .. }), "{error:?}");
        assert!(error.to_string().contains("53100"), "{error}");
        assert!(error.advice().contains("make room") && !error.may_pass() && !error.is_final());
    }
    assert_eq!(store.get(&id("a")).unwrap(), before);
    assert_eq!(store.get(&id("b")).unwrap(), None);
    database.run("drop trigger full_disk on ig.post");
    assert!(matches!(only(&mut store, intent(&claimed)), Written::Done(_)));
}

#[test]
fn a_role_without_rights_is_told_which_are_missing() {
    let database = Cluster::shared().database().with_queue();
    let role = format!("reader_{}", database.name);
    database.run(&format!(
        "create role {role} login; grant usage on schema ig to {role};
         grant select on all tables in schema ig to {role}"
    ));
    add_due(&mut database.open(), &["a"]);
    let config = Config::new(&database.words().replace("user=postgres", &format!("user={role}")));
    let mut store = BlockingStore::connect(config.unwrap()).unwrap();
    let row = store.get(&id("a")).unwrap().unwrap();
    let error = store.change(&row.id, row.fence, Edit::Cancel).unwrap_err();
    assert!(matches!(error, Error::NotAllowed { .. }), "{error:?}");
    assert!(error.advice().contains("select, insert and update"), "{}", error.advice());
    // With what the advice says, it goes.
    database.run(&format!("grant insert, update on all tables in schema ig to {role}"));
    store.change(&row.id, row.fence, Edit::Cancel).unwrap();
}
