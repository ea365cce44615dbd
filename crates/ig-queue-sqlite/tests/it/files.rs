//! Files that are no queue, or not as they should be: one clear error, and nothing is changed.

use std::fs;

use ig_queue_sqlite::{
    Error, SqliteStore,
    ig_queue::{Filter, Store as _},
};

use crate::home::{Home, minutes, post};

/// Each with what the error says.
#[test]
fn a_file_of_another_version_or_another_program_is_refused_and_not_touched() {
    for (sql, says) in [
        (
            "UPDATE meta SET schema = 9, min_reader = 9",
            "has version 9, and this program reads up to 3",
        ),
        ("UPDATE meta SET schema = 0, min_reader = 0", "has version 0, and this program needs 3"),
        ("PRAGMA application_id = 7", "is not a queue: it is another database"),
    ] {
        let home = Home::new();
        home.open().add(&post("a", minutes(1))).unwrap();
        let raw = rusqlite::Connection::open(home.path()).unwrap();
        raw.execute_batch(sql).unwrap();
        drop(raw);
        let error = SqliteStore::open(home.path()).unwrap_err();
        assert!(error.to_string().ends_with(says), "{error}");
        assert!(error.is_final() && !error.advice().is_empty());
        let raw = rusqlite::Connection::open(home.path()).unwrap();
        let posts: i64 = raw.query_row("SELECT COUNT(*) FROM post", (), |it| it.get(0)).unwrap();
        assert_eq!(posts, 1);
    }
}

#[test]
fn a_newer_schema_that_this_program_may_read_is_used() {
    let home = Home::new();
    drop(home.open());
    let raw = rusqlite::Connection::open(home.path()).unwrap();
    raw.execute_batch("UPDATE meta SET schema = 4").unwrap();
    home.open().add(&post("a", minutes(1))).unwrap();
    // A newer program may change it at any time.
    let mut store = home.open();
    raw.execute_batch("UPDATE meta SET min_reader = 4").unwrap();
    let error = store.add(&post("b", minutes(1))).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 4, .. }), "{error}");
}

#[test]
fn a_file_that_was_removed_or_replaced_is_not_written_to() {
    for is_replaced in [false, true] {
        let home = Home::new();
        let mut store = home.open();
        store.add(&post("a", minutes(1))).unwrap();
        let aside = home.path().with_extension("aside");
        fs::rename(home.path(), &aside).unwrap();
        if is_replaced {
            fs::copy(&aside, home.path()).unwrap();
        }
        let error = store.add(&post("b", minutes(1))).unwrap_err();
        assert!(matches!(error, Error::Gone { .. }), "{error}");
        assert!(matches!(store.list(&Filter::new()), Err(Error::Gone { .. })));
        if is_replaced {
            fs::remove_file(home.path()).unwrap();
        }
        fs::rename(aside, home.path()).unwrap();
        assert_eq!(home.open().list(&Filter::new()).unwrap().len(), 1, "nothing is lost");
    }
}

#[test]
fn a_folder_that_is_not_there_is_not_an_empty_queue() {
    let home = Home::new();
    let far = home.path().join("not/mounted/queue.db");
    let error = SqliteStore::open(&far).unwrap_err();
    assert!(matches!(error, Error::Unopened { .. }), "{error}");
    assert!(SqliteStore::open_existing(home.path()).unwrap().is_none());
    assert!(!home.path().exists(), "looking for it does not make it");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let home = Home::new();
    let other = Home::new();
    drop(other.open());
    fs::create_dir(home.path().parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(other.path(), home.path()).unwrap();
    let error = SqliteStore::open(home.path()).unwrap_err();
    assert!(error.to_string().ends_with("it is not a plain file"), "{error}");
}

fn beside(home: &Home, end: &str) -> std::path::PathBuf {
    home.path().with_extension(format!("db{end}"))
}

/// SQLite would take it for a new database, and remove its log.
#[test]
fn a_file_that_has_lost_what_was_in_it_is_not_a_new_queue() {
    for (has_log, says) in [(true, "its log shows"), (false, "its lock shows")] {
        let home = Home::new();
        let mut store = home.open();
        store.add(&post("a", minutes(1))).unwrap();
        if !has_log {
            store.lock(&crate::home::me("a")).unwrap();
            drop(store);
        } else {
            // As it is left by a process that is killed.
            fs::copy(beside(&home, "-wal"), beside(&home, "-kept")).unwrap();
            drop(store);
            fs::rename(beside(&home, "-kept"), beside(&home, "-wal")).unwrap();
        }
        fs::write(home.path(), "").unwrap();
        for error in [
            SqliteStore::open(home.path()).unwrap_err(),
            SqliteStore::open_for_reading(home.path()).unwrap_err(),
            SqliteStore::migrate(home.path()).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Damaged { .. }), "{error}");
            assert!(error.to_string().contains(says) && error.is_final(), "{error}");
        }
        assert_eq!(fs::metadata(home.path()).unwrap().len(), 0, "it is left as it is");
        if has_log {
            fs::remove_file(home.path()).unwrap();
            for error in [
                SqliteStore::open(home.path()).unwrap_err(),
                SqliteStore::open_for_reading(home.path()).unwrap_err(),
            ] {
                assert!(matches!(error, Error::Gone { .. }), "{error}");
            }
            assert_ne!(fs::metadata(beside(&home, "-wal")).unwrap().len(), 0, "the log is there");
        }
    }
}

#[test]
fn a_file_that_a_killed_process_was_about_to_make_is_a_new_queue() {
    let home = Home::new();
    fs::create_dir(home.path().parent().unwrap()).unwrap();
    fs::write(home.path(), "").unwrap();
    home.open().add(&post("a", minutes(1))).unwrap();
    assert_eq!(home.open().list(&Filter::new()).unwrap().len(), 1);
}
