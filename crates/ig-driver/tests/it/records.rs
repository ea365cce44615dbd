//! Readable and unreadable files of posts.

use std::fs;

use ig_driver::{FileStore, Forget, Kept, Record, StoreError};
use serde_json::{Value, json};

use crate::posts::{kept, key, names, publishing, store};

/// A record as version 1 writes it, with a snapshot of version 3.
const FIRST: &str = include_str!("../data/record__v1.json");

fn with(store: &FileStore, change: impl FnOnce(&mut Value)) {
    let mut record: Value = serde_json::from_str(FIRST).unwrap();
    change(&mut record);
    fs::write(store.path().join("a.json"), record.to_string()).unwrap();
}

/// Checks that it cannot be read, and is left unchanged.
#[track_caller]
fn is_refused(store: &FileStore, check: impl Fn(&StoreError) -> bool) -> String {
    let path = store.path().join("a.json");
    let before = fs::symlink_metadata(&path).unwrap().modified().unwrap();
    let error = store.lock(&key("a")).unwrap_err();
    assert!(check(&error), "{error:?}");
    assert!(check(&store.read(&key("a")).unwrap_err()));
    assert!(check(&store.forget(&key("a"), Forget::Ended).unwrap_err()));
    let records = store.records().unwrap();
    let [Kept { key: found, record: Err(listed), .. }] = &*records else { panic!("{records:?}") };
    assert!(*found == key("a") && check(listed), "{listed:?}");
    assert_eq!(store.unfinished().unwrap(), [key("a")], "it may be under way");
    assert_eq!(fs::symlink_metadata(&path).unwrap().modified().unwrap(), before);
    assert!(error.to_string().contains("a.json"), "{error}");
    format!("{error}; {}", error.advice())
}

#[test]
fn the_first_version_is_read_and_written_with_a_snapshot_of_today() {
    let record = Record::from_json(FIRST.as_bytes()).unwrap();
    let snapshot = |version: u32| format!("\"snapshot\": {{\n    \"version\": {version},");
    assert_eq!(FIRST.matches(&snapshot(3)).count(), 1, "the record is an old one");
    let today = String::from_utf8(record.to_json()).unwrap();
    assert_eq!(today.matches(&snapshot(7)).count(), 1, "{today}");
    let again = Record::from_json(today.as_bytes()).unwrap();
    assert_eq!((&again, String::from_utf8(again.to_json()).unwrap()), (&record, today));
    assert_eq!(record.key, key("a"));
    assert_eq!(
        (record.created.to_string(), record.saved.to_string()),
        ("2027-01-15T08:00:00Z".to_owned(), "2027-01-15T08:00:02Z".to_owned(),)
    );
    assert_eq!(record.target.to_string(), "https://graph.facebook.com (facebook login)");
    assert_eq!(record.target.login(), Some(ig_core::Login::Facebook));
    assert_eq!(record.snapshot.container().map(|id| id.as_str()), Some("1001"));
    assert_eq!(record.extra["permalink"], Value::Null);
}

#[test]
fn fields_that_a_later_minor_version_adds_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    with(&store, |record| record["colour"] = "green".into());
    assert!(store.lock(&key("a")).unwrap().record().is_some());
    with(&store, |record| record["target"]["login"] = "carrier_pigeon".into());
    let record = store.read(&key("a")).unwrap().unwrap();
    assert_eq!((record.target.login_word(), record.target.login()), ("carrier_pigeon", None));
}

#[test]
fn a_newer_version_is_refused_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let newer = |error: &StoreError| matches!(error, StoreError::Newer { found: 99, .. });
    let newer_record = |record: &mut Value| *record = json!({ "version": 99, "all": "new" });
    let newer_snapshot = |record: &mut Value| record["snapshot"]["version"] = 99.into();
    for change in [newer_record, newer_snapshot] {
        with(&store, change);
        let said = is_refused(&store, newer);
        assert!(said.contains("version 99") && said.contains("or a later one"), "{said}");
    }
}

#[test]
fn a_truncated_or_edited_file_is_damaged_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let damaged = |error: &StoreError| matches!(error, StoreError::Damaged { .. });
    let path = store.path().join("a.json");
    let half = &FIRST[..FIRST.len() / 2];
    for text in ["", "{", "null", "[1]", r#"{"version":1}"#, half, "\0\0\0", "\u{feff}{}"] {
        fs::write(&path, text).unwrap();
        let said = is_refused(&store, damaged);
        assert!(said.contains("look at the account"), "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let changes: [fn(&mut Value); 5] = [
        |record| record["key"] = "b".into(),
        |record| record["key"] = "../a".into(),
        |record| record["target"] = "EAAGsecret".into(),
        |record| record["snapshot"]["state"] = "EAAGsecret".into(),
        |record| record["saved"] = "EAAGsecret".into(),
    ];
    for change in changes {
        with(&store, change);
        let said = is_refused(&store, damaged);
        assert!(!said.contains("EAAG"), "{said}");
    }
    with(&store, |record| record["extra"]["much"] = "x".repeat(1024 * 1024).into());
    assert!(is_refused(&store, damaged).contains("1 MiB"));
}

#[test]
fn a_folder_in_the_place_of_a_post_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    fs::create_dir(store.path().join("a.json")).unwrap();
    let said = is_refused(&store, |error| matches!(error, StoreError::Damaged { .. }));
    assert!(said.contains("not a plain file"), "{said}");
    let error = store.forget(&key("a"), Forget::Anything).unwrap_err();
    assert!(matches!(error, StoreError::Save { .. }), "{error:?}");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let elsewhere = folder.path().join("elsewhere.json");
    fs::write(&elsewhere, FIRST).unwrap();
    std::os::unix::fs::symlink(&elsewhere, store.path().join("a.json")).unwrap();
    let said = is_refused(&store, |error| matches!(error, StoreError::Damaged { .. }));
    assert!(said.contains("not a plain file"), "{said}");
    store.forget(&key("a"), Forget::Anything).unwrap();
    assert_eq!(names(&store), [""; 0]);
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), FIRST);
}

#[test]
fn keys_that_differ_in_case_are_two_posts_and_the_longest_has_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let longest = "K".repeat(80);
    for name in ["shop:1", "Shop:1", "SHOP:1", "a.lock", "con", &longest] {
        drop(kept(&store, name, &[publishing()]));
    }
    let lower: std::collections::BTreeSet<_> =
        names(&store).iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(lower.len(), 12, "a file and a lock for each: {lower:?}");
    let keys: Vec<_> = store.records().unwrap().into_iter().map(|kept| kept.key).collect();
    let expect = [&longest, "SHOP:1", "Shop:1", "a.lock", "con", "shop:1"].map(key);
    assert_eq!(keys, expect);
}
