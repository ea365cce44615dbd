//! The database is another one than it was: what it may have lost is held.

use ig_queue_postgres::{
    BlockingStore, Error, Moved,
    ig_queue::{Edit, Note, State, Store as _, Written},
};

use crate::{
    cluster::Cluster,
    given::{add_due, claim, id, intent, only, save},
};

/// A standby is promoted, and a store of the old server goes on with the new one.
fn promoted(moved: Moved) {
    let primary = Cluster::own();
    let database = primary.database().with_queue();
    let mut store = database.open();
    add_due(&mut store, &["a", "b", "c"]);
    let claimed = claim(&mut store, "w", 2);
    assert!(matches!(only(&mut store, intent(&claimed[0])), Written::Done(_)));
    assert_eq!(store.take_reset(), None);
    primary.crash();
    let standby = primary.standby_of_stopped();
    let there = database.on(&standby);

    let error = BlockingStore::connect(there.config()).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    assert!(error.to_string().contains("it is a standby"), "{error}");
    let error = BlockingStore::migrate(&there.config()).unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");

    standby.control(&["promote"]);
    let config = there.config().with_moved(moved);
    let mut store = BlockingStore::connect(config.clone()).unwrap().with_who("anna");
    let mut other = BlockingStore::connect(config).unwrap();
    store.now().unwrap();
    let state = |store: &mut BlockingStore, name| store.get(&id(name)).unwrap().unwrap().state;
    match moved {
        Moved::MayHaveLostWrites => {
            assert_eq!(store.take_reset(), Some(3));
            assert_eq!(state(&mut store, "a"), State::Uncertain);
            for name in ["b", "c"] {
                let row = store.get(&id(name)).unwrap().unwrap();
                assert_eq!((row.state, row.note), (State::Held, Some(Note::StoreWasReset)));
            }
            let last = store.events(&id("b")).unwrap().pop().unwrap();
            assert_eq!(last.who, "anna", "{last:?}");
            // Its worker is fenced, and its account is let go of and counted.
            assert_eq!(only(&mut store, save(&claimed[1])), Written::Fenced);
            let account = store.account(&claimed[0].account.id).unwrap();
            let now = store.now().unwrap();
            assert_eq!((account.publishing.as_ref(), account.ledger.usage(now)), (None, 1));
        }
        Moved::LosesNothing => {
            assert_eq!(store.take_reset(), None);
            assert!(matches!(only(&mut store, save(&claimed[1])), Written::Done(_)));
        }
    }
    // It is known from now on.
    other.now().unwrap();
    assert_eq!((store.take_reset(), other.take_reset()), (None, None));
}

#[test]
fn posts_are_held_when_a_standby_was_promoted() {
    promoted(Moved::MayHaveLostWrites);
}

#[test]
fn nothing_is_held_where_a_failover_loses_nothing() {
    promoted(Moved::LosesNothing);
}

#[test]
fn posts_are_held_when_a_backup_was_restored_into_the_same_server() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    let mut other = database.open();
    add_due(&mut store, &["a", "held"]);
    // It may have been released and published since.
    let fence = store.get(&id("held")).unwrap().unwrap().fence;
    store.change(&id("held"), fence, Edit::Hold { words: "a holiday".to_owned() }).unwrap();
    other.now().unwrap();
    // As `pg_restore --clean` does: other tables with the same rows.
    database.run(
        "create table ig.copy (like ig.meta including all);
         insert into ig.copy select * from ig.meta;
         drop table ig.meta; alter table ig.copy rename to meta",
    );
    let claims = claim(&mut store, "w", 9);
    assert_eq!(claims, []);
    assert_eq!(store.take_reset(), Some(2));
    for name in ["a", "held"] {
        assert_eq!(store.get(&id(name)).unwrap().unwrap().note, Some(Note::StoreWasReset));
    }
    // Whoever was there before says so too, though the first has held them.
    other.now().unwrap();
    assert_eq!(other.take_reset(), Some(2));
    other.now().unwrap();
    assert_eq!(other.take_reset(), None, "once");
}

#[test]
fn who_may_not_see_a_failover_does_not_go_on_as_if_there_were_none() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    store.now().unwrap();
    let role = format!("blind_{}", database.name);
    database.run(&format!(
        "revoke execute on function pg_control_system() from public; create role {role} login;
         grant usage on schema ig to {role}; grant select, insert, update on all tables in schema ig \
         to {role}"
    ));
    let words = database.words().replace("user=postgres", &format!("user={role}"));
    let config = ig_queue_postgres::Config::new(&words).unwrap();
    let error = BlockingStore::connect(config.clone()).unwrap_err();
    assert!(matches!(error, Error::NotAllowed { .. }), "{error:?}");
    assert!(error.to_string().contains("pg_control_system()"), "{error}");
    // A queue that was made without is not compared.
    database.run("update ig.meta set system_identifier = null, timeline = null");
    BlockingStore::connect(config).unwrap().now().unwrap();
}
