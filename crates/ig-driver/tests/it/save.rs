//! A saved post is whole, and never becomes another post.

use std::fs;

use ig_core::PublishFlow;
use ig_driver::{Store, StoreError};

use crate::posts::{
    fresh, kept, key, names, not_published, plan_of, published, publishing, store, target,
    uncertain,
};

#[test]
fn a_saved_post_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let before = ig_driver::now();
    let mut slot = store.lock(&key("a")).unwrap();
    assert!(slot.record().is_none() && store.read(&key("a")).unwrap().is_none());
    slot.begin(target());
    slot.extra_mut().insert("sandbox".to_owned(), true.into());
    slot.save(&fresh()).unwrap();
    let first = store.read(&key("a")).unwrap().unwrap();
    assert_eq!(Some(&first), slot.record());
    assert_eq!((&first.key, &first.target, &first.snapshot), (&key("a"), &target(), &fresh()));
    assert!(before <= first.created && first.created <= first.saved);
    assert_eq!(first.extra["sandbox"], true);
    drop(slot);

    let mut slot = store.lock(&key("a")).unwrap();
    assert_eq!(slot.record(), Some(&first));
    slot.begin(ig_driver::Target::new("https://other.example", ig_core::Login::Instagram));
    Store::save(&mut slot, publishing()).unwrap();
    let second = store.read(&key("a")).unwrap().unwrap();
    assert_eq!((second.created, &second.target), (first.created, &first.target), "as it was begun");
    assert_eq!((&second.snapshot, &second.extra), (&publishing(), &first.extra));
}

#[test]
fn nothing_is_saved_before_the_target_is_set() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut slot = store.lock(&key("a")).unwrap();
    let error = slot.save(&fresh()).unwrap_err();
    assert!(matches!(error, StoreError::NotBegun { .. }), "{error:?}");
    assert!(store.read(&key("a")).unwrap().is_none());
}

/// The process is killed after a part of the new file was written, before it had the old name.
#[test]
fn a_half_written_file_is_not_a_post() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    drop(kept(&store, "a", &[fresh()]));
    for left in [".a.json.tmp", ".a.probe.tmp", "a.probe"] {
        fs::write(store.path().join(left), r#"{"version":1,"key":"a"#).unwrap();
    }
    assert_eq!(store.unfinished().unwrap(), [key("a")]);
    assert_eq!(store.records().unwrap().len(), 1);
    let mut slot = store.lock(&key("a")).unwrap();
    assert_eq!(slot.record().unwrap().snapshot, fresh());
    slot.save(&publishing()).unwrap();
    slot.save(&published()).unwrap();
    drop(slot);
    assert_eq!(store.read(&key("a")).unwrap().unwrap().snapshot, published());
    assert_eq!(names(&store).iter().filter(|name| !name.ends_with(".lock")).count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_temporary_file_is_not_written_through() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let elsewhere = folder.path().join("elsewhere");
    fs::write(&elsewhere, "precious").unwrap();
    for name in [".a.json.tmp", ".a.probe.tmp", "a.probe"] {
        std::os::unix::fs::symlink(&elsewhere, store.path().join(name)).unwrap();
    }
    drop(kept(&store, "a", &[fresh()]));
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "precious");
    assert_eq!(names(&store), ["a.json", "a.lock"]);
}

/// The old file is there until the new one has its name.
#[test]
fn a_file_that_cannot_be_replaced_stays() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut slot = kept(&store, "a", &[fresh()]);
    fs::create_dir(store.path().join(".a.json.tmp")).unwrap();
    let error = slot.save(&publishing()).unwrap_err();
    assert!(matches!(error, StoreError::Save { .. }), "{error:?}");
    assert!(error.to_string().contains("a.json"), "{error}");
    assert_eq!(slot.record().unwrap().snapshot, fresh());
    assert_eq!(store.read(&key("a")).unwrap().unwrap().snapshot, fresh());
    fs::remove_dir(store.path().join(".a.json.tmp")).unwrap();
    slot.save(&publishing()).unwrap();
}

#[test]
fn a_record_that_could_not_be_read_again_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let mut slot = kept(&store, "a", &[fresh()]);
    slot.extra_mut().insert("much".to_owned(), "x".repeat(1024 * 1024).into());
    let error = slot.save(&publishing()).unwrap_err();
    assert!(error.to_string().contains("1 MiB"), "{error}");
    assert_eq!(store.read(&key("a")).unwrap().unwrap().snapshot, fresh());
}

/// A loop that creates a new flow although a post is saved would publish twice: its first snapshot,
/// before which it sends nothing, is refused.
#[test]
fn a_flow_that_starts_again_is_refused_before_it_sends_anything() {
    let check = |before: &[_], next: &_, is_refused: bool| {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut slot = kept(&store, "a", before);
        let kept = slot.record().unwrap().clone();
        let saved = slot.save(next);
        let refused = matches!(saved, Err(StoreError::Replaces { .. }));
        assert_eq!((refused, saved.is_err()), (is_refused, is_refused), "{saved:?}");
        if is_refused {
            assert_eq!(store.read(&key("a")).unwrap(), Some(kept));
        }
    };
    let other = |user, caption| PublishFlow::new(plan_of(user, caption), 7).snapshot().clone();
    check(&[fresh()], &other("17841400008460056", "#Other"), true);
    check(&[fresh()], &other("17841400008460057", "#BronzFonz"), true);
    for ended in [published(), not_published(), uncertain(), publishing()] {
        check(&[ended], &fresh(), true);
    }
    check(&[published()], &publishing(), true);
    check(&[not_published()], &published(), true);

    check(&[fresh()], &publishing(), false);
    check(&[fresh()], &fresh(), false);
    check(&[publishing()], &uncertain(), false);
    check(&[publishing()], &not_published(), false);
    check(&[uncertain()], &publishing(), false);
    check(&[uncertain()], &published(), false);
    check(&[published()], &published(), false);
}
