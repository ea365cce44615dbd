//! The schema: made once, by one of many, and refused where it is not ours.

use std::thread;

use ig_queue_postgres::{BlockingStore, Error, ig_queue::Added};

use crate::{
    cluster::{Cluster, Database},
    example,
    given::add_due,
};

#[test]
fn a_database_without_a_queue_is_refused_and_left_as_it_is() {
    let database = Cluster::shared().database();
    let error = BlockingStore::connect(database.config()).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error:?}");
    assert!(error.is_final() && error.advice().contains("`migrate`"), "{}", error.advice());
    assert_eq!(database.client().ask("select to_regnamespace('ig') is null").unwrap(), "t");
}

#[test]
fn a_migration_makes_the_queue_once_and_again_does_nothing() {
    let database = Cluster::shared().database();
    let first = BlockingStore::migrate(&database.config()).unwrap();
    assert_eq!((first.from, first.to), (0, 1));
    add_due(&mut database.open(), &["a"]);
    let again = BlockingStore::migrate(&database.config()).unwrap();
    assert_eq!((again.from, again.to), (1, 1));
    assert_eq!(database.client().ask("select count(*) from ig.post").unwrap(), "1");
}

#[test]
fn several_migrations_at_once_make_one_queue() {
    let database = Cluster::shared().database();
    let mut from: Vec<i32> = thread::scope(|scope| {
        let all: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| BlockingStore::migrate(&database.config()).unwrap().from))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    from.sort_unstable();
    assert_eq!(from, [0, 1, 1, 1]);
    add_due(&mut database.open(), &["a"]);
}

#[test]
fn a_migration_waits_for_nobody_who_only_has_the_queue_open() {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    BlockingStore::migrate(&database.config()).unwrap();
    store.now().unwrap();
}

/// A queue is spoilt by statements, and opened and migrated.
fn check(spoil: &str, opened: &str, migrated: Option<&str>) {
    let database = Cluster::shared().database().with_queue();
    let mut store = database.open();
    database.run(spoil);
    let words =
        |error: &Error| error.to_string().replace(&database.config().place().to_string(), "DB");
    // Who had it open notices it too.
    let errors = [store.now().unwrap_err(), BlockingStore::connect(database.config()).unwrap_err()];
    let left = "select count(*) from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'";
    assert_eq!(database.client().ask(left).as_deref(), Some("0"), "{spoil}: locks are kept");
    for error in errors {
        assert_eq!(words(&error), opened, "{spoil}");
        assert!(error.is_final(), "{spoil}: {error:?}");
        assert!(!error.advice().is_empty());
    }
    let error = BlockingStore::migrate(&database.config()).err();
    assert_eq!(error.as_ref().map(words).as_deref(), migrated, "{spoil}");
}

#[test]
fn a_newer_schema_is_refused_as_soon_as_it_is_there_and_is_not_migrated() {
    let newer = "the queue in DB has version 2, and this program reads up to 1";
    check("update ig.meta set schema = 2, min_reader = 2", newer, Some(newer));
}

#[test]
fn a_newer_schema_that_older_programs_can_use_is_used() {
    let database = Cluster::shared().database().with_queue();
    database.run("update ig.meta set schema = 2");
    add_due(&mut database.open(), &["a"]);
    let migrated = BlockingStore::migrate(&database.config()).unwrap();
    assert_eq!((migrated.from, migrated.to), (2, 2));
}

#[test]
fn an_older_schema_is_refused() {
    let database = Cluster::shared().database().with_queue();
    database.run("update ig.meta set schema = 0, min_reader = 0");
    let error = BlockingStore::connect(database.config()).unwrap_err();
    assert!(matches!(error, Error::Older { .. }), "{error:?}");
    assert!(error.advice().contains("run `ig-worker migrate`"));
}

#[test]
fn what_is_not_a_queue_is_refused_and_left_as_it_is() {
    let no_row = "DB has a schema `ig` that is not a queue: `ig.meta` has not one row";
    let empty = "DB has a schema `ig` that is not a queue: `ig.meta` has no row";
    check("delete from ig.meta", no_row, Some(empty));
    let column =
        "DB has a schema `ig` that is not a queue: column \"min_reader\" does not exist (42703)";
    check("alter table ig.meta drop column min_reader", column, Some(column));
    check("drop schema ig cascade", "DB has no queue", None);
    check(
        "drop schema ig cascade; create schema ig; create table ig.other ()",
        "DB has no queue",
        Some("DB has a schema `ig` that is not a queue: it has no table `meta`"),
    );
}

#[test]
fn a_database_in_another_encoding_is_not_made_a_queue() {
    let cluster = Cluster::shared();
    let name = "latin";
    let other = cluster.database();
    other.run(&format!("create database {name} encoding 'LATIN1' template template0 locale 'C'"));
    let database = Database { cluster, name: name.to_owned() };
    let error = BlockingStore::migrate(&database.config()).unwrap_err();
    assert!(error.to_string().ends_with(" is LATIN1, and has to be UTF8"), "{error}");
    assert!(error.advice().contains("encoding 'UTF8'"), "{}", error.advice());
    assert!(error.is_final());
}

#[test]
fn migrations_only_add() {
    let steps = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema")).unwrap();
    let mut count = 0;
    for step in steps.map(|step| step.unwrap().path()) {
        if step.extension().is_some_and(|it| it == "sql") {
            let text = std::fs::read_to_string(&step).unwrap().to_lowercase();
            for word in ["drop ", "rename ", "delete ", "truncate "] {
                assert!(!text.contains(word), "{}: {word}", step.display());
            }
            count += 1;
        }
    }
    assert_eq!(count, 1);
}

#[test]
fn the_program_of_the_readme_adds_one_post() {
    let database = Cluster::shared().database();
    let first = example::schedule(database.config()).unwrap();
    let again = example::schedule(database.config()).unwrap();
    assert!(
        matches!(first, Added::New(_)) && matches!(again, Added::Same(_)),
        "{first:?}, {again:?}"
    );
    assert_eq!(database.client().ask("select count(*) from ig.post").unwrap(), "1");
}
