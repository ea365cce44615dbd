//! Files that are no queue, or not as they should be: one clear error, and nothing is changed.

use std::fs;

use ig_queue_sqlite::{
    Error, SqliteStore,
    ig_queue::{Filter, Store as _},
};

use crate::home::{Home, me, minutes, post};

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

/// What is beside the file shows that it was there, whether or not anybody has worked on it.
#[test]
fn a_queue_that_is_gone_or_emptied_is_not_begun_again() {
    for has_worked in [false, true] {
        for is_emptied in [false, true] {
            let home = Home::new();
            let mut store = home.open();
            store.add(&post("a", minutes(1))).unwrap();
            if has_worked {
                store.lock(&me("one")).unwrap();
            }
            drop(store);
            let aside = home.path().with_extension("aside");
            fs::rename(home.path(), &aside).unwrap();
            if is_emptied {
                fs::write(home.path(), "").unwrap();
            }
            for _ in 0..2 {
                refused(&home);
            }
            assert_eq!(fs::read(home.path()).ok(), is_emptied.then(Vec::new));
            fs::rename(aside, home.path()).unwrap();
            assert_eq!(home.open().list(&Filter::new()).unwrap().len(), 1, "nothing is lost");
            // Who wants a new one says so.
            fs::remove_file(home.path()).unwrap();
            fs::remove_file(home.path().with_extension("db.lock")).unwrap();
            assert!(home.open().list(&Filter::new()).unwrap().is_empty());
        }
    }
}

/// SQLite would remove the log of a worker to which it still belongs, or use it for the new file.
#[test]
fn a_queue_that_is_gone_under_its_worker_leaves_it_its_log() {
    let home = Home::new();
    let mut worker = home.open();
    worker.lock(&me("one")).unwrap();
    worker.add(&post("a", minutes(1))).unwrap();
    let log = home.path().with_extension("db-wal");
    let bytes = fs::read(&log).unwrap();
    let aside = home.path().with_extension("aside");
    fs::rename(home.path(), &aside).unwrap();
    refused(&home);
    // Not even where the lock is gone too.
    fs::remove_file(home.path().with_extension("db.lock")).unwrap();
    refused(&home);
    assert!(!home.path().exists() && fs::read(&log).unwrap() == bytes);
    let emptied = home.path();
    fs::write(&emptied, "").unwrap();
    refused(&home);
    assert!(matches!(worker.list(&Filter::new()), Err(Error::Gone { .. })));
    fs::rename(aside, &emptied).unwrap();
    drop(worker);
    assert_eq!(home.open().list(&Filter::new()).unwrap().len(), 1);
}

/// The log that has the tables was lost with all posts: the file is what it was before them.
#[test]
fn a_queue_of_which_no_table_is_left_is_not_begun_again() {
    let home = Home::new();
    drop(home.open());
    fs::remove_file(home.path()).unwrap();
    let raw = rusqlite::Connection::open(home.path()).unwrap();
    raw.pragma_update(None, "journal_mode", "WAL").unwrap();
    drop(raw);
    assert_ne!(fs::metadata(home.path()).unwrap().len(), 0);
    refused(&home);
    // One that was being made when its process was killed is finished.
    fs::remove_file(home.path().with_extension("db.lock")).unwrap();
    home.open().add(&post("a", minutes(1))).unwrap();
}

#[track_caller]
fn refused(home: &Home) {
    let gone = |error: Error| {
        assert!(matches!(error, Error::Gone { .. }) && error.is_final(), "{error}");
        assert!(error.advice().contains("put the file back"), "{}", error.advice());
    };
    gone(SqliteStore::open(home.path()).unwrap_err());
    gone(SqliteStore::open_existing(home.path()).unwrap_err());
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
fn a_log_whose_database_is_emptied_or_gone_is_left_as_it_is() {
    for is_emptied in [true, false] {
        let home = Home::new();
        let mut store = home.open();
        store.add(&post("a", minutes(1))).unwrap();
        // As it is left by a process that is killed.
        fs::copy(beside(&home, "-wal"), beside(&home, "-kept")).unwrap();
        drop(store);
        fs::rename(beside(&home, "-kept"), beside(&home, "-wal")).unwrap();
        fs::remove_file(beside(&home, ".lock")).unwrap();
        match is_emptied {
            true => fs::write(home.path(), "").unwrap(),
            false => fs::remove_file(home.path()).unwrap(),
        }
        for error in [
            SqliteStore::open(home.path()).unwrap_err(),
            SqliteStore::open_for_reading(home.path()).unwrap_err(),
            SqliteStore::migrate(home.path()).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Gone { .. }) && error.is_final(), "{error}");
        }
        assert_eq!(fs::read(home.path()).ok(), is_emptied.then(Vec::new), "it is left as it is");
        assert_ne!(fs::metadata(beside(&home, "-wal")).unwrap().len(), 0, "the log is there");
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
