//! The lists of posts: all, the unfinished ones, and those that may be forgotten.

use std::fs;

use ig_driver::{Forget, Kept, StoreError};

use crate::posts::{
    fresh, kept, key, names, not_published, published, publishing, store, uncertain,
};

#[test]
fn unfinished_posts_are_all_except_those_with_a_known_outcome() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    for (name, snapshot) in [
        ("Published", published()),
        ("uncertain", uncertain()),
        ("not-published", not_published()),
        ("fresh", fresh()),
        ("publishing", publishing()),
    ] {
        drop(kept(&store, name, &[snapshot]));
    }
    fs::write(store.path().join("damaged.json"), "{").unwrap();
    // Files that do not belong to a key.
    for name in ["notes.txt", "NOTES.json", ".hidden.json", "a%2.json", "json"] {
        fs::write(store.path().join(name), "{}").unwrap();
    }
    let expect = ["damaged", "fresh", "publishing", "uncertain"].map(key);
    assert_eq!(store.unfinished().unwrap(), expect);

    let records = store.records().unwrap();
    let all = ["Published", "damaged", "fresh", "not-published", "publishing", "uncertain"];
    assert_eq!(records.iter().map(|kept| kept.key.as_str()).collect::<Vec<_>>(), all);
    for Kept { key, record, .. } in records {
        assert_eq!(record.is_err(), key.as_str() == "damaged", "{record:?}");
        assert!(record.is_err() || record.is_ok_and(|record| record.key == key));
    }
}

#[test]
fn ended_posts_may_be_forgotten_and_others_only_explicitly() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let a = key("a");
    store.forget(&a, Forget::Ended).unwrap();
    for ended in [published(), not_published()] {
        drop(kept(&store, "a", &[ended]));
        store.forget(&a, Forget::Ended).unwrap();
        assert!(store.read(&a).unwrap().is_none());
    }
    for goes_on in [fresh(), publishing(), uncertain()] {
        drop(kept(&store, "a", &[goes_on]));
        let error = store.forget(&a, Forget::Ended).unwrap_err();
        assert!(matches!(error, StoreError::Unfinished { .. }), "{error:?}");
        assert!(error.to_string().contains("may be public"), "{error}");
        assert!(store.read(&a).unwrap().is_some());
        store.forget(&a, Forget::Anything).unwrap();
        assert!(store.read(&a).unwrap().is_none());
    }
    fs::write(store.path().join("a.json"), "{").unwrap();
    store.forget(&a, Forget::Anything).unwrap();
    assert_eq!(names(&store).len(), usize::from(cfg!(not(unix))));
}

#[test]
fn a_locked_post_is_not_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let _slot = kept(&store, "a", &[published()]);
    for which in [Forget::Ended, Forget::Anything] {
        let error = store.forget(&key("a"), which).unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }), "{error:?}");
    }
    assert!(store.read(&key("a")).unwrap().is_some());
}
